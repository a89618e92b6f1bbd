package io.floe.bench.live;

import java.util.List;
import java.util.Locale;

/**
 * Rows as Markdown tables: what servers cost, what listeners got, and which threads of Floe the
 * cost is in.
 */
public final class LiveTable {

  private LiveTable() {}

  /** The first row is the one that the others are compared with. */
  public static String of(List<Measured> rows) {
    StringBuilder text = new StringBuilder();
    double least = rows.getFirst().cpuPerGigabyte();
    cost(text, rows, least);
    text.append('\n');
    hearing(text, rows);
    if (rows.stream().anyMatch(LiveTable::floe)) {
      text.append('\n');
      threads(text, rows.stream().filter(LiveTable::floe).toList(), least);
    }
    rows.stream().filter(row -> !row.comparable()).forEach(row -> warning(text, row));
    return text.toString();
  }

  private static void warning(StringBuilder text, Measured row) {
    line(
        text,
        "%nNot comparable: %s served %d of %d listeners with %.0f of %d kbit/s each. Either it or the"
            + " machine is at its limit; take fewer listeners.",
        row.subject().name(),
        row.figures().live(),
        row.figures().listeners(),
        row.figures().kbpsPerListener(),
        Feeder.KBPS);
  }

  private static boolean floe(Measured row) {
    return row.byWork().containsKey(ThreadMeter.Work.LISTENERS);
  }

  private static void cost(StringBuilder text, List<Measured> rows, double least) {
    header(
        text,
        "server",
        "CPU s per GB",
        "times the bare loop",
        "CPU s",
        "MB/s",
        "resident before anybody, MB",
        "more per listener, kB");
    for (Measured row : rows) {
      line(
          text,
          "| %s | %.2f | %.2f | %.2f | %.2f | %.0f | %.1f |",
          row.subject().name(),
          row.cpuPerGigabyte(),
          times(row.cpuPerGigabyte(), least),
          row.cpuSeconds(),
          row.figures().megabytesPerSecond(),
          row.subject().idleKilobytes() / 1024.0,
          row.kilobytesPerListener());
    }
  }

  private static void hearing(StringBuilder text, List<Measured> rows) {
    header(
        text,
        "server",
        "live",
        "refused, failed, ended",
        "kbit/s each",
        "first byte ms p50 / p99",
        "longest gap s p50 / p99 / max",
        "stalled over 3 s",
        "swarm's own CPU s");
    for (Measured row : rows) {
      SwarmFigures f = row.figures();
      line(
          text,
          "| %s | %d of %d | %d, %d, %d | %.1f | %.1f / %.1f | %.2f / %.2f / %.2f | %d | %.2f |",
          row.subject().name(),
          f.live(),
          f.listeners(),
          f.refused(),
          f.failed(),
          f.ended(),
          f.kbpsPerListener(),
          f.firstMillis().median(),
          f.firstMillis().p99(),
          f.gapSeconds().median(),
          f.gapSeconds().p99(),
          f.gapSeconds().max(),
          f.stalled(),
          f.cpuSeconds());
    }
  }

  private static void threads(StringBuilder text, List<Measured> rows, double least) {
    header(text, "threads of Floe's edge", "CPU s per GB", "times the bare loop", "of a core");
    for (Measured row : rows) {
      for (ThreadMeter.Work work : ThreadMeter.Work.values()) {
        double cost = row.cpuPerGigabyte(work);
        line(
            text,
            "| %s: %s | %.2f | %.2f | %.1f %% |",
            row.subject().name(),
            work.title,
            cost,
            times(cost, least),
            100 * row.byWork().getOrDefault(work, 0.0) / row.figures().steadySeconds());
      }
    }
  }

  private static double times(double cost, double least) {
    return least == 0 ? 0 : cost / least;
  }

  private static void header(StringBuilder text, String... columns) {
    text.append("| ").append(String.join(" | ", columns)).append(" |\n");
    text.append("| --- ".repeat(columns.length)).append("|\n");
  }

  @SuppressWarnings("AnnotateFormatMethod") // The annotation would be a dependency of its own.
  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
