package io.floe.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

  @TempDir private Path temp;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--nonsense | Unknown option: '--nonsense'",
        "-nonsense | Unknown option: '--nonsense'",
        "--prot 8000 | Unknown option",
        "extra | Unmatched argument",
        "--port | Missing required parameter",
        "--port abc | 'abc' is not an int",
        "--port 0 | --port is between 1 and 65535, not 0",
        "-port 70000 | --port is between 1 and 65535, not 70000",
        "--port=-1 | --port is between 1 and 65535, not -1",
        "--listen-port 8000 | port 8000 is wanted twice",
        "-listen-port=8001 | port 8001 is wanted twice",
        "--port 9000 | management of admin",
        "--ingests 0 | --ingests is between 1 and 50",
        "--edges 51 | --edges is between 1 and 50",
        "--port 65535 | beyond 65535",
        "--log-level loud | --log-level is debug, info, warn or error, not 'loud'",
        "--log-level INFO | --log-level is debug, info, warn or error",
        "--host not..a..host | --host is an address or a name",
        "--host '' | --host is an address or a name",
        "--https-port 443 | --https-port is not in this release yet",
        "--admin-port 0 | --admin-port is between 1 and 65535, not 0",
        "--admin-port 8080 | port 8080 is wanted twice",
        "--transcoders 51 | --transcoders is between 0 and 50, not 51",
        "-transcoders -1 | --transcoders is between 0 and 50, not -1",
        "--port 8000 --port 8002 | should be specified only once",
      })
  void wrongOption_endsWithUsageAndTwo(String options, String said) {
    List<String> arguments = new ArrayList<>(List.of("up"));
    for (String option : options.split(" ")) {
      arguments.add(option.equals("''") ? "" : option);
    }

    assertThat(run(arguments)).isEqualTo(2);
    assertThat(err()).startsWith("floe: ").contains(said).contains("Usage: floe up");
    assertThat(out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"password", "roll"})
  void commandOfLaterRelease_isRefusedByName(String command) {
    assertThat(run(List.of(command, "--some", "thing"))).isEqualTo(2);
    assertThat(err()).contains("'" + command + "' is not in this release yet").contains("Usage:");
  }

  @Test
  void noCommand_endsWithUsageAndTwo() {
    assertThat(run(List.of())).isEqualTo(2);
    assertThat(err()).contains("Usage: floe");
  }

  @Test
  void unknownCommand_endsWithUsageAndTwo() {
    assertThat(run(List.of("upp"))).isEqualTo(2);
    assertThat(err()).contains("upp").contains("Usage: floe");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "up --help", "down -h", "status --help", "logs --help"})
  void help_isPrinted(String arguments) {
    assertThat(run(List.of(arguments.split(" ")))).isZero();
    assertThat(out()).contains("Usage: floe");
    assertThat(err()).isEmpty();
  }

  @Test
  void helpOfUp_namesWhatThisReleaseHasAndNothingElse() {
    run(List.of("up", "--help"));

    assertThat(out())
        .contains(
            "--host",
            "--port",
            "--listen-port",
            "--admin-port",
            "--management-port",
            "--ingests",
            "--edges",
            "--transcoders")
        .contains("--config", "--data", "--log-level", "--log-file", "--auth-log-file")
        .contains("--daemon", "--demo")
        .doesNotContain("--https-port", "--daemon-child");
  }

  @Test
  void version_isPrinted() {
    assertThat(run(List.of("--version"))).isZero();
    assertThat(out()).matches("(?s)floe \\d+\\.\\d+\\.\\d+.*\\(Java 2.*\\)\\R");
  }

  @Test
  void logFileThatIsFile_isRefused() throws IOException {
    Path file = Files.writeString(temp.resolve("a.log"), "");

    assertThat(run(List.of("up", "--log-file", file.toString()))).isEqualTo(2);
    assertThat(err()).contains("names a folder");
  }

  @Test
  void authLogThatIsFolder_isRefused() {
    assertThat(run(List.of("up", "--auth-log-file", temp.toString()))).isEqualTo(2);
    assertThat(err()).contains("--auth-log-file names a file");
  }

  @Test
  void nothingRunning_isSaid() {
    String folder = temp.resolve("none").toString();

    assertThat(run(List.of("down", "--data", folder))).isZero();
    assertThat(run(List.of("status", "--data", folder))).isEqualTo(1);
    assertThat(run(List.of("logs", "--data", folder))).isEqualTo(1);
    assertThat(out()).contains("nothing runs on " + folder);
    assertThat(err()).contains("there are no logs in " + folder);
    assertThat(temp.resolve("none")).doesNotExist();
  }

  @Test
  void import_writesStationFileForItsOwnerAndTells() throws IOException {
    Path file = temp.resolve("icecast.xml");
    Files.writeString(
        file,
        """
        <icecast>
          <authentication><source-password>sesame-open</source-password></authentication>
          <mount><mount-name>/jazz</mount-name><genre>Jazz</genre></mount>
          <fileserve>1</fileserve>
        </icecast>
        """);
    Path out = temp.resolve("floe.yaml");
    List<String> command = List.of("import", file.toString(), "--out", out.toString());

    assertThat(run(command)).isZero();

    assertThat(out()).contains("Understood\n", "Not understood\n", "line 3", "--config " + out);
    assertThat(out).content().contains("/jazz", "hash: \"$2b$").doesNotContain("sesame");
    assertThat(Files.getPosixFilePermissions(out)).hasSize(2);
    assertThat(run(command)).isEqualTo(1);
    assertThat(err()).contains("is there already and is not overwritten");
    assertThat(run(List.of("import", temp.resolve("none").toString()))).isEqualTo(1);
    assertThat(err()).contains("no such file");
    assertThat(run(List.of("import"))).isEqualTo(2);
  }

  private int run(List<String> arguments) {
    return Main.run(
        arguments.toArray(String[]::new),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
