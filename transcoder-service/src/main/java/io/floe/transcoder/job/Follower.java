package io.floe.transcoder.job;

import io.floe.stream.intake.Intake;
import io.floe.stream.intake.IntakeCounters;
import io.floe.stream.intake.Sightings.Sighting;
import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.bus.NodeId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Takes in whichever stream is on a mount, one after the other. Confined to the bus thread; told of
 * everything by {@link Jobs}.
 */
final class Follower {

  /** Where the streams go. Called on the bus thread. */
  interface Taker {
    /** Chunks of another stream follow. */
    void begins(StreamInfo info);

    /**
     * The next chunk.
     *
     * @param ageMillis how long its owner had it before it came here; 0 for live ones
     */
    void chunk(Chunk chunk, long ageMillis);

    /** Everything of the stream has come, and no other one is there. */
    void ends();
  }

  /** How long a stream that is being replaced has to hand over its rest. */
  private static final long FINISH_NANOS = Duration.ofMillis(300).toNanos();

  /** How long after its end the rest of a stream can be had from its owner. */
  private static final long AFTERLIFE_NANOS = Duration.ofSeconds(3).toNanos();

  /** A stream that has no more chunks than this is taken from its beginning when it follows. */
  private static final long YOUNG_CHUNKS = 25;

  private final Bus bus;
  private final int tailBytes;
  private final IntakeCounters counters;
  private final Taker taker;
  private @Nullable Intake intake;
  private @Nullable Sighting successor;
  private boolean over;
  private long finishBy;
  private boolean follows;

  /**
   * Waits for a stream.
   *
   * @param tailBytes how much of what was on the air already is wanted of the first stream
   */
  Follower(Bus bus, int tailBytes, IntakeCounters counters, Taker taker) {
    this.bus = bus;
    this.tailBytes = tailBytes;
    this.counters = counters;
    this.taker = taker;
  }

  /** Whether a stream is being taken in. */
  boolean busy() {
    return intake != null;
  }

  /** A stream is on the air on the mount. */
  void sighted(Sighting sighting) {
    Intake now = intake;
    if (now == null) {
      take(sighting);
    } else if (!now.of(sighting.owner(), sighting.stream()) && sighting != successor) {
      if (successor == null) {
        finishBy = bus.loop().nanoTime() + FINISH_NANOS;
      }
      successor = sighting;
      progress();
    }
  }

  /** The owner of a stream speaks of it. */
  void hear(NodeId from, Beacon beacon) {
    Intake now = intake;
    if (now == null || !now.of(from, beacon.stream())) {
      return;
    }
    if (beacon.state() == Beacon.State.ENDED) {
      now.ends(beacon.nextSequence());
      over();
    } else {
      now.announced(beacon.nextSequence());
      over = false;
    }
    progress();
  }

  /** The owner of a stream has fallen silent. */
  void lost(Sighting sighting) {
    Intake now = intake;
    if (now != null && now.of(sighting.owner(), sighting.stream())) {
      over();
    }
  }

  void granted(NodeId from, Message.Granted grant) {
    Intake now = intake;
    if (now != null && now.of(from, grant.stream())) {
      now.granted(grant);
      progress();
    }
  }

  void take(NodeId from, Chunk chunk) {
    Intake now = intake;
    if (now != null && now.of(from, chunk.stream())) {
      now.take(chunk);
      progress();
    }
  }

  /** Called about every 100 ms. */
  void tick() {
    progress();
    Intake now = intake;
    if (now != null) {
      now.tick();
    }
  }

  /** Gives the lease back; takes nothing in any more. */
  void close() {
    Intake now = intake;
    if (now != null) {
      now.release();
      intake = null;
    }
    successor = null;
  }

  private void over() {
    if (!over) {
      over = true;
      if (successor == null) {
        finishBy = bus.loop().nanoTime() + AFTERLIFE_NANOS;
      }
    }
  }

  private void progress() {
    Intake now = intake;
    if (now == null || !(over || successor != null)) {
      return;
    }
    if (!now.finished() && bus.loop().nanoTime() - finishBy < 0) {
      return;
    }
    now.abandon();
    intake = null;
    Sighting next = successor;
    successor = null;
    if (next != null && next.onAir()) {
      take(next);
    } else {
      taker.ends();
    }
  }

  private void take(Sighting sighting) {
    boolean whole = follows && sighting.beacon().nextSequence() <= YOUNG_CHUNKS;
    long first = whole ? 0 : Message.Lease.TAIL;
    int tail = follows ? 0 : tailBytes;
    over = false;
    follows = true;
    taker.begins(sighting.beacon().info());
    intake =
        new Intake(bus, sighting.owner(), sighting.stream(), first, tail, taker::chunk, counters);
  }
}
