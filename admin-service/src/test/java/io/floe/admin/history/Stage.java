package io.floe.admin.history;

import io.floe.admin.PostgresServer;
import io.floe.admin.history.ClientBook.Taken;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.Peer;
import io.floe.wire.report.Report;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * A cluster that is played, with a clock that is moved by hand, its history kept in a real
 * Postgres.
 */
final class Stage {

  static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
  static final String NORTH = "north";

  final DataSource source;
  final HistoryCounters counters = new HistoryCounters();
  final Map<String, Edge> edges = new LinkedHashMap<>();
  final Map<MountName, Source> sources = new TreeMap<>();
  final List<Taken> visits = new ArrayList<>();

  /** Mounts of other tenants than usual. */
  final Map<MountName, String> owners = new HashMap<>();

  /** Last words of streams, as long as they are there. */
  final List<ClusterView.Stream> ended = new ArrayList<>();

  int mostMounts = Places.MOST_MOUNTS;
  Instant now = START;
  Sampler sampler = sampler();
  boolean madeOnTheFly;
  Ledger ledger;

  /** An edge, as its beats show it. */
  static final class Edge {
    final NodeId id;
    final Instant bornAt;
    final Map<MountName, Integer> listeners = new HashMap<>();
    final Map<MountName, long[]> counts = new HashMap<>();
    long heardAt;
    boolean mute;

    Edge(String id, Instant bornAt) {
      this.id = new NodeId(id);
      this.bornAt = bornAt;
    }

    /** A second passes, in which each listener takes so many bytes. */
    void second(long bytes) {
      listeners.forEach((mount, count) -> {
        long[] sums = counts.computeIfAbsent(mount, name -> new long[3]);
        sums[0] += bytes * count;
        sums[1] += 1000L * count;
      });
    }

    void visit(MountName mount) {
      counts.computeIfAbsent(mount, name -> new long[3])[2]++;
    }

    Peer peer() {
      List<Report.MountListeners> mounts = new ArrayList<>();
      counts.forEach((mount, sums) ->
          mounts.add(
              new Report.MountListeners(
                  mount, listeners.getOrDefault(mount, 0), 0, sums[0], sums[1], sums[2])));
      listeners.forEach((mount, count) -> {
        if (!counts.containsKey(mount)) {
          mounts.add(new Report.MountListeners(mount, count, 0));
        }
      });
      return new Peer(
          new NodeInfo(id, NodeInfo.Role.EDGE, "1", 1, bornAt.toEpochMilli()),
          new Report.Edge(0, 0, mounts),
          heardAt);
    }
  }

  /** A source, as its beacons show it. */
  static final class Source {
    final StreamId id;
    final NodeId owner;
    final Instant startedAt;
    String title = "";
    long bytesIn;

    Source(StreamId id, String owner, Instant startedAt) {
      this.id = id;
      this.owner = new NodeId(owner);
      this.startedAt = startedAt;
    }
  }

  /** Starts a Postgres with all tables. */
  static PostgresServer database() {
    PostgresServer postgres = PostgresServer.start();
    var _ = Flyway.configure().dataSource(postgres.source()).load().migrate();
    return postgres;
  }

  /** A cluster without a past. */
  Stage(DataSource source) {
    this.source = source;
    run(
        "truncate tenants, history_mounts, history_counters, history_salts, history_visits"
            + " restart identity cascade");
    run(
        "insert into tenants (name, create_mounts, made_at) values ('north', true, '2026-01-01'),"
            + " ('south', true, null)");
    ledger = ledger();
  }

  private Sampler sampler() {
    return new Sampler(this::tenant);
  }

  private Ledger ledger() {
    return new Ledger(source, counters, ClientBook.MOST_CLIENTS, mostMounts);
  }

  private Optional<String> tenant(MountName mount) {
    if (owners.containsKey(mount)) {
      return Optional.of(owners.get(mount)).filter(owner -> !owner.isEmpty());
    }
    return madeOnTheFly && !sources.containsKey(mount)
        ? Optional.empty()
        : Optional.of(mount.value().startsWith("/south") ? "south" : NORTH);
  }

