package io.floe.launcher.database;

import io.floe.launcher.folder.DataFolder;
import io.floe.launcher.folder.LaunchProblem;
import io.floe.launcher.process.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What is left of a Postgres whose launcher is gone: processes, and a file with the number of one.
 * Postgres itself would refuse to start when that number belongs to somebody else by now. All its
 * processes work in its data folder, and that tells them from others.
 */
final class Leftovers {

  private static final long SECONDS = 10;

  private Leftovers() {}

  /**
   * Ends them. The caller holds the lock of the data folder: nobody else runs a Postgres there.
   *
   * @throws LaunchProblem when one cannot be ended
   */
  static void end(Path data) {
    List<ProcessHandle> left = in(data);
    left.stream()
        .filter(each -> each.parent().filter(left::contains).isEmpty())
        .forEach(each -> Signals.send("INT", each.pid()));
    if (!gone(left)) {
      left.forEach(ProcessHandle::destroyForcibly);
      if (!gone(left)) {
        throw new LaunchProblem(
            "a Postgres of an earlier run (PID %d) cannot be ended: end it by hand."
                .formatted(left.getFirst().pid()));
      }
    }
    try {
      Files.deleteIfExists(data.resolve("postmaster.pid"));
    } catch (IOException e) {
      throw DataFolder.unwritable(data.resolve("postmaster.pid"), e);
    }
  }

  /** The processes that work in that folder. */
  static List<ProcessHandle> in(Path data) {
    Path real;
    try {
      real = data.toRealPath();
    } catch (IOException e) {
      return List.of();
    }
    long self = ProcessHandle.current().pid();
    return ProcessHandle.allProcesses()
        .filter(each -> each.pid() != self && real.equals(folder(each)))
        .toList();
  }

  private static Path folder(ProcessHandle process) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/cwd"));
    } catch (IOException | UnsupportedOperationException e) {
      return Path.of("");
    }
  }

  private static boolean gone(List<ProcessHandle> processes) {
    CompletableFuture<?>[] ends =
        processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(ends).get(SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
