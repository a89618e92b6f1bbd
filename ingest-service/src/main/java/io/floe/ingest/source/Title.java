package io.floe.ingest.source;

import io.floe.wire.audio.Chunk;
import java.nio.charset.StandardCharsets;

/** Titles as chunks carry them. */
final class Title {

  private Title() {}

  /**
   * {@code text} with control characters as spaces, stripped, cut between characters to {@link
   * Chunk#MAX_TITLE_BYTES} of UTF-8.
   */
  static String clean(String text) {
    String line = Escaped.line(text, Chunk.MAX_TITLE_BYTES);
    StringBuilder out = new StringBuilder(line.length());
    int bytes = 0;
    int i = 0;
    while (i < line.length()) {
      int c = line.codePointAt(i);
      i += Character.charCount(c);
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        c = 0xFFFD;
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
