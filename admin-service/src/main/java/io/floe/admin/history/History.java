package io.floe.admin.history;

import io.floe.admin.history.ClientBook.Taken;
import io.floe.admin.onair.OnAir;
import io.floe.admin.rest.Problems;
import io.floe.wire.bus.Bus;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.Heart;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the history: looks once a second, and writes what it has seen once a minute while this
 * service is on duty. While it is not, it remembers the last minutes, for the one that is may have
 * died with them. Threads: one that looks, one that writes; {@link #start} and {@link #close} from
 * the one that starts and stops the service.
 */
@Singleton
public final class History implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(History.class);

  /** A node that has just joined has not heard of everybody yet. */
  private static final Duration SETTLE = Duration.ofSeconds(4);

  /** Farthest from where a clock that is set a little would make it two looks or none. */
  private static final long MIDDLE_MILLIS = 500;

  private static final Duration FORGET = Duration.ofHours(1);

  /** When what could not be forgotten at once is gone on with. */
  private static final Duration FORGET_REST = Duration.ofMinutes(1);

  private static final int LAST_WRITE_SECONDS = 5;

  private final OnAir onAir;
  private final Ledger ledger;
  private final HistoryRetention retention;
  private final HistoryCounters counters = new HistoryCounters();
  private final Sampler sampler;
  private final InstantSource clock = InstantSource.system();
  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "floe-history"));
  private final ExecutorService writing =
      Executors.newSingleThreadExecutor(task -> daemon(task, "floe-history-writer"));

  private final Backlog backlog = new Backlog(counters);
  private final AtomicBoolean told = new AtomicBoolean();
  private volatile BooleanSupplier ready = () -> false;
  private volatile @Nullable VisitCollector visits;

  // Confined to the thread that looks.
  private @Nullable Instant lookedAt;

  // Confined to the thread that writes.
  private boolean opened;
  private boolean complained;
  private Instant closedDays = Instant.EPOCH;
  private Instant forgotten = Instant.EPOCH;

  History(OnAir onAir, DataSource source, HistoryRetention retention) {
    this.onAir = onAir;
    this.ledger = new Ledger(source, counters);
    this.retention = retention;
    this.sampler = new Sampler(onAir::tenant);
  }

  private static Thread daemon(Runnable task, String name) {
    Thread made = new Thread(task, name);
    made.setDaemon(true);
    return made;
  }

  /**
   * Begins to look, in the middle of each second.
   *
   * @param database whether it is there, with all tables
   */
  public void start(
      Bus bus, Heart heart, Supplier<ClusterView.Snapshot> cluster, BooleanSupplier database) {
    ready = database;
    long middle = Math.floorMod(MIDDLE_MILLIS - clock.millis(), 1_000L);
    visits = new VisitCollector(bus, heart, onAir::onDuty, counters);
    var _ =
        looking.scheduleAtFixedRate(
            () -> look(heart, cluster), SETTLE.toMillis() + middle, 1_000, TimeUnit.MILLISECONDS);
  }

  /** What was kept and lost. */
  public HistoryCounters counters() {
    return counters;
  }

  private void look(Heart heart, Supplier<ClusterView.Snapshot> cluster) {
    try {
      Instant now = clock.instant();
      Instant before = lookedAt;
      if (before != null) {
        counters.looksMissed.add(Math.max(0, now.getEpochSecond() - before.getEpochSecond() - 1));
      }
      lookedAt = now;
      sampler.look(now, cluster.get(), heart.peers());
      if (onAir.onDuty()) {
        backlog.onDuty(now);
      }
      backlog.add(sampler.over(now));
      if (told.compareAndSet(false, true)) { // else it has not come to the last time yet
        writing.execute(this::write);
      }
    } catch (RuntimeException | Error failure) {
      LOG.error("The history missed a second", failure);
    }
  }

  private void write() {
    told.set(false);
    VisitCollector collector = visits;
    boolean onDuty = onAir.onDuty();
    if (collector == null || !ready.getAsBoolean()) {
      return;
    }
    Instant now = clock.instant();
    if (onDuty && now.isAfter(closedDays.plus(FORGET))) {
      closeDays(now);
    }
    try {
      if (onDuty && !opened) {
        collector.written(List.of(), ledger.open(now));
      }
      opened = onDuty;
      for (Batch batch = backlog.first(); batch != null; batch = backlog.first()) {
        List<Taken> taken = onDuty ? collector.waiting() : List.of();
        Ledger.Asking asking = ledger.write(now, batch, taken);
        if (onDuty) {
          collector.written(taken, asking);
        }
        backlog.written(batch);
      }
      if (onDuty && now.isAfter(forgotten.plus(FORGET))) {
        forgotten = done(now, retention.forget(now));
      }
      complained = false;
    } catch (SQLException | RuntimeException failure) {
      failed(collector, failure);
    }
  }

  /** Before anything else, and whatever becomes of the rest: no client is known beyond its day. */
  private void closeDays(Instant now) {
    boolean all = false;
    try {
      all = retention.closeDays(now);
    } catch (SQLException | RuntimeException failure) {
      counters.failures.increment();
      LOG.warnf("Clients of days that are over cannot be forgotten, tried again: %s", failure);
    }
    closedDays = done(now, all);
  }

  private static Instant done(Instant now, boolean all) {
    return all ? now : now.minus(FORGET).plus(FORGET_REST);
  }

  private void failed(VisitCollector collector, Exception failure) {
    opened = false;
    counters.failures.increment();
    if (!Problems.away(failure) && backlog.refused()) {
      LOG.errorf(failure, "The database takes a minute of the history not, it is left out");
      collector.giveUp();
    }
    if (!complained) {
      complained = true;
      LOG.warnf("The history cannot be written now, it is tried again: %s", failure);
    }
    LOG.debug("That was", failure);
  }

  /** Writes what was seen of the running minute, if the database answers at once. */
  @Override
  public void close() {
    VisitCollector collector = visits;
    if (collector == null) {
      return;
    }
    collector.close();
    looking.execute(() -> backlog.add(sampler.everything()));
    end(looking);
    writing.execute(this::write);
    end(writing);
  }

  private static void end(ExecutorService thread) {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(LAST_WRITE_SECONDS, TimeUnit.SECONDS)) {
        var _ = thread.shutdownNow();
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }
}
