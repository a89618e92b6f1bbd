package io.floe.bench;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Ends the program when it takes far longer than it should, and says what it was at. Progress may
 * come from any thread; the limit has a thread of its own.
 */
final class TimeLimit implements Consumer<String> {

  static final int EXIT = 3;

  private final long since = System.nanoTime();
  private volatile String last = "starting";

  TimeLimit(Duration limit) {
    Thread.ofPlatform().daemon().name("time-limit").start(() -> keep(limit));
  }

  @Override
  public void accept(String what) {
    last = what;
    System.err.println(
        "floe: [%d s] %s".formatted((System.nanoTime() - since) / 1_000_000_000, what));
  }

  private void keep(Duration limit) {
    try {
      Thread.sleep(limit);
    } catch (InterruptedException e) {
      return;
    }
    System.err.println(
        "floe: the benchmark is stopped after %d minutes, while at: %s"
            .formatted(limit.toMinutes(), last));
    System.exit(EXIT);
  }
}
