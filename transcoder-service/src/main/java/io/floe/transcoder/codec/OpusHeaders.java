package io.floe.transcoder.codec;

import io.floe.wire.audio.Chunk;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The two header packets of an Ogg Opus stream, as they are written (RFC 7845). Threads: any. */
final class OpusHeaders {

  private static final byte[] VENDOR = "Floe".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TITLE = "TITLE=".getBytes(StandardCharsets.US_ASCII);

  private OpusHeaders() {}

  /**
   * OpusHead.
   *
   * @param preSkip samples that a player is to leave out at the start, at 48 kHz
   */
  static byte[] head(int channels, int preSkip) {
    return ByteBuffer.allocate(19)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put("OpusHead".getBytes(StandardCharsets.US_ASCII))
        .put((byte) 1)
        .put((byte) channels)
        .putShort((short) preSkip)
        .putInt(OpusChain.RATE)
        .putShort((short) 0)
        .put((byte) 0)
        .array();
  }

  /** OpusTags with a title, unless that is empty. */
  static byte[] tags(String title) {
    byte[] text = bounded(title);
    int comment = text.length == 0 ? 0 : 4 + TITLE.length + text.length;
    ByteBuffer tags =
        ByteBuffer.allocate(8 + 4 + VENDOR.length + 4 + comment).order(ByteOrder.LITTLE_ENDIAN);
    tags.put("OpusTags".getBytes(StandardCharsets.US_ASCII));
    tags.putInt(VENDOR.length).put(VENDOR);
    tags.putInt(text.length == 0 ? 0 : 1);
    if (text.length > 0) {
      tags.putInt(TITLE.length + text.length).put(TITLE).put(text);
    }
    return tags.array();
  }

  private static byte[] bounded(String title) {
    byte[] text = title.getBytes(StandardCharsets.UTF_8);
    if (text.length <= Chunk.MAX_TITLE_BYTES) {
      return text;
    }
    int end = Chunk.MAX_TITLE_BYTES;
    while ((text[end] & 0xC0) == 0x80) {
      end--;
    }
    return Arrays.copyOf(text, end);
  }
}
