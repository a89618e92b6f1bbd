package io.floe.bench.server;

import io.floe.wire.bus.ClusterSettings;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Floe as its launcher starts it, on free ports and with a data folder of its own that is deleted
 * in the end. Confined to one thread.
 */
public final class Platform implements AutoCloseable {

  /** The first start takes part of a build when the programs are missing or stale. */
  private static final int READY_SECONDS = 600;

  private static final String PASSWORD = "bench-" + Long.toHexString(System.nanoTime());
  private static final int MAX_EDGES = 12;
  private static final int PORTS = 40;

  private final Process launcher;
  private final Offspring offspring;
  private final int base;
  private final Deque<String> output = new ArrayDeque<>();
  private final CountDownLatch ready = new CountDownLatch(1);

  /**
   * Returns when the platform is ready.
   *
   * @param edges how many, with one ingest
   * @param mounts as a station file lists them, a line each
   * @throws IllegalStateException when it does not start; the message has its last lines
   */
  public Platform(Path home, int edges, List<String> mounts) {
    if (edges < 1 || edges > MAX_EDGES) {
      throw new IllegalArgumentException("1 to " + MAX_EDGES + " edges, not " + edges);
    }
    base = FreePorts.row(PORTS);
    try {
      Path data = Files.createTempDirectory("floe-bench");
      StringBuilder station = new StringBuilder("tenants:\n  - name: default\n    mounts:\n");
      mounts.forEach(mount -> station.append("      - ").append(mount).append('\n'));
      Path file = Files.writeString(data.resolve("floe.yaml"), station);
      Map<String, String> options =
          Map.of(
              "--host", "127.0.0.1",
              "--port", Integer.toString(ingestPort()),
              "--listen-port", Integer.toString(edgePort(1)),
              "--admin-port", Integer.toString(adminPort()),
              "--management-port", Integer.toString(managementPort(0)),
              "--edges", Integer.toString(edges),
              "--config", file.toString(),
              "--data", data.toString());
      List<String> command = new ArrayList<>(List.of(home.resolve("floe").toString(), "up"));
      options.forEach((option, value) -> command.addAll(List.of(option, value)));
      ProcessBuilder builder =
          new ProcessBuilder(command).directory(data.toFile()).redirectErrorStream(true);
      builder
          .environment()
          .putAll(
              Map.of(
                  "FLOE_ADMIN_PASSWORD", PASSWORD,
                  "FLOE_SOURCE_PASSWORD", PASSWORD,
                  "FLOE_LIVE_PASSWORD", PASSWORD));
      launcher = builder.start();
      offspring = new Offspring(launcher, data);
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

  public int ingestPort() {
    return base;
  }

  /**
   * The listener port of an edge.
   *
   * @param number from 1
   */
  public int edgePort(int number) {
    return base + 4 + number - 1;
  }

  /** Of the admin service. */
  public int adminPort() {
    return base + 19;
  }

  /**
   * Where a service tells its metrics.
   *
   * @param number 0 the admin service, 1 the ingest, 2 the first edge
   */
  public int managementPort(int number) {
    return base + 20 + number;
  }

  /** Of the superadmin {@code admin}, and of every source. */
  public static String password() {
    return PASSWORD;
  }

  /** An encoder stand-in for one of its mounts. */
  public Feeder feed(String mount, int kbps) {
    return new Feeder(ingestPort(), mount, "source", PASSWORD, kbps);
  }

  /** The processes of a service, by the name of its module. */
  public List<Long> pids(String module) {
    return running(module + File.separator + "target" + File.separator);
  }

  /** The Postgres, of which all others are children. */
  public long postgres() {
    return running("bin" + File.separator + "postgres").getFirst();
  }

  private List<Long> running(String program) {
    List<Long> found =
        launcher
            .descendants()
            .map(ProcessHandle::pid)
            .filter(pid -> told(pid, "cmdline").contains(program))
            .sorted()
            .toList();
    if (found.isEmpty()) {
      throw new IllegalStateException("no process of " + program + " runs below the launcher");
    }
    return found;
  }

  /** Where another node meets its nodes. */
  public ClusterSettings cluster() {
    Map<String, String> told = new HashMap<>();
    for (String each : told(pids("admin-service").getFirst(), "environ").split("\0", -1)) {
      int equals = each.indexOf('=');
      if (equals > 0) {
        told.put(each.substring(0, equals), each.substring(equals + 1));
      }
    }
    return new ClusterSettings(
        told.getOrDefault("FLOE_CLUSTER_NAME", ""),
        told.getOrDefault("FLOE_CLUSTER_HOST", ""),
        0,
        List.of(told.getOrDefault("FLOE_CLUSTER_MEMBERS", "").split(",", -1)),
        Optional.empty());
  }

  private static String told(long pid, String file) {
    try {
      return Files.readString(
          Path.of("/proc", Long.toString(pid), file), StandardCharsets.ISO_8859_1);
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

  @Override
  public void close() {
    offspring.end();
  }
}
