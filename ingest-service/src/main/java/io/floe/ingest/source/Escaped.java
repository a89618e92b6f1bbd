package io.floe.ingest.source;

/** Client-controlled text made fit for a line of log or of a reply. */
final class Escaped {

  private Escaped() {}

  /**
   * At most {@code limit} characters of {@code text}; quotes, backslashes, control characters and
   * everything outside ASCII as {@code \x27} or {@code \u2026}.
   */
  static String log(String text, int limit) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < Math.min(text.length(), limit); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c < 0x7f && c != '\'' && c != '"' && c != '\\') {
        out.append(c);
      } else if (c < 0x100) {
        out.append(String.format("\\x%02x", (int) c));
      } else {
        out.append(String.format("\\u%04x", (int) c));
      }
    }
    return out.toString();
  }

  /** Every control character as a space, then at most {@code limit} characters, stripped. */
  static String line(String text, int limit) {
    StringBuilder out = new StringBuilder(Math.min(text.length(), limit));
    for (int i = 0; i < text.length() && out.length() < limit; i++) {
      char c = text.charAt(i);
      out.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? ' ' : c);
    }
    if (!out.isEmpty() && Character.isHighSurrogate(out.charAt(out.length() - 1))) {
      out.setLength(out.length() - 1);
    }
    return out.toString().strip();
  }
}
