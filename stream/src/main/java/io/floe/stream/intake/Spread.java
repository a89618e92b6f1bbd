package io.floe.stream.intake;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Count, sum and maximum of measured times in ms. Threads: any. */
public final class Spread {
  private final LongAdder count = new LongAdder();
  private final LongAdder sum = new LongAdder();
  private final AtomicLong max = new AtomicLong();

  /** Takes one time in; a negative one counts as 0. */
  public void add(long millis) {
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
