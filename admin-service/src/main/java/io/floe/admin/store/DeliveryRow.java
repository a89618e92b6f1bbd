package io.floe.admin.store;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One event on its way to one webhook. */
@Entity
@Table(name = "webhook_deliveries")
@SuppressWarnings("NullAway.Init") // Hibernate fills it
public class DeliveryRow extends PanacheEntityBase {

  /** What has become of it. */
  public enum State {
    WAITING,
    DELIVERED,
    FAILED,
    DROPPED
  }

  /**
   * Each webhook's oldest that are due and that nobody else is looking at. Those that this
   * transaction does not change are left to others once it ends.
   */
  private static final String DUE =
      """
      select d.* from webhooks w cross join lateral (
        select * from webhook_deliveries
        where webhook_id = w.id and state = 'WAITING' and next_at <= :now and event <> 'test'
        order by next_at, id limit :each for update skip locked) d
      where w.enabled and w.id not in (:webhooks) and w.tenant_id not in (:tenants)
      order by d.next_at, d.id limit :most
      """;

  private static final String ADD =
      """
      insert into webhook_deliveries
        (webhook_id, event_key, event, body, state, attempts, created_at, next_at)
      select id, :key, :event, :body, 'WAITING', 0, cast(:now as timestamptz), :now
      from webhooks where id = :webhook for key share
      on conflict (webhook_id, event_key) do nothing
      """;

  private static final String DROP =
      """
      update webhook_deliveries
      set state = 'DROPPED', next_at = null, finished_at = :now, error = :error
      where id in (
        select id from webhook_deliveries where webhook_id = :webhook and state = 'WAITING'
        order by id desc offset :most)
      """;

  private static final String TRIM =
      """
      delete from webhook_deliveries
      where webhook_id = :webhook and state <> 'WAITING' and id <= (
        select id from webhook_deliveries where webhook_id = :webhook
        order by id desc offset :most limit 1)
      """;

  private static final String ALONE =
      "select cast(pg_advisory_xact_lock(hashtextextended(:what, 0)) as text)";

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  public long id;

  public long webhookId;
  public String eventKey;
  public String event;

  /** JSON, as it is sent. */
  public String body;

  @Enumerated(EnumType.STRING)
  public State state;

  public int attempts;
  public Instant createdAt;
  public @Nullable Instant nextAt;
  public @Nullable Instant finishedAt;
  public @Nullable Integer status;
  public @Nullable String error;

  /**
   * Adds one that is due at once; false: that webhook has an event of that key already, or has gone
   * in this very moment.
   */
  public static boolean add(long webhook, String key, String event, String body, Instant now) {
    return getEntityManager()
            .createNativeQuery(ADD)
            .setParameter("webhook", webhook)
            .setParameter("key", key)
            .setParameter("event", event)
            .setParameter("body", body)
            .setParameter("now", now)
            .executeUpdate()
        == 1;
  }

  /** Drops the oldest that wait for a webhook, beyond that many; how many these were. */
  public static int dropBeyond(long webhook, int most, String why, Instant now) {
    return getEntityManager()
        .createNativeQuery(DROP)
        .setParameter("webhook", webhook)
        .setParameter("most", most)
        .setParameter("error", why)
        .setParameter("now", now)
        .executeUpdate();
  }

  /**
   * Those that are due, the oldest first, locked; of each webhook {@code each} at most.
   *
   * @param webhooks not of these
   * @param tenants not of these
   */
  @SuppressWarnings("unchecked") // the query names the class
  public static List<DeliveryRow> due(
      Instant now, int each, int most, Collection<Long> webhooks, Collection<Long> tenants) {
    return getEntityManager()
        .createNativeQuery(DUE, DeliveryRow.class)
        .setParameter("now", now)
        .setParameter("each", each)
        .setParameter("most", most)
        .setParameter("webhooks", orNone(webhooks))
        .setParameter("tenants", orNone(tenants))
        .getResultList();
  }

  /** The delivery of that id, held until the transaction ends. */
  public static @Nullable DeliveryRow held(long id) {
    return DeliveryRow.findById(id, LockModeType.PESSIMISTIC_WRITE);
  }

  /** Gives up what has waited since before {@code since}; how many these were. */
  public static int giveUp(Instant since, String why, Instant now) {
    return DeliveryRow.update(
        "state = ?1, nextAt = null, finishedAt = ?2, error = coalesce(error, ?3)"
            + " where state = ?4 and createdAt < ?5",
        State.FAILED,
        now,
        why,
        State.WAITING,
        since);
  }

  /** Ends tests that nobody has finished until their lease was over; how many these were. */
  public static int endTests(String why, Instant now) {
    return DeliveryRow.update(
        "state = ?1, nextAt = null, finishedAt = ?2, error = ?3"
            + " where state = ?4 and event = 'test' and nextAt < ?2",
        State.FAILED,
        now,
        why,
        State.WAITING);
  }

  /** The body of what that webhook was told under that key; null: nothing. */
  public static @Nullable String told(long webhook, String key) {
    return DeliveryRow.<DeliveryRow>find("webhookId = ?1 and eventKey = ?2", webhook, key)
        .firstResultOptional()
        .map(row -> row.body)
        .orElse(null);
  }

  /** Has others who tell of the same wait until this transaction ends. */
  public static void alone(String what) {
    var _ =
        getEntityManager().createNativeQuery(ALONE).setParameter("what", what).getSingleResult();
  }

  /** Forgets what is older than {@code since}. */
  public static long forget(Instant since) {
    return DeliveryRow.delete("createdAt < ?1 and state <> ?2", since, State.WAITING);
  }

  /** Forgets what a webhook has beyond that many. */
  public static int trim(long webhook, int most) {
    return getEntityManager()
        .createNativeQuery(TRIM)
        .setParameter("webhook", webhook)
        .setParameter("most", most)
        .executeUpdate();
  }

  /** An empty list is no valid list in SQL: nothing has the id 0. */
  private static Collection<Long> orNone(Collection<Long> ids) {
    return ids.isEmpty() ? Set.of(0L) : ids;
  }
}
