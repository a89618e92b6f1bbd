package io.floe.launcher.imported;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Writes mappings, lists and values as YAML that reads as a person would have written it: mappings
 * as blocks, lists of texts and the forms of passwords in one line.
 */
final class YamlText {

  /** What is a text to everybody without quotes. */
  private static final Pattern PLAIN = Pattern.compile("/?[A-Za-z0-9][A-Za-z0-9./_-]*");

  private static final Pattern NUMBER_OR_WORD =
      Pattern.compile("(?i)[-+0-9.,_:/e]+|0[xob].*|true|false|yes|no|on|off|y|n|null");

  private YamlText() {}

  /** The whole file. */
  static String of(Map<String, Object> top) {
    StringBuilder out = new StringBuilder();
    block(out, top, "");
    return out.toString();
  }

  private static void block(StringBuilder out, Map<?, ?> mapping, String indent) {
    for (Map.Entry<?, ?> entry : mapping.entrySet()) {
      Object value = entry.getValue();
      out.append(indent).append(entry.getKey()).append(':');
      if (value instanceof List<?> list && holdsMappings(list)) {
        out.append('\n');
        list.forEach(item -> item(out, item, indent + "  "));
      } else {
        out.append(' ');
        inline(out, value);
        out.append('\n');
      }
    }
  }

  /** An entry of a list: its first key stands behind the dash. */
  private static void item(StringBuilder out, Object item, String indent) {
    if (item instanceof Map<?, ?> mapping) {
      StringBuilder inner = new StringBuilder();
      block(inner, mapping, indent + "  ");
      out.append(indent).append("- ").append(inner.substring(indent.length() + 2));
    }
  }

  private static boolean holdsMappings(List<?> list) {
    return !list.isEmpty() && list.getFirst() instanceof Map<?, ?>;
  }

  private static void inline(StringBuilder out, Object value) {
    switch (value) {
      case Map<?, ?> mapping -> {
        String separator = "{";
        for (Map.Entry<?, ?> entry : mapping.entrySet()) {
          out.append(separator).append(entry.getKey()).append(": ");
          inline(out, entry.getValue());
          separator = ", ";
        }
        out.append(mapping.isEmpty() ? "{}" : "}");
      }
      case List<?> list -> {
        out.append('[');
        String separator = "";
        for (Object each : list) {
          out.append(separator);
          inline(out, each);
          separator = ", ";
        }
        out.append(']');
      }
      case String text -> out.append(scalar(text));
      default -> out.append(value);
    }
  }

  /** A text, in quotes when it could be taken for anything else. */
  static String scalar(String text) {
    return PLAIN.matcher(text).matches() && !NUMBER_OR_WORD.matcher(text).matches()
        ? text
        : quoted(text);
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || (c >= 0x7f && c < 0xa0) || Character.isSurrogate(c) || special(c)) {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  /** Line ends that YAML knows beyond the usual, and marks that nobody sees. */
  private static boolean special(char c) {
    return c == '\u2028' || c == '\u2029' || Character.getType(c) == Character.FORMAT;
  }
}
