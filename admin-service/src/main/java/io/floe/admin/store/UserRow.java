package io.floe.admin.store;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.security.jpa.Password;
import io.quarkus.security.jpa.PasswordType;
import io.quarkus.security.jpa.UserDefinition;
import io.quarkus.security.jpa.Username;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** One who may log in. Names are unique across tenants, since one logs in by name alone. */
@Entity
@Table(name = "users")
@UserDefinition
@SuppressWarnings("NullAway.Init") // Hibernate fills it
public class UserRow extends PanacheEntityBase {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  public long id;

  /** Null for a superadmin. */
  public @Nullable Long tenantId;

  @Username public String name;

  @io.quarkus.security.jpa.Roles public String role;

  @Password(value = PasswordType.CUSTOM, provider = BcryptHashes.class)
  public String passwordHash;

  /** Whether somebody else chose the password: its user is asked for another one. */
  public boolean passwordGiven;

  public String managed = "";

  /** The user of that name. */
  public static @Nullable UserRow named(String name) {
    return UserRow.<UserRow>find("name", name).firstResult();
  }

  /** The same, held until the transaction ends: nobody gives it another password meanwhile. */
  public static @Nullable UserRow held(String name) {
    return UserRow.<UserRow>find("name", name)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResult();
  }

  /**
   * Gives it another password, at once: whoever begins a session with the old one has either done
   * so, and the session can be ended after this, or waits for this transaction and is refused.
   *
   * @param given whether somebody else chose it
   */
  public void takes(String hash, boolean given) {
    passwordHash = hash;
    passwordGiven = given;
    UserRow.flush();
  }

  /** The cost of the dearest hash that any user has; 0 when there are none. */
  public static int highestCost() {
    String cost =
        getEntityManager()
            .createQuery("select max(substring(passwordHash, 5, 2)) from UserRow", String.class)
            .getSingleResult();
    return cost == null ? 0 : Integer.parseInt(cost);
  }

  /** Whether it belongs to no tenant and may do everything. */
  public boolean superadmin() {
    return role.equals(Roles.SUPERADMIN);
  }
}
