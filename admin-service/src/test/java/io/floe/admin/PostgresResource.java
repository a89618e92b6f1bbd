package io.floe.admin;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** A real Postgres and a folder for one service. */
public final class PostgresResource implements QuarkusTestResourceLifecycleManager {

  private static final String USER = "postgres";
  private static final String IMAGE = "postgres:17";

  private AutoCloseable postgres;

  @Override
  public Map<String, String> start() {
    try {
      String url = open();
      Path folder = Files.createTempDirectory("floe-admin-test");
      return Map.ofEntries(
          Map.entry("quarkus.datasource.jdbc.url", url),
          Map.entry("quarkus.datasource.username", USER),
          Map.entry("quarkus.datasource.password", USER),
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

  /** As a process, or as a container where the build has found a Docker engine. */
  private String open() throws IOException {
    if ("container".equals(System.getProperty("floe.test.postgres"))) {
      PostgreSQLContainer container = new PostgreSQLContainer(IMAGE).withUsername(USER);
      postgres = container.withPassword(USER).withDatabaseName(USER);
      container.start();
      return container.getJdbcUrl();
    }
    EmbeddedPostgres embedded =
        EmbeddedPostgres.builder().setPGStartupWait(Database.PATIENCE).start();
    postgres = embedded;
    return embedded.getJdbcUrl(USER, USER);
  }

  @Override
  public void stop() {
    try {
      if (postgres != null) {
        postgres.close();
      }
    } catch (Exception e) {
      throw new IllegalStateException("Postgres does not stop", e);
    }
  }
}
