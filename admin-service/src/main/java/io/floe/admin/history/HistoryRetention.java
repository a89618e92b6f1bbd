package io.floe.admin.history;

import io.floe.admin.store.Share;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Forgets what is old: minutes after 48 h, hours after 60 days, days after three years; clients of
 * a day, and what their hashes were made with, when the day is over everywhere. Of songs, sources
 * and mounts there is a most; what is beyond it goes where there are most, so that no tenant takes
 * the place of another. Sources that are on the air stay: what they have sent is counted from what
 * is written of them. Threads: whoever calls it, one at a time.
 */
@Singleton
final class HistoryRetention {

  private static final Logger LOG = Logger.getLogger(HistoryRetention.class);
  static final Duration MINUTES = Duration.ofDays(2);
  private static final Duration HOURS = Duration.ofDays(60);
  private static final Duration DAYS = Duration.ofDays(3 * 366);
  private static final Duration SONGS = Duration.ofDays(90);
  private static final Duration SESSIONS = Duration.ofDays(400);
  private static final Duration AGENTS = Duration.ofDays(400);
  private static final int MOST = 1_000_000;
  private static final int MOST_MOUNTS = 200_000;

  /** Of those that a tenant may have, a tenth is left free for new ones. */
  private static final int MOUNTS_OF_TENANT = Places.MOST_MOUNTS - Places.MOST_MOUNTS / 10;

  /** Mounts that are forgotten by one statement for each table. */
  private static final int MOUNTS_AT_ONCE = 500;

  /** A source of a tenant that is gone has been written as nobody's by then. */
  private static final Duration ORPHANS = Duration.ofHours(1);

  /** Rows that go in one statement, which has to end long before the socket's patience does. */
  private static final int SLICE = 20_000;

  /** How long one call works at most; the rest waits for the next. */
  private static final Duration WORK = Duration.ofSeconds(10);

  private static final List<String> TABLES =
      List.of(
          "history_minutes",
          "history_hours",
          "history_days",
          "history_agents",
          "history_songs",
          "history_sessions",
          "history_clients");

  private final DataSource source;
  private final int most;
  private final int mostMounts;
  private final int mountsOfTenant;

  @Inject
  HistoryRetention(DataSource source) {
    this(source, MOST, MOST_MOUNTS, MOUNTS_OF_TENANT);
  }

  HistoryRetention(DataSource source, int most, int mostMounts, int mountsOfTenant) {
    this.source = source;
    this.most = most;
    this.mostMounts = mostMounts;
    this.mountsOfTenant = mountsOfTenant;
  }

  /** One statement in slices. */
  private static final class Slices {
    private final Connection connection;
    private final long until = System.nanoTime() + WORK.toNanos();
    private boolean done = true;

    Slices(Connection connection) {
      this.connection = connection;
    }

    void delete(String table, String which, Object... values) throws SQLException {
      int gone = SLICE;
      while (gone == SLICE) {
        if (System.nanoTime() - until > 0) {
          done = false;
          return;
        }
        gone =
            run(
                connection,
                "delete from "
                    + table
                    + " where ctid = any(array(select ctid from "
                    + table
                    + " where "
                    + which
                    + " limit "
                    + SLICE
                    + "))",
                values);
      }
    }
  }

  /**
   * Forgets who was there on days that are over, and first of all what their hashes were made with;
   * whether that was all. To be called whether anything else can be written or not.
   */
  boolean closeDays(Instant now) throws SQLException {
    LocalDate first = date(now).minusDays(1);
    try (Connection connection = source.getConnection()) {
      run(connection, "delete from history_salts where day < ?", first);
      Slices slices = new Slices(connection);
      closeDays(connection, slices, first);
      return slices.done;
    }
  }

