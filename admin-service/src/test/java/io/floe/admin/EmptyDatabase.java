package io.floe.admin;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A service that knows a station, and whose database, at a port where nobody listens yet, will not.
 */
public class EmptyDatabase implements QuarkusTestProfile {

  static final String STATION =
      """
      {"version": 7, "tenants": [
        {"name": "default", "mounts": [{"name": "/live"}]},
        {"name": "north", "mounts": [{"name": "/jazz"}]}]}
      """;

  @Override
  public Map<String, String> getConfigOverrides() {
    try {
      int port = Database.freePort();
      Path folder = Files.createTempDirectory("floe-admin-empty");
      Path known = Files.writeString(folder.resolve("config.json"), STATION);
      Map<String, String> values = new HashMap<>();
      values.put("empty.port", String.valueOf(port));
      values.put("quarkus.datasource.jdbc.url", new Database(port, folder).url());
      values.put("quarkus.datasource.username", "postgres");
      values.put("quarkus.datasource.password", "postgres");
      values.put("floe.admin-password", Platform.ADMIN_PASSWORD);
      values.put("floe.live-password", "live-secret");
      values.put("floe.host", "127.0.0.1");
      values.put("floe.station-file", folder.resolve("station.yaml").toString());
      values.put("floe.config-file", known.toString());
      values.put("floe.auth-log-file", folder.resolve("auth.log").toString());
      values.put("floe.cluster.name", "test-" + UUID.randomUUID());
      values.put("floe.cluster.port", String.valueOf(Database.freePort()));
      return values;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same, told to go on. */
  public static final class Anew extends EmptyDatabase {
    @Override
    public Map<String, String> getConfigOverrides() {
      Map<String, String> values = super.getConfigOverrides();
      values.put("floe.begin-anew", "true");
      return values;
    }
  }

  /** Names of mounts that a snapshot has. */
  static List<String> mounts(io.floe.wire.config.ConfigSnapshot snapshot) {
    return snapshot.tenants().stream()
        .flatMap(tenant -> tenant.mounts().stream())
        .map(mount -> mount.name().value())
        .toList();
  }
}
