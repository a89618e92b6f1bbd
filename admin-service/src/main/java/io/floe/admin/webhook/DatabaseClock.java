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

  private final Changes changes;
  private final InstantSource own;
  private volatile Duration ahead = Duration.ZERO;

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
    ahead =
        changes.read(() -> {
          Instant before = own.instant();
          Object now = Panache.getEntityManager().createNativeQuery(NOW).getSingleResult();
          Duration took = Duration.between(before, own.instant());
          return Duration.between(
              before.plus(took.dividedBy(2)), Instant.ofEpochMilli(((Number) now).longValue()));
        });
  }
}
