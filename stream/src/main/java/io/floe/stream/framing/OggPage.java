package io.floe.stream.framing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads an Ogg page where it lies; {@code at} is its first byte. Threads: any. */
final class OggPage {

  static final int SHORTEST = 27;
  static final int LONGEST = SHORTEST + 255 + 255 * 255;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final byte[] CAPTURE = {'O', 'g', 'g', 'S'};
  private static final int CONTINUED = 1;
  private static final int FIRST = 2;
  private static final int LAST = 4;

  private OggPage() {}

  /**
   * Looks for a page, whose checksum is not verified here.
   *
   * @return the length of the page that begins at {@code at}, all of whose bytes are there; 0 if
   *     there is none; negative: so many bytes are needed to tell
   */
  static int length(byte[] bytes, int at, int to) {
    int available = to - at;
    for (int i = 0; i < CAPTURE.length; i++) {
      if (i == available) {
        return -SHORTEST;
      }
      if (bytes[at + i] != CAPTURE[i]) {
        return 0;
      }
    }
    if (available < SHORTEST) {
      return -SHORTEST;
    }
    if (bytes[at + 4] != 0) {
      return 0;
    }
    int body = at + SHORTEST + segments(bytes, at);
    if (to < body) {
      return at - body;
    }
    int end = body;
    for (int i = at + SHORTEST; i < body; i++) {
      end += bytes[i] & 0xFF;
    }
    return to < end ? at - end : end - at;
  }

  static boolean intact(byte[] bytes, int at, int length) {
    int crc = OggCrc.update(0, bytes, at, 22);
    crc = OggCrc.updateZeros(crc, 4);
    crc = OggCrc.update(crc, bytes, at + 26, length - 26);
    return crc == (int) INT.get(bytes, at + 22);
  }

  static boolean continued(byte[] bytes, int at) {
    return (bytes[at + 5] & CONTINUED) != 0;
  }

  static boolean first(byte[] bytes, int at) {
    return (bytes[at + 5] & FIRST) != 0;
  }

  static boolean last(byte[] bytes, int at) {
    return (bytes[at + 5] & LAST) != 0;
  }

  static long granule(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at + 6);
  }

  static int serial(byte[] bytes, int at) {
    return (int) INT.get(bytes, at + 14);
  }

  static int segments(byte[] bytes, int at) {
    return bytes[at + 26] & 0xFF;
  }

  /** Length of segment {@code index}: a packet ends with the first one shorter than 255. */
  static int segment(byte[] bytes, int at, int index) {
    return bytes[at + SHORTEST + index] & 0xFF;
  }

  /** Where the first segment begins. */
  static int body(byte[] bytes, int at) {
    return at + SHORTEST + segments(bytes, at);
  }
}
