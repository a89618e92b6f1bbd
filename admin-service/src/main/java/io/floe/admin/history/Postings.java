package io.floe.admin.history;

import io.floe.admin.history.Places.Place;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/**
 * What one transaction adds to the rows of minutes, hours and days. Each part goes to its mount and
 * to what the mount is a part of; sums of hours and days grow by what their minutes grow. Confined
 * to the writer.
 */
final class Postings {

  /** What was learned too late is spread over so many hours at most. */
  private static final Duration LONGEST = Duration.ofDays(60);

  private static final String COUNTS =
      "bytes_in = t.bytes_in + excluded.bytes_in, bytes_out = t.bytes_out + excluded.bytes_out,"
          + " listened_ms = t.listened_ms + excluded.listened_ms, visits = t.visits +"
          + " excluded.visits";
  private static final String SUMS =
      "seconds = t.seconds + excluded.seconds, listeners = t.listeners + excluded.listeners,"
          + " peak = greatest(t.peak, excluded.peak), "
          + COUNTS;
  private static final String MINUTES =
      "insert into history_minutes as t (mount_id, at, seen, listeners, peak, bytes_in, bytes_out,"
          + " listened_ms, visits) values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (mount_id, at) do"
          + " update set seen = excluded.seen, listeners = excluded.listeners, peak ="
          + " excluded.peak, "
          + COUNTS;
  private static final String HOURS =
      "insert into history_hours as t (mount_id, at, seconds, listeners, peak, bytes_in, bytes_out,"
          + " listened_ms, visits) values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (mount_id, at) do"
          + " update set "
          + SUMS;
  private static final String DAYS =
      "insert into history_days as t (mount_id, at, seconds, listeners, peak, bytes_in, bytes_out,"
          + " listened_ms, visits, day, over_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on"
          + " conflict (mount_id, day) do update set "
          + SUMS;

  private record Hour(int mount, Instant at) {}

  private record Day(int mount, LocalDate day) {}

  private static final class DaySums {
    private final Instant midnight;
    private final Instant over;
    private final Sums sums = new Sums();

    DaySums(Instant midnight, Instant over) {
      this.midnight = midnight;
      this.over = over;
    }
  }

  /** A minute of one mount. */
  private static final class Row {
    private final Place place;
    private long seen;
    private long listeners;
    private int peak;
    private final Sums counts = new Sums();

    Row(Place place) {
      this.place = place;
    }
  }

  private final Instant minute;
  private final Map<Integer, Row> rows = new HashMap<>();
  private final Map<Hour, Sums> hours = new HashMap<>();
  private final Map<Day, DaySums> days = new HashMap<>();

  Postings(Instant minute) {
    this.minute = minute;
  }

  /** Listeners of a mount in this minute; of what it is a part of there are samples as well. */
  void sample(Place place, Batch.Sample sample) {
    if (!place.kept()) {
      return;
    }
    Row row = row(place);
    row.seen |= sample.seen();
    row.listeners += sample.listeners();
    row.peak = Math.max(row.peak, sample.peak());
  }

  /** What a mount had in this minute. */
  void count(Place place, Sums counts) {
    if (place.kept()) {
      row(place).counts.add(counts);
    }
    place.wholes().forEach(whole -> row(whole).counts.add(counts));
  }

  /** What a mount had between two moments, when nobody looked. */
  void late(Place place, Instant from, Instant to, Sums counts) {
    if (place.kept()) {
      spread(place, from, to, counts);
    }
    place.wholes().forEach(whole -> spread(whole, from, to, counts));
  }

  private Row row(Place place) {
    return rows.computeIfAbsent(place.id(), id -> new Row(place));
  }

  private void spread(Place place, Instant from, Instant to, Sums counts) {
    Instant start = from.isBefore(to.minus(LONGEST)) ? to.minus(LONGEST) : from;
    double span = Math.max(1, Duration.between(start, to).toMillis());
    Sums left = new Sums();
    left.add(counts);
    Instant at = start;
    while (at.isBefore(to)) {
      Instant next = at.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
      Sums share = new Sums();
      if (next.isBefore(to)) {
        double part = Duration.between(at, next).toMillis() / span;
        share.bytesIn = (long) (counts.bytesIn * part);
        share.bytesOut = (long) (counts.bytesOut * part);
        share.listenedMs = (long) (counts.listenedMs * part);
        share.visits = (long) (counts.visits * part);
      } else {
        share.add(left);
      }
      left.bytesIn -= share.bytesIn;
      left.bytesOut -= share.bytesOut;
      left.listenedMs -= share.listenedMs;
      left.visits -= share.visits;
      rollUp(place, at, share);
      at = next;
    }
  }

