package io.floe.transcoder.job;

import io.floe.stream.intake.IntakeCounters;
import io.floe.stream.intake.Sightings;
import io.floe.stream.intake.Sightings.Sighting;
import io.floe.stream.origin.Origins;
import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Loop;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.config.ConfigFeed;
import io.floe.wire.config.Mount;
import io.floe.wire.config.Rendition;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Peer;
import io.floe.wire.report.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of this node. All nodes decide alike which of them takes a job, from what each of them
 * reports once a second: the first in the {@link Ranking} that has room. Should two take one all
 * the same, claims and epochs leave the output to one of them. Confined to the bus thread, but for
 * the constructor, {@link #drain} and {@link #close}.
 */
public final class Jobs implements AutoCloseable {

  /**
   * What all jobs of a node share.
   *
   * @param pool decodes and encodes
   * @param settings of any mount, any thread
   */
  public record Studio(
      Bus bus,
      Origins origins,
      Executor pool,
      Function<MountName, Mount> settings,
      IntakeCounters intake,
      JobCounters counters) {}

  private static final Logger LOG = Logger.getLogger(Jobs.class);
  private static final Duration TICK = Duration.ofMillis(100);
  private static final Duration DECIDE = Duration.ofSeconds(1);

  /** A node that has just come first hears who makes what: so long from the first other one on. */
  private static final long LISTEN_NANOS = Duration.ofMillis(1_500).toNanos();

  /** A node takes jobs from living ones only after this, and one at a time. */
  private static final long SETTLE_NANOS = Duration.ofSeconds(10).toNanos();

  private static final long TAKE_NANOS = Duration.ofSeconds(5).toNanos();

  /** Sources are remembered for so long, for an output outlives its input. */
  private static final long REMEMBER_NANOS = Duration.ofMinutes(10).toNanos();

  private static final int MOST_REMEMBERED = 20_000;

  /**
   * A node that makes a job.
   *
   * @param onAir whether an output of it is on the air there
   * @param silent whether that is silence, or a failure
   */
  private record Maker(NodeId node, boolean onAir, boolean silent) {}

  private record Seen(Plan.Source source, long at) {}

  private final Studio studio;
  private final Backlog.Node backlog = Backlog.Node.usual();
  private final Bus bus;
  private final Loop loop;
  private final Heart heart;
  private final Supplier<ClusterView.Snapshot> cluster;
  private final ConfigFeed config;
  private final int room;
  private final Sightings sightings = new Sightings();
  private final Map<MountName, Work> works = new TreeMap<>();
  private final Map<MountName, Seen> sources = new LinkedHashMap<>(64, 0.75f, true);
  private final List<Consumer<Report.Transcoder>> listeners = new ArrayList<>();
  private final List<Loop.Timer> timers;
  private final long begunAt;
  private long heardAt = -1;
  private List<Report.Job> queued = List.of();
  private long tookAt;
  private long tickedAt;
  private boolean draining;
  private boolean closed;
  private volatile Report.Transcoder reported;

  /**
   * Starts to listen to the cluster, and to take jobs a little later.
   *
   * @param room what this node takes jobs for at most, in thousandths of a core
   */
  public Jobs(
      Studio studio,
      Heart heart,
      Supplier<ClusterView.Snapshot> cluster,
      ConfigFeed config,
      int room) {
    this.studio = studio;
    this.bus = studio.bus();
    this.loop = bus.loop();
    this.heart = heart;
    this.cluster = cluster;
    this.config = config;
    this.room = room;
    this.begunAt = loop.nanoTime();
    this.tookAt = begunAt;
    this.tickedAt = begunAt;
    this.reported = new Report.Transcoder(0, room, List.of());
    bus.receive(this::hear);
    heart.onBirth(peer -> heardAt = heardAt < 0 ? loop.nanoTime() : heardAt);
    heart.onDeath(peer -> decide());
    config.subscribe(next -> loop.execute(this::decide));
    timers = List.of(loop.every(TICK, this::tick), loop.every(DECIDE, this::decide));
  }

  /** What this node reports of its jobs. Any thread. */
  public Report.Transcoder report() {
    return reported;
  }

  /** Calls {@code listener} on the bus thread once a second with {@link #report}. Any thread. */
  public void onReport(Consumer<Report.Transcoder> listener) {
    loop.execute(() -> listeners.add(listener));
  }

  /** Gives the jobs to other nodes, as soon as those take them. Any thread. */
  public void drain() {
    loop.execute(() -> {
      draining = true;
      publish();
      heart.quicken();
    });
  }

  /** Ends all outputs. Idempotent. */
  @Override
  public void close() {
    timers.forEach(Loop.Timer::close);
    loop.execute(() -> {
      closed = true;
      works.values().forEach(work -> work.close("this server is shutting down"));
      works.clear();
    });
  }

  private void hear(NodeId from, Message message) {
    switch (message) {
      case Message.Audio(Chunk chunk) ->
          follower(chunk.stream().mount())
              .ifPresent(follower -> {
                sightings.heard(from, chunk.stream(), loop.nanoTime());
                follower.take(from, chunk);
              });
      case Message.Granted granted ->
          follower(granted.stream().mount()).ifPresent(follower -> follower.granted(from, granted));
      case Message.Beacons heard -> heard.beacons().forEach(beacon -> hear(from, beacon));
      case Message.Beat _ -> {}
      case Message.ConfigWanted _ -> {}
      case Message.ConfigPart _ -> {}
      case Message.Order _ -> {}
      case Message.OrderAnswer _ -> {}
      case Message.AudienceWanted _ -> {}
      case Message.Audience _ -> {}
      case Message.VisitsWanted _ -> {}
      case Message.Visits _ -> {}
      case Message.Find _ -> {}
      case Message.Unowned _ -> {}
      case Message.Lease _ -> {}
      case Message.Release _ -> {}
      case Message.Claim _ -> {}
      case Message.ClaimAnswer _ -> {}
      case Message.Retitle _ -> {}
      case Message.RetitleAnswer _ -> {}
    }
  }

  private void hear(NodeId from, Message.Beacon beacon) {
    Optional<Sighting> sighting = sightings.hear(from, beacon, loop.nanoTime());
    Work work = works.get(beacon.stream().mount());
    if (work == null) {
      return;
    }
    Follower follower = work.follower();
    if (follower != null) {
      follower.hear(from, beacon);
    }
    sighting.filter(Sighting::onAir).ifPresent(work::sighted);
  }

  private Optional<Follower> follower(MountName mount) {
    return Optional.ofNullable(works.get(mount)).map(Work::follower);
  }

  private void tick() {
    long now = loop.nanoTime();
    long late = now - tickedAt - TICK.toNanos();
    tickedAt = now;
    if (late > Duration.ofSeconds(1).toNanos()) {
      sightings.overslept(late, now);
    }
    for (Sighting lost : sightings.lost(now)) {
      follower(lost.stream().mount()).ifPresent(follower -> follower.lost(lost));
    }
    works.values().forEach(Work::tick);
    publish();
  }

  private void decide() {
    long now = loop.nanoTime();
    if (closed || heardAt < 0 || now - heardAt < LISTEN_NANOS) {
      return;
    }
    remember(now);
    Map<MountName, Job> plan =
        Plan.of(config.current(), sources.values().stream().map(Seen::source).toList());
    Peers peers = new Peers();
    queued = new ArrayList<>();
    for (MountName from : List.copyOf(works.keySet())) {
      if (!plan.containsKey(from)) {
        drop(from, "the rendition is not wanted any more");
      }
    }
    plan.forEach((from, job) -> {
      Work work = works.get(from);
      @Nullable Maker maker = peers.makers.get(from);
      if (work != null) {
        work.adopt(job);
        if (maker != null && givesUp(work, maker, peers)) {
          drop(from, maker.node() + " makes it");
        }
      } else if (maker == null) {
        free(job, peers);
      } else if (better(job, maker, peers, now)) {
        tookAt = now;
        studio.counters().taken.increment();
        start(job);
      }
    });
    publish();
    listeners.forEach(listener -> listener.accept(reported));
  }

  /**
   * Two nodes make it: one gives it up, as {@link Peers#prefer} has it. A node that is about to end
   * stays on the air until the other is.
   */
  private boolean givesUp(Work work, Maker other, Peers peers) {
    if (draining) {
      return other.onAir() || !work.onAir();
    }
    Maker self = new Maker(heart.self().id(), work.onAir(), false);
    return peers.prefer(work.job().from(), self, other).equals(other);
  }

  /** Nobody makes it. */
  private void free(Job job, Peers peers) {
    int cost = Effort.estimate(job);
    NodeId self = heart.self().id();
    Set<NodeId> able = peers.withRoom(cost);
    if (!draining && load() + cost <= room) {
      able.add(self);
    }
    Optional<NodeId> first = Ranking.first(job.from(), able);
    if (first.isEmpty()) {
      queue(job, cost, peers);
    } else if (first.get().equals(self)) {
      start(job);
    } else {
      peers.loads.merge(first.get(), cost, Integer::sum);
    }
  }

  private void queue(Job job, int cost, Peers peers) {
    Set<NodeId> all = new HashSet<>(peers.loads.keySet());
    all.add(heart.self().id());
    if (!Ranking.first(job.from(), all).equals(Optional.of(heart.self().id()))) {
      return; // The first choice says it.
    }
    String reason =
        "no transcoder has room for it: it takes "
            + cost
            + " thousandths of a core, and here "
            + load()
            + " of "
            + room
            + " are in use; add a transcoder, or raise its room";
    job.renditions()
        .forEach(each ->
            queued.add(
                new Report.Job(job.from(), each.to(), Report.Job.State.QUEUED, reason, 0, 0)));
  }

  /** Whether this node should take the job from the one that makes it, to share the work. */
  private boolean better(Job job, Maker maker, Peers peers, long now) {
    NodeId other = maker.node();
    int cost = Effort.estimate(job);
    boolean able = !draining && load() + cost <= room;
    if (peers.leaving.contains(other)) {
      Set<NodeId> heirs = peers.withRoom(cost);
      heirs.remove(other);
      if (able) {
        heirs.add(heart.self().id());
      }
      return Ranking.first(job.from(), heirs).equals(Optional.of(heart.self().id()));
    }
    // What is silent is not worth the turn.
    return able
        && !maker.silent()
        && now - begunAt > SETTLE_NANOS
        && now - tookAt > TAKE_NANOS
        && Ranking.before(job.from(), heart.self().id(), other)
        && peers.loads.getOrDefault(other, 0) > load() + cost;
  }

  private void start(Job job) {
    LOG.infof(
        "%s is taken: %s", job.from(), job.renditions().stream().map(each -> each.to()).toList());
    studio.counters().started.increment();
    NodeId self = heart.self().id();
    Map<MountName, Sighting> before = new HashMap<>();
    for (Rendition each : job.renditions()) {
      sightings
          .latest(each.to())
          .filter(last -> !last.owner().equals(self))
          .ifPresent(last -> before.put(each.to(), last));
    }
    Work work = new Work(studio, backlog, job, before);
    works.put(job.from(), work);
    sightings.onAir(job.from()).ifPresent(work::sighted);
    work.tick();
    heart.quicken();
  }

  private void drop(MountName from, String why) {
    Work work = works.remove(from);
    if (work != null) {
      LOG.infof("%s is given up: %s", from, why);
      studio.counters().ended.increment();
      work.close(why);
    }
  }

  private int load() {
    return works.values().stream().mapToInt(Work::cost).sum();
  }

  private void publish() {
    List<Report.Job> jobs = new ArrayList<>();
    works.values().forEach(work -> jobs.addAll(work.reports()));
    jobs.addAll(queued);
    reported = new Report.Transcoder(load(), draining ? 0 : room, jobs);
  }

  private void remember(long now) {
    ClusterView.Snapshot seen = cluster.get();
    Map<NodeId, NodeInfo.Role> roles = new HashMap<>();
    seen.nodes().forEach(node -> roles.put(node.id(), node.role()));
    for (ClusterView.Stream stream : seen.streams()) {
      if (roles.get(stream.owner()) == NodeInfo.Role.INGEST) {
        sources.put(
            stream.mount(),
            new Seen(new Plan.Source(stream.mount(), stream.info(), stream.tenant()), now));
      }
    }
    for (Map.Entry<MountName, Work> each : works.entrySet()) {
      Seen known = sources.get(each.getKey());
      if (known != null && each.getValue().onAir()) {
        sources.put(each.getKey(), new Seen(known.source(), now));
      }
    }
    sources.values().removeIf(each -> now - each.at() > REMEMBER_NANOS);
    var eldest = sources.keySet().iterator();
    for (int surplus = sources.size() - MOST_REMEMBERED; surplus > 0; surplus--) {
      eldest.next();
      eldest.remove();
    }
  }

  /** The other transcoders, as they have reported last. */
  private final class Peers {
    final Map<MountName, Maker> makers = new HashMap<>();
    final Map<NodeId, Integer> loads = new HashMap<>();
    final Map<NodeId, Integer> rooms = new HashMap<>();
    final Set<NodeId> leaving = new HashSet<>();

    Peers() {
      for (Peer peer : heart.peers()) {
        if (peer.report() instanceof Report.Transcoder(int load, int most, var jobs)) {
          loads.put(peer.id(), load);
          rooms.put(peer.id(), most);
          if (most == 0) {
            leaving.add(peer.id());
          }
          for (Report.Job job : jobs) {
            if (job.state() != Report.Job.State.QUEUED) {
              makers.merge(
                  job.from(),
                  new Maker(peer.id(), onAir(peer.id(), job.to()), silent(job.state())),
                  (one, two) -> prefer(job.from(), one, two));
            }
          }
        }
      }
    }

    /** Of two that make it: who stays, else who is on the air with it, else the first choice. */
    Maker prefer(MountName from, Maker one, Maker two) {
      if (one.node().equals(two.node())) {
        return new Maker(one.node(), one.onAir() || two.onAir(), one.silent() || two.silent());
      }
      if (leaving.contains(one.node()) != leaving.contains(two.node())) {
        return leaving.contains(one.node()) ? two : one;
      }
      if (one.onAir() != two.onAir()) {
        return one.onAir() ? one : two;
      }
      return Ranking.before(from, one.node(), two.node()) ? one : two;
    }

    private static boolean silent(Report.Job.State state) {
      return switch (state) {
        case SILENT, FAILED -> true;
        case WAITING, QUEUED, IDLE, RUNNING -> false;
      };
    }

    /** By the beacons, for a node that was stopped for a while does not know what it has lost. */
    private boolean onAir(NodeId node, MountName output) {
      return sightings.onAir(output).map(sighting -> sighting.owner().equals(node)).orElse(false);
    }

    Set<NodeId> withRoom(int cost) {
      Set<NodeId> able = new HashSet<>();
      loads.forEach((node, load) -> {
        if (load + cost <= rooms.getOrDefault(node, 0)) {
          able.add(node);
        }
      });
      return able;
    }
  }
}
