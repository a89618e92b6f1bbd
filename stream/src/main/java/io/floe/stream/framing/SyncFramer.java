package io.floe.stream.framing;

/**
 * Frames that begin with a sync word and tell their own length. The first frame is believed when
 * two more of its kind follow where they must; from then on one header is enough where a frame is
 * due, and after garbage a header and its successor. Tags where a frame is due are left out whole;
 * so are ID3v2 and APE tags amid garbage. Confined to one thread.
 */
abstract sealed class SyncFramer extends ScanningFramer permits MpegFramer, AdtsFramer {

  /**
   * Amid a stream a longer tag is hunted through like garbage, which costs nothing, lest a broken
   * length silence the source for hours.
   */
  private static final long TRUSTED_TAG = 256 << 10;

  private static final int CONFIRMED = 0;
  private static final int REJECTED = -1;

  private final int headerBytes;

  /** What all headers of the stream have in common; 0 before the first frame. */
  private int kind;

  /** Whether the next byte is where a frame must begin. */
  private boolean aligned;

  SyncFramer(int headerBytes) {
    this.headerBytes = headerBytes;
  }

  /**
   * Reads the header at {@code at}, all of whose bytes are there.
   *
   * @return its kind, never 0, in the upper half and the frame's length in the lower; 0 if it is
   *     none
   */
  abstract long header(byte[] bytes, int at);

  /** Whether the frame describes the file that it stands in instead of carrying audio. */
  abstract boolean describesFile(byte[] bytes, int at, int length);

  @Override
  final int scan(byte[] bytes, int from, int to, Units out) {
    int at = from;
    while (true) {
      if (aligned) {
        at = takeFrames(bytes, at, to, out);
        if (aligned) {
          return at;
        }
      }
      at = hunt(bytes, at, to, out);
      if (!aligned || leavingOut()) {
        return at;
      }
    }
  }

  private int takeFrames(byte[] bytes, int from, int to, Units out) {
    int at = from;
    while (to - at >= headerBytes) {
      long header = header(bytes, at);
      if ((int) (header >>> 32) != kind) {
        return takeTag(bytes, at, to);
      }
      int length = (int) header;
      if (to - at < length) {
        want(length);
        return at;
      }
      if (describesFile(bytes, at, length)) {
        out.skipped(length);
      } else {
        out.audio(bytes, at, length, true);
      }
      at += length;
    }
    want(headerBytes);
    return at;
  }

  private int takeTag(byte[] bytes, int at, int to) {
    long tag = tag(bytes, at, to);
    if (tag > 0) {
      leaveOut(tag);
    } else if (tag < 0) {
      want((int) -tag);
    } else {
      aligned = false;
    }
    return at;
  }

  private int hunt(byte[] bytes, int from, int to, Units out) {
    int at = resume(from);
    int limit = limit(from, to);
    for (; at < limit; at++) {
      byte value = bytes[at];
      if (value == (byte) 0xFF) {
        int verdict = judge(bytes, at, to);
        if (verdict == CONFIRMED) {
          kind = (int) (header(bytes, at) >>> 32);
          settle();
          return realign(from, at, out);
        }
        if (verdict > 0) {
          return pause(from, at, verdict, out);
        }
      } else if (value == 'I' || value == 'A') {
        long tag = tag(bytes, at, to);
        if (tag > 0) {
          leaveOut(tag);
          return realign(from, at, out);
        }
        if (tag < 0) {
          return pause(from, at, (int) -tag, out);
        }
      }
    }
    return pause(from, at, 1, out);
  }

  private long tag(byte[] bytes, int at, int to) {
    long tag = Tag.at(bytes, at, to);
    return settled() && tag > TRUSTED_TAG ? 0 : tag;
  }

  private int realign(int from, int at, Units out) {
    aligned = settled();
    return found(from, at, out);
  }

  /** CONFIRMED, REJECTED, or how many bytes from {@code at} on are needed to tell. */
  private int judge(byte[] bytes, int at, int to) {
    if (to - at < headerBytes) {
      return ending() ? REJECTED : headerBytes;
    }
    long first = header(bytes, at);
    if (first == 0) {
      return REJECTED;
    }
    int successors = (int) (first >>> 32) == kind ? 1 : 2;
    int next = at + (int) first;
    for (int seen = 0; seen < successors; seen++) {
      if (to - next < headerBytes) {
        if (ending()) {
          return next == to || seen > 0 ? CONFIRMED : REJECTED;
        }
        return next - at + headerBytes;
      }
      long header = header(bytes, next);
      if (header >>> 32 != first >>> 32) {
        return Tag.begins(bytes, next) ? CONFIRMED : REJECTED;
      }
      next += (int) header;
    }
    return CONFIRMED;
  }
}
