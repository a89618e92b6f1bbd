package io.floe.admin;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** A real Postgres and a folder for one service. */
public final class PostgresResource implements QuarkusTestResourceLifecycleManager {

  private EmbeddedPostgres postgres;

  @Override
  public Map<String, String> start() {
    try {
      postgres = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(1)).start();
      Path folder = Files.createTempDirectory("floe-admin-test");
      return Map.ofEntries(
          Map.entry("quarkus.datasource.jdbc.url", postgres.getJdbcUrl("postgres", "postgres")),
          Map.entry("quarkus.datasource.username", "postgres"),
          Map.entry("quarkus.datasource.password", "postgres"),
          Map.entry("floe.admin-password", Platform.ADMIN_PASSWORD),
          Map.entry("floe.source-password", "source-secret"),
          Map.entry("floe.live-password", "live-secret"),
          Map.entry("floe.host", "127.0.0.1"),
          Map.entry("floe.config-file", folder.resolve("config.json").toString()),
          Map.entry("floe.auth-log-file", folder.resolve("auth.log").toString()),
          Map.entry("floe.cluster.name", "test-" + UUID.randomUUID()),
          Map.entry("floe.cluster.port", String.valueOf(Database.freePort())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    try {
      if (postgres != null) {
        postgres.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
