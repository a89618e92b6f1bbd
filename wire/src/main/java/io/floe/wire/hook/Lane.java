package io.floe.wire.hook;

import io.floe.wire.hook.Hooks.Errand;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of one mount to one hook: so many at once, so many that wait, and nobody for a while when
 * it has failed several times in a row; then one may try. When too many are under way in all lanes,
 * this one has a single one. Any thread.
 */
final class Lane {

  static final int AT_ONCE = 16;
  static final int FAILURES = 5;
  static final long REST_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final LongSupplier nanoTime;
  private final int most;
  private final AtomicInteger underWayInAll;
  private final int mostInAll;
  private final Function<HookRequest, CompletableFuture<HookAnswer>> send;

  // Guarded by this.
  private final Deque<Errand> waiting = new ArrayDeque<>();
  private int underWay;
  private int failures;
  private long restUntil;

  /**
   * @param most how many wait
   * @param underWayInAll how many are under way, shared by all lanes
   * @param send sends a request; what it gives fails when the hook does
   */
  Lane(
      LongSupplier nanoTime,
      int most,
      AtomicInteger underWayInAll,
      int mostInAll,
      Function<HookRequest, CompletableFuture<HookAnswer>> send) {
    this.nanoTime = nanoTime;
    this.most = most;
    this.underWayInAll = underWayInAll;
    this.mostInAll = mostInAll;
    this.send = send;
  }

  /** Takes an errand, or says at once that nobody answers or too many ask. */
  void take(Errand errand) {
    @Nullable HookAnswer nobody = null;
    synchronized (this) {
      if (resting()) {
        nobody = new HookAnswer.Down(false);
      } else if (!waiting.isEmpty() || !place()) {
        if (waiting.size() < most) {
          errand.waited().set(true);
          waiting.add(errand);
          return;
        }
        nobody = new HookAnswer.Busy(false);
      }
    }
    if (nobody == null) {
      run(errand);
    } else {
      errand.whole().complete(nobody);
    }
  }

  /** Takes a place under way, if there is one; the first is always there. */
  private boolean place() {
    if (underWay == 0) {
      underWayInAll.incrementAndGet();
    } else if (underWay == AT_ONCE
        || underWayInAll.getAndUpdate(all -> all < mostInAll ? all + 1 : all) >= mostInAll) {
      return false;
    }
    underWay++;
    return true;
  }

  private boolean resting() {
    if (failures < FAILURES) {
      return false;
    }
    if (nanoTime.getAsLong() - restUntil < 0) {
      return true;
    }
    // One may see whether it is back; the others rest on.
    restUntil = nanoTime.getAsLong() + REST_NANOS;
    return false;
  }

  private void run(Errand errand) {
    errand.sent().set(true);
    CompletableFuture<HookAnswer> sent;
    try {
      sent = send.apply(errand.request());
    } catch (RuntimeException broken) {
      sent = CompletableFuture.failedFuture(broken);
    }
    var _ =
        sent.whenComplete((answer, failure) -> {
          if (unreached(failure)) {
            errand.sent().set(false);
          }
          errand.whole().complete(answer == null ? new HookAnswer.Down(true) : answer);
          note(failure != null);
          next();
        });
  }

  /** Whether nothing of a request has got to the hook. */
  private static boolean unreached(@Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
  }

  /** Gives the place of one who has gone, and what else is free, to those who still wait. */
  private void next() {
    List<Errand> next = new ArrayList<>();
    synchronized (this) {
      underWay--;
      underWayInAll.decrementAndGet();
      for (Errand first = waiting.peek(); first != null; first = waiting.peek()) {
        if (!first.whole().isDone()) {
          if (!place()) {
            break;
          }
          next.add(first);
        }
        waiting.remove();
      }
    }
    next.forEach(this::run);
  }

  private synchronized void note(boolean failed) {
    if (failed) {
      failures++;
      if (failures >= FAILURES) {
        restUntil = nanoTime.getAsLong() + REST_NANOS;
        waiting.forEach(errand -> errand.whole().complete(new HookAnswer.Down(false)));
        waiting.clear();
      }
    } else {
      failures = 0;
    }
  }
}
