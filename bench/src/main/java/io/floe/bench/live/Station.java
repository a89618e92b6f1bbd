package io.floe.bench.live;

import io.floe.bench.server.Feeder;
import io.floe.bench.server.Platform;
import io.floe.bench.server.ProcessMeter;
import io.floe.bench.server.Subject;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Floe with one edge and a mount of that tick with a source. Confined to one thread. */
final class Station implements AutoCloseable {

  private final Platform platform;
  private final Tick tick;
  private final Feeder feeder;
  private final long edge;
  private final long idleKilobytes;

  Station(Path home, Tick tick) {
    this.tick = tick;
    platform = new Platform(home, 1, List.of(tick.station()));
    @Nullable Feeder started = null;
    try {
      started = platform.feed(tick.mount(), Feeder.KBPS);
      started.title("Benchmark - One Title");
      started.awaitBurst();
      edge = platform.pids("edge-service").getFirst();
      idleKilobytes = ProcessMeter.residentKilobytes(edge);
      feeder = started;
    } catch (RuntimeException e) {
      if (started != null) {
        started.close();
      }
      platform.close();
      throw e;
    }
  }

  /** Listeners of its mount. */
  Subject subject(boolean icy) {
    return new Subject(
        icy ? "Floe edge, ICY" : "Floe edge",
        tick.millis(),
        platform.edgePort(1),
        tick.mount(),
        icy,
        feeder.head(),
        Subject.ANY,
        edge,
        idleKilobytes);
  }

  /**
   * @throws IllegalStateException when its source has lost its connection
   */
  void check() {
    feeder.check();
  }

  @Override
  public void close() {
    feeder.close();
    platform.close();
  }
}
