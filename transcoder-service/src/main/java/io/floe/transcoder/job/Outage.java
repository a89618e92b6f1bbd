package io.floe.transcoder.job;

import java.time.Duration;

/**
 * How much silence stands in for an input that does not come, and how much of what comes late is
 * left out afterwards, so that listeners never hear old audio and do not fall behind by every
 * outage. All times are of one monotonic clock, in ns. Confined to one thread.
 */
final class Outage {

  /** An input that has been quiet for so long is missed: a player has more than that in hand. */
  static final Duration PATIENCE = Duration.ofMillis(1_500);

  /** After a stop of this very node, silence for hours would be made at once. */
  private static final long MOST_AT_ONCE = Duration.ofSeconds(2).toNanos();

  /** What may come at once after an outage without being late. */
  private static final long SLACK_NANOS = Duration.ofMillis(500).toNanos();

  /** When audio has come in time for so long, nothing of the outage is left to make good. */
  private static final long OVER_NANOS = Duration.ofSeconds(10).toNanos();

  private boolean begun;
  private boolean missing;
  private long arrivedAt;
  private long given;
  private long debt;
  private long returnedAt;
  private long since;

  /** Whether silence stands in. */
  boolean missing() {
    return missing;
  }

  /** The input is not wanted for now, and will begin anew. */
  void reset() {
    begun = false;
    missing = false;
    given = 0;
    debt = 0;
  }

  /** Audio has arrived. */
  void arrived(long now) {
    if (missing) {
      missing = false;
      debt += given;
      given = 0;
      returnedAt = now;
      since = 0;
    } else if (debt > 0 && now - returnedAt > OVER_NANOS) {
      debt = 0;
    }
    begun = true;
    arrivedAt = now;
  }

  /** How much silence is due now, in ns, 2 s at most; it counts as given. */
  long due(long now) {
    if (!begun) {
      return 0;
    }
    long silence = now - arrivedAt - PATIENCE.toNanos();
    if (silence <= 0) {
      return 0;
    }
    missing = true;
    long due = silence - given;
    given = silence;
    return Math.clamp(due, 0, MOST_AT_ONCE);
  }

  /**
   * Whether that audio comes so late that silence stood in for it already; it counts as left out
   * then.
   *
   * @param nanos how long it plays
   */
  boolean late(long now, long nanos) {
    if (debt <= 0) {
      return false;
    }
    since += nanos;
    if (since - (now - returnedAt) <= SLACK_NANOS) {
      return false;
    }
    since -= nanos;
    debt -= nanos;
    return true;
  }
}
