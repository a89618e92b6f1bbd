package io.floe.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs real programs: ffmpeg, ffprobe, curl, ezstream, mpv. Any thread. */
final class Programs {

  private Programs() {}

  /** What a program left behind. */
  record Outcome(int exit, String output) {
    /** The output of a program that had to succeed. */
    String orFail() {
      if (exit != 0) {
        throw new AssertionError("exit " + exit + ":\n" + output);
      }
      return output;
    }
  }

  /** Starts a program whose stdout and stderr go to {@code log}. */
  static Process start(Path log, List<String> command) {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(log.toFile())
          .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("is it installed? " + command.getFirst(), e);
    }
  }

  /**
   * Runs a program to its end, or ends it after {@code limit}: its exit is then that of the signal.
   */
  static Outcome run(Duration limit, String... command) {
    try {
      Path log = Files.createTempFile("floe-e2e", ".log");
      Process process = start(log, List.of(command));
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroy();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
        }
      }
      String output = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
      Files.delete(log);
      return new Outcome(process.exitValue(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
