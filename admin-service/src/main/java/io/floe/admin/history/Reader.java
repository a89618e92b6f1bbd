package io.floe.admin.history;

import io.floe.admin.history.Views.AgentLine;
import io.floe.admin.history.Views.DayLine;
import io.floe.admin.history.Views.MonthLine;
import io.floe.admin.history.Views.MountLine;
import io.floe.admin.history.Views.Point;
import io.floe.admin.history.Views.SessionLine;
import io.floe.admin.history.Views.SongLine;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads the history. What there is to read is bounded by how long it is kept. Threads: request. */
@Singleton
final class Reader {

  private static final double HOUR_MS = 3_600_000.0;

  /** Days, as d, of which a part at least is in a span: its two ends stand for the marks. */
  private static final String TOUCHED =
      "coalesce(d.over_at, d.at + interval '24 hours') > ? and d.at < ?";

  private final DataSource source;

  Reader(DataSource source) {
    this.source = source;
  }

  /** Rows that make up a span, under the name d, and what stands for their question marks. */
  private record Parts(String sql, List<Object> values) {
    Parts {
      values = List.copyOf(values);
    }

    private static final String COLUMNS =
        "select mount_id, peak, bytes_in, bytes_out, listened_ms, visits from ";

    /** Whole days; where it is known to the minute whole hours, and minutes at both ends. */
    static Parts of(Scope scope, Span span) {
      Integer[] ids = scope.ids();
      if (!span.exact()) {
        return new Parts(
            "(" + COLUMNS + "history_days d where mount_id = any(?) and " + TOUCHED + ") d",
            List.of(ids, span.from(), span.to()));
      }
      Instant first = span.from().plusNanos(3_599_999_999_999L).truncatedTo(ChronoUnit.HOURS);
      Instant last = span.to().truncatedTo(ChronoUnit.HOURS);
      Instant head = first.isBefore(span.to()) ? first : span.to();
      Instant tail = last.isAfter(head) ? last : head;
      return new Parts(
          "("
              + COLUMNS
              + "history_hours where mount_id = any(?) and at >= ? and at < ? union all "
              + COLUMNS
              + "history_minutes where mount_id = any(?) and at >= ? and at < ? union all "
              + COLUMNS
              + "history_minutes where mount_id = any(?) and at >= ? and at < ?) d",
          List.of(ids, head, tail, ids, span.from(), head, ids, tail, span.to()));
    }
  }

  private interface Line<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Listeners and traffic at each minute, hour or day that was seen. */
  List<Point> trend(Scope scope, Step step, Span span) {
    String seconds = step == Step.MINUTE ? "bit_count(seen::bit(64))" : "seconds";
    return query(
        "select at, max("
            + seconds
            + "), sum(listeners::float8 / "
            + seconds
            + "), max(peak),"
            + " sum(bytes_in), sum(bytes_out), sum(listened_ms), sum(visits) from "
            + step.table()
            + " where mount_id = any(?) and at >= ? and at < ? and "
            + (step == Step.MINUTE ? "seen <> 0" : "seconds > 0")
            + " group by at order by at",
        row ->
            new Point(
                at(row, 1),
                row.getLong(2),
                Math.round(row.getDouble(3) * 100) / 100.0,
                row.getInt(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7) / 1000.0,
                row.getLong(8)),
        scope.ids(),
        span.from(),
        span.to());
  }

  /** Days, those that have only begun or are cut by the span as a whole. */
  List<DayLine> days(Scope scope, Span span) {
    return query(
        "select d.day, max(d.peak), sum(d.bytes_in), sum(d.bytes_out), sum(d.listened_ms),"
            + " sum(d.visits), max(d.seconds), case when bool_or(m.mount = '' and m.tenant_id is"
            + " null) then null else sum(coalesce(d.clients, 0)) + (select count(distinct c.client)"
            + " from history_clients c where c.mount_id = any(?) and c.day = d.day) end from"
            + " history_days d join history_mounts m on m.id = d.mount_id where d.mount_id = any(?)"
            + " and "
            + TOUCHED
            + " group by d.day order by d.day",
        row ->
            new DayLine(
                row.getObject(1, LocalDate.class).toString(),
                row.getInt(2),
                row.getObject(8) == null ? null : row.getLong(8),
                hours(row.getLong(5)),
                row.getLong(3),
                row.getLong(4),
                row.getLong(6),
                row.getLong(7)),
        scope.ids(),
        scope.ids(),
        span.from(),
        span.to());
  }