  /** Forgets what else is due at {@code now}; whether that was all. */
  boolean forget(Instant now) throws SQLException {
    try (Connection connection = source.getConnection()) {
      Slices slices = new Slices(connection);
      forgetTenants(connection, slices, now);
      slices.delete("history_minutes", "at < ?", at(now.minus(MINUTES)));
      slices.delete("history_hours", "at < ?", at(now.minus(HOURS)));
      slices.delete("history_days", "day < ?", date(now.minus(DAYS)));
      slices.delete("history_agents", "day < ?", date(now.minus(AGENTS)));
      slices.delete("history_songs", "at < ?", at(now.minus(SONGS)));
      slices.delete(
          "history_sessions", "started_at < ? and ended_at is not null", at(now.minus(SESSIONS)));
      beyond(slices, "history_songs", "at", "");
      beyond(slices, "history_sessions", "started_at", " and ended_at is not null");
      forgetMounts(slices);
      inTurn(
          connection,
          () ->
              run(
                  connection,
                  "delete from history_mounts m where not exists (select 1 from history_days where"
                      + " mount_id = m.id) and not exists (select 1 from history_hours where"
                      + " mount_id = m.id) and not exists (select 1 from history_sessions where"
                      + " mount_id = m.id) and not exists (select 1 from history_songs where"
                      + " mount_id = m.id)"));
      LOG.debugf("the history has forgotten %s", slices.done ? "all that is due" : "a part");
      return slices.done;
    }
  }

  private static LocalDate date(Instant at) {
    return LocalDate.ofInstant(at, ZoneOffset.UTC);
  }

  private static Object at(Instant at) {
    return Postings.at(at);
  }

  private interface Work {
    void run() throws SQLException;
  }

