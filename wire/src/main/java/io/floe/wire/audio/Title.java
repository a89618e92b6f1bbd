package io.floe.wire.audio;

import java.nio.charset.StandardCharsets;

/** Titles as chunks carry them. Threads: any. */
public final class Title {

  private Title() {}

  /**
   * {@code text} with control characters and line separators as spaces, halves of characters
   * replaced, stripped, cut between characters to {@link Chunk#MAX_TITLE_BYTES} of UTF-8.
   */
  public static String clean(String text) {
    StringBuilder out = new StringBuilder(Math.min(text.length(), Chunk.MAX_TITLE_BYTES));
    int bytes = 0;
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (Character.isISOControl(c) || c == 0x2028 || c == 0x2029) {
        c = ' ';
      } else if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        c = 0xFFFD;
      }
      if (out.isEmpty() && Character.isWhitespace(c)) {
        continue;
      }
      String one = Character.toString(c);
      bytes += one.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > Chunk.MAX_TITLE_BYTES) {
        break;
      }
      out.append(one);
    }
    return out.toString().strip();
  }
}
