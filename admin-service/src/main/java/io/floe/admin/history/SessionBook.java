package io.floe.admin.history;

import io.floe.admin.history.Batch.Ended;
import io.floe.admin.history.Batch.StreamSeen;
import io.floe.admin.history.Places.Place;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Streams, from their beginning to their end, and what came in. Confined to the writer. */
final class SessionBook {

  /** Went on as that of another tenant, which has the mount now. */
  static final String MOVED = "moved";

  /** Ended while nobody looked. */
  static final String UNSEEN = "unseen";

  private static final Duration GAP = Duration.ofSeconds(90);

  /** Where a stream has its row, and what it had when it was seen last. */
  private static final class Known {
    private final int mount;
    private Instant seenAt;
    private long bytesIn;

    Known(int mount, Instant seenAt, long bytesIn) {
      this.mount = mount;
      this.seenAt = seenAt;
      this.bytesIn = bytesIn;
    }
  }

  /** A stream, which is on the air but once, whosoever its mount is. */
  private record Key(String mount, long epoch) {
    static Key of(StreamSeen stream) {
      return new Key(stream.id().mount().value(), stream.id().epoch());
    }
  }

  private final Map<Key, Known> open = new HashMap<>();

  /**
   * Reads those that are on the air.
   *
   * @param alone whether nobody else has written since: then what is remembered of those that leave
   *     no rows still holds
   */
  void load(Connection connection, boolean alone) throws SQLException {
    open.values().removeIf(session -> !alone || session.mount != Places.NO_ROWS);
    try (PreparedStatement query =
            connection.prepareStatement(
                "select s.mount_id, m.mount, s.epoch, s.seen_at, s.bytes_in from history_sessions"
                    + " s join history_mounts m on m.id = s.mount_id where s.ended_at is null order"
                    + " by s.seen_at");
        ResultSet found = query.executeQuery()) {
      while (found.next()) {
        open.put(
            new Key(found.getString(2), found.getLong(3)),
            new Known(
                found.getInt(1),
                found.getObject(4, OffsetDateTime.class).toInstant(),
                found.getLong(5)));
      }
    }
  }

