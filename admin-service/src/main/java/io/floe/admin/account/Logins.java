package io.floe.admin.account;

import io.floe.admin.publish.Author;
import io.floe.admin.publish.Changes;
import io.floe.admin.rest.Refusal;
import io.floe.admin.store.SessionRow;
import io.floe.admin.store.TenantRow;
import io.floe.admin.store.TokenRow;
import io.floe.admin.store.UserRow;
import io.floe.wire.client.Address;
import io.floe.wire.login.AuthLog;
import io.floe.wire.login.PasswordQueue;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who somebody is: by password, token or browser session. Passwords and tokens wait in a
 * bounded queue in which clients take turns, and are checked on threads of their own; one that was
 * right is remembered for five minutes, a password until it changes. Every wrong one is a line of
 * the authentication log. Threads: any.
 */
@Singleton
public final class Logins {

  /** Attribute of an identity: the scopes of its token. */
  static final String SCOPES = "floe.scopes";

  /** Attribute of an identity: the id of its token. */
  static final String TOKEN = "floe.token";

  /** Attribute of an identity: what a browser has to send along with changes. */
  static final String CSRF = "floe.csrf";

  /** Attribute of an identity: hash of its session. */
  static final String SESSION = "floe.session";

  /** A browser session unused for so long is over. */
  public static final Duration IDLE = Duration.ofHours(1);

  /** A browser session is over after so long, however it is used. */
  public static final Duration LONGEST = Duration.ofHours(24);

  /** More browsers than anybody has; the oldest are logged out. */
  private static final int MOST_SESSIONS = 50;

  private static final String WRONG_TOKEN = "unknown or expired token";

  /** So often the use of a session or a token is noted. */
  static final Duration TOUCH = Duration.ofMinutes(1);

  private static final int RETRY_SECONDS = 2;

  private static final Logger LOG = Logger.getLogger(Logins.class);

  private final PasswordProof proof;
  private final Changes changes;
  private final AuthLog authLog;
  private final Throttled throttled;
  private final Remembered remembered = new Remembered(System::nanoTime);
  private final PasswordQueue queue = new PasswordQueue(System::nanoTime);
  private final List<Thread> threads = new ArrayList<>();

  Logins(PasswordProof proof, Changes changes, AuthLog authLog, Throttled throttled) {
    this.proof = proof;
    this.changes = changes;
    this.authLog = authLog;
    this.throttled = throttled;
    int count = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    for (int i = 0; i < count; i++) {
      threads.add(Thread.ofPlatform().daemon().name("passwords-" + i).start(this::work));
    }
  }

  /** Ends the threads. */
  @PreDestroy
  void close() {
    queue.close();
    threads.forEach(Thread::interrupt);
  }

  /**
   * By name and password. Fails with {@link AuthenticationFailedException}, or with a {@link
   * Refusal} when too many wait.
   *
   * @param via how, for the audit log
   */
  Uni<SecurityIdentity> password(String name, String password, Address client, String via) {
    return proven(name, password, client, via).onItem().transform(PasswordProof.Proven::identity);
  }

  /**
   * The hash that a password opens, which somebody tells who is logged in already; fails as a login
   * does, and waits as long.
   */
  Uni<String> hash(String name, String password, Address client) {
    return proven(name, password, client, null).onItem().transform(PasswordProof.Proven::hash);
  }

  private Uni<PasswordProof.Proven> proven(
      String name, String password, Address client, @Nullable String via) {
    String digest = remembered.digest(name, password);
    Uni<PasswordProof.Proven> checked =
        inTurn(
            name,
            client,
            "wrong user name or password",
            () -> {
              PasswordProof.Proven proven = proof.of(name, password);
              succeeded(name, digest, proven.hash());
              if (via != null) {
                noteLogin(name, client, via);
              }
              return proven;
            });
    return knownOr(checked, digest, () -> recalled(name, digest));
  }

