package io.floe.launcher;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code floe train}: makes the caches that let services start faster. */
@Command(hidden = true, description = "Makes the start caches of this build.")
final class TrainCommand implements Callable<Integer> {

  private final Build build;
  private final Console console;

  TrainCommand(Build build, Console console) {
    this.build = build;
    this.console = console;
  }

  @Override
  public Integer call() {
    console.say("no caches for " + build.home());
    return 0;
  }
}
