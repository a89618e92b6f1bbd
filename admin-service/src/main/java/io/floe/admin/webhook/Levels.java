package io.floe.admin.webhook;

import io.floe.wire.audio.MountName;
import io.floe.wire.report.ClusterView.Snapshot;
import io.floe.wire.report.ClusterView.Stream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * Compares listeners with the thresholds of webhooks. A threshold that was reached is left at nine
 * tenths of it, so that a number that swings around it does not tell of every swing. Confined to
 * one thread.
 */
final class Levels {

  private static final long TENTHS = 10;
  private static final long LEFT_AT = 9;

  private record Key(long webhook, MountName mount) {}

  /**
   * What a webhook asks for.
   *
   * @param mounts empty: all of the tenant
   */
  record Asked(long webhook, String tenant, Set<String> mounts, int threshold) {

    Asked {
      mounts = Set.copyOf(mounts);
    }

    private boolean covers(MountName mount) {
      return mounts.isEmpty() || mounts.contains(mount.value());
    }
  }

  /** Those that have reached it. */
  private final Set<Key> above = new HashSet<>();

  /** Those that were asked for when this one looked last. */
  private final Set<Long> known = new HashSet<>();

  private final LongFunction<Collection<MountName>> told;

  /**
   * @param told which mounts were told to have reached the threshold of a webhook
   */
  Levels(LongFunction<Collection<MountName>> told) {
    this.told = told;
  }

  /**
   * What has changed.
   *
   * @param tenant of a stream, empty: nobody's
   */
  List<Change> look(Snapshot now, List<Asked> asked, Instant at, Function<Stream, String> tenant) {
    meet(asked);
    if (asked.isEmpty()) {
      return List.of();
    }
    Map<String, List<Stream>> streams = new HashMap<>();
    for (Stream stream : now.streams()) {
      streams.computeIfAbsent(tenant.apply(stream), name -> new ArrayList<>()).add(stream);
    }
    List<Change> changes = new ArrayList<>();
    for (Asked each : asked) {
      Set<MountName> left = new HashSet<>();
      above.forEach(key -> {
        if (key.webhook() == each.webhook()) {
          left.add(key.mount());
        }
      });
      for (Stream stream : streams.getOrDefault(each.tenant(), List.of())) {
        if (each.covers(stream.mount())) {
          left.remove(stream.mount());
          look(each, stream.mount(), stream.listeners(), at, changes);
        }
      }
      for (MountName mount : left) {
        String owner = now.stream(mount).map(tenant).orElse(each.tenant());
        if (!each.covers(mount)) {
          // Nobody has left: it is asked for no more.
          above.remove(new Key(each.webhook(), mount));
        } else if (owner.equals(each.tenant())) {
          look(each, mount, 0, at, changes);
        } else if (!owner.isEmpty()) {
          above.remove(new Key(each.webhook(), mount));
          changes.add(new Change.Elsewhere(at, mount, each.webhook()));
        }
      }
    }
    return changes;
  }

  /** Goes on where it was left, for those that are new or enabled again. */
  private void meet(List<Asked> asked) {
    Set<Long> now = new HashSet<>();
    for (Asked each : asked) {
      now.add(each.webhook());
      if (!known.contains(each.webhook())) {
        told.apply(each.webhook()).forEach(mount -> above.add(new Key(each.webhook(), mount)));
      }
    }
    above.removeIf(key -> !now.contains(key.webhook()));
    known.clear();
    known.addAll(now);
  }

  private void look(Asked asked, MountName mount, int listeners, Instant at, List<Change> changes) {
    Key key = new Key(asked.webhook(), mount);
    boolean was = above.contains(key);
    boolean is =
        was ? listeners * TENTHS >= asked.threshold() * LEFT_AT : listeners >= asked.threshold();
    if (was == is) {
      return;
    }
    if (is) {
      above.add(key);
    } else {
      above.remove(key);
    }
    changes.add(
        new Change.Level(
            at, asked.tenant(), mount, asked.webhook(), asked.threshold(), listeners, is));
  }
}
