package io.floe.edge.mount;

import io.floe.wire.audio.MountName;
import io.floe.wire.report.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The tallies of all mounts that this edge has had, and how they are reported: those of mounts that
 * are here, or were a moment ago, with every beat, others in turn. Confined to the bus thread.
 */
final class Tallies {

  /** Beyond that, the mount that was here longest ago is forgotten, and counts from 0 again. */
  static final int MOST = 10_000;

  /** How long a mount that has gone is in every report, so that its last numbers arrive. */
  private static final Duration RECENT = Duration.ofSeconds(30);

  /** Of those that were here before, how many are in one report. */
  private static final int IN_TURN = 25;

  private static final class Entry {
    final Tally tally;
    long seenAt;

    Entry(Tally tally, long now) {
      this.tally = tally;
      this.seenAt = now;
    }
  }

  private static final class Here {
    int listeners;
    int peak;
  }

  private final LongSupplier nanoTime;
  private final Map<MountName, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);
  private int turn;

  Tallies(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** That of a mount that is here from now on. */
  Tally of(MountName mount) {
    long now = nanoTime.getAsLong();
    Entry entry = entries.get(mount);
    if (entry == null) {
      forgetOne();
      entry = new Entry(new Tally(nanoTime), now);
      entries.put(mount, entry);
    }
    entry.seenAt = now;
    return entry.tally;
  }

  private void forgetOne() {
    if (entries.size() >= MOST) {
      Iterator<Entry> eldest = entries.values().iterator();
      eldest.next();
      eldest.remove();
    }
  }

  /**
   * What to report.
   *
   * @param live the mounts that are here; one may be so twice while its content type changes
   */
  List<Report.MountListeners> report(List<LiveMount> live) {
    long now = nanoTime.getAsLong();
    Map<MountName, Here> here = new HashMap<>();
    for (LiveMount mount : live) {
      Here count = here.computeIfAbsent(mount.name(), name -> new Here());
      count.listeners += mount.listeners();
      count.peak = Math.max(count.peak, mount.peak());
      var _ = entries.get(mount.name()); // the order of the map: last used last
    }
    List<Report.MountListeners> report = new ArrayList<>(here.size() + IN_TURN);
    int index = 0;
    for (Map.Entry<MountName, Entry> each : entries.entrySet()) {
      Here count = here.get(each.getKey());
      Entry entry = each.getValue();
      if (count != null) {
        entry.seenAt = now;
        report.add(reported(each.getKey(), count, entry.tally));
      } else if (now - entry.seenAt < RECENT.toNanos()
          || (index >= turn && index < turn + IN_TURN)) {
        report.add(reported(each.getKey(), new Here(), entry.tally));
      }
      index++;
    }
    turn = turn + IN_TURN < entries.size() ? turn + IN_TURN : 0;
    return report;
  }

  private static Report.MountListeners reported(MountName mount, Here count, Tally tally) {
    return new Report.MountListeners(
        mount, count.listeners, count.peak, tally.bytes(), tally.listenedMs(), tally.visits());
  }
}