  private void rollUp(Place place, Instant at, Sums sums) {
    hours
        .computeIfAbsent(new Hour(place.id(), at.truncatedTo(ChronoUnit.HOURS)), hour -> new Sums())
        .add(sums);
    LocalDate day = at.atZone(place.zone()).toLocalDate();
    days.computeIfAbsent(
            new Day(place.id(), day),
            key ->
                new DaySums(
                    day.atStartOfDay(place.zone()).toInstant(),
                    day.plusDays(1).atStartOfDay(place.zone()).toInstant()))
        .sums
        .add(sums);
  }

  /** Writes it all. */
  void write(Connection connection) throws SQLException {
    merge(connection);
    try (PreparedStatement insert = connection.prepareStatement(MINUTES)) {
      for (Row row : rows.values()) {
        insert.setInt(1, row.place.id());
        insert.setObject(2, at(minute));
        insert.setLong(3, row.seen);
        insert.setLong(4, row.listeners);
        insert.setInt(5, row.peak);
        counts(insert, row.counts);
        insert.addBatch();
      }
      var _ = insert.executeBatch();
    }
    try (PreparedStatement insert = connection.prepareStatement(HOURS)) {
      for (Map.Entry<Hour, Sums> each : hours.entrySet()) {
        sums(insert, each.getKey().mount(), each.getKey().at(), each.getValue());
        insert.addBatch();
      }
      var _ = insert.executeBatch();
    }
    try (PreparedStatement insert = connection.prepareStatement(DAYS)) {
      for (Map.Entry<Day, DaySums> each : days.entrySet()) {
        sums(insert, each.getKey().mount(), each.getValue().midnight, each.getValue().sums);
        insert.setObject(10, each.getKey().day());
        insert.setObject(11, at(each.getValue().over));
        insert.addBatch();
      }
      var _ = insert.executeBatch();
    }
  }

  /**
   * Lays this minute over what is there of it, which another service has written, or this one
   * before it was told to end: seconds that both have seen are taken from who has seen more.
   */
  private void merge(Connection connection) throws SQLException {
    Map<Integer, long[]> there = new HashMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "select mount_id, seen, listeners, peak from history_minutes where at = ?")) {
      query.setObject(1, at(minute));
      try (ResultSet found = query.executeQuery()) {
        while (found.next()) {
          there.put(
              found.getInt(1), new long[] {found.getLong(2), found.getLong(3), found.getLong(4)});
        }
      }
    }
    for (Row row : rows.values()) {
      long[] before = there.getOrDefault(row.place.id(), new long[3]);
      if ((before[0] & row.seen) == 0) {
        row.seen |= before[0];
        row.listeners += before[1];
      } else if (Long.bitCount(before[0]) >= Long.bitCount(row.seen)) {
        row.seen = before[0];
        row.listeners = before[1];
      }
      row.peak = (int) Math.max(row.peak, before[2]);
      Sums grown = new Sums();
      grown.add(row.counts);
      grown.seconds = (long) Long.bitCount(row.seen) - Long.bitCount(before[0]);
      grown.listeners = row.listeners - before[1];
      grown.peak = row.peak;
      rollUp(row.place, minute, grown);
    }
  }

  private static void sums(PreparedStatement insert, int mount, Instant at, Sums sums)
      throws SQLException {
    insert.setInt(1, mount);
    insert.setObject(2, at(at));
    insert.setLong(3, sums.seconds);
    insert.setLong(4, sums.listeners);
    insert.setInt(5, sums.peak);
    counts(insert, sums);
  }

  private static void counts(PreparedStatement insert, Sums sums) throws SQLException {
    insert.setLong(6, sums.bytesIn);
    insert.setLong(7, sums.bytesOut);
    insert.setLong(8, sums.listenedMs);
    insert.setLong(9, sums.visits);
  }

  static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
