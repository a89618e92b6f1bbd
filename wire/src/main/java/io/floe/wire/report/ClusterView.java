package io.floe.wire.report;

import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Loop;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the whole cluster looks like from this node: nodes, streams on the air, listeners per mount
 * over all edges, jobs of transcoders.
 *
 * <p>Threads: built on the bus thread from beats and beacons; {@link #now} gives any thread the
 * newest immutable snapshot, at most {@link #SETTLE} older than what was heard.
 */
public final class ClusterView implements AutoCloseable {

  /** How long changes are gathered before they are published together. */
  public static final Duration SETTLE = Duration.ofMillis(100);

  /** How long the last words of a stream that has ended are kept for whoever looks now and then. */
  public static final Duration LAST_WORDS = Duration.ofSeconds(10);

  /** Streams whose last words are kept; of more, the one that ended first is forgotten. */
  private static final int MAX_ENDED = 10_000;

  /** Peaks remembered; beyond that the mount that was heard of longest ago is forgotten. */
  private static final int MAX_PEAKS = 10_000;

  /**
   * One stream on the air, with the cluster's listeners of its mount.
   *
   * @param bytesOut that listeners have taken while this node has watched: what the edges' counters
   *     have grown by since the mount came on the air, or since this node started
   * @param elsewhere those of them that are on other nodes
   * @param tenant whose source password let the source in, empty when it was the mount's own
   */
  public record Stream(
      NodeId owner,
      StreamId id,
      StreamInfo info,
      Beacon.State state,
      String title,
      long startedAt,
      long bytesIn,
      long bytesOut,
      int listeners,
      int peak,
      int elsewhere,
      String tenant) {

    public MountName mount() {
      return id.mount();
    }
  }

  /** What a transcoder reports of a rendition. */
  public record Placed(NodeId node, Report.Job job) {}

  /**
   * The cluster at one moment.
   *
   * @param streams one per mount, in order of mounts
   * @param nodes living nodes, in order of ids
   * @param listeners connected to any mount of any living edge
   * @param jobs of all living transcoders, one for each mount that they make or would make; see
   *     {@link #made}
   * @param ended streams whose owners said within {@link #LAST_WORDS} that they are over, and how
   *     much had come in; the first that ended first
   */
  public record Snapshot(
      List<Stream> streams,
      List<NodeInfo> nodes,
      int listeners,
      Map<MountName, Placed> jobs,
      List<Stream> ended) {

    public Snapshot {
      streams = List.copyOf(streams);
      nodes = List.copyOf(nodes);
      jobs = Map.copyOf(jobs);
      ended = List.copyOf(ended);
    }

    /** One in which no stream has ended lately. */
    public Snapshot(
        List<Stream> streams, List<NodeInfo> nodes, int listeners, Map<MountName, Placed> jobs) {
      this(streams, nodes, listeners, jobs, List.of());
    }

    /** The stream on that mount. */
    public Optional<Stream> stream(MountName mount) {
      int low = 0;
      int high = streams.size() - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        int order = streams.get(middle).mount().compareTo(mount);
        if (order == 0) {
          return Optional.of(streams.get(middle));
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle - 1;
      }
      return Optional.empty();
    }

    /**
     * What transcoders report of that mount; nothing if a source of somebody else has taken its
     * name.
     */
    public Optional<Placed> made(MountName to) {
      return Optional.ofNullable(jobs.get(to))
          .filter(placed ->
              stream(to)
                  .filter(stream -> !stream.owner().equals(placed.node()))
                  .flatMap(stream -> node(stream.owner()))
                  .filter(owner -> owner.role() == NodeInfo.Role.INGEST)
                  .isEmpty());
    }

    private Optional<NodeInfo> node(NodeId id) {
      return nodes.stream().filter(node -> node.id().equals(id)).findFirst();
    }

    /** Living nodes of that kind, in order of ids. */
    public List<NodeInfo> nodes(NodeInfo.Role role) {
      return nodes.stream().filter(n -> n.role() == role).toList();
    }
  }

  private record Sighting(NodeId owner, Beacon beacon, long heardAt) {

    private boolean is(NodeId node, Beacon other) {
      return owner.equals(node) && beacon.stream().equals(other.stream());
    }

    /** Whether it wins over the stream of another owner: the higher epoch, then the lower node. */
    private boolean outranks(NodeId node, Beacon other) {
      long ours = beacon.stream().epoch();
      long theirs = other.stream().epoch();
      return ours > theirs || (ours == theirs && owner.compareTo(node) < 0);
    }
  }

  private final Loop loop;
  private final Heart heart;
  private final Loop.Timer expiry;
  private final Map<MountName, Sighting> streams = new TreeMap<>();
  private final SequencedMap<StreamId, Sighting> ended = new LinkedHashMap<>();
  private final Map<MountName, Integer> peaks = new LinkedHashMap<>(64, 0.75f, true);
  private @Nullable Report own;
  private final Traffic traffic = new Traffic();
  private boolean stale;
  private volatile Snapshot snapshot;

  /** Listens to {@code bus} from now on; {@code heart} says who is alive. */
  public ClusterView(Bus bus, Heart heart) {
    this.loop = bus.loop();
    this.heart = heart;
    snapshot = new Snapshot(List.of(), List.of(heart.self()), 0, Map.of());
    bus.receive(this::heard);
    heart.onDeath(dead -> changed());
    expiry = loop.every(Duration.ofSeconds(1), this::expire);
  }

  /** The newest snapshot. Any thread. */
  public Snapshot now() {
    return snapshot;
  }

  /** Stops forgetting the dead. Idempotent. */
  @Override
  public void close() {
    expiry.close();
  }

  private void heard(NodeId from, Message message) {
    if (message instanceof Message.Beat beat) {
      if (from.equals(heart.self().id())) {
        own = beat.report();
      }
      changed();
    } else if (message instanceof Message.Beacons beacons && !beacons.beacons().isEmpty()) {
      beacons.beacons().forEach(beacon -> sighted(from, beacon));
      changed();
    }
  }

  private void sighted(NodeId owner, Beacon beacon) {
    MountName mount = beacon.stream().mount();
    if (beacon.state() == Beacon.State.ENDED) {
      lastWords(owner, beacon);
    }
    Sighting known = streams.get(mount);
    boolean ended = beacon.state() == Beacon.State.ENDED;
    if (known != null && !known.is(owner, beacon) && (ended || known.outranks(owner, beacon))) {
      return; // The owner that lost the mount has not noticed yet, or has and says so.
    }
    if (ended) {
      streams.remove(mount);
    } else {
      streams.put(mount, new Sighting(owner, beacon, loop.nanoTime()));
    }
  }

  /** Of a stream that its owner knows nothing of there are none. */
  private void lastWords(NodeId owner, Beacon beacon) {
    if (beacon.startedAt() > 0) {
      ended.put(beacon.stream(), new Sighting(owner, beacon, loop.nanoTime()));
      if (ended.size() > MAX_ENDED) {
        ended.pollFirstEntry();
      }
    }
  }

  private void changed() {
    if (!stale) {
      stale = true;
      loop.after(SETTLE, this::publish);
    }
  }

  private void expire() {
    long now = loop.nanoTime();
    if (ended.values().removeIf(s -> now - s.heardAt() > LAST_WORDS.toNanos())) {
      changed();
    }
    long horizon = now - Heart.DEATH.toNanos();
    if (streams.values().removeIf(s -> s.heardAt() - horizon <= 0)) {
      changed();
    }
  }

  private void publish() {
    stale = false;
    List<NodeInfo> living = new ArrayList<>();
    living.add(heart.self());
    Map<MountName, Integer> elsewhere = new HashMap<>();
    int total = 0;
    for (Peer peer : heart.peers()) {
      living.add(peer.node());
      total += count(peer.report(), elsewhere);
      traffic.take(peer.id(), peer.report(), streams.keySet());
    }
    living.sort(Comparator.comparing(NodeInfo::id));
    Map<MountName, Integer> listeners = new HashMap<>(elsewhere);
    total += count(own, listeners);
    traffic.take(heart.self().id(), own, streams.keySet());
    traffic.keep(living, streams.keySet());
    listeners.forEach((mount, sum) -> peaks.merge(mount, sum, Math::max));
    forgetPeaks();
    List<Stream> onAir = new ArrayList<>(streams.size());
    streams.forEach((mount, s) ->
        onAir.add(
            stream(
                s,
                traffic.of(mount),
                listeners.getOrDefault(mount, 0),
                elsewhere.getOrDefault(mount, 0))));
    List<Stream> gone = ended.values().stream().map(s -> stream(s, 0, 0, 0)).toList();
    snapshot = new Snapshot(onAir, living, total, jobs(), gone);
  }

  private Map<MountName, Placed> jobs() {
    JobBoard board =
        new JobBoard(mount -> {
          Sighting seen = streams.get(mount);
          return seen == null ? null : seen.owner();
        });
    heart.peers().stream()
        .sorted(Comparator.comparingLong(Peer::lastHeardNanos))
        .forEach(peer -> board.add(peer.id(), peer.report()));
    board.add(heart.self().id(), own);
    return board.jobs();
  }

  /** Adds what an edge has on its mounts; its listeners in all. */
  private int count(@Nullable Report report, Map<MountName, Integer> listeners) {
    if (!(report instanceof Report.Edge edge)) {
      return 0;
    }
    for (Report.MountListeners mount : edge.mounts()) {
      listeners.merge(mount.mount(), mount.listeners(), Integer::sum);
      peaks.merge(mount.mount(), mount.peak(), Math::max);
    }
    return edge.listeners();
  }

  private void forgetPeaks() {
    var eldest = peaks.keySet().iterator();
    for (int surplus = peaks.size() - MAX_PEAKS; surplus > 0; surplus--) {
      eldest.next();
      eldest.remove();
    }
  }

  private Stream stream(Sighting sighting, long bytesOut, int listeners, int elsewhere) {
    Beacon beacon = sighting.beacon();
    return new Stream(
        sighting.owner(),
        beacon.stream(),
        beacon.info(),
        beacon.state(),
        beacon.title(),
        beacon.startedAt(),
        beacon.bytesIn(),
        bytesOut,
        listeners,
        Math.max(listeners, peaks.getOrDefault(beacon.stream().mount(), 0)),
        elsewhere,
        beacon.tenant());
  }
}
