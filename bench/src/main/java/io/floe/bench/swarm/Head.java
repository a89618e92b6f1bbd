package io.floe.bench.swarm;

/**
 * The newest byte that a source has sent, as a function of time: sources here keep their rate
 * exactly. Times are those of {@link System#nanoTime}, which all processes of a Linux machine
 * share.
 *
 * @param originNanos when byte 0 was sent
 * @param marked whether the stream carries a {@link Mark} in every frame; else a listener is taken
 *     to have started {@code burst} bytes behind the head
 */
public record Head(long originNanos, int bytesPerSecond, boolean marked, int burst) {

  /** A stream without marks, from now on. */
  public static Head unmarked(int kbps, int burst) {
    return new Head(System.nanoTime(), kbps * 125, false, burst);
  }

  /** Bytes sent until then. */
  long at(long nanos) {
    // In two parts: the product of nanoseconds and rate overflows within a day.
    long since = nanos - originNanos;
    return since / 1_000_000_000 * bytesPerSecond
        + since % 1_000_000_000 * bytesPerSecond / 1_000_000_000;
  }

  double seconds(long bytes) {
    return bytes / (double) bytesPerSecond;
  }
}
