package io.floe.bench.server;

import io.floe.bench.posix.Posix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads what a process has used so far. Confined to one thread. */
public final class ProcessMeter implements AutoCloseable {

  private final Posix posix = new Posix();

  /** CPU seconds since the process started, user and system. */
  public double cpuSeconds(long pid) {
    long nanos = posix.cpuNanos(pid);
    if (nanos < 0) {
      throw new IllegalStateException("process " + pid + " is gone: see what it wrote");
    }
    return nanos / 1e9;
  }

  /** CPU seconds of a process and its children, those that have ended included; in hundredths. */
  public static double cpuSecondsOfFamily(long pid) {
    long ticks = ticks(pid, 4);
    for (ProcessHandle child :
        ProcessHandle.of(pid).stream().flatMap(ProcessHandle::children).toList()) {
      ticks += ticks(child.pid(), 2);
    }
    return ticks / 100.0;
  }

  /** The first of: in programs, in the kernel, both again of children that have ended. */
  private static long ticks(long pid, int numbers) {
    String line;
    try {
      line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    } catch (IOException gone) {
      return 0;
    }
    // Behind the name, which may have blanks in it, the state is the first field.
    List<String> fields = List.of(line.substring(line.lastIndexOf(')') + 2).split(" ", -1));
    return fields.subList(11, 11 + numbers).stream().mapToLong(Long::parseLong).sum();
  }

  /** Memory of the process that is in RAM now, in kB (1024 bytes). */
  public static long residentKilobytes(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("process " + pid + " is gone: see what it wrote", e);
    }
    return 0;
  }

  @Override
  public void close() {
    posix.close();
  }
}
