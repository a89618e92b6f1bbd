package io.floe.admin.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.floe.admin.publish.Changes;
import io.floe.admin.store.DeliveryRow;
import io.floe.admin.store.DeliveryRow.State;
import io.floe.admin.store.TenantRow;
import io.floe.admin.store.ToldLevelRow;
import io.floe.admin.store.ToldStreamRow;
import io.floe.admin.store.WebhookRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries in the database: what is added within the transaction that it comes of, what is
 * taken by one of the admin services at a time, and what has become of it. Threads: any that may
 * block.
 */
final class Outbox {

  /** Who takes one has it for so long: longer than an attempt. */
  static final Duration LEASE = Duration.ofSeconds(30);

  static final Duration GIVEN_UP = Duration.ofHours(24);
  static final Duration KEPT = Duration.ofDays(14);
  static final int MOST_WAITING = 1_000;
  static final int MOST_KEPT = 10_000;

  /** Webhooks that a sweep trims. */
  private static final int TRIMMED = 50;

  private static final String UNFINISHED = "not finished: the admin service has ended meanwhile";
  private static final String TOO_OLD = "given up: not delivered within 24 hours";
  private static final String TOO_MANY =
      "dropped: more than " + MOST_WAITING + " were waiting for this webhook";

  private final Changes changes;
  private final ObjectMapper json;
  private final Backoff backoff;
  private final Counters counters;

  /** The last webhook that was trimmed. Confined to the thread of sweeps. */
  private long trimmed;

  /** One that is in hand. */
  record Job(
      long delivery,
      long webhook,
      long tenant,
      String url,
      @Nullable String sealedUrl,
      String secret,
      String event,
      String body,
      int attempt) {

    @Override
    public String toString() {
      return "Job[" + delivery + ", not shown]";
    }
  }

  /** What is not to be taken, because enough of it is in hand. */
  record Busy(Map<Long, Integer> webhooks, Map<Long, Integer> tenants) {

    static final int PER_WEBHOOK = 2;
    static final int PER_TENANT = 8;

    static Busy of(Iterable<Job> jobs) {
      Busy busy = new Busy(new HashMap<>(), new HashMap<>());
      jobs.forEach(busy::add);
      return busy;
    }

    private void add(Job job) {
      webhooks.merge(job.webhook(), 1, Integer::sum);
      tenants.merge(job.tenant(), 1, Integer::sum);
    }

    private boolean room(long webhook, long tenant) {
      return webhooks.getOrDefault(webhook, 0) < PER_WEBHOOK
          && tenants.getOrDefault(tenant, 0) < PER_TENANT;
    }

    private static Set<Long> full(Map<Long, Integer> counts, int most) {
      Map<Long, Integer> full = new HashMap<>(counts);
      full.values().removeIf(count -> count < most);
      return full.keySet();
    }
  }

  Outbox(Changes changes, ObjectMapper json, Backoff backoff, Counters counters) {
    this.changes = changes;
    this.json = json;
    this.backoff = backoff;
    this.counters = counters;
  }

  /**
   * Adds an event for every webhook of its tenant that wants it; within a transaction.
   *
   * @param key the same for the same event, whoever adds it
   */
  void add(EventKind kind, Event event, String key, Instant now) {
    TenantRow tenant = TenantRow.named(event.tenant());
    if (tenant == null) {
      return;
    }
    count(kind);
    for (WebhookRow hook : WebhookRow.enabled(tenant.id)) {
      if (hook.wants(kind.word()) && hook.covers(event.mount())) {
        add(hook.id, event, key, now);
      }
    }
  }

  /**
   * The same for an event of which a webhook is told once within a time, however many of the
   * services have seen one; within a transaction.
   *
   * @param what that has happened: the same for those of which one is told
   */
  void addRarely(EventKind kind, Event event, String what, Duration apart, Instant now) {
    TenantRow tenant = TenantRow.named(event.tenant());
    if (tenant == null) {
      return;
    }
    count(kind);
    DeliveryRow.alone(kind.key(what, 0));
    long turn = Math.floorDiv(Instant.parse(event.time()).toEpochMilli(), apart.toMillis());
    for (WebhookRow hook : WebhookRow.enabled(tenant.id)) {
      if (hook.wants(kind.word())
          && hook.covers(event.mount())
          && !near(hook.id, kind.key(what, turn - 1), event, apart)
          && !near(hook.id, kind.key(what, turn + 1), event, apart)) {
        add(hook.id, event, kind.key(what, turn), now);
      }
    }
  }

  /** Whether what a webhook was told under that key has happened within so long of an event. */
  private boolean near(long webhook, String key, Event event, Duration apart) {
    String body = DeliveryRow.told(webhook, key);
    if (body == null) {
      return false;
    }
    Instant told = Instant.parse(read(body).path("time").asText());
    return Duration.between(told, Instant.parse(event.time())).abs().compareTo(apart) < 0;
  }

  /** Counts an event that is told. */
  void count(EventKind kind) {
    counters.event(kind);
  }

