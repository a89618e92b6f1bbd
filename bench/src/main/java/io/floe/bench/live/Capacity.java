package io.floe.bench.live;

import static io.floe.bench.live.MarkdownTable.number;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How many listeners a machine serves, computed from a measured cost. A floor, not a promise.
 *
 * @param cpuPerGigabyte measured at 128 kbit/s
 * @param kilobytesPerListener measured, beyond an idle edge
 * @param idleMegabytes of an edge without listeners
 */
record Capacity(double cpuPerGigabyte, double kilobytesPerListener, double idleMegabytes) {

  /** What of a core and of a network may be used. */
  private static final double CPU_SHARE = 0.7;

  private static final double NETWORK_SHARE = 0.9;

  /** Ethernet, IP and TCP around 1448 bytes of audio: 1538 on the wire. */
  private static final double WIRE = 1538.0 / 1448;

  private static final int MEASURED_KBPS = 128;
  private static final List<Integer> KBPS = List.of(64, 128, 320);

  /**
   * A machine.
   *
   * @param core its speed as a part of the measured machine's
   */
  private record Hardware(String name, int cores, double core, double gigabits) {}

  private static final List<Hardware> MACHINES =
      List.of(
          new Hardware("Raspberry Pi 4: 4 cores taken as a quarter of ours each", 4, 0.25, 1),
          new Hardware("small virtual server: 1 core", 1, 1, 1),
          new Hardware("server: 4 cores", 4, 1, 1),
          new Hardware("server: 4 cores", 4, 1, 10),
          new Hardware("large server: 16 cores", 16, 1, 25));

  /** From the largest swarm that Floe served in full at the default tick. */
  static Optional<Capacity> of(List<Sheet> sheets) {
    return sheets.stream()
        .sorted(Comparator.comparingInt(Sheet::listeners).reversed())
        .flatMap(sheet -> sheet.rows().stream())
        .filter(row -> row.floe() && row.comparable() && !row.subject().icy())
        .filter(row -> row.subject().tickMillis() == Tick.SECOND.millis())
        .findFirst()
        .map(row ->
            new Capacity(
                row.cpuPerGigabyte(),
                row.kilobytesPerListener(),
                row.subject().idleKilobytes() / 1024.0));
  }

  /**
   * What cores can serve. Below the measured rate a listener costs as much as at it: the writes are
   * as many.
   */
  double byCpu(double cores, int kbps) {
    double bytesPerSecond = 125.0 * Math.max(kbps, MEASURED_KBPS);
    return cores * CPU_SHARE * 1e9 / (cpuPerGigabyte * bytesPerSecond);
  }

  /** What a network can carry. */
  static double byNetwork(double gigabits, int kbps) {
    return NETWORK_SHARE * gigabits * 1e6 / (kbps * WIRE);
  }

  /** Resident memory of an edge with so many listeners. */
  double megabytes(double listeners) {
    return idleMegabytes + listeners * kilobytesPerListener / 1024;
  }

  /** The table, with the arithmetic above it. */
  String table() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "By CPU: cores x %.1f x 10^9 / (%.2f s per GB x 125 x kbit/s), at least 128 kbit/s. By network: %.1f x bit/s"
                + " / (bit/s of the stream x 1538/1448). Memory: %.0f MB + %.1f kB a listener.%n%n",
            CPU_SHARE,
            cpuPerGigabyte,
            NETWORK_SHARE,
            idleMegabytes,
            kilobytesPerListener));
    MarkdownTable table =
        new MarkdownTable(
            "machine",
            "network",
            "at 64 kbit/s",
            "at 128 kbit/s",
            "at 320 kbit/s",
            "memory of the edge at 128 kbit/s");
    for (Hardware machine : MACHINES) {
      Object[] cells = new Object[KBPS.size() + 3];
      cells[0] = machine.name();
      cells[1] = number(0, machine.gigabits()) + " Gbit/s";
      for (int i = 0; i < KBPS.size(); i++) {
        cells[2 + i] = cell(machine, KBPS.get(i));
      }
      cells[2 + KBPS.size()] = number(0, megabytes(most(machine, MEASURED_KBPS))) + " MB";
      table.row(cells);
    }
    return text.append(table).toString();
  }

  private double most(Hardware machine, int kbps) {
    return Math.min(
        byCpu(machine.cores() * machine.core(), kbps), byNetwork(machine.gigabits(), kbps));
  }

  /** In whole hundreds, and what the limit is. */
  private String cell(Hardware machine, int kbps) {
    boolean cpu =
        byCpu(machine.cores() * machine.core(), kbps) < byNetwork(machine.gigabits(), kbps);
    long hundreds = 100L * (int) (most(machine, kbps) / 100);
    return String.format(Locale.ROOT, "%,d (%s)", hundreds, cpu ? "CPU" : "network");
  }
}
