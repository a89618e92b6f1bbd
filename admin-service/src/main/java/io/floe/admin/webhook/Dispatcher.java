package io.floe.admin.webhook;

import io.floe.admin.rest.Problems;
import io.floe.admin.vault.Vault;
import io.floe.admin.webhook.Outbox.Job;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jboss.logging.Logger;

/**
 * Has deliveries in hand: takes what is due, sends it, and notes what has come of it. So many at
 * once, of a webhook two and of a tenant eight, so that who answers slowly delays nobody else.
 * Threads: {@link #step} on one at a time; what is sent ends on others.
 */
final class Dispatcher {

  static final int AT_ONCE = 128;

  private static final Logger LOG = Logger.getLogger(Dispatcher.class);

  /** Rounds of a step; more is taken in the next. */
  private static final int ROUNDS = 8;

  private final Outbox outbox;
  private final Sender sender;
  private final Vault vault;
  private final InstantSource clock;
  private final Counters counters;
  private final Runnable ended;

  /** By id. Confined to the thread of steps. */
  private final Map<Long, Job> inHand = new TreeMap<>();

  /** Bounded by what is in hand. */
  private final Queue<Ended> results = new ConcurrentLinkedQueue<>();

  private record Ended(Job job, Outcome outcome) {}

  /**
   * @param ended called when a step is worth making
   */
  Dispatcher(
      Outbox outbox,
      Sender sender,
      Vault vault,
      InstantSource clock,
      Counters counters,
      Runnable ended) {
    this.outbox = outbox;
    this.sender = sender;
    this.vault = vault;
    this.clock = clock;
    this.counters = counters;
    this.ended = ended;
  }

  /** Notes what has ended and takes what is due; fails while the database is away. */
  void step() {
    Ended next = results.peek();
    while (next != null) {
      note(next);
      results.remove();
      inHand.remove(next.job().delivery());
      next = results.peek();
    }
    for (int round = 0; round < ROUNDS && inHand.size() < AT_ONCE; round++) {
      List<Job> taken = outbox.take(clock.instant(), inHand.values(), AT_ONCE - inHand.size());
      if (taken.isEmpty()) {
        break;
      }
      for (Job job : taken) {
        inHand.put(job.delivery(), job);
        var _ = attempt(job).thenAccept(outcome -> end(job, outcome));
      }
    }
    counters.underWay(inHand.size());
  }

  /** Makes one attempt; always completes normally. */
  CompletableFuture<Outcome> attempt(Job job) {
    String secret;
    String url;
    try {
      secret = vault.unseal(job.secret(), place(job.webhook()));
      url = Place.of(job.webhook(), job.url(), job.sealedUrl(), vault);
    } catch (Vault.Locked locked) {
      return CompletableFuture.completedFuture(
          new Outcome.Failed("not sent: " + locked.getMessage()));
    }
    return sender.send(
        new Parcel(
            job.tenant(), url, secret, job.event(), String.valueOf(job.delivery()), job.body()));
  }

  private void note(Ended next) {
    try {
      var _ = outbox.note(next.job(), next.outcome(), clock.instant(), false);
    } catch (RuntimeException failure) {
      if (Problems.away(failure)) {
        throw failure;
      }
      // Whoever takes it once the lease is over tries again.
      LOG.errorf(failure, "What came of delivery %d cannot be noted", next.job().delivery());
    }
  }

  /** How many are in hand. */
  int inHand() {
    return inHand.size();
  }

  /** Where the secret of a webhook is kept, for the vault. */
  static String place(long webhook) {
    return "webhook " + webhook;
  }

  private void end(Job job, Outcome outcome) {
    results.add(new Ended(job, outcome));
    ended.run();
  }
}
