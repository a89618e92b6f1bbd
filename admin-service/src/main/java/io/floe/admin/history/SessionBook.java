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

/** Streams, from their beginning to their end, and what came in. Confined to the writer. */
final class SessionBook {

  /** Ended while nobody looked. */
  static final String UNSEEN = "unseen";

  private static final Duration GAP = Duration.ofSeconds(90);

  private static final class Known {
    private final int mount;
    private final String name;
    private final long epoch;
    private Instant seenAt;
    private long bytesIn;

    Known(int mount, String name, long epoch, Instant seenAt, long bytesIn) {
      this.mount = mount;
      this.name = name;
      this.epoch = epoch;
      this.seenAt = seenAt;
      this.bytesIn = bytesIn;
    }
  }

  private record Key(int mount, long epoch) {}

  private final Map<Key, Known> open = new HashMap<>();

  void load(Connection connection) throws SQLException {
    open.clear();
    try (PreparedStatement query =
            connection.prepareStatement(
                "select s.mount_id, m.mount, s.epoch, s.seen_at, s.bytes_in from history_sessions"
                    + " s join history_mounts m on m.id = s.mount_id where s.ended_at is null");
        ResultSet found = query.executeQuery()) {
      while (found.next()) {
        Known session =
            new Known(
                found.getInt(1),
                found.getString(2),
                found.getLong(3),
                found.getObject(4, OffsetDateTime.class).toInstant(),
                found.getLong(5));
        open.put(new Key(session.mount, session.epoch), session);
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
        count(place, stream, postings, known(connection, place, stream));
        add(insert, place, stream);
      }
      var _ = insert.executeBatch();
    }
    endOthers(connection, batch);
  }

  /** The session of that stream; one that was ended by mistake, as by a split, goes on. */
  private Known known(Connection connection, Place place, StreamSeen stream) throws SQLException {
    Key key = new Key(place.id(), stream.id().epoch());
    Known known = open.get(key);
    if (known == null) {
      known =
          new Known(
              place.id(), stream.id().mount().value(), stream.id().epoch(), stream.startedAt(), 0);
      try (PreparedStatement query =
          connection.prepareStatement(
              "select seen_at, bytes_in from history_sessions where mount_id = ? and epoch = ?")) {
        query.setInt(1, place.id());
        query.setLong(2, stream.id().epoch());
        try (ResultSet found = query.executeQuery()) {
          if (found.next()) {
            known.seenAt = found.getObject(1, OffsetDateTime.class).toInstant();
            known.bytesIn = found.getLong(2);
          }
        }
      }
      open.put(key, known);
    }
    if (stream.ended() != null) {
      open.remove(key);
    }
    return known;
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
      Iterator<Known> sessions = open.values().iterator();
      while (sessions.hasNext()) {
        Known session = sessions.next();
        boolean here = onAir.contains(session.name + "@" + session.epoch);
        boolean followed = newest.getOrDefault(session.name, 0L) > session.epoch;
        if (!here && (followed || session.seenAt.isBefore(batch.minute()))) {
          update.setString(1, UNSEEN);
          update.setInt(2, session.mount);
          update.setLong(3, session.epoch);
          update.addBatch();
          sessions.remove();
        }
      }
      var _ = update.executeBatch();
    }
  }
}
