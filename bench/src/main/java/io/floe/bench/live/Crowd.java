package io.floe.bench.live;

import static io.floe.bench.live.MarkdownTable.number;

import io.floe.bench.server.Feeder;
import io.floe.bench.server.KernelMemory;
import io.floe.bench.server.Platform;
import io.floe.bench.server.StatusCount;
import io.floe.bench.server.Usage;
import io.floe.bench.swarm.SwarmFigures;
import io.floe.bench.swarm.SwarmPlan;
import io.floe.bench.swarm.SwarmProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * One ingest, many edges, and a crowd of listeners in as many processes. Confined to one thread.
 */
public final class Crowd implements AutoCloseable {

  private static final String MOUNT = "/crowd";
  private static final int KBPS = 32;
  private static final Duration SETTLE = Duration.ofSeconds(5);
  private static final Duration COUNT_PATIENCE = Duration.ofSeconds(15);

  private static final Duration WARM_UP = Duration.ofSeconds(15);
  private static final int WARMING = 1000;
  private static final int FIRST_WARMING_NETWORK = 100;

  /** A process has this many files and a few more. */
  private static final int MOST_PER_EDGE = 19_500;

  /**
   * What to do.
   *
   * @param listeners in all
   * @param perSecond how many connect per second, in all
   */
  public record Setup(int listeners, int edges, int perSecond, Duration steady) {
    public Setup {
      if (listeners < edges || listeners > edges * MOST_PER_EDGE) {
        throw new IllegalStateException(
            "%d edges take %d to %d listeners, not %d: change --edges or --listeners"
                .formatted(edges, edges, edges * MOST_PER_EDGE, listeners));
      }
    }
  }

  /**
   * What the nodes counted.
   *
   * @param seconds until all nodes were right, or patience was lost
   * @param counts of each node, the ingest first
   */
  record Count(double seconds, List<Integer> counts) {
    Count {
      counts = List.copyOf(counts);
    }

    boolean right(int listeners) {
      return counts.stream().allMatch(count -> count == listeners);
    }

    String text(int listeners) {
      return right(listeners)
          ? "all %d nodes say %d after %.1f s".formatted(counts.size(), listeners, seconds)
          : "wrong after %.1f s: %s".formatted(seconds, counts);
    }
  }

  private final Setup setup;
  private final Consumer<String> progress;
  private final Platform platform;
  private final Feeder feeder;
  private final List<SwarmProcess> swarms = new ArrayList<>();

  private Crowd(Path home, Setup setup, Consumer<String> progress) {
    this.setup = setup;
    this.progress = progress;
    progress.accept("starting Floe with " + setup.edges() + " edges");
    platform = new Platform(home, setup.edges(), List.of("{name: " + MOUNT + "}"));
    try {
      feeder = platform.feed(MOUNT, KBPS);
      feeder.title("Benchmark - One Title");
    } catch (RuntimeException e) {
      platform.close();
      throw e;
    }
  }

  /** The figures as a Markdown table. */
  public static String run(Path home, Setup setup, Consumer<String> progress) {
    try (Crowd crowd = new Crowd(home, setup, progress)) {
      return crowd.run();
    }
  }

