package io.floe.ingest.source;

import io.floe.wire.login.AuthLog;

/** Client-controlled text made fit for a line of log or of a reply. */
final class Escaped {

  private Escaped() {}

  /**
   * At most {@code limit} characters of {@code text}; quotes, backslashes, control characters and
   * everything outside ASCII as {@code \x27} or {@code \u2026}.
   */
  static String log(String text, int limit) {
    return AuthLog.escaped(text, limit);
  }

  /** A query as it may stand in a request line or a URL: what is not ASCII is percent-encoded. */
  static String query(String latin1) {
    StringBuilder out = new StringBuilder(latin1.length());
    latin1
        .chars()
        .forEach(
            c -> out.append(c > ' ' && c < 0x7f ? Character.toString(c) : "%%%02X".formatted(c)));
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