  /** Holds the row that whoever writes holds, who then reads anew what may have gone. */
  private static void inTurn(Connection connection, Work work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      run(connection, "set local lock_timeout = '5s'");
      run(connection, "update history_writer set writer = '' where id = 1");
      work.run();
      connection.commit();
    } catch (SQLException failure) {
      connection.rollback();
      throw failure;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private record Closed(int mount, LocalDate day) {}

  /** Of days before that one only the number of clients is kept. */
  private static void closeDays(Connection connection, Slices slices, LocalDate first)
      throws SQLException {
    List<Closed> closed = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "select distinct mount_id, day from history_clients where day < ?")) {
      query.setObject(1, first);
      try (ResultSet found = query.executeQuery()) {
        while (found.next()) {
          closed.add(new Closed(found.getInt(1), found.getObject(2, LocalDate.class)));
        }
      }
    }
    for (Closed each : closed) {
      if (System.nanoTime() - slices.until > 0) {
        slices.done = false;
        return;
      }
      inTurn(
          connection,
          () -> {
            int clients =
                run(
                    connection,
                    "delete from history_clients where mount_id = ? and day = ?",
                    each.mount(),
                    each.day());
            run(
                connection,
                "update history_days set clients = coalesce(clients, 0) + ? where mount_id = ? and"
                    + " day = ?",
                clients,
                each.mount(),
                each.day());
          });
    }
  }

  /** What happened in tenants that are gone. */
  private static void forgetTenants(Connection connection, Slices slices, Instant now)
      throws SQLException {
    List<Integer> orphans = new ArrayList<>();
    try (PreparedStatement query =
            connection.prepareStatement(
                "select id from history_mounts m where tenant_id is not null and not exists (select"
                    + " 1 from tenants t where t.id = m.tenant_id)");
        ResultSet found = query.executeQuery()) {
      while (found.next()) {
        orphans.add(found.getInt(1));
      }
    }
    for (int orphan : orphans) {
      for (String table : TABLES) {
        if (table.equals("history_sessions")) {
          slices.delete(
              table,
              "mount_id = ? and (ended_at is not null or seen_at < ?)",
              orphan,
              at(now.minus(ORPHANS)));
        } else {
          slices.delete(table, "mount_id = ?", orphan);
        }
      }
    }
  }

  /**
   * Mounts of tenants that have more than their share: those first that were there longest ago, and
   * of those that were there on one day, as when one makes ever new ones, the newest.
   */
  private void forgetMounts(Slices slices) throws SQLException {
    Connection connection = slices.connection;
    Map<Long, Long> counts = new HashMap<>();
    try (PreparedStatement query =
            connection.prepareStatement(
                "select coalesce(tenant_id, 0), count(*) from history_mounts where mount <> ''"
                    + " group by 1");
        ResultSet found = query.executeQuery()) {
      while (found.next()) {
        counts.put(found.getLong(1), found.getLong(2));
      }
    }
    long share = Math.min(mountsOfTenant, Share.of(counts.values(), mostMounts));
    for (Map.Entry<Long, Long> each : counts.entrySet()) {
      if (each.getValue() > share) {
        List<Integer> surplus = surplus(connection, each.getKey(), share);
        for (int i = 0; i < surplus.size(); i += MOUNTS_AT_ONCE) {
          Object[] some =
              surplus.subList(i, Math.min(surplus.size(), i + MOUNTS_AT_ONCE)).toArray();
          for (String table : TABLES) {
            slices.delete(table, "mount_id = any(?)", connection.createArrayOf("int4", some));
          }
        }
      }
    }
  }

  private static List<Integer> surplus(Connection connection, long tenant, long share)
      throws SQLException {
    List<Integer> surplus = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "select id from (select m.id, (select max(day) from history_days d where d.mount_id ="
                + " m.id) as last, exists (select 1 from history_sessions s where s.mount_id = m.id"
                + " and s.ended_at is null) as on_air from history_mounts m where"
                + " coalesce(m.tenant_id, 0) = ? and m.mount <> '' order by on_air desc, last desc"
                + " nulls last, id offset ?) beyond where not on_air")) {
      query.setLong(1, tenant);
      query.setLong(2, share);
      try (ResultSet found = query.executeQuery()) {
        while (found.next()) {
          surplus.add(found.getInt(1));
        }
      }
    }
    return surplus;
  }

  /** Of what is beyond the most, the oldest of those tenants goes that have more than a share. */
  private void beyond(Slices slices, String table, String column, String may) throws SQLException {
    Map<Long, Long> counts = counts(slices.connection, table);
    long share = Share.of(counts.values(), most);
    for (Map.Entry<Long, Long> each : counts.entrySet()) {
      if (each.getValue() > share) {
        String own = "mount_id in (select id from history_mounts where coalesce(tenant_id, 0) = ?)";
        slices.delete(
            table,
            own + " and " + column + " < ?" + may,
            each.getKey(),
            oldest(slices.connection, table, column, own, each.getKey(), share));
      }
    }
  }

  /** How many rows the mounts of each tenant have; of none: 0. */
  private static Map<Long, Long> counts(Connection connection, String table) throws SQLException {
    Map<Long, Long> counts = new HashMap<>();
    try (PreparedStatement query =
            connection.prepareStatement(
                "select coalesce(m.tenant_id, 0), sum(c.n) from (select mount_id, count(*) n from "
                    + table
                    + " group by mount_id) c join history_mounts m on m.id = c.mount_id group by"
                    + " 1");
        ResultSet found = query.executeQuery()) {
      while (found.next()) {
        counts.put(found.getLong(1), found.getLong(2));
      }
    }
    return counts;
  }

  /** When the oldest was that stays. */
  private static Object oldest(
      Connection connection, String table, String column, String own, long tenant, long share)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select %s from %s where %s order by %s desc offset ? limit 1"
                .formatted(column, table, own, column))) {
      query.setLong(1, tenant);
      query.setLong(2, share - 1);
      try (ResultSet found = query.executeQuery()) {
        return found.next() ? found.getObject(1, OffsetDateTime.class) : at(Instant.EPOCH);
      }
    }
  }

  private static int run(Connection connection, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement.executeUpdate();
    }
  }
}
