package io.floe.launcher.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

  @TempDir private Path temp;

  @Test
  void folder_isMadeForItsOwnerOnly() throws IOException {
    DataFolder folder = new DataFolder(temp.resolve("a/b"));
    folder.create();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path())))
        .isEqualTo("rwx------");
  }

  @Test
  void folder_thatIsFile_isRefused() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "x");

    assertThatThrownBy(() -> new DataFolder(file).create())
        .isInstanceOf(LaunchProblem.class)
        .hasMessageContaining("is a file");
    assertThatThrownBy(() -> new DataFolder(file.resolve("below")).create())
        .isInstanceOf(LaunchProblem.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void lock_isTakenOnceAndCanBeTakenAgain() {
    DataFolder folder = new DataFolder(temp);
    try (DataFolder.Lock _ = folder.lock()) {
      assertThatThrownBy(folder::lock)
          .isInstanceOf(LaunchProblem.class)
          .hasMessageContaining("in use by another ./floe up (PID " + ProcessHandle.current().pid())
          .hasMessageContaining("--data");
    }
    folder.lock().close();
  }

  @Test
  void write_replacesWholeFileForItsOwnerOnly() throws IOException {
    Path file = temp.resolve("secrets.json");
    DataFolder.write(file, "first, and long".getBytes(StandardCharsets.UTF_8));
    DataFolder.write(file, "second".getBytes(StandardCharsets.UTF_8));

    assertThat(file).hasContent("second");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(temp).isDirectoryNotContaining(path -> path.toString().endsWith(".new"));
  }

  @Test
  void write_whereNothingCanBeWritten_isOneSentence() {
    assertThatThrownBy(() -> DataFolder.write(temp.resolve("no/such/file"), new byte[1]))
        .isInstanceOf(LaunchProblem.class)
        .hasMessageContaining("cannot write")
        .hasMessageContaining("no such file or folder");
  }

  @Test
  void state_isReadAsWritten() {
    DataFolder folder = new DataFolder(temp);
    RunState state =
        new RunState(
            7,
            8,
            "floe-x",
            "/logs",
            List.of(new RunState.Service("edge-1", 9, 10, List.of("listener 8080"), 9002, 0, 3)));
    state.write(folder);

    assertThat(RunState.read(folder)).contains(state);
    RunState.clear(folder);
    assertThat(RunState.read(folder)).isEqualTo(Optional.empty());
  }

  @Test
  void state_thatIsDamaged_isToldSo() throws IOException {
    DataFolder folder = new DataFolder(temp);
    Files.writeString(folder.state(), "{");

    assertThatThrownBy(() -> RunState.read(folder))
        .isInstanceOf(LaunchProblem.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void process_withSamePidAndOtherStart_isAnother() {
    ProcessHandle self = ProcessHandle.current();
    long start = RunState.startOf(self);

    assertThat(RunState.process(self.pid(), start)).isPresent();
    assertThat(RunState.process(self.pid(), start + 12_345)).isEmpty();
    assertThat(RunState.process(0, 0)).isEmpty();
  }
}
