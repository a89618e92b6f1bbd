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

  private static final int XING = 0x58696E67;
  private static final int INFO = 0x496E666F;
  private static final int VBRI = 0x56425249;
  private static final int VBRI_AT = 36;
  private static final int SHORTEST_DESCRIPTION = 42;

  MpegFramer() {
    super(MpegHeader.BYTES);
  }

  @Override
  long header(byte[] bytes, int at) {
    int header = (int) BIG.get(bytes, at);
    int length = MpegHeader.length(header);
    return length == 0 ? 0 : ((long) MpegHeader.kind(header) << 32) | length;
  }

  @Override
  boolean describesFile(byte[] bytes, int at, int length) {
    int header = (int) BIG.get(bytes, at);
    if (MpegHeader.layer(header) != 3 || length < SHORTEST_DESCRIPTION) {
      return false;
    }
    boolean mono = MpegHeader.channels(header) == 1;
    int sideInfo = MpegHeader.version1(header) ? (mono ? 17 : 32) : (mono ? 9 : 17);
    int tag = at + MpegHeader.BYTES + sideInfo;
    return xing(bytes, tag)
        || (MpegHeader.guarded(header) && xing(bytes, tag + 2))
        || (int) BIG.get(bytes, at + VBRI_AT) == VBRI;
  }

  private static boolean xing(byte[] bytes, int at) {
    int tag = (int) BIG.get(bytes, at);
    return tag == XING || tag == INFO;
  }
}
