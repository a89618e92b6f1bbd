package io.floe.wire.node;

import java.io.IOException;
import java.io.InputStream;

/**
 * Notices the death of the program that started this one: its end of our stdin closes, even when it
 * was killed.
 */
public final class ParentPipe {

  private ParentPipe() {}

  /**
   * Runs {@code orphaned} once, on a daemon thread, when {@code stdin} ends. What arrives on it
   * before is discarded.
   */
  public static void follow(InputStream stdin, Runnable orphaned) {
    Thread watcher =
        new Thread(
            () -> {
              try {
                stdin.transferTo(java.io.OutputStream.nullOutputStream());
              } catch (IOException broken) {
                // A broken pipe says the same as a closed one.
              }
              orphaned.run();
            },
            "floe-parent-pipe");
    watcher.setDaemon(true);
    watcher.start();
  }
}
