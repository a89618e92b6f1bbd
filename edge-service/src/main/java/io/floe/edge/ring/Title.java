package io.floe.edge.ring;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The title of a stretch of audio and the ICY metadata block that carries it, built once for all
 * listeners (docs/icecast-compat.md, ICY metadata).
 *
 * <p>Threads: {@link #uses} by the ring's writer only, the rest is immutable.
 */
public final class Title {

  /** Length byte and 255 times 16 bytes. */
  static final int MAX_BLOCK = 1 + 255 * 16;

  private static final byte[] OPEN = "StreamTitle='".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CLOSE = "';".getBytes(StandardCharsets.US_ASCII);

  private final byte[] text;
  private final Block block;
  private final int length;

  /** Pieces and references of the ring that need this title. Writer only. */
  int uses;

  /**
   * @param text UTF-8; not copied, the caller gives it away
   */
  Title(byte[] text) {
    this.text = text;
    byte[] metadata = metadata(text);
    block = Block.of(metadata);
    length = metadata.length;
  }

  /** Whether a listener who has seen {@code other} need not be told of this one. */
  public boolean sameText(Title other) {
    return this == other || Arrays.equals(text, other.text);
  }

  /** Bytes of the metadata block, length byte included. */
  public int length() {
    return length;
  }

  /** What it takes of memory, in bytes. */
  int weight() {
    return Block.WEIGHT + text.length + length;
  }

  Block block() {
    return block;
  }

  /** Length byte, {@code StreamTitle='...';} cut at a code point to fit, NUL padding. */
  static byte[] metadata(byte[] text) {
    int fits = cut(text, MAX_BLOCK - 1 - OPEN.length - CLOSE.length);
    int used = OPEN.length + fits + CLOSE.length;
    int sixteens = (used + 15) / 16;
    byte[] out = new byte[1 + sixteens * 16];
    out[0] = (byte) sixteens;
    System.arraycopy(OPEN, 0, out, 1, OPEN.length);
    for (int i = 0; i < fits; i++) {
      out[1 + OPEN.length + i] = shown(text, i);
    }
    System.arraycopy(CLOSE, 0, out, 1 + OPEN.length + fits, CLOSE.length);
    return out;
  }

  /** Players read the block as a C string and look for the closing {@code ';}. */
  private static byte shown(byte[] text, int at) {
    byte b = text[at];
    if (b >= 0 && b < ' ') {
      return ' ';
    }
    return b == ';' && at > 0 && text[at - 1] == '\'' ? (byte) ',' : b;
  }

  /** The most bytes, at most {@code limit}, that do not end inside a UTF-8 code point. */
  static int cut(byte[] text, int limit) {
    if (text.length <= limit) {
      return text.length;
    }
    int end = limit;
    while (end > 0 && limit - end < 3 && (text[end] & 0xC0) == 0x80) {
      end--;
    }
    return (text[end] & 0xC0) == 0x80 ? limit : end;
  }
}
