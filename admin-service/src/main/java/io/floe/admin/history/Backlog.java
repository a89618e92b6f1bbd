package io.floe.admin.history;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Minutes that wait to be written: while the database is away, or because this service is not on
 * duty and whoever is may have died with them. Who was on duty when a minute began writes it. Any
 * thread.
 */
final class Backlog {

  /** Minutes that wait for the database; then the oldest are lost, and are gaps. */
  static final int MOST = 15;

  /** Minutes remembered by a service that is not on duty. */
  static final int STANDBY = 2;

  /** A minute that the database refuses so often, though it is there, is not tried again. */
  static final int MOST_REFUSALS = 5;

  private final HistoryCounters counters;

  // Guarded by this.
  private final Deque<Batch> waiting = new ArrayDeque<>();
  private Instant dutyUntil = Instant.MIN;
  private int refusals;

  Backlog(HistoryCounters counters) {
    this.counters = counters;
  }

  /** This service is on duty at that moment, and owes all minutes that have begun. */
  synchronized void onDuty(Instant now) {
    dutyUntil = now;
  }

  /** Minutes are over. */
  synchronized void add(List<Batch> batches) {
    waiting.addAll(batches);
    while (waiting.size() > STANDBY && !owed(waiting.getFirst())) {
      drop();
    }
    while (waiting.size() > MOST) {
      drop();
      counters.minutesLost.increment();
    }
  }

  /** Written twice does no harm, and whoever has the duty now may not have seen it whole. */
  private boolean owed(Batch batch) {
    return !batch.minute().isAfter(dutyUntil);
  }

  private void drop() {
    waiting.removeFirst();
    refusals = 0;
  }

  /** The oldest that this service owes. */
  synchronized @Nullable Batch first() {
    Batch oldest = waiting.peekFirst();
    return oldest != null && owed(oldest) ? oldest : null;
  }

  /** That minute is written. */
  synchronized void written(Batch batch) {
    if (batch.equals(waiting.peekFirst())) {
      drop();
      counters.minutes.increment();
    }
  }

  /** The database is there, but takes the oldest not; whether it is given up. */
  synchronized boolean refused() {
    refusals++;
    if (refusals < MOST_REFUSALS || waiting.isEmpty()) {
      return false;
    }
    drop();
    counters.minutesLost.increment();
    return true;
  }
}
