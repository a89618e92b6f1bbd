package io.floe.admin;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;

/** A real Postgres and a folder for one service. */
public final class PostgresResource implements QuarkusTestResourceLifecycleManager {

  private PostgresServer postgres;

  @Override
  public Map<String, String> start() {
    try {
      postgres = PostgresServer.start();
      Path folder = Files.createTempDirectory("floe-admin-test");
      return Map.ofEntries(
          Map.entry("quarkus.datasource.jdbc.url", postgres.url(PostgresServer.USER)),
          Map.entry("quarkus.datasource.username", PostgresServer.USER),
          Map.entry("quarkus.datasource.password", PostgresServer.USER),
          Map.entry("floe.admin-password", Platform.ADMIN_PASSWORD),
          Map.entry("floe.source-password", "source-secret"),
          Map.entry("floe.live-password", "live-secret"),
          Map.entry("floe.host", "127.0.0.1"),
          Map.entry("floe.config-file", folder.resolve("config.json").toString()),
          Map.entry("floe.auth-log-file", folder.resolve("auth.log").toString()),
          Map.entry("floe.secret-key", Base64.getEncoder().encodeToString(new byte[32])),
          Map.entry("floe.webhook-allow", "127.0.0.1, 127.0.0.2"),
          Map.entry("floe.cluster.name", "test-" + UUID.randomUUID()),
          Map.entry("floe.cluster.port", String.valueOf(Database.freePort())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    if (postgres != null) {
      postgres.close();
    }
  }
}
