package io.floe.admin.history;

/**
 * Numbers of one mount over a minute, an hour or a day. Confined to one thread.
 *
 * <p>Seconds is how long the mount was seen, listeners are summed over these.
 */
final class Sums {
  long seconds;
  long listeners;
  int peak;
  long bytesIn;
  long bytesOut;
  long listenedMs;
  long visits;

  void add(Sums other) {
    seconds += other.seconds;
    listeners += other.listeners;
    peak = Math.max(peak, other.peak);
    bytesIn += other.bytesIn;
    bytesOut += other.bytesOut;
    listenedMs += other.listenedMs;
    visits += other.visits;
  }

  void add(Batch.Counts counts) {
    bytesOut += counts.bytesOut();
    listenedMs += counts.listenedMs();
    visits += counts.visits();
  }

  boolean nothing() {
    return seconds == 0 && bytesIn == 0 && bytesOut == 0 && listenedMs == 0 && visits == 0;
  }
}
