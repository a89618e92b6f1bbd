package io.floe.transcoder.job;

/**
 * How much of something an input may have: so much for each millisecond in which it came, and some
 * in advance. Time is that of the captures, so that a burst of what came long ago is no flood.
 * Confined to one thread.
 */
final class Allowance {

  private final long most;
  private final long perMilli;
  private long left;
  private long at;
  private boolean begun;

  /**
   * @param most what may be had at once
   * @param perMilli what is added in each millisecond
   */
  Allowance(long most, long perMilli) {
    this.most = most;
    this.perMilli = perMilli;
    this.left = most;
  }

  /** Another clock follows. */
  void begins() {
    begun = false;
  }

  /** Something was captured at that time, by the wall clock of its owner, which may leap. */
  void captured(long millis) {
    if (begun) {
      long passed = Math.clamp(millis - at, 0, most / perMilli);
      left = Math.min(most, left + passed * perMilli);
    }
    begun = true;
    at = millis;
  }

  /** Whether so much may be had; what is left may not be enough for it, and is owed then. */
  boolean take(long amount) {
    if (spent()) {
      return false;
    }
    left -= amount;
    return true;
  }

  /** Whether nothing is left. */
  boolean spent() {
    return left <= 0;
  }
}
