package io.floe.admin.webhook;

import io.floe.admin.onair.OnAir;
import io.floe.admin.publish.Changes;
import io.floe.admin.rest.Problems;
import io.floe.admin.rest.Refusal;
import io.floe.admin.store.Lines;
import io.floe.admin.store.TenantRow;
import io.floe.admin.store.ToldLevelRow;
import io.floe.admin.store.ToldStreamRow;
import io.floe.admin.store.WebhookRow;
import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigSnapshot.Tenant;
import io.floe.wire.report.ClusterView.Snapshot;
import io.floe.wire.report.ClusterView.Stream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the cluster and has told what has changed. It begins where the database says that
 * telling has ended, so that what happens while no admin service runs is told later. Every admin
 * service looks; see {@link Teller}. Confined to one thread.
 */
final class Watcher {

  /** Whoever has just joined does not see everybody yet. */
  static final Duration SETTLE = Duration.ofSeconds(5);

  /** How often it is made sure that what was told is what is. */
  static final Duration COMPARE = Duration.ofSeconds(5);

  /** As a change may meet the end of a webhook, or another service that does the same. */
  private static final int MOST_TRIES = 5;

  /** Changes kept while the database is away. */
  static final int MOST_PENDING = 10_000;

  private static final Logger LOG = Logger.getLogger(Watcher.class);

  private final OnAir onAir;
  private final Changes changes;
  private final Teller teller;
  private final Supplier<List<Change>> others;
  private final InstantSource clock;
  private final Counters counters;
  private final Watch watch = new Watch();
  private final Levels levels;
  private final Deque<Change> pending = new ArrayDeque<>();
  private @Nullable Instant joined;
  private boolean settled;
  private Instant compared = Instant.EPOCH;
  private int tries;
  private volatile boolean begun;

  /**
   * @param others changes that are no matter of the cluster
   * @param clock the same for all services, as nearly as can be: what they see is compared by time
   */
  Watcher(
      OnAir onAir,
      Changes changes,
      Teller teller,
      Supplier<List<Change>> others,
      InstantSource clock,
      Counters counters) {
    this.onAir = onAir;
    this.changes = changes;
    this.teller = teller;
    this.others = others;
    this.clock = clock;
    this.counters = counters;
    this.levels = new Levels(this::reached);
  }

  /**
   * Looks once.
   *
   * @param ready whether the database is there; it may fail nevertheless
   * @return whether something was told
   */
  boolean step(boolean ready) {
    others.get().forEach(change -> add(owned(change)));
    Snapshot now = seen();
    if (now != null) {
      if (!begun && ready) {
        begin();
      }
      if (begun) {
        Instant at = clock.instant();
        watch.look(now, at, this::owner).forEach(this::add);
        if (ready) {
          levels.look(now, asked(), at, this::owner).forEach(this::add);
        }
      }
    }
    boolean told = ready && tell();
    if (begun && now != null && ready && pending.isEmpty()) {
      told |= compare(now);
    }
    return told;
  }

  /** Now and then: whether what was told is what is. */
  private boolean compare(Snapshot now) {
    Instant at = clock.instant();
    boolean setBack = at.isBefore(compared);
    if (!setBack && at.isBefore(compared.plus(COMPARE))) {
      return false;
    }
    compared = at;
    Map<MountName, Long> told = new HashMap<>();
    changes
        .read(ToldStreamRow::onAir)
        .forEach(row -> told.put(new MountName(row.mount), row.epoch));
    watch.untold(now, told, at, this::owner).forEach(this::add);
    return tell();
  }

  /** Whether it looks at the cluster already. Any thread. */
  boolean begun() {
    return begun;
  }

  private @Nullable Snapshot seen() {
    Snapshot now;
    try {
      now = onAir.cluster();
    } catch (Refusal notJoined) {
      return null;
    }
    Instant at = clock.instant();
    Instant since = joined;
    if (since == null || at.isBefore(since)) {
      since = at;
      joined = since;
    }
    settled |= !at.isBefore(since.plus(SETTLE));
    return settled ? now : null;
  }

  private void begin() {
    List<ToldStreamRow> told = changes.read(ToldStreamRow::onAir);
    told.forEach(row ->
        watch.before(
            row.tenant,
            new MountName(row.mount),
            row.epoch,
            row.startedAt.toEpochMilli(),
            row.title));
    begun = true;
  }

  private List<Levels.Asked> asked() {
    return changes.read(() -> {
      List<Levels.Asked> asked = new ArrayList<>();
      for (WebhookRow row : WebhookRow.thresholds()) {
        TenantRow tenant = TenantRow.of(row.tenantId);
        Integer threshold = row.threshold;
        if (tenant != null && threshold != null) {
          asked.add(
              new Levels.Asked(row.id, tenant.name, Set.copyOf(Lines.of(row.mounts)), threshold));
        }
      }
      return asked;
    });
  }

  private Collection<MountName> reached(long webhook) {
    return changes.read(
        () -> ToldLevelRow.reached(webhook).stream().map(row -> new MountName(row.mount)).toList());
  }

  private String owner(Stream stream) {
    return onAir.owner(stream).orElse("");
  }

  /** With the tenant, if it is about a mount that has one. */
  private Change owned(Change change) {
    return change instanceof Change.SourceLockout lockout
        ? lockout.of(onAir.tenant(lockout.mount()).orElseGet(() -> maker(lockout.user())))
        : change;
  }

  /**
   * The tenant that a mount would belong to which nobody has configured: the one that the client
   * named, or the only one that has mounts made on the fly; empty when that is open.
   */
  private String maker(String user) {
    List<String> makers =
        onAir.config().tenants().stream().filter(Tenant::createMounts).map(Tenant::name).toList();
    if (makers.contains(user)) {
      return user;
    }
    return makers.size() == 1 ? makers.getFirst() : "";
  }

  private void add(Change change) {
    pending.add(change);
    if (pending.size() > MOST_PENDING) {
      pending.remove();
      counters.lost();
    }
  }

  private boolean tell() {
    boolean told = false;
    for (Change next = pending.peek(); next != null; next = pending.peek()) {
      try {
        told |= teller.tell(next);
      } catch (RuntimeException failure) {
        if (Problems.away(failure)) {
          throw failure;
        }
        tries++;
        if (tries < MOST_TRIES) {
          LOG.debug("a change is told in the next step", failure);
          return told;
        }
        counters.lost();
        LOG.errorf(failure, "A change cannot be told: %s", next.getClass().getSimpleName());
      }
      pending.remove();
      tries = 0;
    }
    return told;
  }
}
