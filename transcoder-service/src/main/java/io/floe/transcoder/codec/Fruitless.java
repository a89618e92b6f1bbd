package io.floe.transcoder.codec;

/**
 * Bytes that came since something could last be decoded, and when to give up on the stream.
 * Confined to one thread.
 */
final class Fruitless {

  /** Of what should be audio, this much may come in vain: 6 to 30 seconds of usual streams. */
  static final int MOST_IN_VAIN = 256 << 10;

  /** Of tags and garbage in between; a cover picture in a tag may be large. */
  static final int MOST_SKIPPED = 4 << 20;

  private long inVain;
  private long skipped;

  void inVain(int bytes) {
    inVain += bytes;
  }

  void skipped(int bytes) {
    skipped += bytes;
  }

  void decoded() {
    inVain = 0;
    skipped = 0;
  }

  boolean exhausted() {
    return inVain > MOST_IN_VAIN || skipped > MOST_SKIPPED;
  }

  long bytes() {
    return inVain + skipped;
  }
}
