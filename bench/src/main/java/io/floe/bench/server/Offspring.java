package io.floe.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What this program started and has to clear away, however it ends: processes of other programs and
 * their folders. Any thread.
 */
final class Offspring {

  private static final int STOP_SECONDS = 30;

  private static final Deque<Offspring> LIVING = new ArrayDeque<>();

  static {
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("clearing-away").unstarted(Offspring::endAll));
  }

  private final Process process;
  private final Path folder;

  /**
   * @param folder the process' own; deleted with it
   */
  Offspring(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
    synchronized (LIVING) {
      LIVING.push(this);
    }
  }

  /** Ends the process and deletes the folder. Idempotent. */
  void end() {
    synchronized (LIVING) {
      if (!LIVING.remove(this)) {
        return;
      }
    }
    clear();
  }

  private void clear() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      System.err.println("floe: could not delete " + folder + ": " + e.getMessage());
    }
  }

  private static void endAll() {
    while (true) {
      Offspring next;
      synchronized (LIVING) {
        next = LIVING.poll();
      }
      if (next == null) {
        return;
      }
      next.clear();
    }
  }
}
