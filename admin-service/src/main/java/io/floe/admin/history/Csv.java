package io.floe.admin.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes lines of CSV (RFC 4180). Whatever a spreadsheet would take for a formula is told to be
 * text: titles and agents come from anybody. Confined to one thread.
 */
final class Csv {

  static final String MEDIA_TYPE = "text/csv;charset=UTF-8";

  private static final String FORMULA = "=+-@\t\r";

  private final Writer out;

  Csv(Writer out) {
    this.out = out;
  }

  /** One line; null: an empty cell. */
  void line(List<? extends @Nullable Object> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      line.append(i == 0 ? "" : ",").append(cell(cells.get(i)));
    }
    try {
      out.write(line.append("\r\n").toString());
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  static String cell(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    String text = value.toString();
    if (value instanceof Number) {
      return text;
    }
    boolean formula = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
    boolean quoted = formula || text.chars().anyMatch(c -> c == '"' || c == ',' || c < ' ');
    String safe = formula ? "'" + text : text;
    return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }
}
