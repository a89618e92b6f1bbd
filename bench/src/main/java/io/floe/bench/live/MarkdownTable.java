package io.floe.bench.live;

import java.util.Locale;

/** Text that grows by a table row at a time. Confined to one thread. */
public final class MarkdownTable {

  private final StringBuilder text = new StringBuilder();

  public MarkdownTable(String... columns) {
    row((Object[]) columns);
    text.append("| --- ".repeat(columns.length)).append("|\n");
  }

  /** Cells, as they are. */
  public MarkdownTable row(Object... cells) {
    for (Object cell : cells) {
      text.append("| ").append(cell).append(' ');
    }
    text.append("|\n");
    return this;
  }

  /** A number with so many digits after the point. */
  public static String number(int digits, double value) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
