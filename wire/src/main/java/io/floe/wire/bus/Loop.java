package io.floe.wire.bus;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * The one bus thread of a node: state that is confined to "the bus thread" is only touched by tasks
 * that run here, one after the other.
 *
 * <p>{@link #execute} may be called from any thread and keeps the order of calls made from one
 * thread. A task that throws is logged and does not end the loop or its timer.
 */
public interface Loop extends Executor {

  /** Runs {@code task} every {@code period}, first after one period, until closed. Any thread. */
  Timer every(Duration period, Runnable task);

  /** Runs {@code task} once after {@code delay} unless closed before. Any thread. */
  Timer after(Duration delay, Runnable task);

  /** Monotonic clock in nanoseconds; tests move it by hand. */
  long nanoTime();

  /** Wall clock in milliseconds; tests move it by hand. */
  long wallMillis();

  /** A scheduled task. */
  interface Timer extends AutoCloseable {
    /** Cancels it. Idempotent, any thread. */
    @Override
    void close();
  }
}
