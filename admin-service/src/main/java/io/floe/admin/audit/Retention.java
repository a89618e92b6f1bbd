package io.floe.admin.audit;

import io.floe.admin.account.Logins;
import io.floe.admin.publish.Changes;
import io.floe.admin.store.AuditRow;
import io.floe.admin.store.Share;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.Query;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Forgets: addresses after 14 days, what was done after 400 days, sessions that are over, tokens
 * that expired a month ago. Of what was done there is a most; what is beyond it goes where there is
 * most, so that no tenant pushes out what was done in another. In slices, each in a transaction of
 * its own, so that none takes longer than the database is waited for. Threads: whoever calls it,
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
  private final long most;
  private Instant due = Instant.EPOCH;

  /**
   * What has gone.
   *
   * @param rows how many
   * @param done whether that was all
   */
  public record Forgotten(long rows, boolean done) {}

  private record Old(String table, String which, List<Object> values) {
    Old(String table, String which, Object value) {
      this(table, which, List.of(value));
    }
  }

  @Inject
  Retention(Changes changes) {
    this(changes, MOST);
  }

  /**
   * @param most entries of the audit log
   */
  public Retention(Changes changes, long most) {
    this.changes = changes;
    this.most = most;
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
    List<Old> old =
        List.of(
            new Old("audit", "at < ?1", now.minus(AUDIT)),
            new Old("sessions", "created_at < ?1", now.minus(Logins.LONGEST)),
            new Old("sessions", "last_seen_at < ?1", now.minus(Logins.IDLE)),
            new Old("tokens", "expires_at < ?1", now.minus(TOKENS)));
    long rows = delete(old, until);
    rows += delete(beyond(), until);
    Old addresses = new Old("audit", "address is not null and at < ?1", now.minus(ADDRESSES));
    int blanked = SLICE;
    while (blanked == SLICE && System.nanoTime() - until < 0) {
      blanked = slice("update audit set address = null", addresses);
    }
    boolean done = System.nanoTime() - until < 0;
    LOG.debugf("forgot %d rows, %s", rows, done ? "all that were due" : "more are due");
    return new Forgotten(rows, done);
  }

  private long delete(List<Old> old, long until) {
    long rows = 0;
    for (Old each : old) {
      int gone = SLICE;
      while (gone == SLICE && System.nanoTime() - until < 0) {
        gone = slice("delete from " + each.table(), each);
        rows += gone;
      }
    }
    return rows;
  }

  /** Of what is beyond the most: the oldest of those tenants that have more than their share. */
  private List<Old> beyond() {
    Map<Optional<String>, Long> counts = changes.read(this::counts);
    long share = Share.of(counts.values(), most);
    List<Old> beyond = new ArrayList<>();
    counts.forEach((tenant, count) -> {
      if (count > share) {
        beyond.add(changes.read(() -> beyond(tenant, share)));
      }
    });
    return beyond;
  }

  private static Old beyond(Optional<String> tenant, long share) {
    String own = tenant.isPresent() ? "tenant = ?1" : "tenant is null";
    Query query =
        AuditRow.getEntityManager()
            .createNativeQuery(
                "select coalesce((select id from audit where %s order by id desc offset %d limit 1), 0)"
                    .formatted(own, share));
    tenant.ifPresent(name -> query.setParameter(1, name));
    long last = ((Number) query.getSingleResult()).longValue();
    List<Object> values = new ArrayList<>(tenant.stream().toList());
    values.add(last);
    return new Old("audit", own + " and id <= ?" + values.size(), values);
  }

  /**
   * How many entries each tenant has; the platform is empty. Nobody is counted while there cannot
   * be too many.
   */
  private Map<Optional<String>, Long> counts() {
    Number span =
        (Number)
            AuditRow.getEntityManager()
                .createNativeQuery("select coalesce(max(id) - min(id) + 1, 0) from audit")
                .getSingleResult();
    Map<Optional<String>, Long> counts = new HashMap<>();
    if (span.longValue() > most) {
      List<?> found =
          AuditRow.getEntityManager()
              .createNativeQuery("select tenant, count(*) from audit group by tenant")
              .getResultList();
      for (Object each : found) {
        Object[] row = (Object[]) each;
        counts.put(Optional.ofNullable((String) row[0]), ((Number) row[1]).longValue());
      }
    }
    return counts;
  }

  private int slice(String statement, Old old) {
    return changes.read(() -> {
      Query query =
          AuditRow.getEntityManager()
              .createNativeQuery(
                  "%s where ctid = any(array(select ctid from %s where %s limit %d))"
                      .formatted(statement, old.table(), old.which(), SLICE));
      for (int i = 0; i < old.values().size(); i++) {
        query.setParameter(i + 1, old.values().get(i));
      }
      return query.executeUpdate();
    });
  }
}
