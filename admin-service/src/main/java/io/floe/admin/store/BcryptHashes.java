package io.floe.admin.store;

import io.quarkus.security.jpa.PasswordProvider;
import java.security.spec.InvalidKeySpecException;
import org.wildfly.security.password.Password;
import org.wildfly.security.password.util.ModularCrypt;

/**
 * Bcrypt hashes as Quarkus' security reads them. It knows {@code $2a$} only; of passwords that
 * bcrypt takes whole, {@code $2b$} and {@code $2y$} are the same under another name.
 */
public final class BcryptHashes implements PasswordProvider {

  private static final int VERSION = 4;
  private static final int COST = 2;

  /** For CDI and JPA, which make it by name. */
  public BcryptHashes() {}

  @Override
  public Password getPassword(String hash) {
    try {
      return ModularCrypt.decode("$2a$" + hash.substring(VERSION));
    } catch (InvalidKeySpecException | IndexOutOfBoundsException broken) {
      throw new IllegalStateException("a stored password hash is not bcrypt", broken);
    }
  }

  /** The cost of a hash: the work is 2 to the power of it. */
  public static int cost(String hash) {
    return Integer.parseInt(hash.substring(VERSION, VERSION + COST));
  }
}
