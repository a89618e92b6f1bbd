package io.floe.admin.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Mounts as the history's tables know them. Of a tenant there is a most: one more has no history of
 * its own, but counts in that of its tenant and of the platform. Confined to the writer.
 */
final class Places {

  /** Mounts of a tenant that have a history; of those without a tenant as many together. */
  static final int MOST_MOUNTS = 10_000;

  /** In place of a tenant's id: none, or all. */
  static final long NOBODY = 0;

  /** Names whose ids are remembered. */
  private static final int MOST_NAMES = 200_000;

  /** In place of a mount's id: one of too many. */
  static final int NO_ROWS = 0;

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

    /** Whether it has rows of its own, and is not one of too many. */
    boolean kept() {
      return id != NO_ROWS;
    }
  }

  /**
   * A tenant.
   *
   * @param madeAt when it was made, or long ago
   */
  record Tenant(long id, ZoneId zone, Instant madeAt) {}

  private record Key(long tenant, String mount) {}

  private final HistoryCounters counters;
  private final int most;
  private final Map<Key, Place> places = new HashMap<>();
  private final Map<Key, Integer> ids = new HashMap<>();
  private final Set<String> asked = new HashSet<>();
  private final Map<Long, Integer> counts = new HashMap<>();
  private final Map<String, Long> lastOwners = new HashMap<>();
  private Map<String, Tenant> tenants = Map.of();
  private Map<Long, Tenant> byId = Map.of();

  Places(HistoryCounters counters, int most) {
    this.counters = counters;
    this.most = most;
  }

  /** Forgets what somebody else may have changed. */
  void forget() {
    ids.clear();
    asked.clear();
    counts.clear();
  }

  /**
   * Reads the tenants as they are now, and where mounts are.
   *
   * @param mounts those that will be asked for, as far as that is known
   */
  void begin(Connection connection, Set<String> mounts) throws SQLException {
    places.clear();
    lastOwners.clear();
    Map<String, Tenant> now = new HashMap<>();
    Map<Long, Tenant> nowById = new HashMap<>();
    try (PreparedStatement query =
            connection.prepareStatement("select name, id, timezone, made_at from tenants");
        ResultSet found = query.executeQuery()) {
      while (found.next()) {
        OffsetDateTime madeAt = found.getObject(4, OffsetDateTime.class);
        Tenant tenant =
            new Tenant(
                found.getLong(2),
                zone(found.getString(3)),
                madeAt == null ? Instant.MIN : madeAt.toInstant());
        now.put(found.getString(1), tenant);
        nowById.put(tenant.id(), tenant);
      }
    }
    tenants = now;
    byId = nowById;
    ask(connection, mounts);
  }

  private void ask(Connection connection, Set<String> mounts) throws SQLException {
    if (asked.size() > MOST_NAMES) {
      forget();
    }
    Set<String> names = new HashSet<>(mounts);
    names.add("");
    names.removeAll(asked);
    if (names.isEmpty()) {
      return;
    }
    try (PreparedStatement query =
        connection.prepareStatement(
            "select tenant_id, mount, id from history_mounts where mount = any(?)")) {
      query.setArray(1, connection.createArrayOf("text", names.toArray()));
      try (ResultSet found = query.executeQuery()) {
        while (found.next()) {
          ids.put(new Key(found.getLong(1), found.getString(2)), found.getInt(3));
        }
      }
    }
    asked.addAll(names);
  }

  private static ZoneId zone(@Nullable String name) {
    try {
      return name == null ? ZoneOffset.UTC : ZoneId.of(name);
    } catch (DateTimeException unknown) {
      return ZoneOffset.UTC;
    }
  }

  /** The tenant of that name; null: one that only the configuration has is none here. */
  @Nullable Tenant tenant(String name) {
    return tenants.get(name);
  }

  /** Whether that tenant has not been deleted. */
  boolean there(long tenant) {
    return byId.containsKey(tenant);
  }

  /**
   * The mount of that name.
   *
   * @param tenant one that is not there: of none, or of all
   * @param mount empty: all of the tenant
   */
  Place of(Connection connection, long tenant, String mount) throws SQLException {
    Tenant owner = byId.get(tenant);
    Key key = new Key(owner == null ? NOBODY : tenant, mount);
    Place known = places.get(key);
    if (known != null) {
      return known;
    }
    List<Place> wholes = List.of();
    if (!mount.isEmpty()) {
      Place platform = of(connection, NOBODY, "");
      wholes = owner == null ? List.of(platform) : List.of(of(connection, tenant, ""), platform);
    }
    ZoneId zone = owner == null ? ZoneOffset.UTC : owner.zone();
    Place made = new Place(id(connection, key), zone, owner != null, wholes);
    places.put(key, made);
    return made;
  }

  /**
   * Whose that mount was when a stream was on it last, as far as the database knows, else nobody's.
   */
  long lastOwner(Connection connection, String mount) throws SQLException {
    Long known = lastOwners.get(mount);
    if (known == null) {
      try (PreparedStatement query =
          connection.prepareStatement(
              "select t.id from history_mounts m join tenants t on t.id = m.tenant_id join"
                  + " history_sessions s on s.mount_id = m.id where m.mount = ? order by"
                  + " s.started_at desc, s.seen_at desc limit 1")) {
        query.setString(1, mount);
        try (ResultSet found = query.executeQuery()) {
          known = found.next() ? found.getLong(1) : NOBODY;
        }
      }
      lastOwners.put(mount, known);
    }
    return known;
  }

  private int id(Connection connection, Key key) throws SQLException {
    ask(connection, Set.of(key.mount()));
    Integer known = ids.get(key);
    if (known != null) {
      return known;
    }
    if (!key.mount().isEmpty() && count(connection, key.tenant()) >= most) {
      counters.mountsUncounted.increment();
      return NO_ROWS;
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into history_mounts (tenant_id, mount) values (?, ?)"
                + " on conflict (mount, coalesce(tenant_id, 0)) do update set mount ="
                + " excluded.mount returning id")) {
      if (key.tenant() == NOBODY) {
        insert.setNull(1, Types.BIGINT);
      } else {
        insert.setLong(1, key.tenant());
      }
      insert.setString(2, key.mount());
      try (ResultSet made = insert.executeQuery()) {
        made.next();
        int id = made.getInt(1);
        ids.put(key, id);
        if (!key.mount().isEmpty()) {
          counts.merge(key.tenant(), 1, Integer::sum);
        }
        return id;
      }
    }
  }

  private int count(Connection connection, long tenant) throws SQLException {
    Integer known = counts.get(tenant);
    if (known != null) {
      return known;
    }
    try (PreparedStatement query =
            connection.prepareStatement(
                "select count(*) from history_mounts where mount <> '' and "
                    + (tenant == NOBODY ? "tenant_id is null" : "tenant_id = " + tenant));
        ResultSet found = query.executeQuery()) {
      found.next();
      int count = found.getInt(1);
      counts.put(tenant, count);
      return count;
    }
  }
}
