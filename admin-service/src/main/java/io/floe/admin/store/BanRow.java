package io.floe.admin.store;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A network that ingests and edges refuse. */
@Entity
@Table(name = "bans")
@SuppressWarnings("NullAway.Init") // Hibernate fills it
public class BanRow extends PanacheEntityBase {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  public long id;

  public String network;
  public @Nullable String reason;
  public Instant createdAt;
  public String managed = "";

  /** The ban of exactly that network. */
  public static @Nullable BanRow of(String network) {
    return BanRow.<BanRow>find("network", network).firstResult();
  }
}
