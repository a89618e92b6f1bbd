package io.floe.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What this program started and has to clear away, however it ends: processes of other programs and
 * their folders. Any thread.
 */
final class Offspring {

  private static final int STOP_SECONDS = 30;

  private static final Deque<Offspring> LIVING = new ConcurrentLinkedDeque<>();

  static {
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("clearing-away").unstarted(Offspring::endAll));
  }

  private final Process process;
  private final Path folder;
  private boolean ended;

  /**
   * @param folder the process' own; deleted with it
   */
  Offspring(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
    LIVING.addFirst(this);
  }

  /** Ends the process and deletes the folder; returns when that is done. Idempotent. */
  synchronized void end() {
    if (ended) {
      return;
    }
    ended = true;
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
    LIVING.remove(this);
  }

  /** Newest first. Waits for one that another thread is just ending. */
  private static void endAll() {
    LIVING.forEach(Offspring::end);
  }
}