  Edge edge(String id) {
    return edges.computeIfAbsent(id, name -> new Edge(name, now));
  }

  Source source(String mount) {
    return source(mount, "ingest-1");
  }

  Source source(String mount, String owner) {
    MountName name = new MountName(mount);
    Source made = new Source(new StreamId(name, now.toEpochMilli()), owner, now);
    sources.put(name, made);
    return made;
  }

  /** The source goes, and its node says so. */
  void end(Source source, String tenant) {
    sources.remove(source.id.mount(), source);
    ended.add(stream(source, Beacon.State.ENDED, tenant));
  }

  /** Another service takes over, which remembers nothing. */
  void restart() {
    sampler = sampler();
    ledger = ledger();
  }

  /** One second, in which somebody looks. */
  void second(long bytes) throws SQLException {
    pass(bytes);
    look();
    write(sampler.over(now));
  }

  void seconds(int count, long bytes) throws SQLException {
    for (int i = 0; i < count; i++) {
      second(bytes);
    }
  }

  /** One second, in which nobody looks. */
  void pass(long bytes) {
    now = now.plusSeconds(1);
    edges
        .values()
        .forEach(edge -> {
          edge.second(bytes);
          if (!edge.mute) {
            edge.heardAt = now.toEpochMilli();
          }
        });
    sources.values().forEach(each -> each.bytesIn += bytes);
  }

  void look() {
    sampler.look(now, cluster(), edges.values().stream().map(Edge::peer).toList());
  }

  ClusterView.Snapshot cluster() {
    List<ClusterView.Stream> streams =
        sources.values().stream().map(each -> stream(each, Beacon.State.LIVE, "")).toList();
    return new ClusterView.Snapshot(
        streams,
        List.of(
            new NodeInfo(new NodeId("ingest-1"), NodeInfo.Role.INGEST, "1", 1, 0),
            new NodeInfo(new NodeId("transcoder-1"), NodeInfo.Role.TRANSCODER, "1", 1, 0)),
        0,
        Map.of(),
        ended);
  }

  private static ClusterView.Stream stream(Source source, Beacon.State state, String tenant) {
    return new ClusterView.Stream(
        source.owner,
        source.id,
        new StreamInfo("audio/mpeg", "", "", "", "", 128, true, ""),
        state,
        source.title,
        source.startedAt.toEpochMilli(),
        source.bytesIn,
        0,
        0,
        0,
        0,
        tenant);
  }

  void write(List<Batch> batches) throws SQLException {
    for (Batch batch : batches) {
      ledger.write(now, batch, visits);
      visits.clear();
    }
  }

  /** Writes all that was seen, as before a shutdown. */
  void finish() throws SQLException {
    write(sampler.everything());
  }

  Reader reader() {
    return new Reader(source);
  }

  Span all() {
    return new Span(START.minus(Duration.ofDays(1)), now.plusSeconds(60), false);
  }

  Views.TotalsView totals(String mount) throws SQLException {
    List<Views.DayLine> days = reader().days(scope(mount), all());
    return Views.TotalsView.of(days, Views.TotalsView.sum("", days), null);
  }

  Scope scope(String mount) throws SQLException {
    Map<Integer, String> found = new HashMap<>();
    try (Connection connection = source.getConnection();
        Statement query = connection.createStatement();
        ResultSet rows =
            query.executeQuery(
                "select id, mount from history_mounts where mount = '"
                    + mount
                    + "' and tenant_id = 1")) {
      while (rows.next()) {
        found.put(rows.getInt(1), rows.getString(2));
      }
    }
    return new Scope(found);
  }

  /** What all mounts of a tenant had together; 0: those of all tenants. */
  long whole(String column, int tenant) {
    return number(
        "select coalesce(sum(%s), 0) from history_days d join history_mounts m on m.id = d.mount_id"
                .formatted(column)
            + " where m.mount = '' and coalesce(m.tenant_id, 0) = "
            + tenant);
  }

  void run(String sql) {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  long number(String query) {
    return Long.parseLong(text(query));
  }

  String text(String query) {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      found.next();
      return String.valueOf(found.getString(1));
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
