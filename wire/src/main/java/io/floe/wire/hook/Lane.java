package io.floe.wire.hook;

import io.floe.wire.hook.Hooks.Errand;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way to one hook: so many at once, so many that wait, and nobody for a while when it has
 * failed several times in a row; then one may try. Any thread.
 */
final class Lane {

  static final int AT_ONCE = 16;
  static final int FAILURES = 5;
  static final long REST_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final LongSupplier nanoTime;
  private final int most;
  private final Function<HookRequest, CompletableFuture<HookAnswer>> send;

  // Guarded by this.
  private final Deque<Errand> waiting = new ArrayDeque<>();
  private int underWay;
  private int failures;
  private long restUntil;

  /**
   * @param most how many wait
   * @param send sends a request; what it gives fails when the hook does
   */
  Lane(LongSupplier nanoTime, int most, Function<HookRequest, CompletableFuture<HookAnswer>> send) {
    this.nanoTime = nanoTime;
    this.most = most;
    this.send = send;
  }

  /** Takes an errand, or says at once that nobody answers or too many ask. */
  void take(Errand errand) {
    @Nullable HookAnswer nobody = null;
    synchronized (this) {
      if (resting()) {
        nobody = new HookAnswer.Down(false);
      } else if (underWay < AT_ONCE) {
        underWay++;
      } else if (waiting.size() < most) {
        waiting.add(errand);
        return;
      } else {
        nobody = new HookAnswer.Busy();
      }
    }
    if (nobody == null) {
      run(errand);
    } else {
      errand.whole().complete(nobody);
    }
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

  /** Gives the place of one who has gone to the first who still waits. */
  private void next() {
    @Nullable Errand next;
    synchronized (this) {
      do {
        next = waiting.poll();
      } while (next != null && next.whole().isDone());
      if (next == null) {
        underWay--;
      }
    }
    if (next != null) {
      run(next);
    }
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
