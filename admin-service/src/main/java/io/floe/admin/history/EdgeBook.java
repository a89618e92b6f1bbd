package io.floe.admin.history;

import io.floe.admin.history.Batch.Counts;
import io.floe.admin.history.Batch.EdgeCounts;
import io.floe.admin.history.Batch.Growth;
import io.floe.admin.history.Places.Place;
import io.floe.wire.audio.MountName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What edges had counted when they were heard last, and what has come since. The row without a
 * mount says when a node was heard. Confined to the writer.
 */
final class EdgeBook {

  /** Heard again after so long, what came in between belongs to no minute. */
  private static final Duration GAP = Duration.ofSeconds(90);

  /**
   * A mount that an edge has not named for so long is forgotten: it names each that it counts for
   * every few minutes, and counts from 0 for one that it has forgotten itself.
   */
  private static final Duration NAMED = Duration.ofMinutes(30);

  /** How often is looked for those. */
  private static final Duration LOOK = Duration.ofMinutes(5);

  private static final String NODE = "";

  /** One node. */
  private static final class Known {
    private Instant heardAt = Instant.MIN;
    private final Map<String, Counts> mounts = new HashMap<>();
    private final Map<String, Instant> namedAt = new HashMap<>();
    private Instant lookedAt = Instant.MIN;
  }

  /** Finds the place of a mount. */
  interface Finder {
    Place find(MountName mount) throws SQLException;
  }

  private final Map<String, Known> nodes = new HashMap<>();

  void load(Connection connection) throws SQLException {
    nodes.clear();
    try (PreparedStatement query =
            connection.prepareStatement(
                "select node, mount, at, bytes_out, listened_ms, visits from history_counters");
        ResultSet found = query.executeQuery()) {
      while (found.next()) {
        Known node = nodes.computeIfAbsent(found.getString(1), name -> new Known());
        String mount = found.getString(2);
        if (mount.equals(NODE)) {
          node.heardAt = found.getObject(3, OffsetDateTime.class).toInstant();
        } else {
          node.mounts.put(mount, new Counts(found.getLong(4), found.getLong(5), found.getLong(6)));
        }
      }
    }
  }

  void write(Connection connection, Batch batch, Postings postings, Finder places)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into history_counters (node, mount, at, bytes_out, listened_ms, visits) values"
                + " (?, ?, ?, ?, ?, ?) on conflict (node, mount) do update set at = excluded.at,"
                + " bytes_out = excluded.bytes_out, listened_ms = excluded.listened_ms, visits ="
                + " excluded.visits")) {
      for (EdgeCounts edge : batch.edges()) {
        Known node = nodes.computeIfAbsent(edge.node(), name -> new Known());
        write(insert, edge, node, postings, places);
        if (edge.lastAt().isAfter(node.heardAt)) {
          add(insert, edge.node(), NODE, edge.lastAt(), Counts.ZERO);
          node.heardAt = edge.lastAt();
        }
      }
      var _ = insert.executeBatch();
    }
    for (EdgeCounts edge : batch.edges()) {
      forgetUnnamed(connection, edge);
    }
  }

  private static void write(
      PreparedStatement insert, EdgeCounts edge, Known node, Postings postings, Finder places)
      throws SQLException {
    boolean known = !node.heardAt.equals(Instant.MIN);
    Instant since = known ? node.heardAt : edge.bornAt();
    boolean late = Duration.between(since, edge.firstAt()).compareTo(GAP) > 0;
    boolean behind = !edge.lastAt().isAfter(node.heardAt);
    boolean again = edge.bornAt().isAfter(node.heardAt);
    boolean part = known && edge.firstAt().isBefore(node.heardAt);
    for (Growth growth : edge.mounts()) {
      String mount = growth.mount().value();
      Counts before = node.mounts.getOrDefault(mount, Counts.ZERO);
      // Who wrote last has seen more, or has a clock that is ahead: then what has grown is new.
      if (growth.last().equals(before) || (behind && !growth.last().reach(before))) {
        continue;
      }
      // Of a minute that another service has written in part, or cuts elsewhere, only the end is
      // new.
      boolean overlaps =
          part || (!again && growth.last().reach(before) && !growth.first().reach(before));
      Counts first = overlaps ? Counts.ZERO : growth.first().since(before);
      Counts grown = overlaps ? growth.last().since(before) : growth.grown();
      Sums now = new Sums();
      now.add(grown);
      Place place = places.find(growth.mount());
      if (late) {
        Sums missed = new Sums();
        missed.add(first);
        postings.late(place, since, edge.firstAt(), missed);
      } else {
        now.add(first);
      }
      if (!now.nothing()) {
        postings.count(place, now);
      }
      node.mounts.put(mount, growth.last());
      add(insert, edge.node(), mount, edge.lastAt(), growth.last());
    }
  }

  /** Forgets mounts that the edge has forgotten. */
  private void forgetUnnamed(Connection connection, EdgeCounts edge) throws SQLException {
    Known node = nodes.get(edge.node());
    if (node == null) {
      return;
    }
    edge.mounts().forEach(growth -> node.namedAt.put(growth.mount().value(), edge.lastAt()));
    if (edge.lastAt().isBefore(node.lookedAt.plus(LOOK))) {
      return;
    }
    node.lookedAt = edge.lastAt();
    Instant horizon = edge.lastAt().minus(NAMED);
    List<String> gone = new ArrayList<>();
    for (String mount : node.mounts.keySet()) {
      // What was named before this service began to listen counts as named now.
      if (node.namedAt.computeIfAbsent(mount, name -> edge.lastAt()).isBefore(horizon)) {
        gone.add(mount);
      }
    }
    node.namedAt.keySet().removeIf(mount -> !node.mounts.containsKey(mount));
    if (gone.isEmpty()) {
      return;
    }
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from history_counters where node = ? and mount = any(?)")) {
      delete.setString(1, edge.node());
      delete.setArray(2, connection.createArrayOf("text", gone.toArray()));
      delete.executeUpdate();
    }
    node.mounts.keySet().removeAll(gone);
    node.namedAt.keySet().removeAll(gone);
  }

  private static void add(
      PreparedStatement insert, String node, String mount, Instant at, Counts counts)
      throws SQLException {
    insert.setString(1, node);
    insert.setString(2, mount);
    insert.setObject(3, Postings.at(at));
    insert.setLong(4, counts.bytesOut());
    insert.setLong(5, counts.listenedMs());
    insert.setLong(6, counts.visits());
    insert.addBatch();
  }

  /** Forgets nodes that have not been heard since then. */
  void forget(Connection connection, Instant since) throws SQLException {
    List<String> gone =
        nodes.entrySet().stream()
            .filter(node -> node.getValue().heardAt.isBefore(since))
            .map(Map.Entry::getKey)
            .toList();
    if (gone.isEmpty()) {
      return;
    }
    try (PreparedStatement delete =
        connection.prepareStatement("delete from history_counters where node = ?")) {
      for (String node : gone) {
        delete.setString(1, node);
        delete.addBatch();
      }
      var _ = delete.executeBatch();
    }
    gone.forEach(nodes::remove);
  }
}
