package io.floe.bench.live;

import static io.floe.bench.live.MarkdownTable.number;

import io.floe.bench.server.Feeder;
import io.floe.bench.server.ThreadMeter;
import io.floe.bench.swarm.SwarmFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A sheet as Markdown tables: what servers cost, what listeners got, and which threads of Floe the
 * cost is in.
 */
public final class LiveTable {

  private LiveTable() {}

  public static String of(Sheet sheet) {
    StringBuilder text = new StringBuilder();
    text.append("### ").append(sheet.listeners()).append(" listeners\n\n");
    text.append(cost(sheet)).append('\n').append(hearing(sheet));
    List<Measured> floe = sheet.rows().stream().filter(Measured::floe).toList();
    if (!floe.isEmpty()) {
      text.append('\n').append(threads(floe));
    }
    sheet.rows().stream()
        .filter(row -> !row.comparable())
        .forEach(row -> text.append('\n').append(warning(row)).append('\n'));
    return text.toString();
  }

  /** What machines can serve, computed from the largest of several sheets; may be empty. */
  public static String capacity(List<Sheet> sheets) {
    return Capacity.of(sheets)
        .map(capacity -> "### Listeners by hardware and bandwidth\n\n" + capacity.table())
        .orElse("");
  }

  private static String warning(Measured row) {
    return ("Fell short: %s served %d of %d listeners with %s of %d kbit/s each. Either it or"
            + " the machine is at its limit there.")
        .formatted(
            name(row),
            row.figures().live(),
            row.figures().listeners(),
            number(0, row.figures().kbpsPerListener()),
            Feeder.KBPS);
  }

  private static String name(Measured row) {
    int tick = row.subject().tickMillis();
    return row.subject().name() + (tick == 0 ? "" : ", " + tick + " ms");
  }

  private static MarkdownTable cost(Sheet sheet) {
    MarkdownTable table =
        new MarkdownTable(
            "server, tick",
            "CPU s per GB",
            "times the bare loop",
            "times Icecast",
            "of a core",
            "MB/s",
            "resident before anybody, MB",
            "more per listener, kB",
            "resident in all, MB");
    for (Measured row : sheet.rows()) {
      table.row(
          name(row),
          number(2, row.cpuPerGigabyte()),
          sheet.timesBare(row).map(times -> number(2, times)).orElse(""),
          sheet.timesIcecast(row).map(times -> number(2, times)).orElse(""),
          number(1, 100 * row.cpuSeconds() / row.figures().steadySeconds()) + " %",
          number(1, row.figures().megabytesPerSecond()),
          number(0, row.subject().idleKilobytes() / 1024.0),
          number(1, row.kilobytesPerListener()),
          number(0, row.residentKilobytes() / 1024.0));
    }
    return table;
  }

  private static MarkdownTable hearing(Sheet sheet) {
    MarkdownTable table =
        new MarkdownTable(
            "server, tick",
            "live",
            "refused, failed, ended, waiting",
            "kbit/s each",
            "reads/s each",
            "first byte ms p50 / p99 / max",
            "longest gap s p50 / p99 / max",
            "behind the head s p50 / p99 / max",
            "swarm's own CPU s");
    for (Measured row : sheet.rows()) {
      SwarmFigures f = row.figures();
      table.row(
          name(row),
          f.live() + " of " + f.listeners(),
          "%d, %d, %d, %d".formatted(f.refused(), f.failed(), f.ended(), f.waiting()),
          number(1, f.kbpsPerListener()),
          number(1, f.readsPerSecond()),
          f.firstMillis().spread().text(1),
          f.gapSeconds().spread().text(2),
          f.lagSeconds().spread().text(2),
          number(1, f.cpuSeconds()));
    }
    return table;
  }

  private static MarkdownTable threads(List<Measured> rows) {
    MarkdownTable table =
        new MarkdownTable(
            Stream.concat(
                    Stream.of("CPU s per GB by threads"),
                    Stream.of(ThreadMeter.Work.values()).map(ThreadMeter.Work::title))
                .toArray(String[]::new));
    for (Measured row : rows) {
      List<Object> cells = new ArrayList<>(List.of(name(row)));
      for (ThreadMeter.Work work : ThreadMeter.Work.values()) {
        cells.add(number(2, row.cpuPerGigabyte(work)));
      }
      table.row(cells.toArray());
    }
    return table;
  }
}
