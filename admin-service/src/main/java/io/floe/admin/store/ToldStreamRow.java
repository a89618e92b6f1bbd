package io.floe.admin.store;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Query;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;

/**
 * What was told last of a mount. Each step is made by one of those who see it, because it is made
 * only from the step before. A higher epoch follows a lower one; where nothing is on the air, so
 * does whatever is seen there now, for epochs begin lower when all ingests are started anew and the
 * clock has been set back.
 */
@Entity
@Table(name = "told_streams")
@SuppressWarnings("NullAway.Init") // Hibernate fills it
public class ToldStreamRow extends PanacheEntityBase {

  private static final String CONNECTED =
      """
      insert into told_streams (mount, tenant, epoch, live, title, started_at, turn, told_at)
      values (:mount, :tenant, :epoch, true, :title, :started, :turn, :now)
      on conflict (mount) do update set tenant = excluded.tenant, epoch = excluded.epoch,
        live = true, title = excluded.title, started_at = excluded.started_at,
        turn = greatest(told_streams.turn + 1, excluded.turn), told_at = excluded.told_at
      where told_streams.epoch < excluded.epoch or (:seen and not told_streams.live)
      """;

  private static final String LOST =
      """
      update told_streams set live = false, turn = greatest(turn + 1, :turn), told_at = :now
      where mount = :mount and epoch = :epoch and live
      """;

  private static final String TITLED =
      """
      update told_streams set title = :title, turn = greatest(turn + 1, :turn), told_at = :now
      where mount = :mount and epoch = :epoch and live and title <> :title
      """;

  private static final String TURN = "select turn from told_streams where mount = :mount";

  @Id public String mount;
  public String tenant;
  public long epoch;
  public boolean live;
  public String title;
  public Instant startedAt;

  /** The number of the step: grows, and is near the wall clock in ms. */
  public long turn;

  public Instant toldAt;

  /** Those that were told to be on the air. */
  public static List<ToldStreamRow> onAir() {
    return ToldStreamRow.list("live = true");
  }

  /**
   * Steps to a stream on the air; the number of the step, or 0: somebody else has made it.
   *
   * @param seen whether it is on the air at this moment, and has not only been so
   */
  public static long connected(
      String mount,
      String tenant,
      long epoch,
      String title,
      Instant started,
      boolean seen,
      Instant now) {
    return step(
        query(CONNECTED, mount, epoch, now)
            .setParameter("seen", seen)
            .setParameter("tenant", tenant)
            .setParameter("title", title)
            .setParameter("started", started),
        mount);
  }

  /** Steps to nothing on the air; the number of the step, or 0: somebody else has made it. */
  public static long lost(String mount, long epoch, Instant now) {
    return step(query(LOST, mount, epoch, now), mount);
  }

  /** Steps to another title; the number of the step, or 0: somebody else has made it. */
  public static long titled(String mount, long epoch, String title, Instant now) {
    return step(query(TITLED, mount, epoch, now).setParameter("title", title), mount);
  }

  /** Forgets those that have been off the air since before {@code since}. */
  public static long forget(Instant since) {
    return ToldStreamRow.delete("live = false and toldAt < ?1", since);
  }

  private static Query query(String step, String mount, long epoch, Instant now) {
    return getEntityManager()
        .createNativeQuery(step)
        .setParameter("mount", mount)
        .setParameter("epoch", epoch)
        .setParameter("turn", now.toEpochMilli())
        .setParameter("now", now);
  }

  private static long step(Query made, String mount) {
    if (made.executeUpdate() != 1) {
      return 0;
    }
    Object turn =
        getEntityManager().createNativeQuery(TURN).setParameter("mount", mount).getSingleResult();
    return ((Number) turn).longValue();
  }
}
