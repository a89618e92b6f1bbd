package io.floe.admin;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** A Postgres that keeps what it has confirmed, at one port and in one folder, however it ends. */
final class Database implements AutoCloseable {

  /** How long a busy machine may take to start one. */
  static final Duration PATIENCE = Duration.ofSeconds(90);

  private final int port;
  private final Path data;
  private EmbeddedPostgres running;

  Database(int port, Path data) {
    this.port = port;
    this.data = data;
  }

  static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  void start() throws IOException {
    running =
        EmbeddedPostgres.builder()
            .setPort(port)
            .setPGStartupWait(Duration.ofMinutes(1))
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setPGStartupWait(PATIENCE)
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .start();
  }

  /** Ends all of it at once, as a power cut would, and waits until nothing is left of it. */
  void kill() throws IOException {
    List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
    ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(lines.getFirst())).orElseThrow();
    List<ProcessHandle> workers = postmaster.children().toList();
    var _ = postmaster.destroyForcibly();
    workers.forEach(ProcessHandle::destroyForcibly);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> !postmaster.isAlive() && workers.stream().noneMatch(ProcessHandle::isAlive));
    running.close();
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  @Override
  public void close() throws IOException {
    if (running != null) {
      running.close();
    }
  }
}
