package io.floe.admin.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Mounts as the history's tables know them. Confined to the writer. */
final class Places {

  /**
   * A mount.
   *
   * @param id in history_mounts
   * @param zone where its days are cut
   * @param ofTenant whether it belongs to a tenant
   * @param wholes what it is a part of: its tenant, the platform
   */
  record Place(int id, ZoneId zone, boolean ofTenant, List<Place> wholes) {
    Place {
      wholes = List.copyOf(wholes);
    }
  }

  private record Tenant(long id, ZoneId zone) {}

  private record Key(long tenant, String mount) {}

  private final Map<Key, Place> places = new HashMap<>();
  private final Map<Key, Integer> ids = new HashMap<>();
  private final Map<String, Optional<String>> lastOwners = new HashMap<>();
  private Map<String, Tenant> tenants = Map.of();

  /** Reads all there are. */
  void load(Connection connection) throws SQLException {
    ids.clear();
    try (PreparedStatement query =
            connection.prepareStatement("select tenant_id, mount, id from history_mounts");
        ResultSet found = query.executeQuery()) {
      while (found.next()) {
        ids.put(new Key(found.getLong(1), found.getString(2)), found.getInt(3));
      }
    }
  }

  /** Reads the tenants as they are now. */
  void begin(Connection connection) throws SQLException {
    places.clear();
    lastOwners.clear();
    Map<String, Tenant> now = new HashMap<>();
    try (PreparedStatement query =
            connection.prepareStatement("select name, id, timezone from tenants");
        ResultSet found = query.executeQuery()) {
      while (found.next()) {
        now.put(found.getString(1), new Tenant(found.getLong(2), zone(found.getString(3))));
      }
    }
    tenants = now;
  }

  private static ZoneId zone(@Nullable String name) {
    try {
      return name == null ? ZoneOffset.UTC : ZoneId.of(name);
    } catch (DateTimeException unknown) {
      return ZoneOffset.UTC;
    }
  }

  /**
   * The mount of that name.
   *
   * @param tenant null: of none, or of all
   * @param mount empty: all of the tenant
   */
  Place of(Connection connection, @Nullable String tenant, String mount) throws SQLException {
    Tenant owner = tenant == null ? null : tenants.get(tenant);
    Key key = new Key(owner == null ? 0 : owner.id(), mount);
    Place known = places.get(key);
    if (known != null) {
      return known;
    }
    Place made;
    if (!mount.isEmpty()) {
      Place platform = of(connection, null, "");
      List<Place> wholes =
          owner == null ? List.of(platform) : List.of(of(connection, tenant, ""), platform);
      made = new Place(id(connection, key), zone(owner), owner != null, wholes);
    } else {
      made = new Place(id(connection, key), zone(owner), owner != null, List.of());
    }
    places.put(key, made);
    return made;
  }

  /**
   * Whose that mount was when a stream was on it last, as far as the database knows; null: of
   * nobody.
   */
  @Nullable String lastOwner(Connection connection, String mount) throws SQLException {
    Optional<String> known = lastOwners.get(mount);
    if (known == null) {
      try (PreparedStatement query =
          connection.prepareStatement(
              "select t.name from history_mounts m join tenants t on t.id = m.tenant_id join"
                  + " history_sessions s on s.mount_id = m.id where m.mount = ? order by"
                  + " s.started_at desc limit 1")) {
        query.setString(1, mount);
        try (ResultSet found = query.executeQuery()) {
          known = found.next() ? Optional.of(found.getString(1)) : Optional.empty();
        }
      }
      lastOwners.put(mount, known);
    }
    return known.orElse(null);
  }

  /** Whether that tenant is in the database: one that only the configuration has is none here. */
  boolean known(@Nullable String tenant) {
    return tenant != null && tenants.containsKey(tenant);
  }

  private static ZoneId zone(@Nullable Tenant owner) {
    return owner == null ? ZoneOffset.UTC : owner.zone();
  }

  private int id(Connection connection, Key key) throws SQLException {
    Integer known = ids.get(key);
    if (known != null) {
      return known;
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into history_mounts (tenant_id, mount) values (?, ?)"
                + " on conflict (mount, coalesce(tenant_id, 0)) do update set mount ="
                + " excluded.mount returning id")) {
      if (key.tenant() == 0) {
        insert.setNull(1, Types.BIGINT);
      } else {
        insert.setLong(1, key.tenant());
      }
      insert.setString(2, key.mount());
      try (ResultSet made = insert.executeQuery()) {
        made.next();
        int id = made.getInt(1);
        ids.put(key, id);
        return id;
      }
    }
  }
}
