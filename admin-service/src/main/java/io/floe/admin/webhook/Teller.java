package io.floe.admin.webhook;

import io.floe.admin.publish.Changes;
import io.floe.admin.store.TenantRow;
import io.floe.admin.store.ToldLevelRow;
import io.floe.admin.store.ToldStreamRow;
import io.floe.admin.store.ToldStreamRow.Sight;
import io.floe.admin.store.UserRow;
import io.floe.admin.store.WebhookRow;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.client.Address;
import jakarta.persistence.LockModeType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes events of changes. Every admin service sees every change; the first whose transaction steps
 * from what was told last adds the event, for the others there is no step left. Threads: any that
 * may block.
 */
final class Teller {

  /** Who is locked out again within so long is not told again. */
  private static final Duration LOCKOUT = Duration.ofMinutes(10);

  private final Changes changes;
  private final Outbox outbox;
  private final InstantSource clock;

  Teller(Changes changes, Outbox outbox, InstantSource clock) {
    this.changes = changes;
    this.outbox = outbox;
    this.clock = clock;
  }

  /** Tells a change unless it was told, in a transaction of its own; whether this one did. */
  boolean tell(Change change) {
    return changes.read(() -> add(change));
  }

  /** The same within a transaction. */
  boolean add(Change change) {
    return switch (change) {
      case Change.Connected connected -> connected(connected);
      case Change.Lost lost -> lost(lost);
      case Change.Moved moved -> moved(moved);
      case Change.Titled titled -> titled(titled);
      case Change.Level level -> level(level);
      case Change.Elsewhere elsewhere -> elsewhere(elsewhere);
      case Change.Lockout lockout -> lockout(lockout);
      case Change.SourceLockout lockout -> lockout(lockout);
    };
  }

  private boolean connected(Change.Connected change) {
    long turn =
        ToldStreamRow.connected(
            sight(change.mount(), change.epoch(), change.at()),
            change.tenant(),
            storable(change.title()),
            Instant.ofEpochMilli(change.startedAt()));
    if (turn == 0) {
      return false;
    }
    addConnected(change, turn);
    return true;
  }

  private boolean moved(Change.Moved change) {
    Change.Connected to = change.to();
    long turn =
        ToldStreamRow.moved(
            sight(to.mount(), to.epoch(), to.at()),
            change.from(),
            to.tenant(),
            storable(to.title()));
    if (turn == 0) {
      return false;
    }
    addLost(new Change.Lost(to.at(), change.from(), to.mount(), to.epoch(), to.startedAt()), turn);
    addConnected(to, turn);
    return true;
  }

  private void addConnected(Change.Connected change, long turn) {
    StreamInfo info = change.info();
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("startedAt", Instant.ofEpochMilli(change.startedAt()).toString());
    data.put("again", change.again());
    data.put("contentType", info.contentType());
    put(data, "name", info.name());
    put(data, "title", change.title());
    if (info.bitrate() > 0) {
      data.put("bitrate", info.bitrate());
    }
    add(EventKind.SOURCE_CONNECTED, change, change.tenant(), change.mount(), data, turn);
  }

  private boolean lost(Change.Lost change) {
    long turn = ToldStreamRow.lost(sight(change.mount(), change.epoch(), change.at()));
    if (turn == 0) {
      return false;
    }
    addLost(change, turn);
    return true;
  }

  private void addLost(Change.Lost change, long turn) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("startedAt", Instant.ofEpochMilli(change.startedAt()).toString());
    add(EventKind.SOURCE_LOST, change, change.tenant(), change.mount(), data, turn);
  }

  private boolean titled(Change.Titled change) {
    long turn =
        ToldStreamRow.titled(
            sight(change.mount(), change.epoch(), change.at()),
            storable(change.before()),
            storable(change.title()));
    if (turn == 0) {
      return false;
    }
    Map<String, Object> data = Map.of("title", change.title());
    add(EventKind.METADATA_CHANGED, change, change.tenant(), change.mount(), data, turn);
    return true;
  }

  private Sight sight(MountName mount, long epoch, Instant at) {
    return new Sight(mount.value(), epoch, at, clock.instant());
  }

  private boolean level(Change.Level change) {
    // Held, so that it does not go between the step and the delivery.
    WebhookRow hook = WebhookRow.findById(change.webhook(), LockModeType.PESSIMISTIC_READ);
    String mount = change.mount().value();
    if (hook == null || !hook.covers(mount) || !hook.wants(EventKind.LISTENERS_THRESHOLD.word())) {
      return false;
    }
    long turn = ToldLevelRow.step(change.webhook(), mount, change.above(), clock.instant());
    if (turn == 0) {
      return false;
    }
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("state", change.above() ? "reached" : "left");
    data.put("threshold", change.threshold());
    data.put("listeners", change.listeners());
    EventKind kind = EventKind.LISTENERS_THRESHOLD;
    Event event = Event.of(kind, change.at(), change.tenant(), mount, data);
    outbox.count(kind);
    outbox.add(change.webhook(), event, kind.key(mount, turn), clock.instant());
    return true;
  }

  /** Nobody is told: nobody has left. Back here, it can be reached anew. */
  private boolean elsewhere(Change.Elsewhere change) {
    var _ = ToldLevelRow.step(change.webhook(), change.mount().value(), false, clock.instant());
    return false;
  }

  private boolean lockout(Change.Lockout change) {
    String tenant = tenantOf(change.user());
    String what = change.user() + " " + change.client().network();
    return !tenant.isEmpty()
        && lockout(change.at(), tenant, null, change.user(), change.client(), what);
  }

  /** Whatever a client calls itself there, it is one who guesses the passwords of a mount. */
  private boolean lockout(Change.SourceLockout change) {
    String tenant = change.tenant().isEmpty() ? tenantOf(change.user()) : change.tenant();
    String mount = change.mount().value();
    String what = mount + " " + change.client().network();
    return !tenant.isEmpty()
        && lockout(change.at(), tenant, mount, change.user(), change.client(), what);
  }

  private boolean lockout(
      Instant at, String tenant, @Nullable String mount, String user, Address client, String what) {
    EventKind kind = EventKind.LOGIN_LOCKOUT;
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("user", user);
    data.put("address", client.toString());
    outbox.addRarely(kind, Event.of(kind, at, tenant, mount, data), what, LOCKOUT, clock.instant());
    return true;
  }

  /** The tenant of that user; empty when there is no such user, or it belongs to none. */
  private static String tenantOf(String name) {
    UserRow user = name.indexOf('\0') >= 0 ? null : UserRow.named(name);
    TenantRow tenant = user == null ? null : TenantRow.of(user.tenantId);
    return tenant == null ? "" : tenant.name;
  }

  private void add(
      EventKind kind,
      Change change,
      String tenant,
      MountName mount,
      Map<String, Object> data,
      long turn) {
    String name = mount.value();
    outbox.add(
        kind,
        Event.of(kind, change.at(), tenant, name, data),
        kind.key(name, turn),
        clock.instant());
  }

  /** A text in the database has no such character; in JSON it is escaped. */
  private static String storable(String text) {
    return text.replace("\0", "");
  }

  private static void put(Map<String, Object> data, String name, String text) {
    if (!text.isEmpty()) {
      data.put(name, text);
    }
  }
}
