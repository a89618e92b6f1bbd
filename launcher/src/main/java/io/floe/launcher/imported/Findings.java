package io.floe.launcher.imported;

import io.floe.launcher.imported.Finding.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects what became of each setting. Confined to one thread. */
final class Findings {

  /** Longest text of the other file that is repeated. */
  private static final int LONGEST = 80;

  private final List<Finding> all = new ArrayList<>();

  void understood(String where, String text) {
    add(Outcome.UNDERSTOOD, where, text);
  }

  void inPart(String where, String text) {
    add(Outcome.IN_PART, where, text);
  }

  void not(String where, String text) {
    add(Outcome.NOT_UNDERSTOOD, where, text);
  }

  /** Understood, unless there is a problem. */
  void taken(String where, String text, Optional<String> problem) {
    problem.ifPresentOrElse(
        why -> not(where, text + ": " + why), () -> add(Outcome.UNDERSTOOD, where, text));
  }

  List<Finding> all() {
    return all.stream().sorted(Finding.BY_LINE).toList();
  }

  /** A text of the other file, fit for a terminal. */
  static String shown(String text) {
    String safe = text.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
    return safe.length() > LONGEST ? safe.substring(0, LONGEST) + "..." : safe;
  }

  private void add(Outcome outcome, String where, String text) {
    all.add(new Finding(outcome, where, text));
  }
}