  /** By a token. Fails as a password does. */
  Uni<SecurityIdentity> token(String secret, Address client) {
    if (!TokensResource.possible(secret)) {
      return wrong("token", client, WRONG_TOKEN);
    }
    // No user has that name.
    String digest = remembered.digest("", secret);
    Uni<SecurityIdentity> checked =
        inTurn(
            "token",
            client,
            WRONG_TOKEN,
            () ->
                shown(secret, digest).stream()
                    .findFirst()
                    .orElseThrow(() -> new AuthenticationFailedException(WRONG_TOKEN)));
    return knownOr(checked, digest, () -> shown(secret, digest));
  }

  /**
   * What is remembered and still counts does not wait for others of the same address who guess.
   *
   * @param look empty when it does not count any more
   */
  private <T> Uni<T> knownOr(Uni<T> checked, String digest, Supplier<List<T>> look) {
    if (remembered.hash(digest) == null) {
      return checked;
    }
    return blocking(look)
        .onItem()
        .transformToUni(
            known -> known.isEmpty() ? checked : Uni.createFrom().item(known.getFirst()));
  }

  /** Whose token it is, if it is one that counts; then it is remembered. */
  private List<SecurityIdentity> shown(String secret, String digest) {
    SecurityIdentity identity = changes.read(() -> tokenOf(secret));
    if (identity == null) {
      return List.of();
    }
    remembered.put(digest, TOKEN);
    return List.of(identity);
  }

  /** By something that cannot be read: it fails as a wrong password does. */
  Uni<SecurityIdentity> unreadable(Address client) {
    return wrong("", client, "unreadable credentials");
  }

  private Uni<SecurityIdentity> wrong(String name, Address client, String reason) {
    return inTurn(
        name,
        client,
        reason,
        () -> {
          throw new AuthenticationFailedException(reason);
        });
  }

  private <T> Uni<T> inTurn(String name, Address client, String reason, Supplier<T> work) {
    return Uni.createFrom()
        .emitter(emitter -> queue.add(client, new Check<T>(name, client, reason, work, emitter)));
  }

  /** By a browser session; empty when it is over. */
  Uni<List<SecurityIdentity>> session(String secret) {
    return blocking(() -> {
      SecurityIdentity identity = changes.read(() -> sessionOf(secret));
      return identity == null ? List.of() : List.of(identity);
    });
  }

  /** Logs a browser in by name and password; the secret of its session. Fails as they do. */
  Uni<String> browser(String name, String password, Address client) {
    return proven(name, password, client, "session")
        .onItem()
        .transformToUni(proven -> blocking(() -> begin(name, proven.hash())));
  }

  /**
   * Begins a browser session for a user; its secret.
   *
   * @param proven the hash that its password has opened: another one since then is another password
   */
  public String begin(String name, String proven) {
    String secret = Secrets.random();
    changes.read(() -> {
      UserRow user = UserRow.held(name);
      if (user == null || !user.passwordHash.equals(proven)) {
        throw new AuthenticationFailedException("the user is gone, or has another password");
      }
      SessionRow row = new SessionRow();
      row.userId = user.id;
      row.hash = Secrets.digest(secret);
      row.createdAt = Instant.now();
      row.lastSeenAt = row.createdAt;
      row.persist();
      SessionRow.endOldest(user.id, MOST_SESSIONS);
      return row;
    });
    return secret;
  }

  /** What a browser with that session sends along with changes. */
  static String csrf(String sessionSecret) {
    return Secrets.digest("csrf." + sessionSecret);
  }

  /** Runs what blocks on a thread that may. */
  static <T> Uni<T> blocking(Supplier<T> work) {
    return Uni.createFrom().item(work).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
  }

  private void work() {
    while (true) {
      try {
        queue.runNext();
      } catch (InterruptedException stopped) {
        LOG.debug("password thread stopped");
        return;
      } catch (Throwable failure) { // an Error too: nobody would start another thread
        LOG.error("A password check failed; the next one goes on", failure);
      }
    }
  }

