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
 * a day, and what their hashes were made with, when the day is over everywhere. Of songs and
 * sources there is a most; what is beyond it goes where there are most, so that no tenant takes the
 * place of another. Threads: whoever calls it, one at a time.
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

  @Inject
  HistoryRetention(DataSource source) {
    this(source, MOST);
  }

  HistoryRetention(DataSource source, int most) {
    this.source = source;
    this.most = most;
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
      forgetTenants(connection, slices);
      slices.delete("history_minutes", "at < ?", at(now.minus(MINUTES)));
      slices.delete("history_hours", "at < ?", at(now.minus(HOURS)));
      slices.delete("history_days", "day < ?", date(now.minus(DAYS)));
      slices.delete("history_agents", "day < ?", date(now.minus(AGENTS)));
      slices.delete("history_songs", "at < ?", at(now.minus(SONGS)));
      slices.delete("history_sessions", "started_at < ?", at(now.minus(SESSIONS)));
      beyond(slices, "history_songs", "at");
      beyond(slices, "history_sessions", "started_at");
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
  private static void forgetTenants(Connection connection, Slices slices) throws SQLException {
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
        slices.delete(table, "mount_id = ?", orphan);
      }
    }
  }

  /** Of what is beyond the most, the oldest of those tenants goes that have more than a share. */
  private void beyond(Slices slices, String table, String column) throws SQLException {
    Map<Long, Long> counts = counts(slices.connection, table);
    long share = Share.of(counts.values(), most);
    for (Map.Entry<Long, Long> each : counts.entrySet()) {
      if (each.getValue() > share) {
        String own = "mount_id in (select id from history_mounts where coalesce(tenant_id, 0) = ?)";
        slices.delete(
            table,
            own + " and " + column + " < ?",
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
