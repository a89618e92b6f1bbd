package io.floe.edge.listener;

/** How a write stands that is not through. Confined to one event loop. */
final class Stuck {

  /** Bytes of it at the last look, -1 when there is none; since when they are so many. */
  private long left = -1;

  private long since;

  /** Nothing is unfinished any more. */
  void through() {
    left = -1;
  }

  /** Bytes of it that had not gone at the last look. */
  long left() {
    return Math.max(0, left);
  }

  /** Looks at it; whether not a byte of it has gone for longer than that. */
  boolean over(long bytes, long nanos, long patience) {
    if (bytes != left) {
      left = bytes;
      since = nanos;
      return false;
    }
    return nanos - since > patience;
  }
}
