package io.floe.bench.live;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Floe as its launcher starts it, on free ports and with a data folder of its own that is deleted
 * in the end. Confined to one thread.
 */
final class Platform implements AutoCloseable {

  static final String MOUNT = "/live";

  /** The first start takes part of a build when the programs are missing or stale. */
  private static final int READY_SECONDS = 600;

  private static final int STOP_SECONDS = 30;
  private static final String PASSWORD = "bench-" + Long.toHexString(System.nanoTime());

  /** Below the ports that Linux hands out by itself. */
  private static final int FIRST_PORT = 21_000;

  private static final int LAST_PORT = 31_000;
  private static final int PORTS = 20;

  private final Process launcher;
  private final Path data;
  private final int base;
  private final Deque<String> output = new ArrayDeque<>();
  private final CountDownLatch ready = new CountDownLatch(1);

  /**
   * Returns when the platform is ready.
   *
   * @throws IllegalStateException when it does not start; the message has its last lines
   */
  Platform(Path home) {
    base = freeBase();
    try {
      data = Files.createTempDirectory("floe-bench");
      ProcessBuilder builder =
          new ProcessBuilder(
                  home.resolve("floe").toString(),
                  "up",
                  "--host",
                  "127.0.0.1",
                  "--port",
                  Integer.toString(ingestPort()),
                  "--listen-port",
                  Integer.toString(edgePort()),
                  "--management-port",
                  Integer.toString(base + 8),
                  "--data",
                  data.toString())
              .directory(data.toFile())
              .redirectErrorStream(true);
      builder
          .environment()
          .putAll(
              Map.of(
                  "FLOE_ADMIN_PASSWORD", PASSWORD,
                  "FLOE_SOURCE_PASSWORD", PASSWORD,
                  "FLOE_LIVE_PASSWORD", PASSWORD));
      launcher = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + home.resolve("floe"), e);
    }
    Thread.ofPlatform().daemon().name("platform-output").start(this::readOutput);
    try {
      if (!ready.await(READY_SECONDS, TimeUnit.SECONDS) || !launcher.isAlive()) {
        String last = lastLines();
        close();
        throw new IllegalStateException("./floe up did not become ready. Its last lines:\n" + last);
      }
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while ./floe up was starting", e);
    }
  }

  int ingestPort() {
    return base;
  }

  int edgePort() {
    return base + 4;
  }

  static String password() {
    return PASSWORD;
  }

  /** The process of a service, by the name of its module. */
  long pid(String module) {
    String program = module + File.separator + "target" + File.separator;
    List<ProcessHandle> found =
        launcher.descendants().filter(process -> commandLine(process).contains(program)).toList();
    if (found.size() != 1) {
      throw new IllegalStateException(
          "expected one process of " + module + " below the launcher, found " + found.size());
    }
    return found.getFirst().pid();
  }

  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(
          Path.of("/proc", Long.toString(process.pid()), "cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      return "";
    }
  }

  private void readOutput() {
    try (BufferedReader lines = launcher.inputReader(StandardCharsets.UTF_8)) {
      for (String line; (line = lines.readLine()) != null; ) {
        synchronized (output) {
          output.addLast(line);
          if (output.size() > 40) {
            output.removeFirst();
          }
        }
        if (line.strip().equals("floe: ready")) {
          ready.countDown();
        }
      }
    } catch (IOException closed) {
      // The launcher is gone; what it said is kept.
    }
    ready.countDown();
  }

  private String lastLines() {
    synchronized (output) {
      return String.join("\n", output);
    }
  }

  private static int freeBase() {
    int start = FIRST_PORT + (int) (ProcessHandle.current().pid() % 400) * PORTS;
    for (int base = start; base + PORTS < LAST_PORT + 2000; base += PORTS) {
      if (allFree(base)) {
        return base;
      }
    }
    throw new IllegalStateException(
        "no " + PORTS + " free ports in a row above " + FIRST_PORT + ": stop what uses them");
  }

  private static boolean allFree(int base) {
    for (int port = base; port < base + PORTS; port++) {
      try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        probe.setReuseAddress(true);
      } catch (IOException taken) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    launcher.destroy();
    try {
      if (!launcher.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        launcher.descendants().forEach(ProcessHandle::destroyForcibly);
        launcher.destroyForcibly();
      }
    } catch (InterruptedException e) {
      launcher.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      System.err.println("bench: could not delete " + data + ": " + e.getMessage());
    }
  }
}
