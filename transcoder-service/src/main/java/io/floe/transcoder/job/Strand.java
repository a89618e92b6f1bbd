package io.floe.transcoder.job;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Runs tasks one after the other, in order, on whichever thread of a pool is free. Threads: tasks
 * may be given by any; each sees what the one before it has left. Whoever gives tasks bounds them.
 */
final class Strand implements Executor {

  private static final Logger LOG = Logger.getLogger(Strand.class);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Tasks in one go, so that many inputs share few threads fairly. */
  private static final int TURN = 8;

  /** No further task begins after so long, for one may be as dear as a hundred others. */
  private static final long TURN_NANOS = Duration.ofMillis(20).toNanos();

  private final Executor pool;
  private final JobCounters counters;
  private final LongSupplier nanoTime;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private final LongAdder cpuNanos = new LongAdder();
  private boolean running;

  Strand(Executor pool, JobCounters counters) {
    this(pool, counters, System::nanoTime);
  }

  Strand(Executor pool, JobCounters counters, LongSupplier nanoTime) {
    this.pool = pool;
    this.counters = counters;
    this.nanoTime = nanoTime;
  }

  @Override
  public void execute(Runnable task) {
    synchronized (waiting) {
      waiting.add(task);
      if (running) {
        return;
      }
      running = true;
    }
    pool.execute(this::turn);
  }

  /** CPU time of the tasks so far, in ns. */
  long cpuNanos() {
    return cpuNanos.sum();
  }

  private void turn() {
    long before = THREADS.getCurrentThreadCpuTime();
    long begunAt = nanoTime.getAsLong();
    boolean more = true;
    for (int done = 0; more && done < TURN && nanoTime.getAsLong() - begunAt < TURN_NANOS; done++) {
      Runnable next;
      synchronized (waiting) {
        next = waiting.poll();
        if (next == null) {
          running = false;
          more = false;
        }
      }
      if (next != null) {
        run(next);
      }
    }
    cpuNanos.add(THREADS.getCurrentThreadCpuTime() - before);
    if (more) {
      pool.execute(this::turn);
    }
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable failure) { // an Error too: a strand that stands still would never be noticed
      counters.errors.increment();
      LOG.error("A piece of audio could not be worked on; the next one is", failure);
    }
  }
}