  void write(Connection connection, Batch batch, Postings postings, EdgeBook.Finder places)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into history_sessions as t (mount_id, epoch, encoder, node, content_type,"
                + " started_at, seen_at, ended_at, why, bytes_in) values (?, ?, ?, ?, ?, ?, ?, ?,"
                + " ?, ?) on conflict (mount_id, epoch) do update set seen_at ="
                + " greatest(t.seen_at, excluded.seen_at), ended_at = excluded.ended_at, why ="
                + " excluded.why, bytes_in = greatest(t.bytes_in, excluded.bytes_in)")) {
      for (StreamSeen stream : batch.streams()) {
        Place place = places.find(stream.id().mount());
        count(place, stream, postings, known(connection, place, stream, batch.minute()));
        if (place.kept()) {
          add(insert, place, stream);
        }
      }
      var _ = insert.executeBatch();
    }
    endOthers(connection, batch);
  }

  /**
   * The session of that stream; one that was ended by mistake, as by a split, goes on, and so does
   * one whose mount was another tenant's until now.
   */
  private Known known(Connection connection, Place place, StreamSeen stream, Instant minute)
      throws SQLException {
    Key key = Key.of(stream);
    Known known = open.get(key);
    if (known == null || known.mount != place.id()) {
      Known before = known != null ? known : find(connection, key);
      if (before == null) {
        known = fresh(place, stream, minute);
      } else {
        known = new Known(place.id(), before.seenAt, before.bytesIn);
        leaveOthers(connection, place, key);
      }
      open.put(key, known);
    }
    if (stream.ended() != null) {
      open.remove(key);
    }
    return known;
  }

  /** What was written of that stream last, wherever. */
  private static @Nullable Known find(Connection connection, Key key) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select max(s.seen_at), max(s.bytes_in) from history_sessions s join history_mounts m"
                + " on m.id = s.mount_id where m.mount = ? and s.epoch = ?")) {
      query.setString(1, key.mount());
      query.setLong(2, key.epoch());
      try (ResultSet found = query.executeQuery()) {
        found.next();
        OffsetDateTime seenAt = found.getObject(1, OffsetDateTime.class);
        return seenAt == null
            ? null
            : new Known(Places.NO_ROWS, seenAt.toInstant(), found.getLong(2));
      }
    }
  }

  /** One of which nothing was written: of one that leaves no row, that says little. */
  private static Known fresh(Place place, StreamSeen stream, Instant minute) {
    return place.kept() || !stream.startedAt().isBefore(minute)
        ? new Known(place.id(), stream.startedAt(), 0)
        : new Known(place.id(), stream.firstAt(), stream.firstBytes());
  }

  /** Ends it where it was as long as its mount was another tenant's. */
  private static void leaveOthers(Connection connection, Place place, Key key) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update history_sessions s set ended_at = s.seen_at, why = ? from history_mounts m"
                + " where m.id = s.mount_id and m.mount = ? and s.epoch = ? and s.mount_id <> ? and"
                + " s.ended_at is null")) {
      update.setString(1, MOVED);
      update.setString(2, key.mount());
      update.setLong(3, key.epoch());
      update.setInt(4, place.id());
      update.executeUpdate();
    }
  }

  private static void count(Place place, StreamSeen stream, Postings postings, Known known) {
    long first = Math.max(0, stream.firstBytes() - known.bytesIn);
    long all = Math.max(0, stream.lastBytes() - known.bytesIn);
    Sums now = new Sums();
    if (first > 0 && Duration.between(known.seenAt, stream.firstAt()).compareTo(GAP) > 0) {
      Sums missed = new Sums();
      missed.bytesIn = first;
      postings.late(place, known.seenAt, stream.firstAt(), missed);
      now.bytesIn = all - first;
    } else {
      now.bytesIn = all;
    }
    if (now.bytesIn > 0) {
      postings.count(place, now);
    }
    known.bytesIn = Math.max(known.bytesIn, stream.lastBytes());
    known.seenAt = stream.lastAt().isAfter(known.seenAt) ? stream.lastAt() : known.seenAt;
  }

  private static void add(PreparedStatement insert, Place place, StreamSeen stream)
      throws SQLException {
    Ended ended = stream.ended();
    insert.setInt(1, place.id());
    insert.setLong(2, stream.id().epoch());
    insert.setBoolean(3, stream.encoder());
    insert.setString(4, stream.node());
    insert.setString(5, stream.contentType().replace("\u0000", ""));
    insert.setObject(6, Postings.at(stream.startedAt()));
    insert.setObject(7, Postings.at(stream.lastAt()));
    if (ended == null) {
      insert.setNull(8, Types.TIMESTAMP_WITH_TIMEZONE);
    } else {
      insert.setObject(8, Postings.at(ended.at()));
    }
    insert.setString(9, ended == null ? null : ended.why());
    insert.setLong(10, stream.lastBytes());
    insert.addBatch();
  }

  /** Those that are not on the air any more and have ended while nobody looked. */
  private void endOthers(Connection connection, Batch batch) throws SQLException {
    Set<String> onAir = new HashSet<>();
    batch.onAir().forEach(stream -> onAir.add(stream.toString()));
    Map<String, Long> newest = new HashMap<>();
    for (StreamSeen stream : batch.streams()) {
      newest.merge(stream.id().mount().value(), stream.id().epoch(), Math::max);
    }
    try (PreparedStatement update =
        connection.prepareStatement(
            "update history_sessions set ended_at = seen_at, why = ? where mount_id = ? and epoch"
                + " = ? and ended_at is null")) {
      Iterator<Map.Entry<Key, Known>> sessions = open.entrySet().iterator();
      while (sessions.hasNext()) {
        Map.Entry<Key, Known> session = sessions.next();
        String mount = session.getKey().mount();
        long epoch = session.getKey().epoch();
        boolean here = onAir.contains(mount + "@" + epoch);
        boolean followed = newest.getOrDefault(mount, 0L) > epoch;
        if (!here && (followed || session.getValue().seenAt.isBefore(batch.minute()))) {
          update.setString(1, UNSEEN);
          update.setInt(2, session.getValue().mount);
          update.setLong(3, epoch);
          update.addBatch();
          sessions.remove();
        }
      }
      var _ = update.executeBatch();
    }
  }
}
