package io.floe.launcher.folder;

/** Why a command cannot go on: one sentence that says what is wrong and what to do. */
public final class LaunchProblem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public LaunchProblem(String sentence) {
    super(sentence);
  }

  public LaunchProblem(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  /** The sentence. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
