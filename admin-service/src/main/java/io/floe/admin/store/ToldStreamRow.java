package io.floe.admin.store;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Query;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What was told last of a mount. Each step is made by one of those who see it, because it is made
 * only from the step before. A higher epoch follows a lower one; where nothing is on the air, so
 * does whatever is seen there now, for epochs begin lower when all ingests are started anew and the
 * clock has been set back. What was seen before the last step is told already, though others may
 * find it still to be told when they have been without the database.
 */
@Entity
@Table(name = "told_streams")
@SuppressWarnings("NullAway.Init") // Hibernate fills it
public class ToldStreamRow extends PanacheEntityBase {

  /** Two who see the same see it no further apart. */
  public static final Duration APART = Duration.ofSeconds(2);

  /** A step of the future is one before the clock was set back: it stands in nobody's way. */
  private static final String NEWER =
      "(told_streams.told_at <= :at or told_streams.told_at > :future)";

  /** The next step is of who has seen this one; of others, once theirs cannot be an older one. */
  private static final String FROM =
      " = :before and " + NEWER + " or told_streams.told_at < :early)";

  private static final String CONNECTED =
      """
      insert into told_streams (mount, tenant, epoch, live, title, started_at, turn, told_at)
      values (:mount, :tenant, :epoch, true, :title, :started, :turn, :at)
      on conflict (mount) do update set tenant = excluded.tenant, epoch = excluded.epoch,
        live = true, title = excluded.title, started_at = excluded.started_at,
        turn = greatest(told_streams.turn + 1, excluded.turn), told_at = excluded.told_at
      where told_streams.epoch < excluded.epoch or (not told_streams.live and
      """
          + NEWER
          + ")";

  private static final String LOST =
      """
      update told_streams set live = false, turn = greatest(turn + 1, :turn), told_at = :at
      where mount = :mount and epoch = :epoch and live and
      """
          + NEWER;

  private static final String MOVED =
      """
      update told_streams set tenant = :tenant, title = :title,
        turn = greatest(turn + 1, :turn), told_at = :at
      where mount = :mount and epoch = :epoch and live and tenant <> :tenant and (tenant\
      """
          + FROM;

  private static final String TITLED =
      """
      update told_streams set title = :title, turn = greatest(turn + 1, :turn), told_at = :at
      where mount = :mount and epoch = :epoch and live and title <> :title and (title\
      """
          + FROM;

  private static final String TURN = "select turn from told_streams where mount = :mount";

  @Id public String mount;
  public String tenant;
  public long epoch;
  public boolean live;
  public String title;
  public Instant startedAt;

  /** The number of the step: grows, and is near the wall clock in ms. */
  public long turn;

  /** When that was seen, by the clock of the database. */
  public Instant toldAt;

  /**
   * A stream, as somebody has seen it.
   *
   * @param at when that was, by the clock of the database
   * @param now the time there
   */
  public record Sight(String mount, long epoch, Instant at, Instant now) {}

  /** Those that were told to be on the air. */
  public static List<ToldStreamRow> onAir() {
    return ToldStreamRow.list("live = true");
  }

  /** Steps to a stream on the air; the number of the step, or 0: it has been made. */
  public static long connected(Sight seen, String tenant, String title, Instant started) {
    return step(
        query(CONNECTED, seen)
            .setParameter("tenant", tenant)
            .setParameter("title", title)
            .setParameter("started", started),
        seen);
  }

  /** Steps to nothing on the air; the number of the step, or 0: it has been made. */
  public static long lost(Sight seen) {
    return step(query(LOST, seen), seen);
  }

  /** Steps from one tenant to another; the number of the step, or 0: it has been made. */
  public static long moved(Sight seen, String before, String tenant, String title) {
    return step(
        query(MOVED, seen)
            .setParameter("before", before)
            .setParameter("early", seen.at().minus(APART))
            .setParameter("tenant", tenant)
            .setParameter("title", title),
        seen);
  }

  /** Steps from one title to another; the number of the step, or 0: it has been made. */
  public static long titled(Sight seen, String before, String title) {
    return step(
        query(TITLED, seen)
            .setParameter("before", before)
            .setParameter("early", seen.at().minus(APART))
            .setParameter("title", title),
        seen);
  }

  /** Forgets those that have been off the air since before {@code since}. */
  public static long forget(Instant since) {
    return ToldStreamRow.delete("live = false and toldAt < ?1", since);
  }

  private static Query query(String step, Sight seen) {
    return getEntityManager()
        .createNativeQuery(step)
        .setParameter("mount", seen.mount())
        .setParameter("epoch", seen.epoch())
        .setParameter("turn", seen.now().toEpochMilli())
        .setParameter("at", seen.at())
        .setParameter("future", seen.now().plus(APART));
  }

  private static long step(Query made, Sight seen) {
    if (made.executeUpdate() != 1) {
      return 0;
    }
    Object turn =
        getEntityManager()
            .createNativeQuery(TURN)
            .setParameter("mount", seen.mount())
            .getSingleResult();
    return ((Number) turn).longValue();
  }
}
