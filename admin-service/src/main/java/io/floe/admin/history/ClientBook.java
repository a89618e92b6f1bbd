package io.floe.admin.history;

import io.floe.admin.history.Places.Place;
import io.floe.wire.bus.Message;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who has come: clients of a day, each once, and their players. Confined to the writer. */
final class ClientBook {

  /** Clients counted of one mount in one day; 75 bytes each with the index. */
  static final int MOST_CLIENTS = 1_000_000;

  /** Players told apart of one mount in one day. */
  static final int MOST_AGENTS = 200;

  static final String OTHER = "other";
  static final String NONE = "none";

  /** Visits to an edge, the first of them with that number. */
  record Taken(String node, long from, List<Message.Visit> visits) {
    Taken {
      visits = List.copyOf(visits);
    }

    long next() {
      return from + visits.size();
    }
  }

  private record Day(int mount, LocalDate day) {}

  private record Client(Day day, long hash) {}

  private record Agent(Day day, String name) {}

  private final HistoryCounters counters;
  private final int mostClients;
  private final Map<String, Long> next = new HashMap<>();
  private final Map<Day, Set<String>> agents = new HashMap<>();
  private final Map<Day, Integer> clients = new HashMap<>();

  ClientBook(HistoryCounters counters, int mostClients) {
    this.counters = counters;
    this.mostClients = mostClients;
  }

  void load(Connection connection, LocalDate since) throws SQLException {
    next.clear();
    agents.clear();
    clients.clear();
    try (PreparedStatement query =
            connection.prepareStatement("select node, next from history_visits");
        ResultSet found = query.executeQuery()) {
      while (found.next()) {
        next.put(found.getString(1), found.getLong(2));
      }
    }
    try (PreparedStatement query =
        connection.prepareStatement(
            "select mount_id, day, agent from history_agents where day >= ?")) {
      query.setObject(1, since);
      try (ResultSet found = query.executeQuery()) {
        while (found.next()) {
          of(agents, day(found)).add(found.getString(3));
        }
      }
    }
  }

  /** How many there are already; asked for when somebody comes, for all together may be many. */
  private int counted(Connection connection, Day day) throws SQLException {
    Integer known = clients.get(day);
    if (known != null) {
      return known;
    }
    try (PreparedStatement query =
        connection.prepareStatement(
            "select count(*) from history_clients where mount_id = ? and day = ?")) {
      query.setInt(1, day.mount());
      query.setObject(2, day.day());
      try (ResultSet found = query.executeQuery()) {
        found.next();
        clients.put(day, found.getInt(1));
        return found.getInt(1);
      }
    }
  }

  private static Day day(ResultSet found) throws SQLException {
    return new Day(found.getInt(1), found.getObject(2, LocalDate.class));
  }

  private static Set<String> of(Map<Day, Set<String>> agents, Day day) {
    return agents.computeIfAbsent(day, key -> new HashSet<>());
  }

  /** Up to where each edge has been heard. */
  Map<String, Long> next() {
    return Map.copyOf(next);
  }

  /**
   * Writes who has come.
   *
   * @param alive edges that were heard, whether somebody has come to them or not: where they were
   *     heard up to is remembered as long as they live
   */
  void write(
      Connection connection,
      Instant now,
      List<Taken> taken,
      Set<String> alive,
      EdgeBook.Finder places)
      throws SQLException {
    LocalDate first = LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(1);
    Set<Client> came = new HashSet<>();
    Map<Agent, Long> players = new HashMap<>();
    Map<String, Long> heard = new HashMap<>();
    for (String node : alive) {
      Long known = next.get(node);
      if (known != null) {
        heard.put(node, known);
      }
    }
    for (Taken part : taken) {
      long known = next.getOrDefault(part.node(), 0L);
      for (int i = 0; i < part.visits().size(); i++) {
        Message.Visit visit = part.visits().get(i);
        if (part.from() + i < known) {
          continue;
        }
        if (date(visit.day()).isBefore(first)) {
          counters.visitsLost.increment(); // its day is closed
        } else {
          add(visit, places, came, players);
        }
      }
      long end = Math.max(known, part.next());
      next.put(part.node(), end);
      heard.put(part.node(), end);
    }
    writeClients(connection, came);
    writeAgents(connection, players);
    writeNext(connection, now, heard);
  }

