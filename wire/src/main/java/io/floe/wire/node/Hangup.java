package io.floe.wire.node;

import java.util.List;
import sun.misc.Signal;

/** SIGHUP: "reopen your logs", as log rotation expects of a daemon. */
public final class Hangup {

  private Hangup() {}

  /**
   * Runs {@code reactions} in order at each SIGHUP, on the JVM's signal thread. On systems without
   * it, does nothing.
   */
  public static void on(List<Runnable> reactions) {
    try {
      Signal.handle(new Signal("HUP"), signal -> reactions.forEach(Runnable::run));
    } catch (IllegalArgumentException unknownHere) {
      System.getLogger(Hangup.class.getName())
          .log(System.Logger.Level.DEBUG, "no SIGHUP on this system: logs are not reopened");
    }
  }
}