  private List<PasswordProof.Proven> recalled(String name, String digest) {
    return changes.read(() -> {
      UserRow user = UserRow.named(name);
      return user != null && user.passwordHash.equals(remembered.hash(digest))
          ? List.of(new PasswordProof.Proven(identity(user, Map.of()), user.passwordHash))
          : List.of();
    });
  }

  private static @Nullable SecurityIdentity tokenOf(String secret) {
    TokenRow token = TokenRow.hashed(Secrets.digest(secret));
    Instant now = Instant.now();
    if (token == null) {
      return null;
    }
    UserRow user = UserRow.findById(token.userId);
    if (user == null || over(token, now)) {
      return null;
    }
    Instant used = token.lastUsedAt;
    if (used == null || used.isBefore(now.minus(TOUCH))) {
      token.lastUsedAt = now;
    }
    return identity(user, Map.of(SCOPES, token.scopes, TOKEN, token.id));
  }

  private static @Nullable SecurityIdentity sessionOf(String secret) {
    String hash = Secrets.digest(secret);
    SessionRow session = SessionRow.hashed(hash);
    Instant now = Instant.now();
    if (session == null || over(session, now)) {
      return null;
    }
    UserRow user = UserRow.findById(session.userId);
    if (user == null) {
      return null;
    }
    if (session.lastSeenAt.isBefore(now.minus(TOUCH))) {
      session.lastSeenAt = now;
    }
    return identity(user, Map.of(CSRF, csrf(secret), SESSION, hash));
  }

  /** Whether a token has expired. */
  static boolean over(TokenRow token, Instant now) {
    Instant end = token.expiresAt;
    return end != null && end.isBefore(now);
  }

  /** Whether a session has ended by itself. */
  static boolean over(SessionRow session, Instant now) {
    return session.createdAt.isBefore(now.minus(LONGEST))
        || session.lastSeenAt.isBefore(now.minus(IDLE));
  }

  private static SecurityIdentity identity(UserRow user, Map<String, Object> attributes) {
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(new QuarkusPrincipal(user.name))
        .addRole(user.role)
        .addAttributes(attributes)
        .build();
  }

  /** Remembers it, unless the hash has changed meanwhile: then nobody knows which it opened. */
  private void succeeded(String name, String digest, String before) {
    String hash = changes.read(() -> PasswordProof.hash(name));
    if (hash.isEmpty()) {
      throw new AuthenticationFailedException("the user is gone");
    }
    if (hash.equals(before)) {
      remembered.put(digest, hash);
    }
  }

  private void noteLogin(String name, Address client, String how) {
    changes.note(
        new Author(name, client.toString()),
        notes -> {
          UserRow user = UserRow.named(name);
          TenantRow tenant = user == null ? null : TenantRow.of(user.tenantId);
          notes.add(
              "login",
              "user " + name,
              tenant == null ? null : tenant.name,
              null,
              Map.of("via", how));
          return name;
        });
  }

  /** One login that waits for its turn. */
  private final class Check<T> implements PasswordQueue.Check {

    private final String name;
    private final Address client;
    private final String reason;
    private final Supplier<T> work;
    private final UniEmitter<? super T> answer;

    Check(
        String name,
        Address client,
        String reason,
        Supplier<T> work,
        UniEmitter<? super T> answer) {
      this.name = name;
      this.client = client;
      this.reason = reason;
      this.work = work;
      this.answer = answer;
    }

    @Override
    public boolean run() {
      try {
        T done = work.get();
        queue.succeeded(client);
        answer.complete(done);
        return true;
      } catch (AuthenticationFailedException wrong) {
        if (PasswordProof.away(wrong)) {
          answer.fail(wrong);
          return true;
        }
        authLog.failed(name, client, reason, null);
        answer.fail(wrong);
        return false;
      } catch (RuntimeException | Error failure) {
        answer.fail(failure);
        return true;
      }
    }

    @Override
    public void refuse() {
      answer.fail(Refusal.busy("Too many logins are waiting now: try again.", RETRY_SECONDS));
    }

    @Override
    public void throttled() {
      throttled.throttled(name, client);
    }
  }
}
