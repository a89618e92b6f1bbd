package io.floe.admin.store;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;

/** Whether a mount was told to have reached the threshold of a webhook. */
@Entity
@Table(name = "told_levels")
@IdClass(ToldLevelRow.Key.class)
@SuppressWarnings("NullAway.Init") // Hibernate fills it
public class ToldLevelRow extends PanacheEntityBase {

  private static final String REACHED =
      """
      insert into told_levels (webhook_id, mount, above, turn) values (:webhook, :mount, true, :turn)
      on conflict (webhook_id, mount) do update set above = true,
        turn = greatest(told_levels.turn + 1, excluded.turn)
      where not told_levels.above
      """;

  private static final String LEFT =
      """
      update told_levels set above = false, turn = greatest(turn + 1, :turn)
      where webhook_id = :webhook and mount = :mount and above
      """;

  private static final String TURN =
      "select turn from told_levels where webhook_id = :webhook and mount = :mount";

  /** Whose level it is. */
  public record Key(long webhookId, String mount) implements Serializable {}

  @Id public long webhookId;
  @Id public String mount;
  public boolean above;

  /** The number of the step: grows, and is near the wall clock in ms. */
  public long turn;

  /** The mounts that were told to have reached it. */
  public static List<ToldLevelRow> reached(long webhook) {
    return ToldLevelRow.list("webhookId = ?1 and above = true", webhook);
  }

  /**
   * Forgets what was told of other mounts.
   *
   * @param mounts empty: there are no others
   */
  public static void forgetOthers(long webhook, List<String> mounts) {
    if (!mounts.isEmpty()) {
      var _ = ToldLevelRow.delete("webhookId = ?1 and mount not in ?2", webhook, mounts);
    }
  }

  /** Forgets those that were left before {@code since}. */
  public static long forget(Instant since) {
    return ToldLevelRow.delete("above = false and turn < ?1", since.toEpochMilli());
  }

  /** Steps over the threshold or under it; the number of the step, or 0: it has been made. */
  public static long step(long webhook, String mount, boolean above, Instant now) {
    int made =
        getEntityManager()
            .createNativeQuery(above ? REACHED : LEFT)
            .setParameter("webhook", webhook)
            .setParameter("mount", mount)
            .setParameter("turn", now.toEpochMilli())
            .executeUpdate();
    if (made != 1) {
      return 0;
    }
    Object turn =
        getEntityManager()
            .createNativeQuery(TURN)
            .setParameter("webhook", webhook)
            .setParameter("mount", mount)
            .getSingleResult();
    return ((Number) turn).longValue();
  }
}
