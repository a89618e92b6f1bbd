package io.floe.admin.store;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** A browser that is logged in; of its secret only the hash. */
@Entity
@Table(name = "sessions")
@SuppressWarnings("NullAway.Init") // Hibernate fills it
public class SessionRow extends PanacheEntityBase {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  public long id;

  public long userId;
  public String hash;
  public Instant createdAt;
  public Instant lastSeenAt;

  /** The session with that hash. */
  public static @Nullable SessionRow hashed(String hash) {
    return SessionRow.<SessionRow>find("hash", hash).firstResult();
  }

  /** These are used; those that have ended meanwhile stay so. */
  public static void used(Collection<String> hashes, Instant now) {
    if (!hashes.isEmpty()) {
      int _ = SessionRow.update("lastSeenAt = ?1 where hash in ?2", now, hashes);
    }
  }

  /** Leaves a user the session with that hash alone. */
  public static void endOthers(long userId, String hash) {
    long _ = SessionRow.delete("userId = ?1 and hash <> ?2", userId, hash);
  }

  /** Leaves a user the newest {@code most} of its sessions. */
  public static void endOldest(long userId, int most) {
    SessionRow last =
        SessionRow.<SessionRow>find("userId = ?1 order by id desc", userId)
            .range(most, most)
            .firstResult();
    if (last != null) {
      long _ = SessionRow.delete("userId = ?1 and id <= ?2", userId, last.id);
    }
  }
}
