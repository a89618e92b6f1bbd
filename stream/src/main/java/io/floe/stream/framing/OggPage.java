package io.floe.stream.framing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads an Ogg page where it lies; {@code at} is its first byte. Threads: any. */
public final class OggPage {

  /** Bytes of a page without segments. */
  public static final int SHORTEST = 27;

  static final int LONGEST = SHORTEST + 255 + 255 * 255;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final byte[] CAPTURE = {'O', 'g', 'g', 'S'};
  private static final int CHECKSUM = 22;
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
  public static int length(byte[] bytes, int at, int to) {
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
    return checksum(bytes, at, length) == (int) INT.get(bytes, at + CHECKSUM);
  }

  /** Writes the checksum into a page that is complete but for it. */
  public static void seal(byte[] bytes, int at, int length) {
    INT.set(bytes, at + CHECKSUM, checksum(bytes, at, length));
  }

  private static int checksum(byte[] bytes, int at, int length) {
    int crc = OggCrc.update(0, bytes, at, CHECKSUM);
    crc = OggCrc.updateZeros(crc, 4);
    return OggCrc.update(crc, bytes, at + CHECKSUM + 4, length - CHECKSUM - 4);
  }

  /** Whether the first packet on it began on an earlier page. */
  public static boolean continued(byte[] bytes, int at) {
    return (bytes[at + 5] & CONTINUED) != 0;
  }

  /** Whether it begins its logical stream. */
  public static boolean first(byte[] bytes, int at) {
    return (bytes[at + 5] & FIRST) != 0;
  }

  /** Whether it ends its logical stream. */
  public static boolean last(byte[] bytes, int at) {
    return (bytes[at + 5] & LAST) != 0;
  }

  /** The position at the end of the last packet that ends on it; -1 if none does. */
  public static long granule(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at + 6);
  }

  /** Tells its logical stream from others. */
  public static int serial(byte[] bytes, int at) {
    return (int) INT.get(bytes, at + 14);
  }

  /** How many segments it has, 0 to 255. */
  public static int segments(byte[] bytes, int at) {
    return bytes[at + 26] & 0xFF;
  }

  /** Counts the pages of a logical stream. */
  public static int sequence(byte[] bytes, int at) {
    return (int) INT.get(bytes, at + 18);
  }

  /** Length of segment {@code index}: a packet ends with the first one shorter than 255. */
  public static int segment(byte[] bytes, int at, int index) {
    return bytes[at + SHORTEST + index] & 0xFF;
  }

  /** Where the first segment begins. */
  public static int body(byte[] bytes, int at) {
    return at + SHORTEST + segments(bytes, at);
  }
}
