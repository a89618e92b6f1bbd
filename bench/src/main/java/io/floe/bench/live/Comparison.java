package io.floe.bench.live;

import io.floe.bench.server.BareProcess;
import io.floe.bench.server.Feeder;
import io.floe.bench.server.Icecast;
import io.floe.bench.server.Peer;
import io.floe.bench.server.ProcessMeter;
import io.floe.bench.server.Subject;
import io.floe.bench.server.ThreadMeter;
import io.floe.bench.swarm.Swarm;
import io.floe.bench.swarm.SwarmFigures;
import io.floe.bench.swarm.SwarmPlan;
import io.floe.bench.swarm.Watch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Measures servers one after the other, on the same machine with the same swarm. Confined to one
 * thread.
 */
public final class Comparison implements AutoCloseable {

  private static final Duration SETTLE = Duration.ofSeconds(3);

  /** More writes per second are beyond two cores that also have to read them. */
  private static final int MAX_WRITES = 80_000;

  /** Enough listeners to have the code of an edge compiled in time. */
  private static final int WARMING = 3000;

  /**
   * What to measure.
   *
   * @param listeners of each swarm
   * @param perSecond how many of them connect per second
   * @param warmUp how long first swarms listen to Floe unmeasured, so that its code is compiled
   * @param rounds how often each server is measured
   * @param floe whether Floe itself is, or just what it is compared with
   */
  public record Setup(
      int listeners,
      List<Tick> ticks,
      int perSecond,
      Duration steady,
      Duration warmUp,
      int rounds,
      boolean floe,
      List<Peer> peers) {
    public Setup {
      ticks = List.copyOf(ticks);
      peers = List.copyOf(peers);
    }
  }

  private final Setup setup;
  private final Consumer<String> progress;
  private final Path home;
  private final ProcessMeter meter = new ProcessMeter();
  private final List<Measured> rows = new ArrayList<>();
  private @Nullable Icecast icecast;

  private Comparison(Path home, Setup setup, Consumer<String> progress) {
    this.home = home;
    this.setup = setup;
    this.progress = progress;
  }

  /**
   * One row per server and tick; of several rounds the one of median cost.
   *
   * @param home the project's folder
   */
  public static Sheet run(Path home, Setup setup, Consumer<String> progress) {
    try (Comparison comparison = new Comparison(home, setup, progress)) {
      comparison.start();
      comparison.rounds();
      return Sheet.ofMedians(setup.listeners(), comparison.rows);
    }
  }

  private void start() {
    Icecast.program()
        .ifPresentOrElse(
            program -> icecast = new Icecast(program), () -> progress.accept(Icecast.MISSING));
  }

  /** Floe, started for these listeners alone: what others left behind is not in their row. */
  private void floe(Tick tick, boolean icy) {
    progress.accept("starting Floe");
    try (Station station = new Station(home, tick)) {
      Subject subject = station.subject(icy);
      warmUp(subject);
      measure(subject);
      station.check();
    }
  }

  private void warmUp(Subject subject) {
    if (!setup.warmUp().isZero()) {
      progress.accept("warming Floe up for " + setup.warmUp().toSeconds() + " s");
      Swarm.run(
          plan(subject, Math.min(setup.listeners(), WARMING)),
          Duration.ZERO,
          setup.warmUp(),
          Watch.none());
    }
  }

  private void rounds() {
    for (int round = 1; round <= setup.rounds(); round++) {
      for (Tick tick : setup.ticks()) {
        if (setup.listeners() * 1000L / tick.millis() > MAX_WRITES) {
          progress.accept(
              "%d listeners at a tick of %d ms are left out: more than %d writes per second"
                  .formatted(setup.listeners(), tick.millis(), MAX_WRITES));
          continue;
        }
        bare(tick);
        if (setup.floe()) {
          floe(tick, false);
          floe(tick, true);
        }
      }
      if (icecast != null) {
        measure(icecast.subject(false));
        measure(icecast.subject(true));
        icecast.check();
      }
      setup.peers().stream().map(Peer::subject).forEach(this::measure);
    }
  }

  private void bare(Tick tick) {
    try (BareProcess bare = new BareProcess(Feeder.KBPS, tick.millis())) {
      measure(bare.subject());
    }
  }

  private void measure(Subject subject) {
    progress.accept(
        "%d listeners, %d s: %s%s"
            .formatted(
                setup.listeners(),
                setup.steady().toSeconds(),
                subject.name(),
                subject.tickMillis() == 0 ? "" : ", tick " + subject.tickMillis() + " ms"));
    Window window = new Window(subject.pid());
    SwarmFigures figures =
        Swarm.run(plan(subject, setup.listeners()), SETTLE, setup.steady(), window);
    Measured row =
        new Measured(subject, figures, window.cpuSeconds, window.residentKilobytes, window.byWork);
    rows.add(row);
    progress.accept(row.brief());
  }

  private SwarmPlan plan(Subject subject, int listeners) {
    return new SwarmPlan(
        subject.port(),
        subject.path(),
        subject.icy(),
        listeners,
        Math.min(setup.perSecond(), subject.mostPerSecond()),
        subject.head(),
        1);
  }

  @Override
  public void close() {
    if (icecast != null) {
      icecast.close();
    }
    meter.close();
  }

  /** What one process uses between two moments. */
  private final class Window implements Watch {

    private final long pid;
    private double cpuSeconds;
    private long residentKilobytes;
    private Map<ThreadMeter.Work, Double> byWork = Map.of();

    Window(long pid) {
      this.pid = pid;
    }

    @Override
    public void steadyBegins() {
      byWork = ThreadMeter.cpuSeconds(pid);
      cpuSeconds = -meter.cpuSeconds(pid);
    }

    @Override
    public void steadyEnds() {
      cpuSeconds += meter.cpuSeconds(pid);
      residentKilobytes = ProcessMeter.residentKilobytes(pid);
      Map<ThreadMeter.Work, Double> used = new EnumMap<>(ThreadMeter.Work.class);
      ThreadMeter.cpuSeconds(pid)
          .forEach((work, now) -> used.put(work, now - byWork.getOrDefault(work, 0.0)));
      byWork = used;
    }
  }
}
