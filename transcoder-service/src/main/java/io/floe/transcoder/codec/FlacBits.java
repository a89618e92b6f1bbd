package io.floe.transcoder.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads bits of a FLAC frame, the most significant first. Those beyond the end are 0, and {@link
 * #exhausted} tells that they were read. Confined to one thread.
 */
final class FlacBits {

  private static final VarHandle BIG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** Of a window of eight bytes, how many bits are there wherever in a byte it begins. */
  private static final int WINDOW = 57;

  private byte[] bytes = new byte[0];
  private int to;
  private long bit;

  void begin(byte[] source, int at, int end) {
    bytes = source;
    to = end;
    bit = at * 8L;
  }

  boolean exhausted() {
    return bit > to * 8L;
  }

  /** The byte that begins next, or would but for bits that fill the present one. */
  int position() {
    return (int) ((bit + 7) >>> 3);
  }

  void align() {
    bit = (bit + 7) & ~7L;
  }

  /** Up to 32 bits as a number without sign. */
  long read(int bits) {
    if (bits == 0) {
      return 0;
    }
    long value = window() >>> (64 - bits);
    bit += bits;
    return value;
  }

  /** Up to 32 bits as a number with sign. */
  int signed(int bits) {
    if (bits == 0) {
      return 0;
    }
    long value = window() >> (64 - bits);
    bit += bits;
    return (int) value;
  }

  /** How many bits are 0 before one that is 1, which is read too. */
  int unary() {
    int zeros = 0;
    while (!exhausted()) {
      long window = window();
      int more = Long.numberOfLeadingZeros(window);
      if (more < WINDOW) {
        bit += more + 1;
        return zeros + more;
      }
      zeros += WINDOW;
      bit += WINDOW;
    }
    return zeros;
  }

  private long window() {
    int at = (int) (bit >>> 3);
    long value = 0;
    if (at + 8 <= to) {
      value = (long) BIG.get(bytes, at);
    } else {
      for (int i = 0; i < 8; i++) {
        value = (value << 8) | (at + i < to ? bytes[at + i] & 0xFF : 0);
      }
    }
    return value << (bit & 7);
  }
}
