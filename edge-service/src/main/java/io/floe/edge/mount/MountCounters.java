package io.floe.edge.mount;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** How audio has come to this edge since its start. Written by the bus thread, read by any. */
public final class MountCounters {

  final LongAdder chunks = new LongAdder();
  final LongAdder bytes = new LongAdder();
  final LongAdder duplicates = new LongAdder();
  final LongAdder foreign = new LongAdder();
  final LongAdder rewinds = new LongAdder();
  final LongAdder repaired = new LongAdder();
  final LongAdder lost = new LongAdder();
  final LongAdder unreferenced = new LongAdder();
  final LongAdder coldOpens = new LongAdder();
  final LongAdder searches = new LongAdder();
  final LongAdder searchesShed = new LongAdder();
  final LongAdder ownersLost = new LongAdder();
  final LongAdder epochs = new LongAdder();
  final Spread join = new Spread();
  final Spread lag = new Spread();

  /** Count, sum and maximum of measured times in ms. */
  public static final class Spread {
    private final LongAdder count = new LongAdder();
    private final LongAdder sum = new LongAdder();
    private final AtomicLong max = new AtomicLong();

    void add(long millis) {
      long value = Math.max(0, millis);
      count.increment();
      sum.add(value);
      max.accumulateAndGet(value, Math::max);
    }

    public long count() {
      return count.sum();
    }

    public long sumMillis() {
      return sum.sum();
    }

    /** The largest since the last call. */
    public long takeMaxMillis() {
      return max.getAndSet(0);
    }
  }

  /** Chunks taken into rings. */
  public long chunks() {
    return chunks.sum();
  }

  /** Payload bytes taken into rings. */
  public long bytes() {
    return bytes.sum();
  }

  /** Chunks that came again. */
  public long duplicates() {
    return duplicates.sum();
  }

  /** Chunks of a stream that this edge has not asked for, or not any more. */
  public long foreign() {
    return foreign.sum();
  }

  /** Requests to an owner to go back. */
  public long rewinds() {
    return rewinds.sum();
  }

  /** Gaps closed without loss. */
  public long repaired() {
    return repaired.sum();
  }

  /** Chunks that were gone from the owner's ring before they could be had. */
  public long lost() {
    return lost.sum();
  }

  /** Chunks taken although the header or title they name could not be had. */
  public long unreferenced() {
    return unreferenced.sum();
  }

  /** Leases begun for listeners. */
  public long coldOpens() {
    return coldOpens.sum();
  }

  /** Times that the ingests were asked for a mount nobody had announced. */
  public long searches() {
    return searches.sum();
  }

  /** Listeners told "no such mount" without asking because too many had asked in that second. */
  public long searchesShed() {
    return searchesShed.sum();
  }

  /** Streams whose owner fell silent. */
  public long ownersLost() {
    return ownersLost.sum();
  }

  /** Streams appended to the ring of the one before. */
  public long epochs() {
    return epochs.sum();
  }

  /** From a listener's request to its mount being at hand, when it was not warm. */
  public Spread join() {
    return join;
  }

  /** From a live chunk's capture to its arrival; needs clocks that agree. */
  public Spread lag() {
    return lag;
  }
}
