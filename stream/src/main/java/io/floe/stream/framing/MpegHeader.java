package io.floe.stream.framing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads the four bytes with which a frame of MPEG audio begins: versions 1, 2 and 2.5, layers I to
 * III. Threads: any.
 */
public final class MpegHeader {

  /** Length of a header. */
  public static final int BYTES = 4;

  private static final VarHandle BIG =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private static final int SYNC = 0xFFE0_0000;
  private static final int VERSION_LAYER_RATE = 0xFFFE_0C00;
  private static final int LAYER = 3 << 17;
  private static final int LAYER_I = 3 << 17;
  private static final int VERSION = 3 << 19;
  private static final int VERSION_1 = 3 << 19;
  private static final int VERSION_2 = 2 << 19;
  private static final int UNPROTECTED = 1 << 16;
  private static final int PADDED = 1 << 9;
  private static final int MODE = 3 << 6;
  private static final int MONO = 3 << 6;
  private static final int RESERVED_EMPHASIS = 2;

  /** kbit/s of version 1, layers I, II, III, then of versions 2 and 2.5, layers I and II/III. */
  private static final int[][] BITRATES = {
    {32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
    {32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
    {32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
    {32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
    {8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
  };

  private static final int[] RATES = {44_100, 48_000, 32_000};

  /** Frame length without padding by header bits 10 to 20; 0 where these are not valid. */
  private static final short[] LENGTHS = lengths();

  private MpegHeader() {}

  /** The header at {@code at}, all of whose bytes are there. */
  public static int read(byte[] bytes, int at) {
    return (int) BIG.get(bytes, at);
  }

  /** Length of the whole frame in bytes; 0 if this is no header, or one of free format. */
  public static int length(int header) {
    int length = LENGTHS[(header >>> 10) & 0x7FF];
    if ((header & SYNC) != SYNC || length == 0 || (header & 3) == RESERVED_EMPHASIS) {
      return 0;
    }
    if ((header & PADDED) != 0) {
      length += (header & LAYER) == LAYER_I ? 4 : 1;
    }
    return length;
  }

  /** What the headers of a stream have in common; never 0. */
  static int kind(int header) {
    return header & VERSION_LAYER_RATE;
  }

  /** 1 to 3. */
  public static int layer(int header) {
    return 4 - ((header >>> 17) & 3);
  }

  /** 1 or 2. */
  public static int channels(int header) {
    return (header & MODE) == MONO ? 1 : 2;
  }

  /** In Hz. */
  public static int sampleRate(int header) {
    int rate = RATES[(header >>> 10) & 3];
    return switch (header & VERSION) {
      case VERSION_1 -> rate;
      case VERSION_2 -> rate / 2;
      default -> rate / 4;
    };
  }

  /** Samples per channel in the frame. */
  public static int frames(int header) {
    return switch (layer(header)) {
      case 1 -> 384;
      case 2 -> 1152;
      default -> version1(header) ? 1152 : 576;
    };
  }

  static boolean version1(int header) {
    return (header & VERSION) == VERSION_1;
  }

  /** Whether a checksum follows the header. */
  static boolean guarded(int header) {
    return (header & UNPROTECTED) == 0;
  }

  private static short[] lengths() {
    short[] lengths = new short[1 << 11];
    for (int bits = 0; bits < lengths.length; bits++) {
      int rate = bits & 3;
      int bitrate = (bits >>> 2) & 15;
      int layer = 4 - ((bits >>> 7) & 3);
      int version = (bits >>> 9) & 3;
      if (rate < 3 && bitrate > 0 && bitrate < 15 && layer < 4 && version != 1) {
        lengths[bits] = (short) length(version, layer, bitrate - 1, RATES[rate]);
      }
    }
    return lengths;
  }

  /**
   * @param version as in the header: 3 is 1, 2 is 2, 0 is 2.5
   */
  private static int length(int version, int layer, int bitrate, int rateOfVersion1) {
    boolean first = version == 3;
    int row = first ? layer - 1 : layer == 1 ? 3 : 4;
    int bits = BITRATES[row][bitrate] * 1000;
    int rate = first ? rateOfVersion1 : version == 2 ? rateOfVersion1 / 2 : rateOfVersion1 / 4;
    return switch (layer) {
      case 1 -> 12 * bits / rate * 4;
      case 2 -> 144 * bits / rate;
      default -> (first ? 144 : 72) * bits / rate;
    };
  }
}
