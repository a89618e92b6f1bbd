package io.floe.transcoder.job;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** The threads that decode and encode, one per core. Threads: any. */
public final class Workers implements Executor, AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Workers.class);
  private static final Duration ENDS = Duration.ofSeconds(2);

  private final ExecutorService pool;

  public Workers(int threads) {
    pool =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name("floe-audio-", 0).factory());
  }

  @Override
  public void execute(Runnable task) {
    try {
      pool.execute(task);
    } catch (RejectedExecutionException closed) {
      LOG.debug("audio came after the end");
    }
  }

  /** Lets what runs end. Idempotent. */
  @Override
  public void close() {
    pool.shutdown();
    try {
      if (!pool.awaitTermination(ENDS.toMillis(), TimeUnit.MILLISECONDS)) {
        pool.shutdownNow();
      }
    } catch (InterruptedException e) {
      pool.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
