package io.floe.admin.store;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A bearer token; of the secret only the hash. */
@Entity
@Table(name = "tokens")
@SuppressWarnings("NullAway.Init") // Hibernate fills it
public class TokenRow extends PanacheEntityBase {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  public long id;

  public long userId;
  public String name;
  public String hash;
  public String scopes;
  public Instant createdAt;
  public @Nullable Instant expiresAt;
  public @Nullable Instant lastUsedAt;

  /** The token with that hash. */
  public static @Nullable TokenRow hashed(String hash) {
    return TokenRow.<TokenRow>find("hash", hash).firstResult();
  }
}
