package io.floe.bench.swarm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A place in a stream that says which one it is: 16 bytes within a frame's payload, so that a
 * listener can tell from any frame where it is.
 */
public final class Mark {

  /** Beyond the header and the side information of an MPEG frame. */
  private static final int OFFSET = 40;

  private static final int BYTES = 16;
  private static final long MAGIC = 0x9e46_6c6f_654d_726bL;

  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private Mark() {}

  /**
   * Marks a frame.
   *
   * @param position of the frame's first byte in the stream
   */
  public static void put(byte[] frame, long position) {
    ByteBuffer.wrap(frame).putLong(OFFSET, MAGIC).putLong(OFFSET + 8, position + OFFSET);
  }

  /** The stream position of the first of {@code count} bytes; {@link Long#MIN_VALUE}: no mark. */
  static long positionOf(MemorySegment bytes, long from, long count) {
    for (long i = from; i <= from + count - BYTES; i++) {
      if (bytes.get(LONG, i) == MAGIC) {
        return bytes.get(LONG, i + 8) - (i - from);
      }
    }
    return Long.MIN_VALUE;
  }
}
