package io.floe.ingest.source;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import io.floe.wire.audio.MountName;
import io.floe.wire.client.Address;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.login.PasswordQueue;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Checks passwords, on threads of its own since one bcrypt takes tens of milliseconds. What was
 * right is remembered for five minutes since it was used last, and since its source left, under a
 * keyed digest and while the hash that it opened counts; what was wrong is not remembered, and its
 * sender waits longer the next time (see {@link PasswordQueue}). Any thread.
 */
final class Passwords implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Passwords.class);
  private static final int REMEMBERED = 4000;
  private static final long REMEMBERED_NANOS = TimeUnit.MINUTES.toNanos(5);

  // Of a password that nobody has, compared so that every wrong one takes as long.
  private static final String SALT_AND_DIGEST =
      "C6UzMDM.H6dfI/f/IKcEeO7ZBnHBmZNn0HHn/0v3fpEtqJhoS0nUW";

  private static final int LOWEST_COST = 4;

  /** What a check found. */
  sealed interface Verdict {
    /**
     * One of the options opens it.
     *
     * @param credential id of the password, never the password
     */
    record Opened(String credential) implements Verdict {}

    /** None of the options opens it. */
    record Wrong() implements Verdict {}

    /** Too many checks are waiting. */
    record Busy() implements Verdict {}
  }

  /**
   * One client that wants to be let in.
   *
   * @param options tried in order
   * @param accounts whether the account of an admin, or of a user who runs the mount, opens it too
   */
  record Attempt(
      ConfigSnapshot config,
      MountName mount,
      List<Credentials> options,
      boolean accounts,
      Address address) {}

  /** Compares a password with a hash. */
  interface Comparison {
    boolean matches(byte[] password, String hash);
  }

  private record Remembered(Locks.Lock lock, long until) {}

  private final SecretKeySpec key;
  private final LongSupplier nanoTime;
  private final PasswordQueue queue;
  private final Lockouts lockouts;
  private final Comparison comparison;
  private final List<Thread> threads = new ArrayList<>();

  // Guarded by itself.
  private final Map<String, Remembered> remembered =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Remembered> eldest) {
          return size() > REMEMBERED;
        }
      };

  Passwords(int threads, LongSupplier nanoTime, Lockouts lockouts, Comparison comparison) {
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    this.key = new SecretKeySpec(secret, "HmacSHA256");
    this.nanoTime = nanoTime;
    this.queue = new PasswordQueue(nanoTime);
    this.lockouts = lockouts;
    this.comparison = comparison;
    for (int i = 0; i < threads; i++) {
      this.threads.add(Thread.ofPlatform().daemon().name("passwords-" + i).start(this::work));
    }
  }

  /**
   * One thread for every two cores.
   *
   * @param lockouts is told of clients that guess
   */
  static Passwords start(Lockouts lockouts) {
    return new Passwords(
        Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
        System::nanoTime,
        lockouts,
        Passwords::matches);
  }

  /**
   * Checks whether one of the options opens the mount.
   *
   * @param answer called once: at once on the calling thread when the password is remembered or
   *     nothing can be checked now, else on a password thread
   */
  void check(Attempt attempt, Consumer<Verdict> answer) {
    for (Credentials option : attempt.options()) {
      String credential = recall(attempt, option);
      if (credential != null) {
        queue.succeeded(attempt.address());
        answer.accept(new Verdict.Opened(credential));
        return;
      }
    }
    queue.add(
        attempt.address(),
        new PasswordQueue.Check() {
          @Override
          public boolean run() {
            Verdict verdict = judged(attempt);
            answer.accept(verdict);
            return !(verdict instanceof Verdict.Wrong);
          }

          @Override
          public void refuse() {
            answer.accept(new Verdict.Busy());
          }

          @Override
          public void throttled() {
            lockedOut(attempt);
          }
        });
  }

  private Verdict judged(Attempt attempt) {
    try {
      Verdict verdict = verify(attempt);
      if (verdict instanceof Verdict.Opened) {
        queue.succeeded(attempt.address());
      }
      return verdict;
    } catch (Throwable failure) { // an Error too: somebody waits for the answer
      tell("A password could not be checked", failure);
      return new Verdict.Busy();
    }
  }

  /**
   * To be run when a source leaves that an attempt has let in: its password is remembered from then
   * on, as if it had been checked just now. Nothing is of a source that a hook has let in.
   */
  Runnable again(Attempt attempt) {
    Map<String, Locks.Lock> shown = new LinkedHashMap<>();
    for (Credentials option : attempt.options()) {
      String digest = digest(attempt, option);
      synchronized (remembered) {
        Remembered known = remembered.get(digest);
        if (known != null) {
          shown.put(digest, known.lock());
        }
      }
    }
    Address client = attempt.address();
    return () ->
        shown.forEach((digest, lock) -> {
          remember(digest, lock);
          queue.succeeded(client);
        });
  }

  /**
   * Has an attempt judged elsewhere: at once, or when it is its client's turn if that has guessed
   * too often. What is wrong there counts as it does here.
   *
   * @param judge asks, and gives what it is given the verdict once, on any thread
   * @param answer called once, on any thread
   */
  void elsewhere(Attempt attempt, Consumer<Consumer<Verdict>> judge, Consumer<Verdict> answer) {
    AtomicBoolean answered = new AtomicBoolean();
    Consumer<Verdict> counted =
        verdict -> {
          if (answered.getAndSet(true)) {
            return;
          }
          if (verdict instanceof Verdict.Wrong && queue.failed(attempt.address())) {
            lockedOut(attempt);
          }
          answer.accept(verdict);
        };
    if (!queue.throttled(attempt.address())) {
      judge.accept(counted);
      return;
    }
    queue.add(
        attempt.address(),
        new PasswordQueue.Check() {
          @Override
          public boolean run() {
            try {
              judge.accept(counted);
            } catch (Throwable failure) { // an Error too: somebody waits for the answer
              tell("A password could not be judged", failure);
              counted.accept(new Verdict.Busy());
            }
            return true;
          }

          @Override
          public void refuse() {
            answer.accept(new Verdict.Busy());
          }
        });
  }

  private void lockedOut(Attempt attempt) {
    lockouts.add(attempt.options().getFirst().user(), attempt.address(), attempt.mount());
  }

  @Override
  public void close() {
    queue.close();
    threads.forEach(Thread::interrupt);
  }

  private void work() {
    while (true) {
      try {
        queue.runNext();
      } catch (InterruptedException stopped) {
        LOG.debug("password thread stopped");
        return;
      } catch (Throwable failure) { // an Error too: nobody would start another thread
        tell("A password check failed; the next one goes on", failure);
      }
    }
  }

  private static void tell(String what, Throwable failure) {
    try {
      LOG.error(what, failure);
    } catch (Throwable untold) {
      // Memory is too short even for that; the next check matters more.
    }
  }

  private Verdict verify(Attempt attempt) {
    long most = Locks.dearest(attempt.config(), attempt.mount(), attempt.accounts());
    for (Credentials option : attempt.options()) {
      long left = most;
      for (Locks.Lock lock : locks(attempt, option)) {
        if (comparison.matches(option.password(), lock.hash())) {
          remember(digest(attempt, option), lock);
          return new Verdict.Opened(lock.id());
        }
        left -= lock.work();
      }
      spend(left, option.password());
    }
    return new Verdict.Wrong();
  }

  private static List<Locks.Lock> locks(Attempt attempt, Credentials option) {
    return Locks.of(attempt.config(), attempt.mount(), option.user(), attempt.accounts());
  }

  /** Compares for nothing, a hash of cost c for each 2^c of the work. */
  private void spend(long work, byte[] guess) {
    for (int cost = LOWEST_COST; 1L << cost <= work; cost++) {
      if ((work >> cost & 1) == 1) {
        boolean right =
            comparison.matches(guess, String.format("$2b$%02d$%s", cost, SALT_AND_DIGEST));
        LOG.tracef("a guess for nobody: %s", right);
      }
    }
  }

  static boolean matches(byte[] password, String hash) {
    try {
      // Cut to 72 bytes, as every other implementation of bcrypt does.
      return BCrypt.verifyer(null, LongPasswordStrategies.truncate(BCrypt.Version.VERSION_2B))
          .verify(password, hash.getBytes(StandardCharsets.ISO_8859_1))
          .verified;
    } catch (IllegalArgumentException unusable) {
      LOG.debugf("a password could not be checked: %s", unusable.getMessage());
      return false;
    }
  }

  private @Nullable String recall(Attempt attempt, Credentials option) {
    String digest = digest(attempt, option);
    Remembered found;
    synchronized (remembered) {
      found = remembered.get(digest);
    }
    if (found == null
        || found.until() - nanoTime.getAsLong() < 0
        || !locks(attempt, option).contains(found.lock())) {
      return null;
    }
    remember(digest, found.lock());
    return found.lock().id();
  }

  private void remember(String digest, Locks.Lock lock) {
    synchronized (remembered) {
      remembered.put(digest, new Remembered(lock, nanoTime.getAsLong() + REMEMBERED_NANOS));
    }
  }

  private String digest(Attempt attempt, Credentials option) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update((byte) (attempt.accounts() ? 1 : 0));
      mac.update(attempt.mount().value().getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      mac.update(option.user().getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      mac.update(option.password());
      return Base64.getEncoder().encodeToString(mac.doFinal());
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this JVM has no HmacSHA256", missing);
    }
  }
}
