package io.floe.edge.mount;

import io.floe.wire.audio.MountName;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** A listener's request that cannot be answered at once. Confined to the bus thread. */
final class Waiter {

  private final MountName mount;
  private final Executor loop;
  private final Consumer<Optional<LiveMount>> answer;
  private final long sinceNanos;
  private boolean answered;

  Waiter(MountName mount, Executor loop, Consumer<Optional<LiveMount>> answer, long sinceNanos) {
    this.mount = mount;
    this.loop = loop;
    this.answer = answer;
    this.sinceNanos = sinceNanos;
  }

  MountName mount() {
    return mount;
  }

  long sinceNanos() {
    return sinceNanos;
  }

  boolean answered() {
    return answered;
  }

  /** Answers, the first time it is called; returns whether it was that. */
  boolean answer(Optional<LiveMount> found) {
    if (answered) {
      return false;
    }
    answered = true;
    try {
      loop.execute(() -> answer.accept(found));
    } catch (RejectedExecutionException stopped) {
      return false; // Its event loop has ended, and the connection with it.
    }
    return true;
  }
}
