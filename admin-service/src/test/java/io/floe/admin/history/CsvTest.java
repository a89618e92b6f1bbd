package io.floe.admin.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"})
  void whatIsAFormula_isText(String text) {
    assertThat(Csv.cell(text)).startsWith("\"'").endsWith("\"");
  }

  @Test
  void numbers_areNumbers_andNothingIsNothing() {
    StringWriter out = new StringWriter();
    new Csv(out).line(Arrays.asList(-5, null, 1.5, "a, \"b\"", ""));
    assertThat(out.toString()).isEqualTo("-5,,1.5,\"a, \"\"b\"\"\",\r\n");
  }

  @Test
  void whateverIsWritten_isReadAgain_andIsNoFormula() {
    Random random = new Random(20_261_129);
    String some = "=+-@\"',\r\n\t abcÄ\u2028";
    for (int i = 0; i < 20_000; i++) {
      List<String> cells = new ArrayList<>();
      for (int c = 0; c < 3; c++) {
        StringBuilder cell = new StringBuilder();
        int length = random.nextInt(6);
        for (int k = 0; k < length; k++) {
          cell.append(some.charAt(random.nextInt(some.length())));
        }
        cells.add(cell.toString());
      }
      StringWriter out = new StringWriter();
      new Csv(out).line(cells);
      List<String> read = read(out.toString());
      assertThat(read).hasSize(3);
      for (int c = 0; c < 3; c++) {
        String cell = read.get(c);
        assertThat(cell).isIn(cells.get(c), "'" + cells.get(c));
        assertThat(!cell.isEmpty() && "=+-@\t\r".indexOf(cell.charAt(0)) >= 0).isFalse();
      }
    }
  }

  /** One line, as RFC 4180 has it. */
  private static List<String> read(String line) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        cell.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == ',' || line.startsWith("\r\n", i))) {
        cells.add(cell.toString());
        cell.setLength(0);
        i += c == '\r' ? 1 : 0;
      } else {
        cell.append(c);
      }
    }
    return cells;
  }
}
