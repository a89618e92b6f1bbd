package io.floe.admin.publish;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.floe.admin.rest.Refusal;
import io.floe.admin.store.SettingsRow;
import io.floe.wire.config.ConfigSnapshot;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one way to change anything. A change of the configuration holds the row of settings until it
 * is committed: so changes happen one after the other, none overwrites what it has not seen, and
 * every one is a version of its own. The snapshot is composed before the commit, which therefore
 * cannot leave anything that the data plane would refuse. Threads: request threads.
 */
@Singleton
public final class Changes {

  /** As many as there are request threads to spare. */
  private static final int MOST_WAITING = 100;

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int RETRY_SECONDS = 2;

  private final Publisher publisher;
  private final Composer composer;
  private final ObjectMapper json;

  /**
   * Those who change something wait here, not in the database: there they would keep connections
   * from those who read.
   */
  private final ReentrantLock turn = new ReentrantLock(true);

  private record Done<T extends @Nullable Object>(T result, @Nullable ConfigSnapshot snapshot) {}

  Changes(Publisher publisher, Composer composer, ObjectMapper json) {
    this.publisher = publisher;
    this.composer = composer;
    this.json = json;
  }

  /** Reads, in a transaction of its own. */
  public <T extends @Nullable Object> T read(Supplier<T> work) {
    return QuarkusTransaction.requiringNew().call(work::get);
  }

  /** Changes what is no configuration, such as tokens, in a transaction of its own. */
  public <T extends @Nullable Object> T note(Author author, Function<Notes, T> work) {
    return QuarkusTransaction.requiringNew().call(() -> work.apply(new Notes(author, json)));
  }

  /**
   * Changes the configuration, in a transaction of its own, and publishes it once it is committed.
   * Work that notes nothing has changed nothing.
   *
   * @throws Refusal when work refuses, or the data plane would; then nothing has happened
   */
  public <T extends @Nullable Object> T write(Author author, Function<Notes, T> work) {
    Done<T> done = inTurn(() -> changed(author, work));
    ConfigSnapshot snapshot = done.snapshot();
    if (snapshot != null) {
      publisher.publish(snapshot);
    }
    return done.result();
  }

  /** As {@link #write}, but it is published with what comes next, or by {@link #insist}. */
  public <T extends @Nullable Object> T seed(Author author, Function<Notes, T> work) {
    return inTurn(() -> changed(author, work)).result();
  }

  private <T extends @Nullable Object> T inTurn(Supplier<T> change) {
    boolean mine = false;
    try {
      mine =
          turn.getQueueLength() < MOST_WAITING
              && turn.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (!mine) {
        throw Refusal.busy("Too many changes are waiting now: try again.", RETRY_SECONDS);
      }
      return change.get();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw Refusal.busy("The admin service is stopping: try again.", RETRY_SECONDS);
    } finally {
      if (mine) {
        turn.unlock();
      }
    }
  }

  private <T extends @Nullable Object> Done<T> changed(Author author, Function<Notes, T> work) {
    return QuarkusTransaction.requiringNew()
        .call(() -> {
          SettingsRow settings = SettingsRow.held();
          Notes notes = new Notes(author, json);
          T result = work.apply(notes);
          if (notes.count() == 0) {
            return new Done<>(result, null);
          }
          long last = Math.max(settings.version, publisher.newestVersion());
          settings.version = Math.max(System.currentTimeMillis(), last + 1);
          SettingsRow.flush();
          return new Done<>(result, composed(settings));
        });
  }

  /**
   * Publishes what is in the database if it is newer than what was published: another admin service
   * may have changed it, or this one may have ended in between. What is known under a higher
   * version than the database has was not made from it, see {@link #insist}. What cannot be
   * published is told to the operator, and tried again next time.
   */
  public void catchUp() {
    try {
      bringUp();
    } catch (Refusal refused) {
      publisher.refused(refused.detail());
    }
  }

  private void bringUp() {
    AtomicLong version = new AtomicLong();
    ConfigSnapshot snapshot =
        read(() -> {
          SettingsRow settings = SettingsRow.read();
          version.set(settings.version);
          return settings.version > publisher.newestVersion() ? composed(settings) : null;
        });
    if (snapshot != null) {
      publisher.publish(snapshot);
    } else if (version.get() < publisher.newestVersion()) {
      overrule();
    }
  }

  /**
   * Publishes what is in the database even if something else is known under the same or a higher
   * version, as after a backup was restored or the demo source got another password.
   */
  public void insist() {
    try {
      overrule();
    } catch (Refusal refused) {
      publisher.refused(refused.detail());
    }
  }

  private void overrule() {
    ConfigSnapshot snapshot =
        read(() -> {
          SettingsRow settings = SettingsRow.held();
          ConfigSnapshot known = publisher.newest();
          long newest = publisher.newestVersion();
          ConfigSnapshot wanted = composed(settings);
          boolean coming = newest > known.version() && newest == settings.version;
          boolean there =
              newest == known.version() && wanted.with().version(newest).build().equals(known);
          if (coming || there) {
            // A restored database has a lower one: it would be asked about it again for ever.
            settings.version = newest;
            return null;
          }
          if (settings.version <= newest) {
            settings.version = Math.max(System.currentTimeMillis(), newest + 1);
          }
          return wanted.with().version(settings.version).build();
        });
    if (snapshot != null) {
      publisher.publish(snapshot);
    }
  }

  private ConfigSnapshot composed(SettingsRow settings) {
    try {
      return composer.compose(settings);
    } catch (IllegalArgumentException refused) {
      String reason = String.valueOf(refused.getMessage());
      throw Refusal.senseless("This cannot be: " + reason + ".");
    }
  }
}
