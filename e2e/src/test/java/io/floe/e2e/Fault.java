package io.floe.e2e;

import java.time.Duration;

/** What is done to a process on purpose. Any thread. */
final class Fault {

  private Fault() {}

  /** Stops it as a paused virtual machine would be stopped. */
  static void freeze(long pid) {
    signal("-STOP", pid);
  }

  static void thaw(long pid) {
    signal("-CONT", pid);
  }

  /** Ends it without a chance to say a word. */
  static void kill(long pid) {
    signal("-KILL", pid);
  }

  private static void signal(String signal, long pid) {
    Programs.run(Duration.ofSeconds(5), "kill", signal, "" + pid).orFail();
  }
}
