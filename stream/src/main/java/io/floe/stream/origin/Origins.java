package io.floe.stream.origin;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Loop;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.bus.Message.Beacons;
import io.floe.wire.bus.Message.Command;
import io.floe.wire.bus.Message.Encoder;
import io.floe.wire.bus.Message.RetitleAnswer.Outcome;
import io.floe.wire.bus.NodeId;
import io.floe.wire.command.CommandDesk;
import io.floe.wire.config.Mount;
import io.floe.wire.report.Heart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * All streams that this node owns, and the way to own one more. Public methods may be called from
 * any thread; all state is confined to the bus thread.
 */
public final class Origins implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Origins.class.getName());
  private static final Duration BEACON = Duration.ofSeconds(1);
  private static final Duration TICK = Duration.ofMillis(250);

  /** How long an edge that lags, or was cut off, can still get the rest of what is over. */
  private static final Duration AFTERLIFE = Duration.ofSeconds(10);

  /** A mount that was given up and that nobody has taken within this time is announced as ended. */
  private static final Duration HANDOVER = Duration.ofMillis(500);

  private static final int BEACONS_PER_MESSAGE = 50;

  private final Bus bus;
  private final Loop loop;
  private final OriginCounters counters = new OriginCounters();
  private final Owners owners = new Owners();
  private final Holder holder;
  private final Claims claims;
  private final Titles titles;
  private final Map<MountName, OriginStream> live = new HashMap<>();
  private final Map<MountName, OriginStream> yielded = new HashMap<>();
  private final Map<StreamId, OriginStream> streams = new HashMap<>();
  private final Map<NodeId, Outlet> outlets = new HashMap<>();
  private final List<Loop.Timer> timers;
  private final RingBudget budget;
  private boolean shedding;
  private final OriginStream.Owner owner =
      new OriginStream.Owner() {
        @Override
        public void changed(OriginStream stream) {
          announce(stream);
        }

        @Override
        public void ended(OriginStream stream, String reason) {
          end(stream);
        }

        @Override
        public void weighed(long change) {
          weigh(change);
        }
      };
  private volatile boolean closed;
  private volatile int owned;

  /** Starts to answer the cluster. */
  public Origins(Bus bus, Heart heart) {
    this(bus, heart, RingBudget.ofHeap());
  }

  /**
   * @param ringBytes what all rings of this node may weigh together
   */
  Origins(Bus bus, Heart heart, long ringBytes) {
    this.bus = bus;
    this.loop = bus.loop();
    this.budget = new RingBudget(ringBytes, counters);
    this.holder = new Holder(loop, this::live, this::giveUp);
    this.claims = new Claims(bus, heart, owners, holder, this::start, counters);
    this.titles = new Titles(bus, heart, owners, this::live);
    bus.receive(this::hear);
    heart.onBirth(peer -> beacons().forEach(message -> bus.send(peer.id(), message)));
    heart.onDeath(peer -> owners.bury(peer.id()));
    timers =
        List.of(
            loop.every(BEACON, () -> beacons().forEach(bus::broadcast)),
            loop.every(TICK, this::tick));
  }

  /**
   * Claims a mount for a source.
   *
   * @param answer called once, on the bus thread, within 400 ms
   */
  public void claim(
      MountName mount,
      StreamInfo info,
      Encoder encoder,
      Mount settings,
      SourceControl source,
      Consumer<Claimed> answer) {
    loop.execute(() -> {
      if (closed) {
        answer.accept(new Claimed.Refused("this server is shutting down; try another one"));
      } else {
        claims.claim(new Claims.Request(mount, info, encoder, settings, source, answer));
      }
    });
  }

  /**
   * Gives a mount a title, wherever in the cluster its owner is.
   *
   * @param credential the title is for a source that this password let in; empty: for any
   * @param answer called once, on the bus thread, within 1 s
   */
  public void retitle(MountName mount, String title, String credential, Consumer<Outcome> answer) {
    loop.execute(() -> titles.retitle(mount, title, credential, answer));
  }

  /**
   * Closes the source on a mount, if it is this node's; it may come back at once.
   *
   * @param answer called once, on the bus thread, with how many there were
   */
  public void kick(MountName mount, IntConsumer answer) {
    loop.execute(() -> {
      OriginStream stream = live.get(mount);
      if (stream != null) {
        stream.source().evict("an operator has closed it");
        end(stream);
      }
      answer.accept(stream == null ? 0 : 1);
    });
  }

  /** Does what is commanded, as far as it concerns sources: see {@link CommandDesk.Hand}. */
  public void obey(Command command, Consumer<CommandDesk.Done> answer) {
    switch (command) {
      case Command.KickSource(MountName mount) ->
          kick(mount, count -> answer.accept(CommandDesk.Done.to(count)));
      case Command.KickListeners _, Command.KickListener _, Command.MoveListeners _ ->
          answer.accept(CommandDesk.Done.to(0));
    }
  }

  /** This node. */
  public NodeId node() {
    return bus.self();
  }

  /** What has happened here so far. */
  public OriginCounters counters() {
    return counters;
  }

  /** What the rings of all streams weigh, in bytes. Bus thread. */
  long ringBytes() {
    return budget.held();
  }

  /** Streams on the air that this node owns. */
  public int owned() {
    return owned;
  }

  /** Closes all sources and tells everybody. Idempotent. */
  @Override
  public void close() {
    closed = true;
    timers.forEach(Loop.Timer::close);
    loop.execute(() -> {
      for (OriginStream stream : List.copyOf(live.values())) {
        stream.source().evict("this server is shutting down; connect again");
        end(stream);
      }
    });
  }

  private Optional<OriginStream> live(MountName mount) {
    return Optional.ofNullable(live.get(mount));
  }

  private OriginStream start(Claims.Request request, StreamId id, boolean tookOver) {
    OriginStream stream =
        new OriginStream(
            loop,
            id,
            request.info(),
            request.encoder(),
            request.settings(),
            request.source(),
            tookOver,
            owner,
            counters);
    live.put(id.mount(), stream);
    streams.put(id, stream);
    owned = live.size();
    owners.hear(bus.self(), stream.beacon());
    announce(stream);
    succeed(id);
    return stream;
  }

  private void hear(NodeId from, Message message) {
    switch (message) {
      case Message.Claim claim -> claims.hear(from, claim);
      case Message.ClaimAnswer answer -> claims.hear(from, answer);
      case Message.Retitle retitle -> titles.hear(from, retitle);
      case Message.RetitleAnswer answer -> titles.hear(from, answer);
      case Message.Find find -> find(from, find.mount());
      case Message.Lease lease -> lease(from, lease);
      case Message.Release release -> {
        OriginStream stream = streams.get(release.stream());
        if (stream != null) {
          stream.release(from);
        }
      }
      case Beacons heard -> {
        if (!from.equals(bus.self())) {
          heard.beacons().forEach(beacon -> hear(from, beacon));
        }
      }
      case Message.Beat _ -> {}
      case Message.ConfigWanted _ -> {}
      case Message.ConfigPart _ -> {}
      case Message.Order _ -> {}
      case Message.OrderAnswer _ -> {}
      case Message.AudienceWanted _ -> {}
      case Message.Audience _ -> {}
      case Message.VisitsWanted _ -> {}
      case Message.Visits _ -> {}
      case Message.Unowned _ -> {}
      case Message.Granted _ -> {}
      case Message.Audio _ -> {}
    }
  }

  /** Another node owns a stream: on a mount of ours, the higher epoch wins. */
  private void hear(NodeId from, Beacon beacon) {
    owners.hear(from, beacon);
    if (beacon.state() == Beacon.State.ENDED) {
      return;
    }
    StreamId theirs = beacon.stream();
    OriginStream ours = live.get(theirs.mount());
    if (ours != null && Owners.outranks(theirs, from, ours.id(), bus.self())) {
      LOG.log(WARNING, "{0} is lost: {1} owns {2}, which is newer", ours.id(), from, theirs);
      counters.evicted.increment();
      ours.source().evict("a newer source owns " + theirs.mount() + " on another server");
      end(ours);
    }
    succeed(theirs);
  }

  private void find(NodeId from, MountName mount) {
    OriginStream stream = live.getOrDefault(mount, yielded.get(mount));
    bus.send(
        from, stream == null ? new Message.Unowned(mount) : new Beacons(List.of(stream.beacon())));
  }

  private void lease(NodeId from, Message.Lease lease) {
    OriginStream stream = streams.get(lease.stream());
    if (stream != null) {
      stream.lease(outlets.computeIfAbsent(from, edge -> new Outlet(bus, edge, counters)), lease);
      return;
    }
    OriginStream other = live.get(lease.stream().mount());
    bus.send(from, new Beacons(List.of(other == null ? unknown(lease.stream()) : other.beacon())));
  }

  private static Beacon unknown(StreamId stream) {
    StreamInfo nothing = new StreamInfo("", "", "", "", "", 0, false, "");
    return new Beacon(stream, nothing, Beacon.State.ENDED, 0, "", 0, 0);
  }

  /** Gives a stream up for another source: its listeners stay, for the new one follows. */
  private void giveUp(OriginStream stream, String reason) {
    MountName mount = stream.id().mount();
    LOG.log(INFO, "{0} changes hands: {1}", stream.id(), reason);
    counters.evicted.increment();
    stream.close();
    live.remove(mount, stream);
    owned = live.size();
    OriginStream before = yielded.put(mount, stream);
    if (before != null) {
      bury(before);
    }
    stream.source().evict(reason);
    loop.after(HANDOVER, () -> abandon(stream));
  }

  /** A stream is on the air that follows the one we have given up. */
  private void succeed(StreamId successor) {
    OriginStream before = yielded.get(successor.mount());
    if (before != null && successor.epoch() > before.id().epoch()) {
      abandon(before);
    }
  }

  private void abandon(OriginStream stream) {
    if (yielded.remove(stream.id().mount(), stream)) {
      bury(stream);
    }
  }

  private void end(OriginStream stream) {
    if (live.remove(stream.id().mount(), stream)) {
      owned = live.size();
      bury(stream);
      holder.ended(stream);
    }
  }

  /** Tells everybody that it is over, and forgets it a little later. */
  private void bury(OriginStream stream) {
    stream.markEnded();
    owners.hear(bus.self(), stream.beacon());
    announce(stream);
    loop.after(
        AFTERLIFE,
        () -> {
          streams.remove(stream.id());
          stream.free();
        });
  }

  /** The rings weigh so much more: beyond the budget they shed, and in the end a source goes. */
  private void weigh(long change) {
    budget.add(change);
    if (!budget.exceeded() || shedding) {
      return;
    }
    shedding = true;
    try {
      budget.shed(streams.values());
      while (budget.exceeded() && !live.isEmpty()) {
        crowdOut(Collections.max(live.values(), Comparator.comparingLong(OriginStream::weight)));
      }
    } finally {
      shedding = false;
    }
  }

  private void crowdOut(OriginStream stream) {
    LOG.log(
        WARNING,
        "{0} is ended: {1} bytes of headers and {2} other streams leave the rings no room; give"
            + " this server a larger heap, or bring the encoder to another one",
        stream.id(),
        stream.weight(),
        live.size() - 1);
    counters.crowdedOut.increment();
    stream.source().evict("this server has no memory left for the headers of this stream");
    end(stream);
    stream.free();
  }

  private void announce(OriginStream stream) {
    bus.broadcast(new Beacons(List.of(stream.beacon())));
  }

  private List<Beacons> beacons() {
    List<Beacons> messages = new ArrayList<>();
    List<Beacon> batch = new ArrayList<>();
    for (OriginStream stream : streams.values()) {
      if (yielded.get(stream.id().mount()) == stream) {
        continue;
      }
      batch.add(stream.beacon());
      if (batch.size() == BEACONS_PER_MESSAGE) {
        messages.add(new Beacons(batch));
        batch.clear();
      }
    }
    if (!batch.isEmpty()) {
      messages.add(new Beacons(batch));
    }
    return messages;
  }

  private void tick() {
    budget.publish();
    streams.values().forEach(OriginStream::tick);
    outlets
        .values()
        .removeIf(outlet ->
            outlet.idle() && streams.values().stream().noneMatch(s -> s.leasedBy(outlet.edge())));
  }
}
