package io.floe.bench.server;

import io.floe.bench.swarm.Head;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** {@link BareLoop} as a process of its own. Confined to one thread. */
public final class BareProcess implements AutoCloseable {

  private final Process process;
  private final Subject subject;

  public BareProcess(int kbps, int tickMillis) {
    try {
      process =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "--enable-native-access=ALL-UNNAMED",
                      "-XX:+UseSerialGC",
                      "-Xmx64m",
                      "-cp",
                      System.getProperty("java.class.path"),
                      BareLoop.class.getName(),
                      "0",
                      Integer.toString(kbps),
                      Integer.toString(tickMillis)))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII);
      String line = lines.readLine();
      if (line == null || !line.startsWith("port ")) {
        process.destroy();
        throw new IllegalStateException("the bare loop did not start: it said " + line);
      }
      subject =
          new Subject(
              "bare loop",
              tickMillis,
              Integer.parseInt(line.substring(5)),
              "/",
              false,
              Head.unmarked(kbps, BareLoop.BURST),
              Subject.ANY,
              process.pid(),
              ProcessMeter.residentKilobytes(process.pid()));
    } catch (IOException e) {
      throw new UncheckedIOException("the bare loop did not start", e);
    }
  }

  public Subject subject() {
    return subject;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
