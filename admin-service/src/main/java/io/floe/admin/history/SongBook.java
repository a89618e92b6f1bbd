package io.floe.admin.history;

import io.floe.admin.history.Batch.Song;
import io.floe.admin.history.Places.Place;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Titles: each once, however often it is said in a row, by however many services it was seen.
 * Confined to the writer.
 */
final class SongBook {

  /** Titles of a mount that somebody whose clock is ahead may have written already. */
  private static final int RECENT = StreamLog.MOST_SONGS;

  /** Mounts whose last titles are remembered. */
  private static final int MOST_KNOWN = 50_000;

  /** The last titles of one mount, the newest last. */
  private static final class Known {
    private final Deque<String> titles = new ArrayDeque<>();
    private Instant at = Instant.MIN;

    /** When it was said, if it is a new one: not before the one before. */
    @Nullable Instant add(Instant when, String title) {
      boolean behind = !when.isAfter(at);
      if (title.equals(titles.peekLast()) || (behind && titles.contains(title))) {
        return null;
      }
      titles.addLast(title);
      if (titles.size() > RECENT) {
        titles.removeFirst();
      }
      at = behind ? at : when;
      return at;
    }
  }

  private final Map<Integer, Known> known = new HashMap<>();

  /** Forgets what somebody else may have added to. */
  void forget() {
    known.clear();
  }

  /** Reads the last titles of those mounts, of which nothing is known yet. */
  private void load(Connection connection, Set<Integer> mounts) throws SQLException {
    if (known.size() > MOST_KNOWN) {
      known.clear();
    }
    Set<Integer> unknown = new HashSet<>(mounts);
    unknown.removeAll(known.keySet());
    if (unknown.isEmpty()) {
      return;
    }
    unknown.forEach(this::known);
    try (PreparedStatement query =
        connection.prepareStatement(
            "select m.id, s.at, s.title from unnest(?) m (id) cross join lateral (select id, at,"
                + " title from history_songs where mount_id = m.id order by at desc, id desc limit"
                + " ?) s order by m.id, s.at, s.id")) {
      query.setArray(1, connection.createArrayOf("int4", unknown.toArray()));
      query.setInt(2, RECENT);
      try (ResultSet found = query.executeQuery()) {
        while (found.next()) {
          Known mount = known(found.getInt(1));
          mount.titles.addLast(found.getString(3));
          mount.at = found.getObject(2, OffsetDateTime.class).toInstant();
        }
      }
    }
  }

  private Known known(int mount) {
    return known.computeIfAbsent(mount, id -> new Known());
  }

  void write(Connection connection, List<Song> songs, EdgeBook.Finder places) throws SQLException {
    Set<Integer> mounts = new HashSet<>();
    for (Song song : songs) {
      Place place = places.find(song.mount());
      if (place.kept()) {
        mounts.add(place.id());
      }
    }
    load(connection, mounts);
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into history_songs (mount_id, at, title) values (?, ?, ?)")) {
      for (Song song : songs) {
        Place place = places.find(song.mount());
        if (!place.kept()) {
          continue;
        }
        String title = song.title().replace("\u0000", "");
        Instant at = known(place.id()).add(song.at(), title);
        if (at != null) {
          insert.setInt(1, place.id());
          insert.setObject(2, Postings.at(at));
          insert.setString(3, title);
          insert.addBatch();
        }
      }
      var _ = insert.executeBatch();
    }
  }
}
