package io.floe.wire.bus;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The bus thread: one context of the clustered Vert.x. Threads: methods any, tasks on it. */
final class EventLoop implements Loop {

  private static final System.Logger LOG = System.getLogger(EventLoop.class.getName());

  private final Vertx vertx;
  private final Context context;
  private final BusCounters counters;
  private volatile @Nullable Thread thread;

  EventLoop(Vertx vertx, Context context, BusCounters counters) {
    this.vertx = vertx;
    this.context = context;
    this.counters = counters;
  }

  /** Learns which thread it is; to be called once on it, before anything else. */
  void adopt() {
    thread = Thread.currentThread();
  }

  /** Whether the caller is on the bus thread. */
  @SuppressWarnings("ReferenceEquality") // A thread is itself or another one.
  boolean here() {
    return Thread.currentThread() == thread;
  }

  @Override
  public void execute(Runnable task) {
    try {
      context.runOnContext(v -> run(task));
    } catch (RejectedExecutionException closed) {
      LOG.log(System.Logger.Level.DEBUG, "the bus is closed, a task is left out");
    }
  }

  /** Runs {@code task} now; what it throws is logged and counted. */
  void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      counters.countFailure();
      LOG.log(System.Logger.Level.ERROR, "a task on the bus thread failed, the bus goes on", e);
    }
  }

  @Override
  public Timer every(Duration period, Runnable task) {
    return start(period, true, task);
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    return start(delay, false, task);
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public long wallMillis() {
    return System.currentTimeMillis();
  }

  private Timer start(Duration delay, boolean periodic, Runnable task) {
    Alarm alarm = new Alarm(task);
    long nanos = Math.max(TimeUnit.MILLISECONDS.toNanos(1), delay.toNanos());
    long millis = TimeUnit.NANOSECONDS.toMillis(nanos + 999_999);
    if (here()) {
      alarm.start(millis, periodic);
    } else {
      execute(() -> alarm.start(millis, periodic));
    }
    return alarm;
  }

  /** A timer of this loop. Everything but {@link #close} happens on the bus thread. */
  private final class Alarm implements Timer {
    private static final long NONE = -1;

    private final Runnable task;
    private volatile boolean closed;
    private long id = NONE;

    Alarm(Runnable task) {
      this.task = task;
    }

    void start(long millis, boolean periodic) {
      if (!closed) {
        id =
            periodic
                ? vertx.setPeriodic(millis, timer -> fire())
                : vertx.setTimer(millis, timer -> fire());
      }
    }

    private void fire() {
      if (!closed) {
        run(task);
      }
    }

    @Override
    public void close() {
      if (closed) {
        return;
      }
      closed = true;
      if (here()) {
        cancel();
      } else {
        execute(this::cancel);
      }
    }

    private void cancel() {
      if (id != NONE) {
        vertx.cancelTimer(id);
        id = NONE;
      }
    }
  }
}
