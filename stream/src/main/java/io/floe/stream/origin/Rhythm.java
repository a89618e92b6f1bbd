package io.floe.stream.origin;

/**
 * How long a source usually pauses between two chunks, so that an encoder that sends in large
 * pieces does not count as stalled between them. Confined to the bus thread.
 */
final class Rhythm {

  /** Longest pause that can count as usual, in ms. */
  private static final long LONGEST = 5_000;

  /** So many pauses tell how long they are. */
  private static final int TELLING = 8;

  private final long[] pauses = new long[32];
  private int at;
  private long lastAt;
  private boolean begun;

  /** A chunk has come. */
  void beat(long nowMillis) {
    if (begun) {
      pauses[at++ % pauses.length] = Math.min(LONGEST, nowMillis - lastAt);
    }
    begun = true;
    lastAt = nowMillis;
  }

  /** As {@link #usual}, and the longest there can be as long as too few have been seen to tell. */
  long longest() {
    return at < TELLING ? LONGEST : usual();
  }

  /** The second longest of the last pauses, in ms: what happened only once is not usual. */
  long usual() {
    long longest = 0;
    long second = 0;
    for (long pause : pauses) {
      if (pause > longest) {
        second = longest;
        longest = pause;
      } else if (pause > second) {
        second = pause;
      }
    }
    return second;
  }
}