  private String run() {
    List<Long> edges = platform.pids("edge-service");
    List<Long> ingests = platform.pids("ingest-service");
    long idle = Usage.residentKilobytes(edges);
    warmUp();
    feeder.awaitBurst();
    for (int n = 1; n <= setup.edges(); n++) {
      int share =
          setup.listeners() / setup.edges() + (n <= setup.listeners() % setup.edges() ? 1 : 0);
      swarms.add(new SwarmProcess(plan(n, share, n)));
    }
    progress.accept(
        "%d listeners connect to %d edges, %d per second"
            .formatted(setup.listeners(), setup.edges(), setup.perSecond()));
    long from = System.nanoTime();
    swarms.forEach(SwarmProcess::connect);
    swarms.forEach(SwarmProcess::awaitConnected);
    double admission = (System.nanoTime() - from) / 1e9;
    Count first = count();
    progress.accept("count: " + first.text(setup.listeners()));
    pause(SETTLE);
    SwarmFigures admitted = SwarmFigures.all(SwarmProcess.end(swarms));
    progress.accept("listening for " + setup.steady().toSeconds() + " s");
    try (Usage edgeUsage = new Usage(edges);
        Usage ingestUsage = new Usage(ingests)) {
      swarms.forEach(SwarmProcess::beginAfresh);
      double kernel = 0;
      for (long s = 0; s < setup.steady().toSeconds(); s++) {
        pause(Duration.ofSeconds(1));
        kernel = Math.max(kernel, KernelMemory.tcpMegabytes());
      }
      SwarmFigures figures = SwarmFigures.all(SwarmProcess.end(swarms));
      double edgeSeconds = edgeUsage.cpuSeconds();
      String load =
          "%s of a core; %s CPU s per GB"
              .formatted(
                  number(2, edgeUsage.ofOneCore()),
                  number(2, edgeSeconds / (figures.steadyBytes() / 1e9)));
      String ingestLoad = number(2, ingestUsage.ofOneCore()) + " of a core";
      Count second = count();
      feeder.check();
      long more = Usage.residentKilobytes(edges) - idle;
      return hearing(admitted, figures, number(1, admission) + " s")
          .row("cluster-wide count, after the last connect", first.text(setup.listeners()))
          .row("cluster-wide count, at the end", second.text(setup.listeners()))
          .row("CPU of all edges", load)
          .row("CPU of the ingest", ingestLoad)
          .row("CPU of the swarms, since they started", number(0, figures.cpuSeconds()) + " s")
          .row(
              "resident, all edges",
              "%s MB before anybody, %s MB more: %s kB per listener"
                  .formatted(
                      number(0, idle / 1024.0),
                      number(0, more / 1024.0),
                      number(1, more / (double) Math.max(1, figures.live()))))
          .row("kernel's TCP buffers at most", number(0, kernel) + " MB")
          .toString();
    }
  }

  private MarkdownTable hearing(SwarmFigures admitted, SwarmFigures f, String admission) {
    return new MarkdownTable(
            "%d listeners of %d kbit/s, %d edges, %d s"
                .formatted(setup.listeners(), KBPS, setup.edges(), setup.steady().toSeconds()),
            "")
        .row("live at the end", f.live() + " of " + f.listeners())
        .row(
            "refused, failed, ended, waiting",
            "%d, %d, %d, %d".formatted(f.refused(), f.failed(), f.ended(), f.waiting()))
        .row("kbit/s each", number(2, f.kbpsPerListener()))
        .row("reads/s each", number(2, f.readsPerSecond()))
        .row("longest gap s p50 / p99 / max", f.gapSeconds().spread().text(2))
        .row("with a gap over 2.5 s", f.gapSeconds().over(2.5))
        .row("behind the head s p50 / p99 / max", f.lagSeconds().spread().text(2))
        .row("over 3 s behind", f.lagSeconds().over(3))
        .row("everybody connected within", admission)
        .row("first byte ms p50 / p99 / max", f.firstMillis().spread().text(0))
        .row("longest gap while they connected, s", admitted.gapSeconds().spread().text(2));
  }

  /** A few listeners first, so that the edges' code is compiled. */
  private void warmUp() {
    progress.accept("warming up for " + WARM_UP.toSeconds() + " s");
    List<SwarmProcess> few = new ArrayList<>();
    try {
      for (int n = 1; n <= setup.edges(); n++) {
        int share = Math.min(WARMING, setup.listeners() / setup.edges());
        few.add(new SwarmProcess(plan(n, share, FIRST_WARMING_NETWORK + n)));
      }
      few.forEach(SwarmProcess::connect);
      few.forEach(SwarmProcess::awaitConnected);
      pause(WARM_UP);
    } finally {
      few.forEach(SwarmProcess::close);
    }
  }

  private SwarmPlan plan(int edge, int listeners, int network) {
    return new SwarmPlan(
        platform.edgePort(edge),
        MOUNT,
        false,
        listeners,
        Math.max(1, setup.perSecond() / setup.edges()),
        feeder.head(),
        network);
  }

  private Count count() {
    long from = System.nanoTime();
    while (true) {
      List<Integer> counts = new ArrayList<>(List.of(StatusCount.at(platform.ingestPort())));
      IntStream.rangeClosed(1, setup.edges())
          .map(number -> StatusCount.at(platform.edgePort(number)))
          .forEach(counts::add);
      Count count = new Count((System.nanoTime() - from) / 1e9, counts);
      if (count.right(setup.listeners()) || count.seconds() > COUNT_PATIENCE.toSeconds()) {
        return count;
      }
      pause(Duration.ofMillis(100));
    }
  }

  /** Waits while the others work. */
  static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    swarms.forEach(SwarmProcess::close);
    feeder.close();
    platform.close();
  }
}
