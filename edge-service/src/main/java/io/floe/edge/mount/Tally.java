package io.floe.edge.mount;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * What the listeners of a mount have had since this edge started: numbers that only grow, so that
 * whoever hears some of them late has missed nothing. Any thread; coming and going takes a lock,
 * sending does not.
 */
public final class Tally {

  private static final long NANOS_PER_MS = 1_000_000;

  private final LongSupplier nanoTime;
  private final LongAdder bytes = new LongAdder();

  // Guarded by this.
  private long visits;
  private long listenedNanos;
  private long countedAt;
  private int listening;

  /**
   * @param nanoTime monotonic, asked on any thread
   */
  public Tally(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.countedAt = nanoTime.getAsLong();
  }

  /** A listener has begun to listen, who has just come to this edge. */
  public synchronized void visited() {
    visits++;
    count(1);
  }

  /** A listener has begun to listen, who was sent another mount before. */
  public synchronized void joined() {
    count(1);
  }

  /** A listener has stopped. */
  public synchronized void left() {
    count(-1);
  }

  /** Listeners have taken so many bytes. */
  public void sent(long count) {
    bytes.add(count);
  }

  /** Bytes that listeners have taken. */
  public long bytes() {
    return bytes.sum();
  }

  /** How long they have listened, all of them together, in ms. */
  public synchronized long listenedMs() {
    count(0);
    return listenedNanos / NANOS_PER_MS;
  }

  /** How many have come. */
  public synchronized long visits() {
    return visits;
  }

  private void count(int change) {
    long now = nanoTime.getAsLong();
    // Two threads may read the clock in one order and come here in the other.
    long since = Math.max(0, now - countedAt);
    listenedNanos += since * listening;
    countedAt += since;
    listening += change;
  }
}
