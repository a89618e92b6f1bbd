package io.floe.admin.audit;

import io.floe.admin.account.Logins;
import io.floe.admin.publish.Changes;
import io.floe.admin.store.AuditRow;
import io.floe.admin.store.SessionRow;
import io.floe.admin.store.TokenRow;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/**
 * Forgets: addresses after 14 days, what was done after 400 days or when a million things were done
 * since, sessions that are over, tokens that expired a month ago. Threads: whoever calls it, one at
 * a time.
 */
@Singleton
public final class Retention {

  private static final Logger LOG = Logger.getLogger(Retention.class);
  private static final Duration ADDRESSES = Duration.ofDays(14);
  private static final Duration AUDIT = Duration.ofDays(400);
  private static final Duration TOKENS = Duration.ofDays(30);
  private static final long MOST = 1_000_000;

  private final Changes changes;

  Retention(Changes changes) {
    this.changes = changes;
  }

  /** Forgets what is due at {@code now}; how many rows went. */
  public long forget(Instant now) {
    long gone =
        changes.read(() -> {
          long rows = AuditRow.delete("at < ?1", now.minus(AUDIT));
          AuditRow newest = AuditRow.<AuditRow>find("order by id desc").firstResult();
          if (newest != null) {
            rows += AuditRow.delete("id <= ?1", newest.id - MOST);
          }
          rows +=
              SessionRow.delete(
                  "createdAt < ?1 or lastSeenAt < ?2",
                  now.minus(Logins.LONGEST),
                  now.minus(Logins.IDLE));
          rows += TokenRow.delete("expiresAt < ?1", now.minus(TOKENS));
          return rows;
        });
    int blanked =
        changes.read(() ->
            AuditRow.update(
                "address = null where address is not null and at < ?1", now.minus(ADDRESSES)));
    LOG.debugf("forgot %d rows and %d addresses", gone, blanked);
    return gone;
  }
}
