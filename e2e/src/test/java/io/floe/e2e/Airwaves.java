package io.floe.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Real encoders that play to nodes, and real players that record them. Confined to one thread. */
final class Airwaves implements AutoCloseable {

  private final Path folder;
  private final List<Process> programs = new ArrayList<>();

  /**
   * Nothing plays yet.
   *
   * @param folder for recordings
   */
  Airwaves(Path folder) {
    this.folder = folder;
  }

  /** A configuration in which a tenant has that too, and anybody with the password may play. */
  static String config(String more) {
    return """
    {"version": 1, "tenants": [{"name": "default", "sourcePasswordHash": "%s",
      "createMounts": true, %s}]}
    """
        .formatted(ConfigTest.OLD, more);
  }

  static String renditions(String... each) {
    return "\"renditions\": [%s]".formatted(String.join(", ", each));
  }

  static String rendition(String from, String to, String more) {
    return "{\"from\": \"%s\", \"to\": \"%s\", %s}".formatted(from, to, more);
  }

  /** A real encoder that plays for a while, in real time. */
  Process play(Nodes floe, String mount, String sound, int seconds, String... encoding) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "ffmpeg",
                "-nostdin",
                "-v",
                "error",
                "-re",
                "-f",
                "lavfi",
                "-i",
                sound,
                "-t",
                "" + seconds));
    command.addAll(List.of(encoding));
    command.add(
        "icecast://source:"
            + Platform.SOURCE_PASSWORD
            + "@127.0.0.1:"
            + floe.port("ingest-1")
            + mount);
    return started(command);
  }

  private Process started(List<String> command) {
    Process program = Programs.start(folder.resolve("programs.log"), command);
    programs.add(program);
    return program;
  }

  static String[] mp3(String... more) {
    return with(List.of("-c:a", "libmp3lame", "-content_type", "audio/mpeg", "-f", "mp3"), more);
  }

  static String[] opus(String... more) {
    return with(List.of("-c:a", "libopus", "-content_type", "application/ogg", "-f", "ogg"), more);
  }

  private static String[] with(List<String> usual, String... more) {
    List<String> all = new ArrayList<>(List.of(more));
    all.addAll(usual);
    return all.toArray(String[]::new);
  }

  /** Records a mount from now on, which is on the air by then. */
  Path record(Nodes floe, String mount) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> Broadcasts.status("127.0.0.1", floe.port("edge-1"), mount) == 200);
    Path file = folder.resolve(mount.substring(1).replace('/', '-'));
    var _ =
        started(
            List.of(
                "curl",
                "-s",
                "-N",
                "-o",
                file.toString(),
                "http://127.0.0.1:" + floe.port("edge-1") + mount));
    return file;
  }

  /** How much was recorded so far, in bytes. */
  static long size(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The program that was started last. */
  Process last() {
    return programs.getLast();
  }

  /** Ends all of them at once. */
  @Override
  public void close() {
    programs.forEach(Process::destroyForcibly);
  }
}
