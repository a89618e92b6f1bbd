package io.floe.transcoder.codec;

import io.floe.stream.framing.OggPage;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Lays the packets of one logical stream out on Ogg pages, whole packets only. Confined to one
 * thread.
 */
final class OggWriter {

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  static final int MOST_SEGMENTS = 255;
  private static final int SEGMENT = 255;
  private static final int FIRST = 2;
  private static final int LAST = 4;
  private static final int FLAGS_AT = 5;
  private static final int GRANULE_AT = 6;
  private static final int SERIAL_AT = 14;
  private static final int SEQUENCE_AT = 18;
  private static final int CHECKSUM_AT = 22;
  private static final int SEGMENTS_AT = 26;

  /** Segment lengths, then packets: where they end up is known only when the page is complete. */
  private final byte[] lacing = new byte[MOST_SEGMENTS];

  private final byte[] body = new byte[MOST_SEGMENTS * SEGMENT];
  private final byte[] page = new byte[OggPage.SHORTEST + MOST_SEGMENTS + MOST_SEGMENTS * SEGMENT];
  private int segments;
  private int length;
  private int serial;
  private int sequence;

  /** Begins a new logical stream; packets that are on no page yet are forgotten. */
  void begin(int serial) {
    this.serial = serial;
    sequence = 0;
    segments = 0;
    length = 0;
  }

  boolean empty() {
    return segments == 0;
  }

  /** Whether a packet of this length still fits the page. */
  boolean fits(int packetLength) {
    return segments + packetLength / SEGMENT + 1 <= MOST_SEGMENTS;
  }

  /** Puts a packet that fits on the page. */
  void add(byte[] packet, int offset, int packetLength) {
    System.arraycopy(packet, offset, body, length, packetLength);
    length += packetLength;
    int left = packetLength;
    for (; left >= SEGMENT; left -= SEGMENT) {
      lacing[segments++] = (byte) SEGMENT;
    }
    lacing[segments++] = (byte) left;
  }

  /**
   * Completes the page, which is then in {@link #bytes} until the next call.
   *
   * @param granule position at the end of its last packet
   * @param last whether it ends the logical stream
   * @return its length
   */
  int complete(long granule, boolean last) {
    page[0] = 'O';
    page[1] = 'g';
    page[2] = 'g';
    page[3] = 'S';
    page[4] = 0;
    page[FLAGS_AT] = (byte) ((sequence == 0 ? FIRST : 0) | (last ? LAST : 0));
    LONG.set(page, GRANULE_AT, granule);
    INT.set(page, SERIAL_AT, serial);
    INT.set(page, SEQUENCE_AT, sequence++);
    INT.set(page, CHECKSUM_AT, 0);
    page[SEGMENTS_AT] = (byte) segments;
    System.arraycopy(lacing, 0, page, OggPage.SHORTEST, segments);
    System.arraycopy(body, 0, page, OggPage.SHORTEST + segments, length);
    int whole = OggPage.SHORTEST + segments + length;
    OggPage.seal(page, 0, whole);
    segments = 0;
    length = 0;
    return whole;
  }

  byte[] bytes() {
    return page;
  }
}
