package io.floe.admin.live;

import io.floe.admin.account.Pass;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * All who follow, each with its place in the log of changes: what somebody has not taken yet waits
 * there and nowhere else, so that a slow one costs nothing. Confined to one thread.
 */
final class Followers {

  /** As often something is said, if nothing else then that nothing has happened. */
  static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /** Whoever takes nothing for so long is cut off. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** So long changes are kept after the last one has left: it may come back. */
  static final Duration KEPT = Duration.ofSeconds(60);

  private static final Logger LOG = Logger.getLogger(Followers.class);

  private static final Buffer START = Buffer.buffer("retry: 2000\n\n");
  private static final Buffer ALIVE = Buffer.buffer(": still here\n\n");

  private final Board board;

  /** Has the board look at the cluster, at that time; throws while there is nothing to see. */
  private final BiConsumer<Board, Long> look;

  private final LiveCounters counters;
  private final Set<Follower> all = new LinkedHashSet<>();
  private boolean seen;
  private long looked;
  private long leftAt;

  Followers(Board board, BiConsumer<Board, Long> look, LiveCounters counters) {
    this.board = board;
    this.look = look;
    this.counters = counters;
  }

  /**
   * Somebody has come.
   *
   * @param id of the last event that it has heard of us, if it says so
   */
  Follower open(Pass pass, Outlet outlet, @Nullable String id, long nanos) {
    Scope scope = Scope.of(pass);
    Follower follower = new Follower(pass, scope, outlet, board.place(scope, id), nanos);
    all.add(follower);
    counters.followers.set(all.size());
    counters.opened.increment();
    follower.say(START, nanos);
    if (!seen || nanos - looked > Duration.ofSeconds(2).toNanos()) {
      try {
        look(nanos);
      } catch (RuntimeException nothingToSee) {
        left(follower, nanos);
        throw nothingToSee;
      }
    }
    if (seen) {
      if (board.reaches(follower.heard())) {
        counters.resumed.increment();
      }
      serve(follower, nanos);
    }
    return follower;
  }

  /** Somebody has gone. Idempotent. */
  void left(Follower follower, long nanos) {
    if (all.remove(follower)) {
      counters.followers.set(all.size());
      leftAt = nanos;
    }
  }

  /** A second has passed. */
  void tick(long nanos) {
    if (all.isEmpty() && nanos - leftAt > KEPT.toNanos()) {
      if (seen) {
        board.forget();
        seen = false;
      }
      return;
    }
    look(nanos);
    if (seen) {
      List.copyOf(all).forEach(follower -> serve(follower, nanos));
    }
  }

  private void look(long nanos) {
    look.accept(board, nanos);
    looked = nanos;
    seen = true;
  }

  /** One that breaks is cut off, and the others are served all the same. */
  private void serve(Follower follower, long nanos) {
    try {
      tell(follower, nanos);
    } catch (RuntimeException broken) {
      LOG.debug("one who follows events is cut off", broken);
      counters.failures.increment();
      left(follower, nanos);
      follower.outlet().cut();
    }
  }

  private void tell(Follower follower, long nanos) {
    long stuck = follower.stuck(nanos);
    if (stuck > 0) {
      if (stuck >= PATIENCE.toNanos()) {
        counters.slow.increment();
        left(follower, nanos);
        follower.outlet().cut();
      }
      return;
    }
    Optional<Buffer> text =
        board.reaches(follower.heard())
            ? board.since(follower.scope(), follower.heard())
            : Optional.of(board.snapshot(follower.scope()));
    follower.heard(board.number());
    if (text.isPresent()) {
      counters.sent.increment();
      counters.sentBytes.add(text.get().length());
      follower.say(text.get(), nanos);
    } else if (follower.silence(nanos) >= HEARTBEAT.toNanos()) {
      follower.say(ALIVE, nanos);
    }
  }

  /** What those have who follow. */
  Set<Pass> passes() {
    Set<Pass> passes = new HashSet<>();
    all.forEach(follower -> passes.add(follower.pass()));
    return passes;
  }

  /** Ends those whose pass is among these. */
  void end(Set<Pass> passes, long nanos) {
    for (Follower follower : List.copyOf(all)) {
      if (passes.contains(follower.pass())) {
        counters.ended.increment();
        left(follower, nanos);
        follower.outlet().end();
      }
    }
  }

  /** Ends all. */
  void end(long nanos) {
    for (Follower follower : List.copyOf(all)) {
      left(follower, nanos);
      follower.outlet().end();
    }
  }
}
