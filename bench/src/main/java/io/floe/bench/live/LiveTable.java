package io.floe.bench.live;

import java.util.List;
import java.util.Locale;

/** Rows as two Markdown tables: what servers cost, and what listeners got. */
public final class LiveTable {

  private LiveTable() {}

  /** The first row is the one that the others are compared with. */
  public static String of(List<Measured> rows) {
    StringBuilder text = new StringBuilder();
    text.append("| server | CPU s per GB | times the bare loop | CPU s | MB/s |")
        .append(" resident, idle MB | resident kB per listener |\n")
        .append("| --- | --- | --- | --- | --- | --- | --- |\n");
    double least = rows.getFirst().cpuPerGigabyte();
    for (Measured row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %.2f | %.2f | %.2f | %.2f | %.0f | %.1f |%n",
              row.subject().name(),
              row.cpuPerGigabyte(),
              least == 0 ? 0 : row.cpuPerGigabyte() / least,
              row.cpuSeconds(),
              row.figures().megabytesPerSecond(),
              row.subject().idleKilobytes() / 1024.0,
              row.kilobytesPerListener()));
    }
    text.append("\n| server | live | refused, failed, ended | kbit/s each |")
        .append(" first byte ms p50 / p99 | longest gap s p50 / p99 / max | stalled over 3 s |")
        .append(" swarm's own CPU s |\n")
        .append("| --- | --- | --- | --- | --- | --- | --- | --- |\n");
    for (Measured row : rows) {
      SwarmFigures f = row.figures();
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %d of %d | %d, %d, %d | %.1f | %.1f / %.1f | %.2f / %.2f / %.2f | %d | %.2f"
                  + " |%n",
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
              f.cpuSeconds()));
    }
    return text.toString();
  }
}
