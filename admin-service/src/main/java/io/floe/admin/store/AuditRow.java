package io.floe.admin.store;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One thing that somebody did. */
@Entity
@Table(name = "audit")
@SuppressWarnings("NullAway.Init") // Hibernate fills it
public class AuditRow extends PanacheEntityBase {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  public long id;

  public Instant at;
  public String actor;
  public @Nullable String tenant;
  public @Nullable String address;
  public String action;
  public String object;

  /** JSON, without secrets. */
  public @Nullable String before;

  /** JSON, without secrets. */
  public @Nullable String after;

  /** Keeps what was done in a tenant that is gone from a later one of the same name. */
  public static void tenantGone(String name) {
    var _ = AuditRow.update("tenant = ?1 where tenant = ?2", name + " (deleted)", name);
  }
}
