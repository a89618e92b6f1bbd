package io.floe.admin.webhook;

import io.floe.admin.publish.Changes;
import io.quarkus.hibernate.orm.panache.Panache;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The time of the database, which is the same for all admin services: a lease of one is over for
 * another when it is over. Any thread; {@link #look} on one.
 */
final class DatabaseClock implements InstantSource {

  private static final String NOW =
      "select cast(extract(epoch from clock_timestamp()) * 1000 as bigint)";

  /**
   * An answer that took longer says too little: what is looked at twice a second would be seen in
   * the wrong order.
   */
  private static final Duration QUICK = Duration.ofMillis(500);

  /** After so many of them one counts all the same. */
  private static final int MOST_SLOW = 12;

  private final Changes changes;
  private final InstantSource own;
  private volatile Duration ahead = Duration.ZERO;

  /** Confined to the thread that looks; the first answer counts. */
  private int slow = MOST_SLOW;

  DatabaseClock(Changes changes, InstantSource own) {
    this.changes = changes;
    this.own = own;
  }

  @Override
  public Instant instant() {
    return own.instant().plus(ahead);
  }

  /** Asks the database how far ahead of this service it is. */
  void look() {
    changes.read(() -> {
      Instant before = own.instant();
      Object now = Panache.getEntityManager().createNativeQuery(NOW).getSingleResult();
      Duration took = Duration.between(before, own.instant());
      if (took.compareTo(QUICK) <= 0 || slow >= MOST_SLOW) {
        slow = 0;
        ahead =
            Duration.between(
                before.plus(took.dividedBy(2)), Instant.ofEpochMilli(((Number) now).longValue()));
      } else {
        slow++;
      }
      return ahead;
    });
  }
}