  /** All of a span together, where it is known to the minute. */
  Optional<MonthLine> sums(Scope scope, Span span) {
    if (!span.exact()) {
      return Optional.empty();
    }
    Parts parts = Parts.of(scope, span);
    return query(
            "select coalesce(max(peak), 0), coalesce(sum(listened_ms), 0), coalesce(sum(bytes_in),"
                + " 0), coalesce(sum(bytes_out), 0), coalesce(sum(visits), 0) from "
                + parts.sql(),
            row ->
                new MonthLine(
                    "",
                    row.getInt(1),
                    hours(row.getLong(2)),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5)),
            parts.values().toArray())
        .stream()
        .findFirst();
  }

  /** When most listened, as exactly as it is still known. */
  Optional<Instant> peak(Scope scope, Span span) {
    if (span.exact()) {
      return query(
              "select at from history_minutes where mount_id = any(?) and at >= ? and at < ?"
                  + " order by peak desc, at limit 1",
              row -> at(row, 1),
              scope.ids(),
              span.from(),
              span.to())
          .stream()
          .findFirst();
    }
    for (Step step : Step.values()) {
      List<Instant> found =
          query(
              "select t.at from history_days d join "
                  + step.table()
                  + " t on t.mount_id = d.mount_id and t.peak = d.peak and t.at >= d.at and t.at <"
                  + " coalesce((select min(n.at) from history_days n where n.mount_id = d.mount_id"
                  + " and n.at > d.at), 'infinity') where d.mount_id = any(?) and "
                  + TOUCHED
                  + " and d.peak = (select max(peak) from history_days d where mount_id = any(?) and "
                  + TOUCHED
                  + ") order by t.at limit 1",
              row -> at(row, 1),
              scope.ids(),
              span.from(),
              span.to(),
              scope.ids(),
              span.from(),
              span.to());
      if (!found.isEmpty()) {
        return Optional.of(found.getFirst());
      }
    }
    return Optional.empty();
  }

  /** Mounts, those first that were listened to longest. */
  List<MountLine> mounts(Scope scope, Span span, int limit) {
    Parts parts = Parts.of(scope, span);
    List<Object> values = new ArrayList<>(parts.values());
    values.add(limit);
    return query(
        "select m.mount, sum(d.listened_ms), sum(d.bytes_out), max(d.peak), sum(d.visits) from "
            + parts.sql()
            + " join history_mounts m on m.id = d.mount_id group by m.mount order by 2 desc, 1"
            + " limit ?",
        row ->
            new MountLine(
                row.getString(1),
                hours(row.getLong(2)),
                row.getLong(3),
                row.getInt(4),
                row.getLong(5)),
        values.toArray());
  }

  /** Players, those first that came most often: of whole days, for they are counted by day. */
  List<AgentLine> agents(Scope scope, Span span, int limit) {
    return query(
        "select a.agent, sum(a.visits) from history_agents a join history_days d on d.mount_id ="
            + " a.mount_id and d.day = a.day where a.mount_id = any(?) and "
            + TOUCHED
            + " group by a.agent order by 2 desc, a.agent limit ?",
        row -> new AgentLine(row.getString(1), row.getLong(2)),
        scope.ids(),
        span.from(),
        span.to(),
        limit);
  }

  /** Titles, the newest first. */
  List<SongLine> songs(Scope scope, long before, int limit) {
    return query(
        "select id, mount_id, at, title from history_songs where mount_id = any(?) and id < ? order"
            + " by id desc limit ?",
        row ->
            new SongLine(row.getLong(1), scope.name(row.getInt(2)), at(row, 3), row.getString(4)),
        scope.ids(),
        before,
        limit);
  }

  /** Sources, the newest first. */
  List<SessionLine> sessions(Scope scope, SessionLine.Place before, int limit) {
    return query(
        "select mount_id, epoch, started_at, ended_at, why, bytes_in, content_type from"
            + " history_sessions where mount_id = any(?) and encoder and (epoch, mount_id) < (?, ?)"
            + " order by epoch desc, mount_id desc limit ?",
        row -> {
          OffsetDateTime ended = row.getObject(4, OffsetDateTime.class);
          return new SessionLine(
              new SessionLine.Place(row.getLong(2), row.getInt(1)),
              scope.name(row.getInt(1)),
              at(row, 3),
              ended == null ? null : ended.toInstant(),
              row.getString(5),
              row.getLong(6),
              row.getString(7));
        },
        scope.ids(),
        before.epoch(),
        before.mount(),
        limit);
  }

  private static double hours(long ms) {
    return Math.round(ms / HOUR_MS * 10_000) / 10_000.0;
  }

  private static Instant at(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private <T> List<T> query(String sql, Line<T> line, @Nullable Object... values) {
    try (Connection connection = source.getConnection();
        PreparedStatement query = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        switch (values[i]) {
          case Integer[] ids -> query.setArray(i + 1, connection.createArrayOf("int4", ids));
          case Instant at -> query.setObject(i + 1, Postings.at(at));
          case null, default -> query.setObject(i + 1, values[i]);
        }
      }
      List<T> lines = new ArrayList<>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          lines.add(line.read(rows));
        }
      }
      return lines;
    } catch (SQLException failure) {
      throw new IllegalStateException("the history cannot be read", failure);
    }
  }
}
