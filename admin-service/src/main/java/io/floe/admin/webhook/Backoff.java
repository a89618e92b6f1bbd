package io.floe.admin.webhook;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: 5 s after the first, twice as long after each, an hour
 * at most, give or take a fifth so that what failed together does not come back together. Any
 * thread.
 */
final class Backoff {

  static final Duration FIRST = Duration.ofSeconds(5);
  static final Duration LONGEST = Duration.ofHours(1);

  private static final int DOUBLINGS = 20;
  private static final double LEAST = 0.8;
  private static final double MOST = 1.2;

  private final RandomGenerator random;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** The wait after that many attempts. */
  Duration after(int attempts) {
    long doubled = FIRST.toMillis() << Math.clamp(attempts - 1L, 0, DOUBLINGS);
    long wait = Math.min(doubled, LONGEST.toMillis());
    return Duration.ofMillis((long) (wait * random.nextDouble(LEAST, MOST)));
  }
}