  /** Adds an event for one webhook; within a transaction. */
  void add(long webhook, Event event, String key, Instant now) {
    if (DeliveryRow.add(webhook, key, event.kind(), text(event), now)) {
      counters.dropped(DeliveryRow.dropBeyond(webhook, MOST_WAITING, TOO_MANY, now));
    }
  }

  /** A delivery that only who asked for it is to make, in hand from the start. */
  Job first(WebhookRow hook, Event event, Instant now) {
    DeliveryRow row = new DeliveryRow();
    row.webhookId = hook.id;
    row.eventKey = event.kind() + ":" + event.id();
    row.event = event.kind();
    row.body = text(event);
    row.state = State.WAITING;
    row.attempts = 1;
    row.createdAt = now;
    row.nextAt = now.plus(LEASE);
    row.persist();
    return job(row, hook);
  }

  /** Takes those that are due, in a transaction of its own, until their lease ends. */
  List<Job> take(Instant now, Iterable<Job> inHand, int most) {
    return changes.read(() -> {
      Busy busy = Busy.of(inHand);
      List<Job> taken = new ArrayList<>();
      for (DeliveryRow row :
          DeliveryRow.due(
              now,
              Busy.PER_WEBHOOK,
              most,
              Busy.full(busy.webhooks(), Busy.PER_WEBHOOK),
              Busy.full(busy.tenants(), Busy.PER_TENANT))) {
        WebhookRow hook = WebhookRow.findById(row.webhookId);
        if (hook != null && busy.room(hook.id, hook.tenantId)) {
          row.attempts++;
          row.nextAt = now.plus(LEASE);
          Job job = job(row, hook);
          busy.add(job);
          taken.add(job);
        }
      }
      return taken;
    });
  }

  /**
   * Notes what an attempt has come to, in a transaction of its own.
   *
   * @param last whether it was the only one
   */
  @Nullable DeliveryRow note(Job job, Outcome outcome, Instant now, boolean last) {
    return changes.read(() -> {
      DeliveryRow row = DeliveryRow.held(job.delivery());
      // What was dropped or given up meanwhile is delivered all the same.
      boolean over = row != null && row.state != State.WAITING;
      boolean late = over && outcome instanceof Outcome.Delivered;
      if (row == null || (over && !late)) {
        return row;
      }
      switch (outcome) {
        case Outcome.Delivered(int status) -> {
          end(row, State.DELIVERED, now);
          row.status = status;
          row.error = null;
          counters.delivered();
        }
        case Outcome.Answered(int status, String error) ->
            failed(row, job, status, error, now, last);
        case Outcome.Failed(String error) -> failed(row, job, null, error, now, last);
        case Outcome.Refused(String error) -> {
          counters.refused();
          failed(row, job, null, error, now, last);
        }
      }
      return row;
    });
  }

  /** Gives up what is too old, and forgets what is older still. */
  void sweep(Instant now) {
    changes.read(() -> {
      counters.failed(DeliveryRow.giveUp(now.minus(GIVEN_UP), TOO_OLD, now));
      counters.failed(DeliveryRow.endTests(UNFINISHED, now));
      long gone = DeliveryRow.forget(now.minus(KEPT));
      gone += ToldStreamRow.forget(now.minus(KEPT));
      gone += ToldLevelRow.forget(now.minus(KEPT));
      counters.waiting(DeliveryRow.count("state", State.WAITING));
      return gone;
    });
    List<Long> next =
        changes.read(() ->
            WebhookRow.<WebhookRow>find("id > ?1 order by id", trimmed)
                .page(0, TRIMMED)
                .list()
                .stream()
                .map(row -> row.id)
                .toList());
    next.forEach(id -> changes.read(() -> DeliveryRow.trim(id, MOST_KEPT)));
    trimmed = next.isEmpty() ? 0 : next.getLast();
  }

  private void failed(
      DeliveryRow row, Job job, @Nullable Integer status, String error, Instant now, boolean last) {
    if (row.attempts != job.attempt()) {
      return; // The lease was over, and somebody else tries.
    }
    row.status = status;
    row.error = error;
    Instant next = now.plus(backoff.after(row.attempts));
    if (last || next.isAfter(row.createdAt.plus(GIVEN_UP))) {
      end(row, State.FAILED, now);
      counters.failed(1);
    } else {
      row.nextAt = next;
      counters.retried();
    }
  }

  private static void end(DeliveryRow row, State state, Instant now) {
    row.state = state;
    row.nextAt = null;
    row.finishedAt = now;
  }

  private static Job job(DeliveryRow row, WebhookRow hook) {
    return new Job(
        row.id,
        hook.id,
        hook.tenantId,
        hook.url,
        hook.sealedUrl,
        hook.secret,
        row.event,
        row.body,
        row.attempts);
  }

  private JsonNode read(String body) {
    try {
      return json.readTree(body);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private String text(Event event) {
    try {
      return json.writeValueAsString(event);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
