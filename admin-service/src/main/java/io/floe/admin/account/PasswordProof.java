package io.floe.admin.account;

import io.floe.admin.publish.Changes;
import io.floe.admin.rest.Problems;
import io.floe.admin.rest.Refusal;
import io.floe.admin.store.BcryptHashes;
import io.floe.admin.store.UserRow;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import jakarta.inject.Singleton;
import java.security.Provider;
import org.jboss.logging.Logger;
import org.wildfly.security.credential.PasswordCredential;
import org.wildfly.security.evidence.PasswordGuessEvidence;
import org.wildfly.security.password.WildFlyElytronPasswordProvider;

/**
 * Proves that a password is a user's. Whatever is wrong, the name or the password, finding out
 * costs the same: as much as checking the dearest hash that anybody has. Threads: those of
 * passwords; it takes some 60 ms at the usual cost.
 */
@Singleton
final class PasswordProof {

  private static final Logger LOG = Logger.getLogger(PasswordProof.class);

  /** Cost of the hashes that this service makes; a hash that came from elsewhere may cost more. */
  private static final int USUAL_COST = 10;

  private static final int RETRY_SECONDS = 2;
  private static final int LONGEST_NAME = 64;
  private static final int LONGEST_BYTES = 72;

  // Of a password that nobody has.
  private static final String SALT_AND_DIGEST =
      "C6UzMDM.H6dfI/f/IKcEeO7ZBnHBmZNn0HHn/0v3fpEtqJhoS0nUW";

  private static final Provider[] PROVIDERS = {WildFlyElytronPasswordProvider.getInstance()};

  private final IdentityProviderManager identities;
  private final Changes changes;

  PasswordProof(IdentityProviderManager identities, Changes changes) {
    this.identities = identities;
    this.changes = changes;
  }

  /**
   * A user whose password was right.
   *
   * @param hash the user's just before it was checked: it is the one that was opened, if it is
   *     still the user's afterwards
   */
  record Proven(SecurityIdentity identity, String hash) {}

  /**
   * What one look at the accounts has found, so that one made meanwhile changes nothing.
   *
   * @param hash the user's; empty: there is no such user
   * @param highest cost of the dearest hash; 0: there is no account at all
   */
  private record Known(String hash, int highest) {}

  /**
   * The user of that name and password.
   *
   * @throws AuthenticationFailedException when name or password is wrong, or nobody can tell, see
   *     {@link #away}
   * @throws Refusal when there is no account at all yet
   */
  Proven of(String name, String password) {
    char[] guess = password.toCharArray();
    boolean worth = possible(name) && !tooLong(password);
    Known known = changes.read(() -> new Known(worth ? hash(name) : "", UserRow.highestCost()));
    if (known.highest() == 0) {
      throw Refusal.busy("The first account is not made yet: try again.", RETRY_SECONDS);
    }
    String hash = known.hash();
    if (hash.isEmpty()) {
      spend(0, known.highest(), guess);
      throw new AuthenticationFailedException("no user has that name, or no password is that long");
    }
    try {
      SecurityIdentity identity =
          identities.authenticateBlocking(
              new UsernamePasswordAuthenticationRequest(
                  name, new io.quarkus.security.credential.PasswordCredential(guess)));
      return new Proven(identity, hash);
    } catch (AuthenticationFailedException wrong) {
      if (!away(wrong)) {
        spend(BcryptHashes.cost(hash), known.highest(), guess);
      }
      throw wrong;
    }
  }

  /** Whether it failed because the database did not answer. */
  static boolean away(AuthenticationFailedException failure) {
    Throwable cause = failure.getCause();
    return cause != null && Problems.away(cause);
  }

  /** Whether a name is worth a question; the database takes no NUL. */
  private static boolean possible(String name) {
    return !name.isEmpty()
        && name.length() <= LONGEST_NAME
        && name.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  /** bcrypt reads so many bytes and no more: what follows would not matter. */
  private static boolean tooLong(String password) {
    return password.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > LONGEST_BYTES;
  }

  /** The user's hash; empty: there is no such user. */
  static String hash(String name) {
    UserRow user = UserRow.named(name);
    return user == null ? "" : user.passwordHash;
  }

  /**
   * Spends what the dearest check takes. Work doubles with each cost: 2^c + 2^c + 2^(c+1) + ... +
   * 2^(m-1) = 2^m.
   *
   * @param spent cost of what has been compared already; 0: nothing
   * @param highest cost of the dearest hash that anybody has
   */
  private static void spend(int spent, int highest, char[] guess) {
    int most = Math.max(USUAL_COST, highest);
    if (spent == 0) {
      compare(most, guess);
    }
    for (int cost = spent; cost > 0 && cost < most; cost++) {
      compare(cost, guess);
    }
  }

  private static void compare(int cost, char[] guess) {
    String hash = String.format("$2a$%02d$%s", cost, SALT_AND_DIGEST);
    boolean right =
        new PasswordCredential(new BcryptHashes().getPassword(hash))
            .verify(() -> PROVIDERS, new PasswordGuessEvidence(guess));
    LOG.tracef("a guess for nobody: %s", right);
  }
}
