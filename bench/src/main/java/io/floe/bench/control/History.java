package io.floe.bench.control;

import io.floe.admin.history.Sampler;
import io.floe.wire.audio.MountName;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.Peer;
import io.floe.wire.report.Report;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * What the history costs an admin service: edges report so many mounts each second, and every
 * minute becomes a batch to be written. First what the looking costs alone, then a whole service
 * and its Postgres, which hear of it from nodes of their cluster. Main thread.
 */
public final class History {

  private static final int EDGES = 4;
  private static final double MILLION = 1e6;

  private History() {}

  /**
   * What to measure.
   *
   * @param mounts that each of four edges reports
   * @param seconds of reports; as many go unmeasured before
   * @param minutes that the whole service is looked at
   */
  public record Setup(int mounts, int seconds, int minutes) {}

  /** Measures, and says so in tables. */
  public static String run(Path home, Setup setup, Consumer<String> progress) {
    progress.accept("looking alone");
    String looking = looking(setup);
    return looking + "\n" + WrittenHistory.run(home, setup, EDGES, progress);
  }

  private static String looking(Setup setup) {
    spent(setup);
    double[] millis = spent(setup);
    Arrays.sort(millis);
    double average = Arrays.stream(millis).average().orElse(0);
    return """
    ### Looking

    | mount samples a second | seconds | CPU ms of each, on average | p99 | most | of a core |
    | --- | --- | --- | --- | --- | --- |
    """
        + String.format(
            Locale.ROOT,
            "| %,d | %d | %.1f | %.1f | %.1f | %.1f %% |%n",
            setup.mounts() * EDGES,
            setup.seconds(),
            average,
            millis[(int) (millis.length * 0.99)],
            millis[millis.length - 1],
            average / 10);
  }

  /** CPU of each second, in ms. */
  private static double[] spent(Setup setup) {
    List<MountName> mounts =
        IntStream.range(0, setup.mounts()).mapToObj(i -> new MountName("/m" + i)).toList();
    Sampler sampler = new Sampler(mount -> Optional.of("north"));
    ClusterView.Snapshot cluster = new ClusterView.Snapshot(List.of(), List.of(), 0, Map.of());
    var threads = ManagementFactory.getThreadMXBean();
    double[] millis = new double[setup.seconds()];
    int batches = 0;
    for (int second = 0; second < setup.seconds(); second++) {
      Instant now = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(second);
      List<Peer> beats = beats(mounts, second);
      long before = threads.getCurrentThreadCpuTime();
      sampler.look(now, cluster, beats);
      batches += sampler.over(now).size();
      millis[second] = (threads.getCurrentThreadCpuTime() - before) / MILLION;
    }
    if (batches + sampler.everything().size() == 0) {
      throw new IllegalStateException("nothing was sampled");
    }
    return millis;
  }

  private static List<Peer> beats(List<MountName> mounts, int second) {
    List<Peer> beats = new ArrayList<>();
    for (int edge = 0; edge < EDGES; edge++) {
      List<Report.MountListeners> reported = new ArrayList<>(mounts.size());
      for (MountName mount : mounts) {
        reported.add(
            new Report.MountListeners(
                mount, 1 + second % 7, 9, 16_000L * second, 1_000L * second, second));
      }
      beats.add(
          new Peer(
              new NodeInfo(new NodeId("edge-" + edge), NodeInfo.Role.EDGE, "1", 1, 0),
              new Report.Edge(0, 0, reported),
              second + 1L));
    }
    return beats;
  }
}
