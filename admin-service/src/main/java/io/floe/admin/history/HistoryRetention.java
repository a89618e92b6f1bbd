package io.floe.admin.history;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Forgets what is old: minutes after 48 h, hours after 60 days, days after three years; clients of
 * a day, and what their hashes were made with, when the day is over everywhere. Threads: whoever
 * calls it, one at a time.
 */
@Singleton
final class HistoryRetention {

  private static final Logger LOG = Logger.getLogger(HistoryRetention.class);
  private static final Duration MINUTES = Duration.ofDays(2);
  private static final Duration HOURS = Duration.ofDays(60);
  private static final Duration DAYS = Duration.ofDays(3 * 366);
  private static final Duration SONGS = Duration.ofDays(90);
  private static final Duration SESSIONS = Duration.ofDays(400);
  private static final Duration AGENTS = Duration.ofDays(400);
  private static final int MOST = 1_000_000;

  private final DataSource source;

  HistoryRetention(DataSource source) {
    this.source = source;
  }

  /** Forgets what is due at {@code now}; how many rows went. */
  long forget(Instant now) throws SQLException {
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      try {
        // Held, as by whoever writes: two services count the clients of a day once.
        run(connection, "update history_writer set writer = writer where id = 1");
        long gone = closeDays(connection, today.minusDays(1));
        gone += before(connection, "history_minutes", "at", now.minus(MINUTES));
        gone += before(connection, "history_hours", "at", now.minus(HOURS));
        gone += before(connection, "history_days", "day", date(now.minus(DAYS)));
        gone += before(connection, "history_agents", "day", date(now.minus(AGENTS)));
        gone += before(connection, "history_songs", "at", now.minus(SONGS));
        gone += before(connection, "history_sessions", "started_at", now.minus(SESSIONS));
        gone += beyond(connection, "history_songs", "at");
        gone += beyond(connection, "history_sessions", "started_at");
        gone += nodes(connection, now.minus(Ledger.NODES));
        gone +=
            run(
                connection,
                "delete from history_mounts m where not exists (select 1 from history_days where"
                    + " mount_id = m.id) and not exists (select 1 from history_hours where mount_id"
                    + " = m.id) and not exists (select 1 from history_sessions where mount_id ="
                    + " m.id) and not exists (select 1 from history_songs where mount_id = m.id)");
        run(connection, "update history_writer set writer = '' where id = 1");
        connection.commit();
        LOG.debugf("the history forgot %d rows", gone);
        return gone;
      } catch (SQLException failure) {
        connection.rollback();
        throw failure;
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }

  private static LocalDate date(Instant at) {
    return LocalDate.ofInstant(at, ZoneOffset.UTC);
  }

  /** Of days before that one only the number of clients is kept. */
  private static long closeDays(Connection connection, LocalDate first) throws SQLException {
    run(
        connection,
        "update history_days d set clients = coalesce(d.clients, 0) + c.clients from (select"
            + " mount_id, day, count(*) as clients from history_clients where day < ? group by"
            + " mount_id, day) c where d.mount_id = c.mount_id and d.day = c.day",
        first);
    return before(connection, "history_clients", "day", first)
        + before(connection, "history_salts", "day", first);
  }

  private static long nodes(Connection connection, Instant since) throws SQLException {
    return run(
            connection,
            "delete from history_counters where node in (select node from history_counters group by"
                + " node having max(at) < ?)",
            Postings.at(since))
        + before(connection, "history_visits", "at", since);
  }

  private static long before(Connection connection, String table, String column, Object limit)
      throws SQLException {
    return run(
        connection,
        "delete from " + table + " where " + column + " < ?",
        limit instanceof Instant at ? Postings.at(at) : limit);
  }

  private static long beyond(Connection connection, String table, String column)
      throws SQLException {
    return run(
        connection,
        "delete from "
            + table
            + " where "
            + column
            + " < (select "
            + column
            + " from "
            + table
            + " order by "
            + column
            + " desc offset "
            + MOST
            + " limit 1)");
  }

  private static long run(Connection connection, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement.executeUpdate();
    }
  }
}
