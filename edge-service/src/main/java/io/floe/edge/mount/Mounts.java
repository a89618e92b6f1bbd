package io.floe.edge.mount;

import io.floe.edge.ring.MountRing;
import io.floe.stream.intake.Intake;
import io.floe.stream.intake.Sightings;
import io.floe.stream.intake.Sightings.Sighting;
import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Loop;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.NodeId;
import io.floe.wire.config.Mount;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The mounts that flow to this edge. {@link #open} and {@link #mounts} may be called from any
 * thread; all other state is confined to the bus thread, which publishes an immutable map of what
 * is at hand.
 */
public final class Mounts implements Lookup, AutoCloseable {

  private static final Duration TICK = Duration.ofMillis(100);

  /** How long a listener waits for an answer at most. */
  static final Duration PATIENCE = Duration.ofMillis(300);

  /**
   * A stream that follows another one is taken from its beginning when it has no more chunks than
   * this, 20 s of them. Else it was on the air elsewhere, in a part of the cluster that could not
   * be reached, and is joined as by anybody who comes late.
   */
  private static final long YOUNG_CHUNKS = 100;

  /** Asked for beyond the burst, so that a whole burst is left after live audio has come. */
  private static final int BEYOND_BURST = 64 << 10;

  /**
   * How long things are kept that nobody may need any more.
   *
   * @param linger how long listeners stay when the source is gone, in case it returns
   * @param idle how long a mount without listeners is kept warm
   * @param grace how long a mount is kept that is offered no more, for listeners on their way in
   */
  public record Limits(Duration linger, Duration idle, Duration grace) {
    public static final Limits DEFAULT =
        new Limits(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(1));
  }

  private final Bus bus;
  private final Loop loop;
  private final Function<MountName, Mount> settings;
  private final Function<Supplier<Mount>, MountRing> rings;
  private final Function<MountRing, Sink> sinks;
  private final Predicate<MountName> keepWarm;
  private final Limits limits;
  private final MountCounters counters = new MountCounters();
  private final Sightings sightings = new Sightings();
  private final Searches searches;
  private final Map<MountName, Feed> feeds = new HashMap<>();
  private final List<Feed> retiring = new ArrayList<>();
  private final Tallies tallies;
  private final Feed.Edge edge = new Hands();
  private final Loop.Timer timer;
  private long tickedAt;
  private volatile Map<MountName, LiveMount> open = Map.of();
  private volatile List<LiveMount> mounts = List.of();

  /**
   * Starts to listen to the cluster.
   *
   * @param settings the newest settings of a mount, any thread
   * @param rings makes a ring for a mount whose settings are supplied
   * @param keepWarm mounts that are leased without listeners, asked on the bus thread
   */
  public Mounts(
      Bus bus,
      Heart heart,
      Function<MountName, Mount> settings,
      Function<Supplier<Mount>, MountRing> rings,
      Predicate<MountName> keepWarm,
      Limits limits) {
    this(bus, heart, settings, rings, Mounts::into, keepWarm, limits);
  }

  Mounts(
      Bus bus,
      Heart heart,
      Function<MountName, Mount> settings,
      Function<Supplier<Mount>, MountRing> rings,
      Function<MountRing, Sink> sinks,
      Predicate<MountName> keepWarm,
      Limits limits) {
    this.bus = bus;
    this.loop = bus.loop();
    this.settings = settings;
    this.rings = rings;
    this.sinks = sinks;
    this.keepWarm = keepWarm;
    this.limits = limits;
    this.tallies = new Tallies(loop::nanoTime);
    this.searches = new Searches(bus, heart, counters);
    this.tickedAt = loop.nanoTime();
    bus.receive(this::hear);
    timer = loop.every(TICK, this::tick);
  }

  @Override
  public void open(MountName mount, Executor caller, Consumer<Optional<LiveMount>> answer) {
    LiveMount warm = open.get(mount);
    if (warm != null) {
      warm.wanted(loop.nanoTime());
      caller.execute(() -> answer.accept(Optional.of(warm)));
      return;
    }
    Waiter waiter = new Waiter(mount, caller, answer, loop.nanoTime());
    loop.execute(() -> admit(waiter));
  }

  /** All mounts that flow here, those included whose source has just gone. Any thread. */
  public List<LiveMount> mounts() {
    return mounts;
  }

  /** Listeners of each mount, and what they have had so far. Bus thread. */
  public List<Report.MountListeners> report() {
    return tallies.report(mounts);
  }

  public MountCounters counters() {
    return counters;
  }

  /** Gives all leases back and ends all rings. Idempotent. */
  @Override
  public void close() {
    timer.close();
    loop.execute(() -> {
      for (Feed feed : List.copyOf(feeds.values())) {
        feed.release();
        feed.close();
      }
      feeds.clear();
      for (Feed feed : List.copyOf(retiring)) {
        feed.release();
        feed.close();
      }
      retiring.clear();
      publish();
    });
  }

  private void admit(Waiter waiter) {
    MountName mount = waiter.mount();
    Feed feed = feeds.get(mount);
    if (feed != null && feed.onAir()) {
      feed.join(waiter);
      patience(waiter);
      return;
    }
    Optional<Sighting> sighting = sightings.onAir(mount);
    if (sighting.isPresent()) {
      counters.coldOpens.increment();
      feed(sighting.get()).join(waiter);
    } else {
      searches.add(waiter);
    }
    patience(waiter);
  }

  private void patience(Waiter waiter) {
    if (!waiter.answered()) {
      loop.after(PATIENCE, () -> giveUp(waiter));
    }
  }

  private void giveUp(Waiter waiter) {
    Feed feed = feeds.get(waiter.mount());
    if (feed != null && feed.onAir()) {
      edge.answer(waiter, feed.live());
    } else {
      waiter.answer(Optional.empty());
    }
  }

  private void hear(NodeId from, Message message) {
    switch (message) {
      case Message.Audio audio -> take(from, audio.chunk());
      case Message.Granted granted -> {
        Feed feed = feeds.get(granted.stream().mount());
        if (feed != null) {
          feed.granted(from, granted);
        }
        retiring.forEach(old -> old.granted(from, granted));
      }
      case Message.Beacons heard -> heard.beacons().forEach(beacon -> hear(from, beacon));
      case Message.Unowned unowned -> searches.denied(from, unowned.mount());
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
      case Message.Lease _ -> {}
      case Message.Release _ -> {}
      case Message.Claim _ -> {}
      case Message.ClaimAnswer _ -> {}
      case Message.Retitle _ -> {}
      case Message.RetitleAnswer _ -> {}
    }
  }

  private void take(NodeId from, Chunk chunk) {
    MountName mount = chunk.stream().mount();
    Feed feed = feeds.get(mount);
    if (feed != null && feed.take(from, chunk)) {
      sightings.heard(from, chunk.stream(), loop.nanoTime());
      return;
    }
    for (Feed old : retiring) {
      if (old.mount().equals(mount) && old.take(from, chunk)) {
        return;
      }
    }
    counters.foreign.increment();
  }

  private void hear(NodeId from, Message.Beacon beacon) {
    MountName mount = beacon.stream().mount();
    Optional<Sighting> heard = sightings.hear(from, beacon, loop.nanoTime());
    retiring.forEach(old -> old.hear(from, beacon));
    Feed feed = feeds.get(mount);
    if (feed != null) {
      feed.hear(from, beacon);
    }
    if (heard.isEmpty() || !heard.get().onAir()) {
      return;
    }
    Sighting sighting = heard.get();
    if (feed != null && !feed.follow(sighting)) {
      retire(feed);
      feed.handOver().forEach(waiter -> feed(sighting).join(waiter));
    }
    searches.found(mount).forEach(waiter -> feed(sighting).join(waiter));
    if (keepWarm.test(mount)) {
      feed(sighting);
    }
  }

  /** The feed of a stream on the air, begun if there is none. */
  private Feed feed(Sighting sighting) {
    MountName mount = sighting.stream().mount();
    Feed known = feeds.get(mount);
    if (known != null) {
      if (known.follow(sighting)) {
        return known;
      }
      retire(known);
    }
    Supplier<Mount> newest = () -> settings.apply(mount);
    MountRing ring = rings.apply(newest);
    LiveMount live =
        new LiveMount(mount, ring, sighting.beacon().info(), newest, tallies.of(mount));
    live.follow(sighting.beacon());
    Feed fresh = new Feed(edge, loop, live, sinks.apply(ring), sighting);
    feeds.put(mount, fresh);
    publish();
    return fresh;
  }

  /** The ring of a content type that is gone from the mount plays out. */
  private void retire(Feed feed) {
    feeds.remove(feed.mount(), feed);
    if (!feed.closed()) {
      retiring.add(feed);
    }
    publish();
  }

  private void tick() {
    long now = loop.nanoTime();
    long late = now - tickedAt - TICK.toNanos();
    tickedAt = now;
    if (late > Duration.ofSeconds(1).toNanos()) {
      sightings.overslept(late, now);
    }
    for (Sighting lost : sightings.lost(now)) {
      counters.ownersLost.increment();
      Feed feed = feeds.get(lost.stream().mount());
      if (feed != null) {
        feed.lost(lost);
      }
    }
    for (Feed feed : List.copyOf(feeds.values())) {
      feed.tick(limits, keepWarm.test(feed.mount()));
    }
    List.copyOf(retiring).forEach(feed -> feed.tick(limits, false));
    boolean gone = feeds.values().removeIf(Feed::closed);
    boolean retired = retiring.removeIf(Feed::closed);
    if (gone || retired) {
      publish();
    }
  }

  private void publish() {
    Map<MountName, LiveMount> ready = new HashMap<>();
    List<LiveMount> all = new ArrayList<>();
    for (Feed feed : feeds.values()) {
      if (feed.open()) {
        ready.put(feed.mount(), feed.live());
      }
      if (!feed.closed()) {
        all.add(feed.live());
      }
    }
    retiring.stream().filter(feed -> !feed.closed()).map(Feed::live).forEach(all::add);
    open = Map.copyOf(ready);
    mounts = List.copyOf(all);
  }

  private static Sink into(MountRing ring) {
    return new Sink() {
      @Override
      public void append(Chunk chunk, long ageMillis) {
        ring.append(chunk, ageMillis);
      }

      @Override
      public void end() {
        ring.end();
      }
    };
  }

  private final class Hands implements Feed.Edge {
    @Override
    public Intake intake(Feed feed, Sighting sighting, boolean follows) {
      if (follows) {
        counters.epochs.increment();
      }
      boolean whole = follows && sighting.beacon().nextSequence() <= YOUNG_CHUNKS;
      long first = whole ? 0 : Message.Lease.TAIL;
      int tail = settings.apply(feed.mount()).burst() + BEYOND_BURST;
      return new Intake(
          bus, sighting.owner(), sighting.stream(), first, tail, feed::append, counters.intake());
    }

    @Override
    public void published() {
      publish();
    }

    @Override
    public void answer(Waiter waiter, LiveMount mount) {
      long now = loop.nanoTime();
      mount.wanted(now);
      if (waiter.answer(Optional.of(mount))) {
        counters.join.add((now - waiter.sinceNanos()) / 1_000_000);
      }
    }
  }
}
