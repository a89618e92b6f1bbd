package io.floe.admin.history;

import io.floe.admin.history.ClientBook.Taken;
import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Message.Salt;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Writes the history: one transaction a minute. Two services may write at once; each takes its
 * turn, and whoever finds that another one has written in between reads anew what it compares with.
 * So a minute may be written twice, as after a commit whose outcome is not known. Confined to one
 * thread.
 */
final class Ledger {

  private static final int SALT_BYTES = 32;

  /** Counters and places of nodes that have gone are kept so long. */
  private static final Duration NODES = Duration.ofDays(3);

  /**
   * Who has been heard last before a longer pause may have run on all the while: nobody is
   * forgotten before those that are there have had the time to be heard again.
   */
  private static final Duration PAUSE = Duration.ofHours(1);

  private final DataSource source;
  private final String writer = UUID.randomUUID().toString();
  private final SecureRandom random = new SecureRandom();
  private final Places places;
  private final Owners owners;
  private final EdgeBook edges = new EdgeBook();
  private final SessionBook sessions = new SessionBook();
  private final SongBook songs = new SongBook();
  private final ClientBook clients;
  private boolean remembered;
  private Instant keepUntil = Instant.MIN;

  /** How to ask edges for visits. */
  record Asking(Map<String, Long> next, List<Salt> salts) {
    Asking {
      next = Map.copyOf(next);
      salts = List.copyOf(salts);
    }
  }

  Ledger(DataSource source, HistoryCounters counters) {
    this(source, counters, ClientBook.MOST_CLIENTS, Places.MOST_MOUNTS);
  }

  /**
   * @param mostClients of a mount in a day
   * @param mostMounts of a tenant
   */
  Ledger(DataSource source, HistoryCounters counters, int mostClients, int mostMounts) {
    this.source = source;
    this.clients = new ClientBook(counters, mostClients);
    this.places = new Places(counters, mostMounts);
    this.owners = new Owners(places);
  }

  /** What is done in a transaction. */
  private interface Work {
    void run(Connection connection) throws SQLException;
  }

  /**
   * Writes a minute and visits.
   *
   * @throws SQLException and nothing is written, or nobody knows: to be called again with the same
   */
  Asking write(Instant now, Batch batch, List<Taken> visits) throws SQLException {
    return inTurn(
        now,
        batch.mounts(),
        connection -> {
          Postings postings = new Postings(batch.minute());
          owners.learn(batch);
          EdgeBook.Finder finder = mount -> owners.place(connection, mount);
          for (Batch.Sample sample : batch.samples()) {
            sample(connection, postings, sample, finder);
          }
          edges.write(connection, batch, postings, finder);
          sessions.write(connection, batch, postings, finder);
          songs.write(connection, batch.songs(), finder);
          Set<String> alive = new HashSet<>();
          batch.edges().forEach(edge -> alive.add(edge.node()));
          clients.write(connection, now, visits, alive, finder);
          postings.write(connection);
          if (now.isAfter(keepUntil)) {
            edges.forget(connection, now.minus(NODES));
            clients.forget(connection, now.minus(NODES));
          }
        });
  }

  private void sample(
      Connection connection, Postings postings, Batch.Sample sample, EdgeBook.Finder finder)
      throws SQLException {
    String name = sample.tenant();
    if (!sample.mount().isEmpty()) {
      postings.sample(finder.find(new MountName(sample.mount())), sample);
    } else if (name == null) {
      postings.sample(places.of(connection, Places.NOBODY, ""), sample);
    } else {
      // What is of a tenant that only the configuration has is summed up nowhere, nor what is of
      // two in one.
      Places.Tenant tenant = places.tenant(name);
      if (tenant != null && owners.whole(name)) {
        postings.sample(places.of(connection, tenant.id(), ""), sample);
      }
    }
  }

  /** Reads what the next writing needs. */
  Asking open(Instant now) throws SQLException {
    return inTurn(now, Set.of(), connection -> {});
  }

  private Asking inTurn(Instant now, Set<String> mounts, Work work) throws SQLException {
    boolean done = false;
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      try {
        String before = turn(connection);
        if (!remembered || !(before.equals(writer) || before.isEmpty())) {
          keepUntil = now.plus(PAUSE);
        }
        if (!remembered || !before.equals(writer)) {
          LocalDate yesterday = LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(1);
          places.forget();
          edges.load(connection);
          sessions.load(connection, remembered && before.isEmpty());
          songs.forget();
          clients.load(connection, yesterday);
        }
        places.begin(connection, mounts);
        work.run(connection);
        List<Salt> salts = salts(connection, now);
        connection.commit();
        done = true;
        return new Asking(clients.next(), salts);
      } finally {
        if (!done) {
          rollback(connection);
        }
        connection.setAutoCommit(true);
      }
    } finally {
      remembered = done;
      clients.forget(LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(2));
    }
  }

  private static void rollback(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException gone) {
      // The database has forgotten it by itself.
    }
  }

  /** Takes the turn; who had it before. Nobody: something was forgotten. */
  private String turn(Connection connection) throws SQLException {
    try (Statement lock = connection.createStatement()) {
      lock.execute("set local lock_timeout = '5s'");
      lock.execute("set local statement_timeout = '20s'");
      String before = "";
      try (ResultSet found =
          lock.executeQuery("select writer from history_writer where id = 1 for update")) {
        before = found.next() ? found.getString(1) : before;
      }
      if (!before.equals(writer)) {
        try (PreparedStatement take =
            connection.prepareStatement("update history_writer set writer = ? where id = 1")) {
          take.setString(1, writer);
          take.executeUpdate();
        }
      }
      return before;
    }
  }

  /** Those of all days that it is somewhere, and of the next, made when they are missing. */
  private List<Salt> salts(Connection connection, Instant now) throws SQLException {
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into history_salts (day, salt) values (?, ?) on conflict do nothing")) {
      for (int ahead = -1; ahead <= 2; ahead++) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        insert.setObject(1, today.plusDays(ahead));
        insert.setBytes(2, salt);
        insert.addBatch();
      }
      var _ = insert.executeBatch();
    }
    List<Salt> salts = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "select day, salt from history_salts where day between ? and ? order by day")) {
      query.setObject(1, today.minusDays(1));
      query.setObject(2, today.plusDays(2));
      try (ResultSet found = query.executeQuery()) {
        while (found.next()) {
          salts.add(new Salt(found.getObject(1, LocalDate.class).toEpochDay(), found.getBytes(2)));
        }
      }
    }
    return salts;
  }
}
