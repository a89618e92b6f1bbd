package io.floe.stream.origin;

import io.floe.wire.audio.Chunk;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.NodeId;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The way to one edge, shared by all streams that it leases: what is under way to it is bounded,
 * and leases that have to wait are served in turn. Confined to the bus thread.
 */
final class Outlet {

  /**
   * Limit of the bytes whose write has not finished. With what the transport's allocator rounds up,
   * a frozen edge costs less than 8 MiB.
   */
  static final long WINDOW = 3 << 20;

  /** What a message weighs beside its payload, in bytes. */
  private static final int OVERHEAD = 64;

  private final Bus bus;
  private final NodeId edge;
  private final OriginCounters counters;
  private final Deque<Cursor> waiting = new ArrayDeque<>();
  private long unfinished;

  Outlet(Bus bus, NodeId edge, OriginCounters counters) {
    this.bus = bus;
    this.edge = edge;
    this.counters = counters;
  }

  NodeId edge() {
    return edge;
  }

  /** Whether one more chunk may leave. */
  boolean open() {
    return unfinished < WINDOW;
  }

  /** Whether nothing is under way and nobody waits. */
  boolean idle() {
    return unfinished == 0 && waiting.isEmpty();
  }

  void send(Message message) {
    bus.send(edge, message);
  }

  void send(Chunk chunk) {
    int weight = chunk.size() + OVERHEAD;
    unfinished += weight;
    counters.underWay(weight, unfinished);
    counters.sentChunks.increment();
    counters.sentBytes.add(chunk.size());
    bus.send(
        edge,
        new Message.Audio(chunk),
        written -> {
          unfinished -= weight;
          counters.underWay(-weight, unfinished);
          if (!written) {
            counters.unwritten.increment();
          }
          serve();
        });
  }

  /** Calls {@link Cursor#step} when there is room again; once for each call. */
  void await(Cursor cursor) {
    counters.blocked.increment();
    waiting.add(cursor);
  }

  long wallMillis() {
    return bus.loop().wallMillis();
  }

  /** One chunk each, so that a stream far behind does not hold up the others. */
  private void serve() {
    while (open() && !waiting.isEmpty()) {
      Cursor cursor = waiting.remove();
      if (cursor.step()) {
        waiting.add(cursor);
      }
    }
  }
}
