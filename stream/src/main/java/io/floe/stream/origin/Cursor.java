package io.floe.stream.origin;

import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.StreamId;
import io.floe.wire.bus.Message;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One edge's lease of one stream: the place in the ring up to which it has been sent. Tail, repair
 * and live audio are one and the same. Confined to the bus thread.
 */
final class Cursor {

  private final StreamId stream;
  private final ChunkRing ring;
  private final Outlet outlet;
  private final OriginCounters counters;
  private final Deque<Chunk> references = new ArrayDeque<>();
  private long next;
  private long until;
  private boolean waits;
  private boolean closed;

  Cursor(StreamId stream, ChunkRing ring, Outlet outlet, OriginCounters counters) {
    this.stream = stream;
    this.ring = ring;
    this.outlet = outlet;
    this.counters = counters;
  }

  /** Extends the lease to that {@link io.floe.wire.bus.Loop#nanoTime}. */
  void renew(long untilNanos) {
    until = untilNanos;
  }

  boolean expired(long nowNanos) {
    return nowNanos - until > 0;
  }

  /** Nothing more leaves. */
  void close() {
    closed = true;
    references.clear();
  }

  /** Sets the cursor to {@code from} and sends what follows. */
  void set(long asked, long from) {
    next = from;
    outlet.send(new Message.Granted(stream, asked, from, ring.next(), outlet.wallMillis()));
    references.clear();
    if (from < ring.next()) {
      Chunk chunk = ring.get(from);
      refer(chunk.header());
      refer(chunk.title());
    } else if (ring.first() < ring.next()) {
      Chunk newest = ring.get(ring.next() - 1);
      refer(newest.header());
      refer(newest.title());
    }
    pump();
  }

  /** Sends all there is, as far as the outlet lets it. */
  void pump() {
    if (waits) {
      return;
    }
    while (outlet.open() && !closed && behind()) {
      send();
    }
    if (!closed && behind()) {
      waits = true;
      outlet.await(this);
    }
  }

  /** Sends one chunk after a wait; returns whether there is more to wait for. */
  boolean step() {
    if (!closed && behind()) {
      send();
    }
    waits = !closed && behind();
    return waits;
  }

  private boolean behind() {
    return !references.isEmpty() || next < ring.next();
  }

  private void send() {
    if (next < ring.first()) {
      long asked = next;
      long from = ring.nearest(asked);
      counters.lapped.add(from - asked);
      set(asked, from);
      return;
    }
    Chunk reference = references.poll();
    if (reference != null) {
      outlet.send(reference);
    } else {
      outlet.send(ring.get(next++));
    }
  }

  private void refer(long sequence) {
    @Nullable Chunk chunk = sequence < next ? ring.reference(sequence) : null;
    if (chunk != null) {
      references.add(chunk);
    }
  }
}
