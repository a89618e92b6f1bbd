package io.floe.stream.framing;

import io.floe.wire.audio.Chunk;
import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Finds what is playing in the comments of a stream's headers. Threads: any. */
final class OggTitle {

  private static final VarHandle LITTLE =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final String ARTIST = "ARTIST=";
  private static final String TITLE = "TITLE=";

  private OggTitle() {}

  /**
   * Reads the first comments of a stream.
   *
   * @param pages whole header pages of a link
   * @return "artist - title", or the one of them that is there, or nothing
   */
  static String of(byte[] pages, int length, OggStream stream) {
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    int index = 0;
    for (int page = 0; page < length; page += OggPage.length(pages, page, length)) {
      if (OggPage.serial(pages, page) != stream.serial()) {
        continue;
      }
      int at = OggPage.body(pages, page);
      for (int i = 0; i < OggPage.segments(pages, page); i++) {
        int segment = OggPage.segment(pages, page, i);
        packet.write(pages, at, segment);
        at += segment;
        if (segment < 255) {
          byte[] whole = packet.toByteArray();
          int comments = stream.codec().comments(index++, whole);
          if (comments >= 0) {
            return inComments(whole, comments);
          }
          packet.reset();
        }
      }
    }
    return "";
  }

  private static String inComments(byte[] packet, int from) {
    long at = from;
    at += 4 + number(packet, at);
    long count = number(packet, at);
    at += 4;
    String artist = "";
    String title = "";
    for (long i = 0; i < count && at < packet.length; i++) {
      long length = number(packet, at);
      at += 4;
      String found = value(packet, at, length, ARTIST);
      if (!found.isEmpty() && artist.length() < Chunk.MAX_TITLE_BYTES) {
        artist = artist.isEmpty() ? found : artist + ", " + found;
      }
      found = value(packet, at, length, TITLE);
      if (!found.isEmpty() && title.isEmpty()) {
        title = found;
      }
      at += length;
    }
    return shortened(artist.isEmpty() || title.isEmpty() ? artist + title : artist + " - " + title);
  }

  /** A number that the packet is too short for is 0. */
  private static long number(byte[] packet, long at) {
    return at + 4 <= packet.length ? Integer.toUnsignedLong((int) LITTLE.get(packet, (int) at)) : 0;
  }

  private static String value(byte[] packet, long at, long length, String key) {
    if (length <= key.length() || at + length > packet.length) {
      return "";
    }
    String name = new String(packet, (int) at, key.length(), StandardCharsets.ISO_8859_1);
    if (!name.toUpperCase(Locale.ROOT).equals(key)) {
      return "";
    }
    int rest = (int) Math.min(length - key.length(), Chunk.MAX_TITLE_BYTES);
    String text = new String(packet, (int) at + key.length(), rest, StandardCharsets.UTF_8);
    return text.replaceAll("\\p{Cntrl}", " ").strip();
  }

  private static String shortened(String text) {
    String cut = text;
    while (cut.getBytes(StandardCharsets.UTF_8).length > Chunk.MAX_TITLE_BYTES) {
      int excess = cut.getBytes(StandardCharsets.UTF_8).length - Chunk.MAX_TITLE_BYTES;
      int end = cut.length() - Math.max(1, excess / 4);
      cut = cut.substring(0, Character.isLowSurrogate(cut.charAt(end)) ? end - 1 : end);
    }
    return cut;
  }
}
