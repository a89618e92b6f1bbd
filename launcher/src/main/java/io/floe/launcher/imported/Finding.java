package io.floe.launcher.imported;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What became of one setting.
 *
 * @param where its line or path in the file that was read
 */
public record Finding(Outcome outcome, String where, String text) {

  private static final Pattern LINE = Pattern.compile("line (\\d{1,9})");

  /** As the lines of the file follow each other; what has none stays in its order. */
  static final Comparator<Finding> BY_LINE = Comparator.comparingInt(Finding::line);

  /** How much of a setting Floe has taken over. */
  public enum Outcome {
    UNDERSTOOD("Understood"),
    IN_PART("Understood in part"),
    NOT_UNDERSTOOD("Not understood");

    private final String title;

    Outcome(String title) {
      this.title = title;
    }

    /** The heading in a report. */
    public String title() {
      return title;
    }
  }

  private int line() {
    Matcher line = LINE.matcher(where);
    return line.matches() ? Integer.parseInt(line.group(1)) : 0;
  }
}
