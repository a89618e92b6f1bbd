package io.floe.stream.intake;

import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.StreamId;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Loop;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.Message.Lease;
import io.floe.wire.bus.NodeId;
import java.time.Duration;
import java.util.function.ObjLongConsumer;

/**
 * The lease of one stream, seen from the node that takes it: takes the next chunk and no other,
 * asks again from there when something is missing, and counts what could not be had. Confined to
 * the bus thread.
 */
public final class Intake {

  private static final long RENEW_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long RETRY_NANOS = Duration.ofMillis(100).toNanos();

  /** A beacon may overtake nothing, so chunks it speaks of should have come this long ago. */
  private static final long QUIET_NANOS = Duration.ofMillis(100).toNanos();

  /** After so many vain requests, audio is taken without the header or title that it names. */
  private static final int STUBBORN = 10;

  private final Bus bus;
  private final Loop loop;
  private final NodeId owner;
  private final StreamId stream;
  private final int tailBytes;
  private final ObjLongConsumer<Chunk> out;
  private final IntakeCounters counters;

  private final long first;
  private boolean granted;
  private long next;
  private long head;
  private long announced;
  private long last = Long.MAX_VALUE;
  private long header = Chunk.NONE;
  private long title = Chunk.NONE;
  private boolean hole;
  private int tries;
  private long askedAt;
  private long renewedAt;
  private long advancedAt;

  /** The owner's wall clock less ours, in ms. */
  private long ownerAhead;

  /**
   * Asks for the lease.
   *
   * @param first first sequence wanted, or {@link Lease#TAIL}
   */
  public Intake(
      Bus bus,
      NodeId owner,
      StreamId stream,
      long first,
      int tailBytes,
      ObjLongConsumer<Chunk> out,
      IntakeCounters counters) {
    this.bus = bus;
    this.loop = bus.loop();
    this.owner = owner;
    this.stream = stream;
    this.first = first;
    this.tailBytes = tailBytes;
    this.out = out;
    this.counters = counters;
    this.advancedAt = loop.nanoTime();
    ask();
  }

  public StreamId stream() {
    return stream;
  }

  public NodeId owner() {
    return owner;
  }

  public boolean of(NodeId node, StreamId id) {
    return owner.equals(node) && stream.equals(id);
  }

  /** Whether everything has come that the owner had when it granted the lease. */
  public boolean caughtUp() {
    return granted && next >= head;
  }

  /** Whether everything has come that will. */
  public boolean finished() {
    return granted && next >= last;
  }

  /** The owner has said that there is nothing from that sequence on. */
  public void ends(long nextSequence) {
    last = nextSequence;
    announced(nextSequence);
  }

  /** A beacon says how far the owner is; what it has sent before the beacon should be here. */
  public void announced(long nextSequence) {
    announced = Math.max(announced, nextSequence);
    if (granted && announced > next && loop.nanoTime() - advancedAt >= QUIET_NANOS) {
      missing();
    }
  }

  public void granted(Message.Granted grant) {
    ownerAhead = grant.now() - loop.wallMillis();
    if (!granted) {
      granted = true;
      next = grant.from();
      head = grant.head();
      tries = 0;
      advancedAt = loop.nanoTime();
      if (grant.asked() != Lease.TAIL) {
        counters.lost.add(grant.from() - grant.asked());
      }
    } else if (grant.from() > next) {
      if (grant.asked() != Lease.TAIL && grant.asked() <= next) {
        counters.lost.add(grant.from() - next);
        next = grant.from();
        head = Math.max(head, next);
        advance();
      } else {
        missing();
      }
    }
  }

  public void take(Chunk chunk) {
    if (!granted) {
      counters.duplicates.increment();
      return;
    }
    if (chunk.sequence() > next) {
      missing();
    } else if (chunk.sequence() < next) {
      refer(chunk);
    } else if (chunk.kind() == Chunk.Kind.AUDIO && !referenced(chunk) && tries < STUBBORN) {
      missing();
    } else {
      accept(chunk);
    }
  }

  /** Repeats what went unanswered and renews the lease; called about every 100 ms. */
  public void tick() {
    long now = loop.nanoTime();
    boolean behind = announced > next && now - advancedAt >= 2 * QUIET_NANOS;
    if (!granted || hole || behind) {
      missing();
    }
    if (granted && now - renewedAt >= RENEW_NANOS) {
      renewedAt = now;
      bus.send(owner, new Lease(stream, next, tailBytes, false));
    }
  }

  /** Gives the lease back: nothing more of the stream is wanted. */
  public void release() {
    bus.send(owner, new Message.Release(stream));
  }

  /** What the owner is known to have had, and has not come by now, will not come: it is lost. */
  public void abandon() {
    if (granted && announced > next) {
      counters.lost.add(announced - next);
      next = announced;
    }
    release();
  }

  /** Asks for what comes next, at once or as soon as the last request has had its time. */
  private void missing() {
    hole |= granted;
    // Twice and four times the time when the answer is slow: it may be stuck behind much else.
    if (loop.nanoTime() - askedAt >= RETRY_NANOS << Math.min(Math.max(tries - 1, 0), 2)) {
      ask();
    }
  }

  private void ask() {
    if (granted) {
      counters.rewinds.increment();
    }
    tries++;
    askedAt = loop.nanoTime();
    renewedAt = askedAt;
    bus.send(owner, new Lease(stream, granted ? next : first, tailBytes, true));
  }

  private void refer(Chunk chunk) {
    switch (chunk.kind()) {
      case HEADER -> {
        if (chunk.sequence() > header) {
          header = chunk.sequence();
          out.accept(chunk, age(chunk));
          return;
        }
      }
      case TITLE -> {
        if (chunk.sequence() > title) {
          title = chunk.sequence();
          out.accept(chunk, age(chunk));
          return;
        }
      }
      case AUDIO -> {}
    }
    counters.duplicates.increment();
  }

  private boolean referenced(Chunk chunk) {
    return chunk.header() <= header && chunk.title() <= title;
  }

  private void accept(Chunk chunk) {
    switch (chunk.kind()) {
      case HEADER -> header = chunk.sequence();
      case TITLE -> title = chunk.sequence();
      case AUDIO -> {
        if (!referenced(chunk)) {
          counters.unreferenced.increment();
          header = Math.max(header, chunk.header());
          title = Math.max(title, chunk.title());
        }
        if (chunk.sequence() >= head && !hole) {
          counters.lag.add(loop.wallMillis() - chunk.capturedAt());
        }
      }
    }
    counters.chunks.increment();
    counters.bytes.add(chunk.size());
    next++;
    if (hole) {
      counters.repaired.increment();
    }
    advance();
    out.accept(chunk, age(chunk));
  }

  /** What the owner had before it granted the lease is as old as its own clock says. */
  private long age(Chunk chunk) {
    return chunk.sequence() < head
        ? Math.max(0, loop.wallMillis() + ownerAhead - chunk.capturedAt())
        : 0;
  }

  private void advance() {
    hole = false;
    tries = 0;
    advancedAt = loop.nanoTime();
  }
}
