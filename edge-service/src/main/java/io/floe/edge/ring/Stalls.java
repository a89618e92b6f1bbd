package io.floe.edge.ring;

/**
 * How much of its cushion every listener of a mount has lost because the source, or the way from
 * it, stood still: the time without new audio, less what was caught up right after. Confined to the
 * ring's writer.
 */
final class Stalls {

  /** A pause that counts: chunks come every 200 ms. */
  private static final long PAUSE_NANOS = 1_000_000_000L;

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
   * The next piece has arrived.
   *
   * @param newest the one before it
   * @param oldest the oldest of the ring
   */
  void arrived(long nanos, int bytes, Piece newest, Piece oldest) {
    long pause = nanos - newest.arrivedNanos();
    if (pause > PAUSE_NANOS) {
      if (!catchingUp) {
        long span = newest.arrivedNanos() - oldest.arrivedNanos();
        nanosPerByte = span / (double) Math.max(1, newest.end() - oldest.end());
      }
      catchingUp = true;
      catchUpUntil = nanos + CATCH_UP_NANOS;
    } else if (nanos - catchUpUntil > 0) {
      catchingUp = false;
    }
    if (catchingUp) {
      lostNanos = Math.clamp(lostNanos + pause - audio(bytes, pause), 0, MOST_NANOS);
    }
  }

  /** How long so many bytes play; of a ring that is too young to know, what came in time. */
  private long audio(int bytes, long pause) {
    return nanosPerByte > 0 ? (long) (bytes * nanosPerByte) : pause > PAUSE_NANOS ? 0 : pause;
  }
}
