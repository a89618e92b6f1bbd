package io.floe.bench.live;

import java.util.Locale;

/** Text that grows by a table row at a time. Confined to one thread. */
final class MarkdownTable {

  private final StringBuilder text = new StringBuilder();

  MarkdownTable(String... columns) {
    row((Object[]) columns);
    text.append("| --- ".repeat(columns.length)).append("|\n");
  }

  /** Cells, as they are. */
  MarkdownTable row(Object... cells) {
    for (Object cell : cells) {
      text.append("| ").append(cell).append(' ');
    }
    text.append("|\n");
    return this;
  }

  /** A number with so many digits after the point. */
  static String number(int digits, double value) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
