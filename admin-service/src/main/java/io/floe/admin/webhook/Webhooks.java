package io.floe.admin.webhook;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.floe.admin.onair.OnAir;
import io.floe.admin.publish.Changes;
import io.floe.admin.rest.Problems;
import io.floe.admin.vault.Vault;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * What makes webhooks go: looks twice a second at the cluster and at what is due, and sweeps once a
 * minute. Threads: one of its own; questions from any.
 */
@Singleton
public final class Webhooks implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Webhooks.class);
  private static final long STEP_MS = 500;
  private static final int LOOK_STEPS = 10;
  private static final Duration SWEEP = Duration.ofMinutes(1);
  private static final int CONNECT_MS = 5_000;

  private final Changes changes;
  private final Vault vault;
  private final DatabaseClock clock;
  private final HttpClient http;
  private final Names names;
  private final Sender sender;
  private final Outbox outbox;
  private final Dispatcher dispatcher;
  private final Watcher watcher;
  private final AtomicBoolean asked = new AtomicBoolean();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "floe-webhooks");
        made.setDaemon(true);
        return made;
      });

  private volatile BooleanSupplier ready = () -> false;
  // Confined to the thread.
  private Instant swept = Instant.EPOCH;
  private Instant said = Instant.EPOCH;
  private boolean resealed;
  private int looked;

  Webhooks(
      Changes changes,
      ObjectMapper json,
      Vault vault,
      Guard guard,
      OnAir onAir,
      Lockouts lockouts,
      Counters counters,
      Vertx vertx,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    this.changes = changes;
    this.vault = vault;
    InstantSource own = InstantSource.system();
    clock = new DatabaseClock(changes, own);
    http = client(vertx);
    names = new Names(InetAddress::getAllByName);
    sender = new Sender(http, names, guard, own, version, Sender.PATIENCE);
    outbox = new Outbox(changes, json, new Backoff(new SecureRandom()), counters);
    dispatcher = new Dispatcher(outbox, sender, vault, clock, counters, this::hurry);
    Teller teller = new Teller(changes, outbox, clock);
    watcher = new Watcher(onAir, changes, teller, lockouts::take, clock, counters);
  }

  /** One that keeps no connections: each attempt makes sure of its address anew. */
  static HttpClient client(Vertx vertx) {
    return client(vertx, new HttpClientOptions());
  }

  /**
   * @param tls whom to trust
   */
  static HttpClient client(Vertx vertx, HttpClientOptions tls) {
    return vertx
        .httpClientBuilder()
        .with(
            tls.setKeepAlive(false)
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setConnectTimeout(CONNECT_MS))
        .with(new PoolOptions().setHttp1MaxSize(Dispatcher.AT_ONCE))
        // Whatever receivers send stands in the log of deliveries, and fills no other.
        .withConnectHandler(connection ->
            connection.exceptionHandler(
                failure -> LOG.debugf("a receiver's connection: %s", failure.getMessage())))
        .build();
  }

  /**
   * Begins.
   *
   * @param there whether the database is prepared and was there a second ago
   */
  public void start(BooleanSupplier there) {
    ready = there;
    var _ = thread.scheduleWithFixedDelay(this::step, STEP_MS, STEP_MS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    thread.shutdownNow();
    names.close();
    var _ = http.close();
  }

  /** Whether it looks at the cluster already. */
  boolean looking() {
    return watcher.begun();
  }

  Sender sender() {
    return sender;
  }

  Outbox outbox() {
    return outbox;
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  InstantSource clock() {
    return clock;
  }

  /** Has deliveries looked after soon. */
  private void hurry() {
    if (!asked.getAndSet(true)) {
      try {
        thread.execute(this::dispatch);
      } catch (RejectedExecutionException closed) {
        LOG.debug("webhooks are over");
      }
    }
  }

  private void step() {
    try {
      boolean there = ready.getAsBoolean();
      if (there && looked-- <= 0) {
        clock.look();
        looked = LOOK_STEPS;
      }
      if (there && !resealed) {
        int done = Resealing.run(changes, vault);
        if (done > 0) {
          LOG.infof("Secrets of %d webhooks are encrypted with the new key", done);
        }
        resealed = true;
      }
      var _ = watcher.step(there);
      if (there && !clock.instant().isBefore(swept.plus(SWEEP))) {
        outbox.sweep(clock.instant());
        swept = clock.instant();
      }
    } catch (RuntimeException | Error failure) {
      say(failure);
    }
    dispatch();
  }

  private void dispatch() {
    asked.set(false);
    if (!ready.getAsBoolean()) {
      return;
    }
    try {
      dispatcher.step();
    } catch (RuntimeException | Error failure) {
      say(failure);
    }
  }

  /** That the database is away is told by whoever looks after it; the rest once a minute. */
  private void say(Throwable failure) {
    if (Problems.away(failure) || clock.instant().isBefore(said.plus(SWEEP))) {
      LOG.debug("webhooks wait", failure);
    } else {
      said = clock.instant();
      LOG.error("Webhooks are tried again after a failure", failure);
    }
  }
}
