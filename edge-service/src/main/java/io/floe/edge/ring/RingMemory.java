package io.floe.edge.ring;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * What the rings of an edge may have together. While they have too much, a ring that grows beyond
 * its share, an equal part for each, sheds its own past down to that: whoever has less is left
 * alone.
 *
 * <p>Threads: confined to the writer of the rings, which is one for all; the counters any.
 */
public final class RingMemory {

  private final long bytes;
  private final long limit;
  private final long heap;
  private final LongSupplier used;
  private final LongAdder shed = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private int rings;
  private long heapUsed;

  /**
   * @param bytes of direct memory beyond which rings shed down to their share
   * @param limit of direct memory that no ring goes beyond, for the sake of the sockets
   * @param heap what pieces, titles and links may weigh beside the bytes
   * @param used direct memory in use
   */
  RingMemory(long bytes, long limit, long heap, LongSupplier used) {
    this.bytes = bytes;
    this.limit = limit;
    this.heap = heap;
    this.used = used;
  }

  /**
   * Of a process: three quarters, at most seven eighths of its direct memory, a quarter of its
   * heap.
   *
   * @param direct most bytes of direct memory that the process may have
   */
  public static RingMemory of(long direct) {
    return new RingMemory(
        direct / 4 * 3, direct / 8 * 7, Runtime.getRuntime().maxMemory() / 4, MountRing::memory);
  }

  /** Of a ring that has no others beside it: as much as it wants. */
  static RingMemory ample() {
    return new RingMemory(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, () -> 0);
  }

  /** Bytes that left rings early because all together had too much, or there was no memory. */
  public long shed() {
    return shed.sum();
  }

  /** Chunks for which no memory was found although their ring had shed its past. */
  public long lost() {
    return lost.sum();
  }

  /** One ring more. */
  void join() {
    rings++;
  }

  /** A ring ends that weighed so much beside its bytes. */
  void leave(long weight) {
    rings--;
    heapUsed -= weight;
  }

  /** A ring weighs so much more beside its bytes. */
  void weigh(long change) {
    heapUsed += change;
  }

  /** What a ring may have of direct memory when that is to be shared; to be asked seldom. */
  long bytesShare() {
    return used.getAsLong() > bytes ? bytes / Math.max(1, rings) : Long.MAX_VALUE;
  }

  /** What a ring may weigh beside its bytes when heap is to be shared. */
  long heapShare() {
    return heapUsed > heap ? heap / Math.max(1, rings) : Long.MAX_VALUE;
  }

  /** Whether there is direct memory for so much more; to be asked seldom. */
  boolean has(int size) {
    return used.getAsLong() + size <= limit;
  }

  void shed(long size) {
    shed.add(size);
  }

  void lose() {
    lost.increment();
  }
}
