package io.floe.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.MountName;
import io.floe.wire.config.SnapshotFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service, as a process that is killed while fifty changes are under way. */
class KillIT {

  private static final int WRITERS = 50;
  private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");

  @TempDir Path folder;

  private final Set<String> confirmed = new ConcurrentSkipListSet<>();

  @Test
  void killedService_hasLostNoChangeThatItConfirmed() throws Exception {
    try (Database database =
        new Database(Database.freePort(), Files.createTempDirectory("floe-admin-kill"))) {
      database.start();
      for (int after : List.of(5, 25)) {
        int before = confirmed.size();
        try (Service service = new Service(database)) {
          writeAndKill(service, "/round-" + after, before + after);
        }
        assertThat(confirmed.size() - before).isBetween(after, WRITERS);
      }
      try (Service service = new Service(database)) {
        assertThat(service.platform.names("/api/v1/mounts", Platform.admin()))
            .containsAll(confirmed);
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .ignoreExceptions()
            .untilAsserted(() -> assertThat(published()).containsAll(confirmed));
      }
    }
  }

  private void writeAndKill(Service service, String prefix, int killAt) throws Exception {
    List<CompletableFuture<Void>> writes = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      for (int i = 0; i < WRITERS; i++) {
        String mount = prefix + "/" + i;
        writes.add(CompletableFuture.runAsync(() -> write(service, mount), threads));
      }
      Awaitility.await()
          .pollInterval(Duration.ofMillis(1))
          .atMost(Duration.ofSeconds(60))
          .until(() -> confirmed.size() >= killAt);
      service.kill();
      for (CompletableFuture<Void> write : writes) {
        write.get(60, TimeUnit.SECONDS);
      }
    }
  }

  private void write(Service service, String mount) {
    try {
      int status;
      do {
        status =
            service
                .platform
                .call(
                    "POST",
                    "/api/v1/mounts",
                    Platform.admin(),
                    "{\"name\":\"" + mount + "\",\"tenant\":\"default\"}")
                .status();
      } while (status == 503); // busy, as a slow machine is: what is asked for is to try again
      if (status == 201) {
        confirmed.add(mount);
      }
    } catch (AssertionError cut) {
      // No answer: nobody knows what has become of it, and nobody promised anything.
      assertThat(cut).hasCauseInstanceOf(IOException.class);
    }
  }

  private Set<String> published() throws IOException {
    Set<String> names = new ConcurrentSkipListSet<>();
    new SnapshotFile(folder.resolve("config.json"))
        .read().tenants().stream()
            .flatMap(tenant -> tenant.mounts().stream())
            .map(mount -> mount.name())
            .map(MountName::value)
            .forEach(names::add);
    return names;
  }

  /** The packaged service in a process of its own, ready. */
  private final class Service implements AutoCloseable {
    final Process process;
    final Platform platform;

    Service(Database database) throws IOException {
      int port = Database.freePort();
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of(System.getProperty("test.jvm.flags").split(" ")));
      command.addAll(List.of("-Xmx256m", "-jar", JAR.toString()));
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.redirectErrorStream(true);
      builder.redirectOutput(
          ProcessBuilder.Redirect.appendTo(folder.resolve("service.log").toFile()));
      builder
          .environment()
          .putAll(
              Map.ofEntries(
                  Map.entry("FLOE_HOST", "127.0.0.1"),
                  Map.entry("FLOE_PORT", String.valueOf(port)),
                  Map.entry("FLOE_MANAGEMENT_PORT", String.valueOf(Database.freePort())),
                  Map.entry("FLOE_CONFIG_FILE", folder.resolve("config.json").toString()),
                  Map.entry("FLOE_DATABASE_URL", database.url()),
                  Map.entry("FLOE_DATABASE_USER", "postgres"),
                  Map.entry("FLOE_DATABASE_PASSWORD", "postgres"),
                  Map.entry("FLOE_ADMIN_PASSWORD", Platform.ADMIN_PASSWORD),
                  Map.entry("FLOE_CLUSTER_NAME", "test-" + UUID.randomUUID()),
                  Map.entry("FLOE_CLUSTER_PORT", "0")));
      process = builder.start();
      platform = new Platform(URI.create("http://127.0.0.1:" + port + "/"));
      Awaitility.await()
          .atMost(Duration.ofSeconds(90))
          .until(() -> {
            assertThat(process.isAlive()).as(log()).isTrue();
            return answers();
          });
    }

    private boolean answers() {
      try {
        return platform.get("/api/v1/me", Platform.admin()).status() == 200;
      } catch (AssertionError notYet) {
        return false;
      }
    }

    private String log() throws IOException {
      Path log = folder.resolve("service.log");
      return Files.exists(log) ? Files.readString(log) : "";
    }

    void kill() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
      kill();
    }
  }
}
