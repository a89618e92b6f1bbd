package io.floe.edge.page;

/** Markup that is safe to send: written by us, or escaped. It is well-formed XML text too. */
record Html(String markup) {

  /** Any text, so that it stands for itself between tags and in quoted attributes. */
  static Html text(String any) {
    StringBuilder out = new StringBuilder(any.length() + 16);
    any.codePoints().forEach(c -> escape(c, out));
    return new Html(out.toString());
  }

  private static void escape(int c, StringBuilder out) {
    switch (c) {
      case '&' -> out.append("&amp;");
      case '<' -> out.append("&lt;");
      case '>' -> out.append("&gt;");
      case '"' -> out.append("&quot;");
      case '\'' -> out.append("&#39;");
      case '`' -> out.append("&#96;");
      default -> {
        if (Character.isISOControl(c)) {
          out.append(' ');
        } else if ((c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
            || (c & 0xFFFE) == 0xFFFE) {
          out.append('\uFFFD');
        } else {
          out.appendCodePoint(c);
        }
      }
    }
  }
}
