package io.floe.stream.origin;

import java.util.Collection;
import java.util.List;

/**
 * What the rings of all streams of a node may weigh together, so that sources cannot fill its heap.
 * Beyond that the largest shed their oldest: first those of streams that are over, then the others
 * down to what a burst needs, then without regard to that. Confined to the bus thread.
 */
final class RingBudget {

  /** Of the heap's limit. The rest is for a configuration, sockets and what lives shortly. */
  private static final double PART = 3.0 / 8;

  /** Shed beyond what must be, so that not every chunk finds the budget full again. */
  private static final int SLACK = 16;

  private final long most;
  private final OriginCounters counters;
  private long held;

  RingBudget(long most, OriginCounters counters) {
    this.most = most;
    this.counters = counters;
    publish();
  }

  /** The part of this process' heap that rings may have, in bytes. */
  static long ofHeap() {
    return (long) (Runtime.getRuntime().maxMemory() * PART);
  }

  void add(long change) {
    held += change;
  }

  long held() {
    return held;
  }

  /** Whether there is more than may be. */
  boolean exceeded() {
    return held > most;
  }

  /** Lets metrics see how much there is. */
  void publish() {
    counters.rings(held, most);
  }

  /**
   * Makes the rings shed until they weigh what they may. When it is {@linkplain #exceeded exceeded}
   * still, all of them are down to their newest chunk and what that needs.
   */
  void shed(Collection<OriginStream> streams) {
    long before = held;
    List<OriginStream> over = streams.stream().filter(stream -> !stream.open()).toList();
    List<OriginStream> live = streams.stream().filter(OriginStream::open).toList();
    shed(over, true);
    shed(live, true);
    shed(over, false);
    shed(live, false);
    counters.shedBytes.add(before - held);
  }

  private void shed(List<OriginStream> streams, boolean keepBursts) {
    long goal = most - most / SLACK;
    if (held <= goal) {
      return;
    }
    // The highest level at which they fit when each that is above it is cut to it.
    long low = 0;
    long high = streams.stream().mapToLong(OriginStream::weight).max().orElse(0);
    while (low < high) {
      long middle = (low + high + 1) >>> 1;
      long spared = 0;
      for (OriginStream stream : streams) {
        spared += Math.max(0, stream.weight() - level(stream, middle, keepBursts));
      }
      if (held - spared <= goal) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    for (OriginStream stream : streams) {
      stream.cut(level(stream, low, keepBursts));
    }
  }

  private static long level(OriginStream stream, long level, boolean keepBursts) {
    return Math.max(level, keepBursts ? Math.max(stream.floor(), stream.least()) : stream.least());
  }
}
