package io.floe.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTest {

  @TempDir private Path temp;

  private final List<String> seen = new ArrayList<>();

  @Test
  void tail_givesTheLastLines() throws IOException {
    Path file = Files.writeString(temp.resolve("a.log"), "1\n2\n3\n");

    assertThat(LogTail.of(file, 2)).containsExactly("2", "3");
    assertThat(LogTail.of(file, 20)).containsExactly("1", "2", "3");
    assertThat(LogTail.of(file, 0)).isEmpty();
    assertThat(LogTail.of(temp.resolve("none"), 2)).isEmpty();
  }

  @Test
  void tail_ofLongFile_looksAtItsEndOnly() throws IOException {
    Path file = temp.resolve("a.log");
    Files.write(file, java.util.Collections.nCopies(100_000, "a line of some length"));
    Files.writeString(file, "last\n", StandardOpenOption.APPEND);

    assertThat(LogTail.of(file, 2)).containsExactly("a line of some length", "last");
  }

  @Test
  void follower_handsOutWhatIsAdded() throws IOException {
    Path file = Files.writeString(temp.resolve("a.log"), "old\n");
    LogFollower follower = follow(file);

    append(file, "one\ntw");
    follower.poll();
    append(file, "o\n");
    follower.poll();

    assertThat(seen).containsExactly("one", "two");
  }

  @Test
  void follower_goesOnAfterRotationAndTruncation() throws IOException {
    Path file = Files.writeString(temp.resolve("a.log"), "old\n");
    LogFollower follower = follow(file);

    Files.move(file, temp.resolve("a.log.1"));
    follower.poll();
    Files.writeString(file, "after the rotation\n");
    follower.poll();
    Files.writeString(file, "short\n");
    follower.poll();

    assertThat(seen).containsExactly("after the rotation", "short");
  }

  @Test
  void follower_ofFileThatIsNotThereYet_waitsForIt() throws IOException {
    Path file = temp.resolve("late.log");
    LogFollower follower = follow(file);
    follower.poll();
    Files.writeString(file, "first\n");
    follower.poll();

    assertThat(seen).containsExactly("first");
  }

  private LogFollower follow(Path file) {
    return new LogFollower(List.of(file), (path, line) -> seen.add(line));
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }
}
