package io.floe.bench.live;

import io.floe.bench.server.Feeder;
import io.floe.bench.server.Platform;
import io.floe.bench.server.ProcessMeter;
import io.floe.bench.server.Subject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Floe with one edge and, for each tick, a mount with a source. Confined to one thread. */
final class Station implements AutoCloseable {

  private final Platform platform;
  private final Map<Tick, Feeder> feeders = new EnumMap<>(Tick.class);
  private final long edge;
  private final long idleKilobytes;

  Station(Path home, List<Tick> ticks) {
    platform = new Platform(home, 1, ticks.stream().map(Tick::station).toList());
    try {
      for (Tick tick : ticks) {
        Feeder feeder = platform.feed(tick.mount(), Feeder.KBPS);
        feeders.put(tick, feeder);
        feeder.title("Benchmark - One Title");
      }
      feeders.values().forEach(Feeder::awaitBurst);
      edge = platform.pids("edge-service").getFirst();
      idleKilobytes = ProcessMeter.residentKilobytes(edge);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Plain and ICY listeners of the mount with that tick; none if it has no such mount. */
  List<Subject> subjects(Tick tick) {
    @Nullable Feeder feeder = feeders.get(tick);
    List<Subject> subjects = new ArrayList<>();
    if (feeder != null) {
      for (boolean icy : new boolean[] {false, true}) {
        subjects.add(
            new Subject(
                icy ? "Floe edge, ICY" : "Floe edge",
                tick.millis(),
                platform.edgePort(1),
                tick.mount(),
                icy,
                feeder.head(),
                Subject.ANY,
                edge,
                idleKilobytes));
      }
    }
    return subjects;
  }

  /**
   * @throws IllegalStateException when a source has lost its connection
   */
  void check() {
    feeders.values().forEach(Feeder::check);
  }

  @Override
  public void close() {
    feeders.values().forEach(Feeder::close);
    platform.close();
  }
}
