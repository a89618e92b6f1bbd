package io.floe.bench.server;

import io.floe.bench.posix.Posix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
