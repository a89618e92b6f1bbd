package io.floe.launcher.imported;

/**
 * What became of one setting.
 *
 * @param where its line or path in the file that was read
 */
public record Finding(Outcome outcome, String where, String text) {

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
}
