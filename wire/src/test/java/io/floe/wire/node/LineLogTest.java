package io.floe.wire.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of days that are over. */
class LineLogTest {

  @TempDir Path folder;

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());

  private Path file() {
    return folder.resolve("auth.log");
  }

  private LineLog open(int days) {
    return new LineLog(file().toString(), "test-log", days, now::get);
  }

  private Path of(LocalDate day) {
    return folder.resolve("auth.log." + day);
  }

  private static LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, ZoneOffset.UTC);
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  @Test
  void daysThatAreOver_haveFilesOfTheirOwn_untilTheyAreOld() throws Exception {
    Instant then = now.get().minus(Duration.ofDays(3));
    Files.writeString(file(), "old\n");
    Files.setLastModifiedTime(file(), FileTime.from(then));
    LocalDate oldest = day(now.get()).minusDays(14);
    Files.writeString(of(oldest), "kept\n");
    Files.writeString(of(oldest.minusDays(1)), "gone\n");
    Files.writeString(folder.resolve("auth.log.bak"), "not ours\n");
    Files.writeString(folder.resolve("other.log.2001-01-01"), "not ours\n");
    try (LineLog log = open(14)) {
      log.add("today");
      await().until(() -> lines(file()).equals(List.of("today")));
      assertThat(lines(of(day(then)))).containsExactly("old");
      assertThat(of(oldest)).exists();
      assertThat(of(oldest.minusDays(1))).doesNotExist();
      assertThat(folder.resolve("auth.log.bak")).exists();
      assertThat(folder.resolve("other.log.2001-01-01")).exists();

      LocalDate today = day(Files.getLastModifiedTime(file()).toInstant());
      now.set(now.get().plus(Duration.ofDays(1)));
      log.add("tomorrow");
      await().until(() -> lines(file()).equals(List.of("tomorrow")));
      assertThat(lines(of(today))).containsExactly("today");
    }
  }

  @Test
  void severalProcesses_turnThePageOnce_andLoseNothing() throws Exception {
    List<LineLog> logs = List.of(open(14), open(14), open(14));
    List<String> expected = new ArrayList<>();
    for (int round = 0; round < 5; round++) {
      for (int i = 0; i < 30; i++) {
        String line = round + "." + i;
        expected.add(line);
        logs.get(i % 3).add(line);
      }
      int soFar = expected.size();
      await().until(() -> everything().size() == soFar);
      now.set(now.get().plus(Duration.ofDays(1)));
      Files.setLastModifiedTime(file(), FileTime.from(now.get().minus(Duration.ofDays(1))));
    }
    logs.forEach(LineLog::close);
    assertThat(everything()).containsExactlyInAnyOrderElementsOf(expected);
  }

  private List<String> everything() throws IOException {
    List<String> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path each : files.toList()) {
        all.addAll(lines(each));
      }
    }
    return all;
  }

  @Test
  void fileThatOthersRotate_isLeftAlone() throws Exception {
    Files.writeString(file(), "old\n");
    Files.setLastModifiedTime(file(), FileTime.from(now.get().minus(Duration.ofDays(3))));
    Files.writeString(folder.resolve("auth.log.2001-01-01"), "kept\n");
    try (LineLog log = open(0)) {
      log.add("today");
      await().until(() -> lines(file()).equals(List.of("old", "today")));
    }
    assertThat(folder.resolve("auth.log.2001-01-01")).exists();
  }

  @Test
  void whatFailsOnce_costsItsLines_andNeitherTheNextOnesNorTheLog() {
    AtomicBoolean broken = new AtomicBoolean(true);
    try (LineLog log =
        new LineLog(
            file().toString(),
            "test-log",
            14,
            () -> {
              if (broken.getAndSet(false)) {
                throw new StackOverflowError("of the test");
              }
              return now.get();
            })) {
      log.add("lost");
      await().until(() -> log.dropped() == 1);
      log.add("written");
      await().until(() -> lines(file()).equals(List.of("written")));
      assertThat(log.dropped()).isEqualTo(1);
    }
  }
}
