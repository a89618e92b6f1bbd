package io.floe.admin.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.floe.admin.account.Pass;
import io.floe.admin.account.Passes;
import io.floe.admin.onair.OnAir;
import io.floe.admin.rest.Problems;
import io.floe.admin.rest.Refusal;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the cluster once a second while somebody follows, tells all of them what has changed,
 * and asks every other second whether they still may. Threads: one of its own, which waits for
 * nothing; passes are looked at on a worker thread, one look at a time.
 */
@Singleton
public final class Live {

  private static final Logger LOG = Logger.getLogger(Live.class);
  private static final int RETRY_SECONDS = 2;
  private static final int BOOT_LENGTH = 8;

  private final Passes passes;
  private final LiveCounters counters = new LiveCounters();
  private final Places places = new Places();
  private final Followers followers;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "floe-live");
        made.setDaemon(true);
        return made;
      });

  private volatile boolean over;
  // Confined to the thread.
  private boolean checking;
  private boolean odd;

  Live(OnAir onAir, Passes passes, ObjectMapper json) {
    this.passes = passes;
    String boot = UUID.randomUUID().toString().substring(0, BOOT_LENGTH);
    this.followers =
        new Followers(
            new Board(json, boot, counters),
            (board, nanos) -> board.take(onAir.cluster(), onAir::owner, onAir::owner, nanos),
            counters);
    var _ = thread.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
  }

  /** What the events have come to. */
  public LiveCounters counters() {
    return counters;
  }

  /**
   * Somebody follows from now on.
   *
   * @param id of the last event that it has heard, if it says so
   * @param outlet made of what is to be called once when it has gone
   * @throws Refusal when there is no room
   */
  void open(Pass pass, @Nullable String id, Function<Runnable, Outlet> outlet) {
    if (over) {
      throw Refusal.busy(
          "This admin service is about to stop: ask again, another one will answer.",
          RETRY_SECONDS);
    }
    try {
      places.take(pass);
    } catch (Refusal full) {
      counters.refused.increment();
      throw full;
    }
    Seat seat = new Seat(pass);
    Outlet way;
    try {
      way = outlet.apply(seat::leave);
    } catch (RuntimeException | Error broken) {
      places.leave(pass);
      throw broken;
    }
    try {
      thread.execute(() -> seat.sit(way, id));
    } catch (RejectedExecutionException stopped) {
      way.end();
    }
  }

  /** The place of one who follows, from when it was taken until it is given back. */
  private final class Seat {

    private final Pass pass;
    // Confined to the thread.
    private boolean left;
    private @Nullable Follower follower;

    Seat(Pass pass) {
      this.pass = pass;
    }

    void sit(Outlet outlet, @Nullable String id) {
      if (over) {
        outlet.end();
      } else if (!left) {
        guarded(() -> follower = followers.open(pass, outlet, id, System.nanoTime()));
        if (follower == null) {
          outlet.end();
        }
      }
    }

    /** Called once, by any thread. */
    void leave() {
      places.leave(pass);
      try {
        thread.execute(() -> {
          left = true;
          Follower known = follower;
          if (known != null) {
            followers.left(known, System.nanoTime());
          }
        });
      } catch (RejectedExecutionException stopped) {
        LOG.trace("nobody is served any more");
      }
    }
  }

  /** Ends all streams after a while; whoever comes then is sent away. */
  public void endAfter(int seconds) {
    try {
      var _ = thread.schedule(this::endAll, seconds, TimeUnit.SECONDS);
    } catch (RejectedExecutionException stopped) {
      LOG.trace("there are none any more");
    }
  }

  private void endAll() {
    over = true;
    followers.end(System.nanoTime());
  }

  @PreDestroy
  void close() {
    over = true;
    thread.shutdownNow();
  }

  private void tick() {
    if (over) {
      return;
    }
    guarded(() -> followers.tick(System.nanoTime()));
    odd = !odd;
    if (odd && !checking) {
      check(followers.passes());
    }
  }

  private void check(Set<Pass> shown) {
    if (shown.isEmpty()) {
      return;
    }
    checking = true;
    Infrastructure.getDefaultWorkerPool()
        .execute(() -> {
          Set<Pass> bad = bad(shown);
          try {
            thread.execute(() -> {
              checking = false;
              followers.end(bad, System.nanoTime());
            });
          } catch (RejectedExecutionException stopped) {
            LOG.trace("nobody is served any more");
          }
        });
  }

  /** Those of them that are good no more. */
  private Set<Pass> bad(Set<Pass> shown) {
    try {
      Set<Pass> bad = new HashSet<>(shown);
      bad.removeAll(passes.good(shown));
      return bad;
    } catch (RuntimeException | Error failure) {
      if (Problems.away(failure)) {
        // Without the database nobody can take anything from anybody, nor let anybody in.
        return Set.of();
      }
      counters.failures.increment();
      LOG.error("Nobody can tell who may follow events; they all have to log in again", failure);
      return shown;
    }
  }

  private void guarded(Runnable turn) {
    try {
      turn.run();
    } catch (Refusal notJoined) {
      LOG.debugf("no events yet: %s", notJoined.detail());
    } catch (RuntimeException | Error failure) {
      counters.failures.increment();
      LOG.error("A turn of the events failed; the next one goes on", failure);
    }
  }
}