  private void add(
      Message.Visit visit, EdgeBook.Finder places, Set<Client> came, Map<Agent, Long> players)
      throws SQLException {
    LocalDate date = date(visit.day());
    Place place = places.find(visit.mount());
    if (place.kept()) {
      came.add(new Client(new Day(place.id(), date), visit.client()));
    }
    // The days of the platform are others, and so are the hashes of a client in them.
    for (Place whole : place.wholes().stream().filter(Place::ofTenant).toList()) {
      came.add(new Client(new Day(whole.id(), date), visit.client()));
    }
    if (visit.fresh()) {
      counters.visits.increment();
    }
    if (visit.fresh() && place.kept()) {
      Day day = new Day(place.id(), date);
      String name = visit.agent().isEmpty() ? NONE : visit.agent().replace("\u0000", "");
      Set<String> known = of(agents, day);
      boolean room = known.contains(name) || known.size() < MOST_AGENTS;
      String counted = room ? name : OTHER;
      known.add(counted);
      players.merge(new Agent(day, counted), 1L, Long::sum);
    }
  }

  /** Days that no table holds are today's: an edge may say anything. */
  private static LocalDate date(long day) {
    return LocalDate.ofEpochDay(Math.clamp(day, 0, 100_000));
  }

  private void writeClients(Connection connection, Set<Client> came) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into history_clients (mount_id, day, client) values (?, ?, ?) on conflict do"
                + " nothing")) {
      List<Day> order = new ArrayList<>();
      for (Client client : came) {
        if (counted(connection, client.day()) >= mostClients) {
          counters.clientsUncounted.increment();
          continue;
        }
        insert.setInt(1, client.day().mount());
        insert.setObject(2, client.day().day());
        insert.setLong(3, client.hash());
        insert.addBatch();
        order.add(client.day());
      }
      int[] made = insert.executeBatch();
      for (int i = 0; i < made.length; i++) {
        if (made[i] > 0 || made[i] == Statement.SUCCESS_NO_INFO) {
          clients.merge(order.get(i), 1, Integer::sum);
        }
      }
    }
  }

  private static void writeAgents(Connection connection, Map<Agent, Long> players)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into history_agents as t (mount_id, day, agent, visits) values (?, ?, ?, ?) on"
                + " conflict (mount_id, day, agent) do update set visits = t.visits +"
                + " excluded.visits")) {
      for (Map.Entry<Agent, Long> each : players.entrySet()) {
        insert.setInt(1, each.getKey().day().mount());
        insert.setObject(2, each.getKey().day().day());
        insert.setString(3, each.getKey().name());
        insert.setLong(4, each.getValue());
        insert.addBatch();
      }
      var _ = insert.executeBatch();
    }
  }

  private static void writeNext(Connection connection, Instant now, Map<String, Long> heard)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into history_visits (node, next, at) values (?, ?, ?) on conflict (node) do"
                + " update set next = excluded.next, at = excluded.at")) {
      for (Map.Entry<String, Long> each : heard.entrySet()) {
        insert.setString(1, each.getKey());
        insert.setLong(2, each.getValue());
        insert.setObject(3, Postings.at(now));
        insert.addBatch();
      }
      var _ = insert.executeBatch();
    }
  }

  /** Forgets up to where edges were heard that are gone since then. */
  void forget(Connection connection, Instant since) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from history_visits where at < ? returning node")) {
      delete.setObject(1, Postings.at(since));
      try (ResultSet gone = delete.executeQuery()) {
        while (gone.next()) {
          next.remove(gone.getString(1));
        }
      }
    }
  }

  /** Forgets days before that one; their agents and clients come no more. */
  void forget(LocalDate since) {
    agents.keySet().removeIf(day -> day.day().isBefore(since));
    clients.keySet().removeIf(day -> day.day().isBefore(since));
  }
}
