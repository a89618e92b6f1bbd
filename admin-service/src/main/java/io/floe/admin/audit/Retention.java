package io.floe.admin.audit;

import io.floe.admin.account.Logins;
import io.floe.admin.publish.Changes;
import io.floe.admin.store.AuditRow;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Forgets: addresses after 14 days, what was done after 400 days or when a million things were done
 * since, sessions that are over, tokens that expired a month ago. In slices, each in a transaction
 * of its own, so that none takes longer than the database is waited for. Threads: whoever calls it,
 * one at a time.
 */
@Singleton
public final class Retention {

  private static final Logger LOG = Logger.getLogger(Retention.class);
  private static final Duration ADDRESSES = Duration.ofDays(14);
  private static final Duration AUDIT = Duration.ofDays(400);
  private static final Duration TOKENS = Duration.ofDays(30);
  private static final long MOST = 1_000_000;

  private static final Duration EVERY = Duration.ofHours(1);
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

  /** Rows of a transaction. */
  private static final int SLICE = 10_000;

  /** How long one call begins new slices; the rest waits for the next. */
  private static final Duration WORK = Duration.ofSeconds(3);

  private final Changes changes;
  private Instant due = Instant.EPOCH;

  /**
   * What has gone.
   *
   * @param rows how many
   * @param done whether that was all
   */
  public record Forgotten(long rows, boolean done) {}

  private record Old(String table, String which, Object value) {}

  Retention(Changes changes) {
    this.changes = changes;
  }

  /**
   * Forgets what is due at {@code now} if it has not within the hour. A failure is logged and tried
   * again a minute later: whether the database serves is found out by others.
   */
  public synchronized void step(Instant now) {
    if (now.isBefore(due)) {
      return;
    }
    try {
      if (forget(now).done()) {
        due = now.plus(EVERY);
      }
    } catch (RuntimeException failure) {
      due = now.plus(AFTER_FAILURE);
      LOG.warnf(failure, "What is old could not be deleted; it is tried again in a minute");
    }
  }

  /** Forgets what is due at {@code now}, as much of it as there is time for. */
  public Forgotten forget(Instant now) {
    long until = System.nanoTime() + WORK.toNanos();
    List<Old> deleted =
        List.of(
            new Old("audit", "at < ?1", now.minus(AUDIT)),
            new Old("audit", "id <= (select max(id) from audit) - ?1", MOST),
            new Old("sessions", "created_at < ?1", now.minus(Logins.LONGEST)),
            new Old("sessions", "last_seen_at < ?1", now.minus(Logins.IDLE)),
            new Old("tokens", "expires_at < ?1", now.minus(TOKENS)));
    long rows = 0;
    for (Old each : deleted) {
      int gone = SLICE;
      while (gone == SLICE && System.nanoTime() - until < 0) {
        gone = slice("delete from " + each.table(), each);
        rows += gone;
      }
    }
    Old addresses = new Old("audit", "address is not null and at < ?1", now.minus(ADDRESSES));
    int blanked = SLICE;
    while (blanked == SLICE && System.nanoTime() - until < 0) {
      blanked = slice("update audit set address = null", addresses);
    }
    boolean done = System.nanoTime() - until < 0;
    LOG.debugf("forgot %d rows, %s", rows, done ? "all that were due" : "more are due");
    return new Forgotten(rows, done);
  }

  private int slice(String statement, Old old) {
    return changes.read(() ->
        AuditRow.getEntityManager()
            .createNativeQuery(
                "%s where ctid = any(array(select ctid from %s where %s limit %d))"
                    .formatted(statement, old.table(), old.which(), SLICE))
            .setParameter(1, old.value())
            .executeUpdate());
  }
}
