package io.floe.bench.codec;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What the calling thread has cost so far.
 *
 * @param bytes allocated
 */
record Spent(long cpuNanos, long bytes) {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  static Spent now() {
    return new Spent(THREADS.getCurrentThreadCpuTime(), THREADS.getCurrentThreadAllocatedBytes());
  }

  Spent since(Spent before) {
    return new Spent(cpuNanos - before.cpuNanos, bytes - before.bytes);
  }
}
