package io.floe.admin;

import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/**
 * A small world, laid straight into the tables: two tenants, north and south, with a user of each
 * role in north, and {@code foreign}, {@code foreign-dj} and {@code foreign-viewer} in south, an
 * admin, a dj and a viewer. Every password is the user's name. Hashes are cheap, so that laying and
 * logging in take no time.
 */
final class World {

  private static final int CHEAPEST = 4;
  private static final String DIGEST_OF_NOTHING = "0".repeat(64);

  private static final Map<String, String> HASHES = new ConcurrentHashMap<>();

  private final DataSource source;

  World(DataSource source) {
    this.source = source;
  }

  /** The same hash each time, so that the service still remembers who has logged in. */
  private static String hash(String password) {
    return HASHES.computeIfAbsent(
        password,
        text ->
            new String(
                BCrypt.with(BCrypt.Version.VERSION_2B)
                    .hash(CHEAPEST, text.getBytes(StandardCharsets.UTF_8)),
                StandardCharsets.US_ASCII));
  }

  /** Makes everything anew. */
  void lay() {
    run(
        // Held first, as every change does, so that this waits for one that is under way.
        "update settings set public_url = null, trusted_proxies = '', managed = ''",
        "update branding set name = null, tagline = null, accent = null, logo = null, landing = null,"
            + " managed = ''",
        "delete from tenants",
        "delete from users",
        "delete from bans",
        "delete from audit",
        "delete from told_streams",
        "select setval(pg_get_serial_sequence(each, 'id'), 1, false) from"
            + " unnest(array['tenants', 'users', 'mounts', 'grants', 'tokens', 'sessions', 'bans', 'audit', 'webhooks'])"
            + " as each",
        "insert into tenants (name, create_mounts) values ('north', true), ('south', false)",
        mount(1, "/live", null),
        mount(1, "/backup", null),
        mount(1, "/north-secret", null),
        mount(2, "/south", null),
        user("superadmin", "superadmin", "null"),
        user("admin", "superadmin", "null"),
        user("viewer", "viewer", "1"),
        user("dj", "dj", "1"),
        user("north-admin", "admin", "1"),
        user("foreign", "admin", "2"),
        user("bob", "dj", "1"),
        user("foreign-dj", "dj", "2"),
        user("foreign-viewer", "viewer", "2"),
        "insert into grants (user_id, mount_id) values (3, 1), (4, 1), (8, 4), (9, 4)",
        "insert into tokens (user_id, name, hash, scopes, created_at) values (3, 'north token', '"
            + DIGEST_OF_NOTHING
            + "', 'read', now())",
        "insert into bans (network, created_at) values ('203.0.113.0/24', now())",
        "insert into audit (at, actor, tenant, action, object) values"
            + " (now(), 'north-admin', 'north', 'change', 'mount /north-secret')");
  }

  /** Gives everybody a token for everything, see {@link #token}. */
  void layTokens() {
    run(
        "insert into tokens (user_id, name, hash, scopes, created_at) select id, 'of everything',"
            + " encode(sha256(convert_to('floe_' || rpad(name, 43, '_'), 'UTF8')), 'hex'), 'read write kick', now()"
            + " from users");
  }

  /** Makes {@code /live.opus} of {@code /live}, in north. */
  void layRendition() {
    run(
        "insert into renditions (tenant_id, from_mount, to_mount, codec, bitrate, on_demand)"
            + " values (1, '/live', '/live.opus', 'OPUS', 96, false)");
  }

  /** Runs statements, in one transaction. */
  void run(String... statements) {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String each : statements) {
        statement.execute(each);
      }
      connection.commit();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** The number that a query finds. */
  long number(String query) {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      assertThat(found.next()).isTrue();
      return found.getLong(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  static List<String> token(String user) {
    String name = name(user);
    return List.of("Authorization", "Bearer floe_" + name + "_".repeat(43 - name.length()));
  }

  /** The name of who is called so in lists. */
  static String name(String user) {
    return switch (user) {
      case "admin" -> "north-admin";
      default -> user;
    };
  }

  static List<String> as(String user) {
    return switch (user) {
      case "anonymous" -> List.of();
      case "admin" -> Platform.basic("north-admin", "north-admin");
      default -> Platform.basic(user, user);
    };
  }

  private static String mount(int tenant, String name, String hash) {
    return "insert into mounts (tenant_id, name, password_hash, enabled, burst, latency, takeover,"
        + " source_timeout_ms, charset) values (%d, '%s', %s, true, 65536, 'NORMAL', 'SAME_ENCODER', 10000, 'ISO-8859-1')"
            .formatted(tenant, name, hash == null ? "null" : "'" + hash + "'");
  }

  private static String user(String name, String role, String tenant) {
    String password = name.equals("admin") ? Platform.ADMIN_PASSWORD : name;
    return "insert into users (name, role, tenant_id, password_hash) values ('%s', '%s', %s, '%s')"
        .formatted(name, role, tenant, hash(password));
  }
}
