package io.floe.stream.framing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Tags that files carry around and between their frames: ID3v2 in front, APE and ID3v1 behind.
 * Threads: any.
 */
final class Tag {

  private static final VarHandle LITTLE =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int ID3V1_BYTES = 128;
  private static final int ID3V2_HEADER = 10;
  private static final int APE_HEADER = 32;

  /** Far beyond what a tag should have; the length field of ID3v2 is bounded by itself. */
  private static final long LONGEST_APE = 16 << 20;

  private static final byte[] APE = {'A', 'P', 'E', 'T', 'A', 'G', 'E', 'X'};

  private Tag() {}

  /** Whether a tag seems to begin here; three bytes are looked at and must be there. */
  static boolean begins(byte[] bytes, int at) {
    return switch (bytes[at]) {
      case 'I' -> bytes[at + 1] == 'D' && bytes[at + 2] == '3';
      case 'T' -> bytes[at + 1] == 'A' && bytes[at + 2] == 'G';
      case 'A' -> bytes[at + 1] == 'P' && bytes[at + 2] == 'E';
      default -> false;
    };
  }

  /**
   * Looks for a tag.
   *
   * @return the whole length of the tag at {@code at}; 0 if there is none; negative: so many bytes
   *     are needed to tell
   */
  static long at(byte[] bytes, int at, int to) {
    int available = to - at;
    return switch (bytes[at]) {
      case 'I' -> id3v2(bytes, at, available);
      case 'A' -> ape(bytes, at, available);
      case 'T' -> {
        if (available < 3) {
          yield -3;
        }
        yield begins(bytes, at) ? ID3V1_BYTES : 0;
      }
      default -> 0;
    };
  }

  private static long id3v2(byte[] bytes, int at, int available) {
    if (available < 3) {
      return available == 2 && bytes[at + 1] != 'D' ? 0 : -3;
    }
    if (!begins(bytes, at)) {
      return 0;
    }
    if (available < ID3V2_HEADER) {
      return -ID3V2_HEADER;
    }
    int major = bytes[at + 3];
    int flags = bytes[at + 5];
    long size = 0;
    for (int i = at + 6; i < at + ID3V2_HEADER; i++) {
      if (bytes[i] < 0) {
        return 0;
      }
      size = (size << 7) | bytes[i];
    }
    if (major < 2 || major > 4 || bytes[at + 4] == (byte) 0xFF || (flags & 0x0F) != 0) {
      return 0;
    }
    boolean footer = major == 4 && (flags & 0x10) != 0;
    return ID3V2_HEADER + size + (footer ? ID3V2_HEADER : 0);
  }

  private static long ape(byte[] bytes, int at, int available) {
    for (int i = 1; i < APE.length; i++) {
      if (i == available) {
        return -APE.length;
      }
      if (bytes[at + i] != APE[i]) {
        return 0;
      }
    }
    if (available < APE_HEADER) {
      return -APE_HEADER;
    }
    long version = unsigned(bytes, at + 8);
    long size = unsigned(bytes, at + 12);
    if ((version != 1000 && version != 2000) || size > LONGEST_APE) {
      return 0;
    }
    // The size covers the items and the footer; a footer reached by itself ends its tag.
    boolean header = (unsigned(bytes, at + 20) & 0x2000_0000L) != 0;
    return header ? APE_HEADER + size : APE_HEADER;
  }

  private static long unsigned(byte[] bytes, int at) {
    return Integer.toUnsignedLong((int) LITTLE.get(bytes, at));
  }
}
