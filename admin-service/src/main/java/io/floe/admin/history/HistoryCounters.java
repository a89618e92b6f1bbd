package io.floe.admin.history;

import java.util.concurrent.atomic.LongAdder;

/** What the history has kept and what it has lost. Any thread. */
public final class HistoryCounters {

  /** Takes one of them. */
  public interface Each {
    void take(String name, String what, java.util.function.ToDoubleFunction<HistoryCounters> value);
  }

  final LongAdder minutes = new LongAdder();
  final LongAdder minutesLost = new LongAdder();
  final LongAdder looksMissed = new LongAdder();
  final LongAdder failures = new LongAdder();
  final LongAdder visits = new LongAdder();
  final LongAdder visitsLost = new LongAdder();
  final LongAdder clientsUncounted = new LongAdder();
  final LongAdder mountsUncounted = new LongAdder();

  /** Shows all of them. */
  public void each(Each each) {
    each.take("floe.history.minutes", "Minutes written", c -> c.minutes.sum());
    each.take(
        "floe.history.minutes.lost",
        "Minutes that could not be written in time",
        c -> c.minutesLost.sum());
    each.take(
        "floe.history.looks.missed",
        "Seconds in which nobody looked at the cluster",
        c -> c.looksMissed.sum());
    each.take(
        "floe.history.failures", "Writes that failed and were tried again", c -> c.failures.sum());
    each.take("floe.history.visits", "Visits written", c -> c.visits.sum());
    each.take(
        "floe.history.visits.lost",
        "Visits that edges had forgotten when they were asked",
        c -> c.visitsLost.sum());
    each.take(
        "floe.history.clients.uncounted",
        "Clients beyond those counted of a mount in a day",
        c -> c.clientsUncounted.sum());
    each.take(
        "floe.history.mounts.uncounted",
        "Minutes of mounts beyond those of a tenant that have a history",
        c -> c.mountsUncounted.sum());
  }

  /** Minutes written. */
  public long minutes() {
    return minutes.sum();
  }

  /** Minutes lost. */
  public long minutesLost() {
    return minutesLost.sum();
  }
}
