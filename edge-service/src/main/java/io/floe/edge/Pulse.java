package io.floe.edge;

import io.floe.wire.bus.Loop;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Whether this node has started and its bus thread still runs. Any thread. */
@Singleton
final class Pulse {

  private static final long FROZEN_NANOS = Duration.ofSeconds(15).toNanos();

  private volatile boolean serving;
  private volatile long beatAt = System.nanoTime();

  /** The node serves from now on; {@code loop} is watched. */
  void start(Loop loop) {
    beatAt = System.nanoTime();
    loop.every(Duration.ofSeconds(1), () -> beatAt = System.nanoTime());
    serving = true;
  }

  /** The node is about to stop. */
  void stop() {
    serving = false;
  }

  boolean serving() {
    return serving;
  }

  /** Whether the bus thread has run within the last 15 s, or has not had to yet. */
  boolean alive() {
    return !serving || System.nanoTime() - beatAt < FROZEN_NANOS;
  }
}
