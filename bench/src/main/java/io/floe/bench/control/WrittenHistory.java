package io.floe.bench.control;

import static io.floe.bench.live.MarkdownTable.number;

import io.floe.bench.live.MarkdownTable;
import io.floe.bench.server.Platform;
import io.floe.bench.server.ProcessMeter;
import io.floe.wire.audio.MountName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A whole admin service and its Postgres, while nodes of their cluster report listeners as edges
 * do: what both cost, and whether each minute was written as it was reported. Confined to one
 * thread.
 */
final class WrittenHistory implements AutoCloseable {

  /** A minute is written some seconds after its end; what that costs belongs to it. */
  private static final Duration WRITING = Duration.ofSeconds(20);

  private final Platform platform;
  private final Rest rest;
  private final List<MountName> mounts;
  private final MarkdownTable table =
      new MarkdownTable(
          "mount samples a second",
          "minutes",
          "admin, of a core",
          "its Postgres, of a core",
          "listeners: reported",
          "as written, by minute");

  private WrittenHistory(Path home, int mounts) {
    this.mounts = IntStream.range(0, mounts).mapToObj(i -> new MountName("/m" + i)).toList();
    platform =
        new Platform(
            home, 1, this.mounts.stream().map(mount -> "{name: " + mount.value() + "}").toList());
    rest = new Rest(platform.adminPort(), Platform.password());
  }

  /** The figures as a Markdown table, without reports and with them. */
  static String run(Path home, History.Setup setup, int edges, Consumer<String> progress) {
    progress.accept("starting Floe with " + setup.mounts() + " mounts");
    try (WrittenHistory history = new WrittenHistory(home, setup.mounts())) {
      progress.accept("nobody reports");
      history.measure(1, List.of());
      List<ReportingEdge> reporting = new ArrayList<>();
      try {
        for (int edge = 1; edge <= edges; edge++) {
          reporting.add(
              new ReportingEdge("bench-" + edge, history.platform.cluster(), history.mounts));
        }
        progress.accept("with " + edges + " that report");
        history.measure(setup.minutes(), reporting);
      } finally {
        reporting.forEach(ReportingEdge::close);
      }
      return "### A whole service\n\n" + history.table;
    }
  }

  /** From when the first whole minute has begun and the one before it is written. */
  private void measure(int minutes, List<ReportingEdge> reporting) {
    Instant from = Instant.now().truncatedTo(ChronoUnit.MINUTES).plusSeconds(60);
    Instant to = from.plusSeconds(60L * minutes);
    awaitTime(from.plus(WRITING));
    double admin = ProcessMeter.cpuSecondsOfFamily(admin());
    double postgres = ProcessMeter.cpuSecondsOfFamily(platform.postgres());
    long began = System.nanoTime();
    awaitTime(to.plus(WRITING));
    double seconds = (System.nanoTime() - began) / 1e9;
    table.row(
        String.format(Locale.ROOT, "%,d", mounts.size() * reporting.size()),
        minutes,
        number(3, (ProcessMeter.cpuSecondsOfFamily(admin()) - admin) / seconds),
        number(3, (ProcessMeter.cpuSecondsOfFamily(platform.postgres()) - postgres) / seconds),
        reporting.stream().mapToLong(ReportingEdge::listeners).sum(),
        String.join(", ", written(from, to)));
  }

  private long admin() {
    return platform.pids("admin-service").getFirst();
  }

  /** Listeners of all mounts together, on average, for each minute that there is. */
  private List<String> written(Instant from, Instant to) {
    return rest.send("GET", "insights/trend?format=csv&from=" + from + "&to=" + to, "")
        .lines()
        .skip(1)
        .map(line -> line.split(",", -1)[2])
        .toList();
  }

  private static void awaitTime(Instant then) {
    for (long left; (left = Duration.between(Instant.now(), then).toNanos()) > 0; ) {
      LockSupport.parkNanos(left);
    }
  }

  @Override
  public void close() {
    rest.close();
    platform.close();
  }
}
