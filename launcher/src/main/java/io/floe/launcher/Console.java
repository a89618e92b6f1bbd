package io.floe.launcher;

import java.io.PrintStream;

/**
 * Where a command talks to a person: {@link #line} carries results, {@link #problem} what went
 * wrong. Safe from any thread.
 */
final class Console {

  private volatile PrintStream out;
  private volatile PrintStream err;
  private volatile String problemMark = "";

  Console(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** A line of a result, as it is. */
  void line(String text) {
    out.println(text);
    out.flush();
  }

  /** Something that happened. */
  void say(String sentence) {
    line("floe: " + sentence);
  }

  /** Something that went wrong. */
  void problem(String text) {
    ("floe: " + text).lines().forEach(this::bareProblem);
  }

  /** A line about something that went wrong, as it is. */
  void bareProblem(String line) {
    err.println(problemMark + line);
    err.flush();
  }

  /** Everything from now on goes to {@code stream}, problems with a mark before every line. */
  void continueIn(PrintStream stream, String mark) {
    out = stream;
    err = stream;
    problemMark = mark;
  }
}
