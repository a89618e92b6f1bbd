package io.floe.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Generates the tags that audio files carry, filled with random bytes. Threads: any. */
public final class AudioTags {

  private static final int APE_VERSION = 2000;

  private AudioTags() {}

  /**
   * An ID3v2.4 tag.
   *
   * @param body bytes between the header of ten bytes and the footer, if any
   */
  public static byte[] id3v2(int body, boolean footer, long seed) {
    byte[] tag = new byte[10 + body + (footer ? 10 : 0)];
    new Random(seed).nextBytes(tag);
    id3Header(tag, 0, "ID3", body, footer);
    if (footer) {
      id3Header(tag, 10 + body, "3DI", body, true);
    }
    return tag;
  }

  public static byte[] id3v1(long seed) {
    byte[] tag = new byte[128];
    new Random(seed).nextBytes(tag);
    put(tag, 0, "TAG");
    return tag;
  }

  /** A whole APEv2 tag: header, items, footer. */
  public static byte[] ape(int items, long seed) {
    byte[] tag = new byte[32 + items + 32];
    new Random(seed).nextBytes(tag);
    apeEnd(tag, 0, items, 0xA000_0000);
    apeEnd(tag, 32 + items, items, 0x8000_0000);
    return tag;
  }

  private static void id3Header(byte[] tag, int at, String magic, int body, boolean footer) {
    put(tag, at, magic);
    tag[at + 3] = 4;
    tag[at + 4] = 0;
    tag[at + 5] = (byte) (footer ? 0x10 : 0);
    for (int i = 0; i < 4; i++) {
      tag[at + 6 + i] = (byte) ((body >>> (7 * (3 - i))) & 0x7F);
    }
  }

  private static void apeEnd(byte[] tag, int at, int items, int flags) {
    put(tag, at, "APETAGEX");
    ByteBuffer.wrap(tag)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(at + 8, APE_VERSION)
        .putInt(at + 12, items + 32)
        .putInt(at + 16, 1)
        .putInt(at + 20, flags)
        .putLong(at + 24, 0);
  }

  private static void put(byte[] bytes, int at, String text) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, bytes, at, ascii.length);
  }
}
