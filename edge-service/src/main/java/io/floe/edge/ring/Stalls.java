package io.floe.edge.ring;

/**
 * How much of its cushion every listener of a mount has lost because the source, or the way from
 * it, stood still: the time without new audio, less what was caught up right after. Confined to the
 * ring's writer.
 */
final class Stalls {

  /** Chunks come every 200 ms, and Ogg pages may be a second long. */
  private static final long PAUSE_NANOS = 1_000_000_000L;

  /** A pause counts that is longer by this than the audio that came with its end. */
  private static final long STALL_NANOS = 700_000_000L;

  /** What comes within this time after a stall may make up for it. */
  private static final long CATCH_UP_NANOS = 10_000_000_000L;

  private static final long MOST_NANOS = 3_600_000_000_000L;

  private long lostNanos;
  private long catchUpUntil;
  private boolean catchingUp;
  private double nanosPerByte;

  /** In ms. */
  int millis() {
    return (int) (lostNanos / 1_000_000);
  }

  /**
   * The next piece is here.
   *
   * @param newest the one before it
   * @param oldest the oldest of the ring
   */
  void aired(long nanos, int bytes, Piece newest, Piece oldest) {
    long pause = nanos - newest.airedNanos();
    catchingUp &= nanos - catchUpUntil <= 0;
    if (pause > PAUSE_NANOS) {
      if (!catchingUp || nanosPerByte == 0) {
        nanosPerByte = pace(newest, oldest);
      }
      if (pause - audio(bytes, pause) > STALL_NANOS) {
        catchingUp = true;
        catchUpUntil = nanos + CATCH_UP_NANOS;
      }
    }
    if (catchingUp) {
      lostNanos = Math.clamp(lostNanos + pause - audio(bytes, pause), 0, MOST_NANOS);
    }
  }

  /** The time in which the ring's bytes came, less that in which nothing did, in ns per byte. */
  private static double pace(Piece newest, Piece oldest) {
    long stalled = (newest.stalledMillis() - oldest.stalledMillis()) * 1_000_000L;
    long span = newest.airedNanos() - oldest.airedNanos() - stalled;
    return Math.max(0, span) / (double) Math.max(1, newest.end() - oldest.end());
  }

  /** How long so many bytes play; of a ring that is too young to know, what came in time. */
  private long audio(int bytes, long pause) {
    return nanosPerByte > 0 ? (long) (bytes * nanosPerByte) : pause > 2 * PAUSE_NANOS ? 0 : pause;
  }
}
