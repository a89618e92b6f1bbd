package io.floe.stream.framing;

/**
 * What all framers that look for something share: the bytes held between pushes, bytes still to be
 * left out, and the stream that turns out to be something else and is passed through. Units are
 * slices of the caller's array wherever they lie in it whole; only what spans two pushes is copied.
 * Confined to one thread.
 */
abstract sealed class ScanningFramer implements Framer permits SyncFramer, OggFramer {

  /** A stream that shows no frame or page in as many bytes is passed through as it is. */
  static final int PATIENCE = 64 << 10;

  private static final byte[] EMPTY = new byte[0];
  private static final int SMALLEST = 4 << 10;

  /** Bytes {@code heldFrom} to {@code heldTo} were pushed and are neither emitted nor skipped. */
  private byte[] held = EMPTY;

  private int heldFrom;
  private int heldTo;

  /** How many bytes, from the first held one on, {@link #scan} wants to see next time. */
  private int need = 1;

  /** Before the first frame or page: how many of the held bytes have been looked at. */
  private int scanned;

  private long leaveOut;
  private boolean settled;
  private boolean oversized;
  private boolean passing;
  private boolean ending;
  private boolean closed;

  /**
   * Emits what is whole in {@code from} to {@code to} and says by {@link #want}, {@link #pause} or
   * {@link #leaveOut} why it stopped.
   *
   * @return the first byte that is neither emitted nor skipped
   */
  abstract int scan(byte[] bytes, int from, int to, Units out);

  @Override
  public final void push(byte[] bytes, int offset, int length, Units out) {
    int at = offset;
    int end = offset + length;
    while (at < end && !closed) {
      if (heldFrom < heldTo) {
        // Before the first frame everything is held anyway, so larger steps cost nothing.
        int missing = Math.max(need - (heldTo - heldFrom), settled ? 1 : SMALLEST);
        int taken = Math.min(missing, end - at);
        hold(bytes, at, taken);
        at += taken;
        drain(out);
      } else if (passing) {
        PassThrough.hand(bytes, at, end - at, out);
        return;
      } else if (leaveOut > 0) {
        at += leaveOutOf(end - at, out);
      } else {
        at = scan(bytes, at, end, out);
        if (leaveOut == 0 && !passing && !closed) {
          hold(bytes, at, end - at);
          return;
        }
      }
    }
  }

  @Override
  public final void end(Units out) {
    ending = true;
    need = 1;
    drain(out);
    int rest = heldTo - heldFrom;
    if (rest > 0 && !closed) {
      if (settled) {
        out.skipped(rest);
      } else {
        PassThrough.hand(held, heldFrom, rest, out);
      }
    }
    finish(out);
    close();
  }

  /** Called at the end, when no byte is held here any more. */
  void finish(Units out) {}

  private void drain(Units out) {
    while (heldTo - heldFrom >= need && !closed) {
      if (passing) {
        PassThrough.hand(held, heldFrom, heldTo - heldFrom, out);
        heldFrom = heldTo;
      } else if (leaveOut > 0) {
        heldFrom += leaveOutOf(heldTo - heldFrom, out);
      } else {
        int next = scan(held, heldFrom, heldTo, out);
        heldFrom = closed ? heldTo : next;
      }
      if (heldFrom == heldTo) {
        heldFrom = 0;
        heldTo = 0;
        if (oversized) {
          held = EMPTY;
          oversized = false;
        }
        return;
      }
    }
  }

  private int leaveOutOf(int available, Units out) {
    int left = (int) Math.min(leaveOut, available);
    leaveOut -= left;
    out.skipped(left);
    return left;
  }

  private void hold(byte[] bytes, int from, int length) {
    if (length == 0) {
      return;
    }
    int count = heldTo - heldFrom;
    if (heldTo + length > held.length) {
      // Moving at most half of the array keeps the cost per byte constant.
      boolean roomy = (count + length) * 2 <= held.length;
      byte[] target = roomy ? held : new byte[Math.max(SMALLEST, (count + length) * 2)];
      System.arraycopy(held, heldFrom, target, 0, count);
      held = target;
      heldFrom = 0;
      heldTo = count;
    }
    System.arraycopy(bytes, from, held, heldTo, length);
    heldTo += length;
  }

  /** Where to go on looking in bytes of which the first is at {@code from}. */
  final int resume(int from) {
    return from + scanned;
  }

  /**
   * Found nothing up to {@code at}, and can go on there when {@code bytes} are there. Before the
   * first frame or page the bytes before it are kept, since they may have to be passed through.
   *
   * @return what scan is to return
   */
  final int pause(int from, int at, int bytes, Units out) {
    if (settled) {
      skip(from, at, out);
      want(bytes);
      return at;
    }
    if (at - from >= PATIENCE) {
      passing = true;
      need = 1;
      return from;
    }
    scanned = at - from;
    want(scanned + bytes);
    return from;
  }

  /** Found something at {@code at}: what lies before it is garbage. */
  final int found(int from, int at, Units out) {
    skip(from, at, out);
    scanned = 0;
    return at;
  }

  private static void skip(int from, int to, Units out) {
    if (to > from) {
      out.skipped(to - from);
    }
  }

  /** Stops until {@code bytes} are there, counted from the position that scan returns. */
  final void want(int bytes) {
    need = bytes;
  }

  /** Skips the next {@code bytes}, wherever they end, from the position that scan returns on. */
  final void leaveOut(long bytes) {
    leaveOut = bytes;
    need = 1;
  }

  final boolean leavingOut() {
    return leaveOut > 0;
  }

  /** The stream is what it was said to be, and is never passed through from now on. */
  final void settle() {
    oversized |= !settled && held.length > SMALLEST;
    settled = true;
  }

  /** Where the search for the first frame or page ends for now. */
  final int limit(int from, int to) {
    return settled ? to : Math.min(to, from + PATIENCE);
  }

  final boolean settled() {
    return settled;
  }

  /** Whether no more bytes will come. */
  final boolean ending() {
    return ending;
  }

  final boolean closed() {
    return closed;
  }

  /** Takes no more bytes. */
  final void close() {
    closed = true;
    heldFrom = 0;
    heldTo = 0;
    held = EMPTY;
  }

  /** Bytes pushed that are neither emitted nor skipped yet. */
  int held() {
    return heldTo - heldFrom;
  }

  /** What this framer occupies, in bytes. */
  int footprint() {
    return held.length;
  }
}
