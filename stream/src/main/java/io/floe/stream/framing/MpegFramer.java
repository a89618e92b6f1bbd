package io.floe.stream.framing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * MPEG audio: versions 1, 2 and 2.5, layers I to III. Frames of free format are not recognised, so
 * such a stream passes through. Xing, Info and VBRI frames are left out wherever they stand: they
 * tell the length of a file, which a late joiner must not believe. Every frame is an entry, though
 * one of layer III may lean on bits of its predecessors: decoders mute until they have them.
 * Confined to one thread.
 */
final class MpegFramer extends SyncFramer {

  private static final VarHandle BIG =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private static final int HEADER_BYTES = 4;
  private static final int SYNC = 0xFFE0_0000;
  private static final int VERSION_LAYER_RATE = 0xFFFE_0C00;
  private static final int LAYER = 3 << 17;
  private static final int LAYER_III = 1 << 17;
  private static final int LAYER_I = 3 << 17;
  private static final int VERSION = 3 << 19;
  private static final int VERSION_1 = 3 << 19;
  private static final int UNPROTECTED = 1 << 16;
  private static final int PADDED = 1 << 9;
  private static final int MODE = 3 << 6;
  private static final int MONO = 3 << 6;
  private static final int RESERVED_EMPHASIS = 2;

  private static final int XING = 0x58696E67;
  private static final int INFO = 0x496E666F;
  private static final int VBRI = 0x56425249;
  private static final int VBRI_AT = 36;
  private static final int SHORTEST_DESCRIPTION = 42;

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

  MpegFramer() {
    super(HEADER_BYTES);
  }

  @Override
  long header(byte[] bytes, int at) {
    int header = (int) BIG.get(bytes, at);
    int length = LENGTHS[(header >>> 10) & 0x7FF];
    if ((header & SYNC) != SYNC || length == 0 || (header & 3) == RESERVED_EMPHASIS) {
      return 0;
    }
    if ((header & PADDED) != 0) {
      length += (header & LAYER) == LAYER_I ? 4 : 1;
    }
    return ((long) (header & VERSION_LAYER_RATE) << 32) | length;
  }

  @Override
  boolean describesFile(byte[] bytes, int at, int length) {
    int header = (int) BIG.get(bytes, at);
    if ((header & LAYER) != LAYER_III || length < SHORTEST_DESCRIPTION) {
      return false;
    }
    boolean mono = (header & MODE) == MONO;
    int sideInfo = (header & VERSION) == VERSION_1 ? (mono ? 17 : 32) : (mono ? 9 : 17);
    int tag = at + HEADER_BYTES + sideInfo;
    return xing(bytes, tag)
        || ((header & UNPROTECTED) == 0 && xing(bytes, tag + 2))
        || (int) BIG.get(bytes, at + VBRI_AT) == VBRI;
  }

  private static boolean xing(byte[] bytes, int at) {
    int tag = (int) BIG.get(bytes, at);
    return tag == XING || tag == INFO;
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
