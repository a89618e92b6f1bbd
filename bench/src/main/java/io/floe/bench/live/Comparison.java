package io.floe.bench.live;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures servers one after the other, on the same machine with the same swarm. Confined to one
 * thread.
 */
public final class Comparison implements AutoCloseable {

  private static final Duration SETTLE = Duration.ofSeconds(3);
  private static final int CONNECTS_PER_SECOND = 1000;
  private static final int[] TICKS = {1000, 250};

  /**
   * What to measure.
   *
   * @param warmUp how long a first swarm listens to Floe unmeasured, so that its code is compiled
   * @param rounds how often each server is measured
   * @param floe whether Floe itself is, or just what it is compared with
   */
  public record Setup(
      int listeners, Duration steady, Duration warmUp, int rounds, boolean floe, List<Peer> peers) {
    public Setup {
      peers = List.copyOf(peers);
    }
  }

  private final Setup setup;
  private final Consumer<String> progress;
  private final ProcessMeter meter = new ProcessMeter();
  private final Map<String, List<Measured>> rows = new LinkedHashMap<>();

  private Comparison(Setup setup, Consumer<String> progress) {
    this.setup = setup;
    this.progress = progress;
  }

  /**
   * One row per server, the bare loop at its longest tick first; of several rounds the one of
   * median cost.
   *
   * @param home the project's folder
   */
  public static List<Measured> run(Path home, Setup setup, Consumer<String> progress) {
    try (Comparison comparison = new Comparison(setup, progress)) {
      if (setup.floe()) {
        comparison.withFloe(home);
      } else {
        comparison.rounds(List.of());
      }
      return comparison.medians();
    }
  }

  private void withFloe(Path home) {
    progress.accept("starting Floe");
    try (Platform platform = new Platform(home);
        Feeder feeder =
            new Feeder(platform.ingestPort(), Platform.MOUNT, "source", Platform.password())) {
      feeder.title("Benchmark - One Title");
      long pid = platform.pid("edge-service");
      long idle = ProcessMeter.residentKilobytes(pid);
      Subject plain =
          new Subject("Floe edge", platform.edgePort(), Platform.MOUNT, false, pid, idle);
      Subject icy =
          new Subject("Floe edge, ICY", platform.edgePort(), Platform.MOUNT, true, pid, idle);
      if (!setup.warmUp().isZero()) {
        progress.accept("warming Floe up for " + setup.warmUp().toSeconds() + " s");
        Swarm.run(plan(plain, setup.warmUp().dividedBy(2)), Swarm.Watch.none());
        Swarm.run(plan(icy, setup.warmUp().dividedBy(2)), Swarm.Watch.none());
      }
      rounds(List.of(plain, icy));
      feeder.check();
    }
  }

  private void rounds(List<Subject> floe) {
    List<Subject> others = setup.peers().stream().map(Peer::subject).toList();
    for (int round = 1; round <= setup.rounds(); round++) {
      bare(TICKS[0]);
      floe.forEach(this::measure);
      others.forEach(this::measure);
      for (int i = 1; i < TICKS.length; i++) {
        bare(TICKS[i]);
      }
    }
  }

  private void bare(int tickMillis) {
    try (BareProcess bare = new BareProcess(Feeder.KBPS, tickMillis)) {
      measure(bare.subject());
    }
  }

  private void measure(Subject subject) {
    progress.accept(
        "%d listeners, %d s: %s"
            .formatted(setup.listeners(), setup.steady().toSeconds(), subject.name()));
    Window window = new Window(subject.pid());
    SwarmFigures figures = Swarm.run(plan(subject, setup.steady()), window);
    rows.computeIfAbsent(subject.name(), name -> new ArrayList<>())
        .add(
            new Measured(
                subject, figures, window.cpuSeconds, window.residentKilobytes, window.byWork));
  }

  private SwarmPlan plan(Subject subject, Duration steady) {
    return new SwarmPlan(
        subject.port(),
        subject.path(),
        subject.icy(),
        setup.listeners(),
        CONNECTS_PER_SECOND,
        SETTLE,
        steady);
  }

  private List<Measured> medians() {
    return rows.values().stream()
        .map(rounds -> {
          List<Measured> sorted =
              rounds.stream().sorted(Comparator.comparingDouble(Measured::cpuPerGigabyte)).toList();
          return sorted.get((sorted.size() - 1) / 2);
        })
        .toList();
  }

  @Override
  public void close() {
    meter.close();
  }

  /** What one process uses between two moments. */
  private final class Window implements Swarm.Watch {

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
