package io.floe.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** A service whose database is not there when it starts, comes, goes and comes again. */
@QuarkusTest
@TestProfile(AwayTest.NoDatabase.class)
class AwayTest {

  /** Names a port at which nobody listens yet. */
  public static final class NoDatabase implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        Path folder = Files.createTempDirectory("floe-admin-away");
        return Map.ofEntries(
            Map.entry("away.port", String.valueOf(free.getLocalPort())),
            Map.entry(
                "quarkus.datasource.jdbc.url",
                "jdbc:postgresql://127.0.0.1:" + free.getLocalPort() + "/postgres"),
            Map.entry("quarkus.datasource.username", "postgres"),
            Map.entry("quarkus.datasource.password", "postgres"),
            Map.entry("floe.admin-password", Platform.ADMIN_PASSWORD),
            Map.entry("floe.host", "127.0.0.1"),
            Map.entry("floe.config-file", folder.resolve("config.json").toString()),
            Map.entry("floe.auth-log-file", folder.resolve("auth.log").toString()),
            Map.entry("floe.cluster.name", "test-" + UUID.randomUUID()),
            Map.entry("floe.cluster.port", "0"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @TestHTTPResource("/")
  URI base;

  @TestHTTPResource(value = "/health/ready", management = true)
  URI ready;

  @ConfigProperty(name = "away.port")
  int port;

  @Test
  void service_startsWithoutItsDatabase_andServesWhenItIsThere() throws IOException {
    Platform platform = new Platform(base);
    Platform health = new Platform(ready);
    Platform.Answer away = platform.get("/api/v1/me", Platform.admin());
    assertThat(away.status()).as(away.text()).isEqualTo(503);
    assertThat(away.header("content-type")).startsWith("application/problem+json");
    assertThat(away.header("retry-after")).isNotEmpty();
    assertThat(health.get("", java.util.List.of()).status()).isEqualTo(503);
    Path data = Files.createTempDirectory("floe-admin-away-data");
    try (EmbeddedPostgres there = postgres(data)) {
      assertThat(there.getPort()).isEqualTo(port);
      platform.ready();
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> health.get("", java.util.List.of()).status() == 200);
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> platform.get("/api/v1/mounts", Platform.admin()).status() == 503);
    assertThat(health.get("", java.util.List.of()).status()).isEqualTo(503);
    try (EmbeddedPostgres again = postgres(data)) {
      assertThat(again.getPort()).isEqualTo(port);
      platform.ready();
    }
  }

  private EmbeddedPostgres postgres(Path data) throws IOException {
    return EmbeddedPostgres.builder()
        .setPort(port)
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .start();
  }
}
