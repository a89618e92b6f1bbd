package io.floe.edge.mount;

import io.floe.stream.intake.Intake;
import io.floe.stream.intake.Sightings.Sighting;
import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Loop;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.bus.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One mount on its way to this edge: the stream that is taken in now, the one that follows it, the
 * listeners that wait for the first bytes, and when all that is over. Confined to the bus thread.
 */
final class Feed {

  /** What a feed needs from the edge's {@link Mounts}. */
  interface Edge {
    /**
     * Begins to take a stream in.
     *
     * @param follows whether it comes after another stream of this feed
     */
    Intake intake(Feed feed, Sighting sighting, boolean follows);

    /** A listener can be, or can no longer be, given the mount at once. */
    void published();

    void answer(Waiter waiter, LiveMount mount);
  }

  /** How long a stream that is being replaced has to hand over its rest, in ns. */
  private static final long FINISH_NANOS = 300_000_000L;

  /** How long after its end the rest of a stream can be had from its owner, in ns. */
  private static final long AFTERLIFE_NANOS = 3_000_000_000L;

  private final Edge edge;
  private final Loop loop;
  private final LiveMount live;
  private final Sink sink;
  private final List<Waiter> waiters = new ArrayList<>();
  private Intake intake;
  private @Nullable Sighting successor;
  private boolean retiring;
  private long finishBy;
  private boolean warm;
  private boolean over;
  private long overAt;
  private boolean fading;
  private long usedAt;
  private boolean closed;

  Feed(Edge edge, Loop loop, LiveMount live, Sink sink, Sighting sighting) {
    this.edge = edge;
    this.loop = loop;
    this.live = live;
    this.sink = sink;
    this.usedAt = loop.nanoTime();
    this.intake = edge.intake(this, sighting, false);
  }

  MountName mount() {
    return live.name();
  }

  LiveMount live() {
    return live;
  }

  /** Whether a new listener can be given the ring at once. */
  boolean open() {
    return warm && onAir() && !fading;
  }

  /** Whether a stream is on the air behind it. */
  boolean onAir() {
    return !closed && !retiring && (!over || successor != null);
  }

  boolean closed() {
    return closed;
  }

  /** A listener wants the mount. */
  void join(Waiter waiter) {
    usedAt = loop.nanoTime();
    if (fading) {
      fading = false;
      edge.published();
    }
    if (warm) {
      edge.answer(waiter, live);
    } else {
      waiters.add(waiter);
    }
  }

  void granted(NodeId from, Message.Granted grant) {
    if (intake.of(from, grant.stream())) {
      intake.granted(grant);
      progress();
    }
  }

  /** Takes a chunk; false when it is none of this feed's. */
  boolean take(NodeId from, Chunk chunk) {
    if (closed || !intake.of(from, chunk.stream())) {
      return false;
    }
    intake.take(chunk);
    progress();
    return true;
  }

  /** What the intake has found in order. */
  void append(Chunk chunk, long ageMillis) {
    sink.append(chunk, ageMillis);
  }

  /** The owner of the stream that is taken in speaks of it. */
  void hear(NodeId from, Beacon beacon) {
    if (!intake.of(from, beacon.stream())) {
      return;
    }
    if (beacon.state() == Beacon.State.ENDED) {
      intake.ends(beacon.nextSequence());
      if (successor == null) {
        over();
      }
      progress();
    } else {
      intake.announced(beacon.nextSequence());
      if (over && !retiring) {
        over = false;
        edge.published();
      }
    }
  }

  /** The owner of the stream has fallen silent. */
  void lost(Sighting sighting) {
    if (intake.of(sighting.owner(), sighting.stream()) && successor == null) {
      over();
    }
  }

  /**
   * Another stream is on the air on this mount: its audio follows when the rest of the old one is
   * here or has had its time. A stream of another content type cannot follow: this feed ends then.
   *
   * @return whether this feed goes on
   */
  boolean follow(Sighting sighting) {
    if (closed || retiring) {
      return false;
    }
    if (intake.of(sighting.owner(), sighting.stream()) || sighting == successor) {
      return true;
    }
    if (successor == null) {
      // What is over since longer has had its time.
      finishBy = (over ? overAt : loop.nanoTime()) + FINISH_NANOS;
    }
    if (!sighting.beacon().info().contentType().equals(live.info().contentType())) {
      successor = null;
      retiring = true;
    } else {
      successor = sighting;
    }
    edge.published();
    progress();
    return !retiring;
  }

  /** Called about every 100 ms. */
  void tick(Mounts.Limits limits, boolean keepWarm) {
    long now = loop.nanoTime();
    waiters.removeIf(Waiter::answered);
    progress();
    if (closed) {
      return;
    }
    if (!over || (!intake.finished() && now - overAt < AFTERLIFE_NANOS)) {
      intake.tick();
    }
    if (over && successor == null && now - overAt >= limits.linger().toNanos()) {
      intake.abandon();
      close();
      return;
    }
    if (live.listeners() > 0 || keepWarm || !waiters.isEmpty()) {
      usedAt = now;
    }
    long idle = now - Math.max(usedAt, live.wantedAt()) - limits.idle().toNanos();
    if (idle >= limits.grace().toNanos()) {
      intake.release();
      close();
    } else if (idle >= 0 != fading) {
      // A listener may have been given the mount a moment ago and not have joined yet.
      fading = idle >= 0;
      edge.published();
    }
  }

  /** Gives the lease back. */
  void release() {
    intake.release();
  }

  /** The listeners that still wait: they can be served elsewhere. */
  List<Waiter> handOver() {
    List<Waiter> all = List.copyOf(waiters);
    waiters.clear();
    return all;
  }

  /** Ends the ring for whoever still listens. */
  void close() {
    if (!closed) {
      closed = true;
      sink.end();
      for (Waiter waiter : waiters) {
        waiter.answer(Optional.empty());
      }
      waiters.clear();
      edge.published();
    }
  }

  private void over() {
    if (!over) {
      over = true;
      overAt = loop.nanoTime();
      edge.published();
    }
  }

  private void progress() {
    if (closed) {
      return;
    }
    if (!warm && intake.caughtUp()) {
      warm = true;
      waiters.forEach(waiter -> edge.answer(waiter, live));
      waiters.clear();
      edge.published();
    }
    boolean done = intake.finished() || loop.nanoTime() - finishBy >= 0;
    Sighting next = successor;
    if (retiring && done) {
      intake.abandon();
      close();
    } else if (next != null && done) {
      intake.abandon();
      successor = null;
      over = !next.onAir();
      overAt = loop.nanoTime();
      live.follow(next.beacon());
      intake = edge.intake(this, next, true);
      edge.published();
    }
  }
}
