package io.floe.bench.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * Reads which of its threads a process of Floe spends its CPU time in. Threads that have ended are
 * not seen. Any thread.
 */
public final class ThreadMeter {

  /** What threads do, told by their names. */
  public enum Work {
    LISTENERS("listener loops"),
    BUS("event bus"),
    MEMBERSHIP("cluster membership"),
    JIT("JIT compiler"),
    OTHER("everything else");

    private final String title;

    Work(String title) {
      this.title = title;
    }

    /** As it stands in a table. */
    public String title() {
      return title;
    }

    private static Work of(String thread) {
      if (thread.startsWith("floe-listener")) {
        return LISTENERS;
      }
      if (thread.startsWith("vert.x-") || thread.startsWith("floe-bus")) {
        return BUS;
      }
      if (thread.startsWith("hz.")) {
        return MEMBERSHIP;
      }
      return thread.startsWith("C1 ") || thread.startsWith("C2 ") ? JIT : OTHER;
    }
  }

  private ThreadMeter() {}

  /** CPU seconds of the living threads so far; of any process. */
  public static Map<Work, Double> cpuSeconds(long pid) {
    Map<Work, Double> sums = new EnumMap<>(Work.class);
    Path tasks = Path.of("/proc", Long.toString(pid), "task");
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      for (Path thread : threads) {
        try {
          String name = Files.readString(thread.resolve("comm"));
          String times = Files.readString(thread.resolve("schedstat"));
          double seconds = Long.parseLong(times.substring(0, times.indexOf(' '))) / 1e9;
          sums.merge(Work.of(name), seconds, Double::sum);
        } catch (NoSuchFileException ended) {
          // Between listing and reading.
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("process " + pid + " is gone: see what it wrote", e);
    }
    return sums;
  }
}
