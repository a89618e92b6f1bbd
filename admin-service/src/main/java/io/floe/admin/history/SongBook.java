package io.floe.admin.history;

import io.floe.admin.history.Batch.Song;
import io.floe.admin.history.Places.Place;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Titles: each once, however often it is said in a row, by however many services it was seen.
 * Confined to the writer.
 */
final class SongBook {

  private record Last(Instant at, String title) {}

  private final Map<Integer, Last> last = new HashMap<>();

  void load(Connection connection) throws SQLException {
    last.clear();
    try (PreparedStatement query =
            connection.prepareStatement(
                "select distinct on (mount_id) mount_id, at, title from history_songs"
                    + " order by mount_id, at desc, id desc");
        ResultSet found = query.executeQuery()) {
      while (found.next()) {
        last.put(
            found.getInt(1),
            new Last(found.getObject(2, OffsetDateTime.class).toInstant(), found.getString(3)));
      }
    }
  }

  void write(Connection connection, List<Song> songs, EdgeBook.Finder places) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into history_songs (mount_id, at, title) values (?, ?, ?)")) {
      for (Song song : songs) {
        Place place = places.find(song.mount());
        String title = song.title().replace("\u0000", "");
        Last before = last.get(place.id());
        if (before != null && (before.title().equals(title) || !song.at().isAfter(before.at()))) {
          continue;
        }
        last.put(place.id(), new Last(song.at(), title));
        insert.setInt(1, place.id());
        insert.setObject(2, Postings.at(song.at()));
        insert.setString(3, title);
        insert.addBatch();
      }
      var _ = insert.executeBatch();
    }
  }
}
