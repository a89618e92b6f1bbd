package io.floe.bench.server;

import io.floe.bench.swarm.ChildJvm;
import io.floe.bench.swarm.Head;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@link BareLoop} as a process of its own. Confined to one thread. */
public final class BareProcess implements AutoCloseable {

  private final Process process;
  private final Subject subject;

  public BareProcess(int kbps, int tickMillis) {
    try {
      process =
          ChildJvm.start(
              BareLoop.class, List.of("0", Integer.toString(kbps), Integer.toString(tickMillis)));
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
    ChildJvm.end(process);
  }
}
