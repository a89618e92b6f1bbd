package io.floe.admin.webhook;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.report.ClusterView.Snapshot;
import io.floe.wire.report.ClusterView.Stream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Compares what is on the air with what was. What transcoders make is no source. Confined to one
 * thread; holds one entry for each mount on the air.
 */
final class Watch {

  /** A mount that is without a source for no longer was never without. */
  static final Duration BREAK = Duration.ofSeconds(2);

  private final Map<MountName, Seen> seen = new HashMap<>();

  private static final class Seen {
    private final String tenant;
    private final long epoch;
    private final long startedAt;
    private String title;
    private @Nullable Instant missing;

    Seen(String tenant, long epoch, long startedAt, String title) {
      this.tenant = tenant;
      this.epoch = epoch;
      this.startedAt = startedAt;
      this.title = title;
    }
  }

  /** Begins with a stream that was on the air before this one could look. */
  void before(String tenant, MountName mount, long epoch, long startedAt, String title) {
    seen.put(mount, new Seen(tenant, epoch, startedAt, title));
  }

  /**
   * What has changed.
   *
   * @param tenant of a stream, empty: nobody's
   */
  List<Change> look(Snapshot now, Instant at, Function<Stream, String> tenant) {
    List<Change> changes = new ArrayList<>();
    Set<NodeId> ingests = new HashSet<>();
    now.nodes(NodeInfo.Role.INGEST).forEach(node -> ingests.add(node.id()));
    for (Stream stream : now.streams()) {
      Seen known = seen.get(stream.mount());
      if (known != null && known.epoch == stream.id().epoch()) {
        known.missing = null;
        goOn(known, stream, at, tenant.apply(stream), changes);
      } else if (ingests.contains(stream.owner())
          && (known == null || known.epoch < stream.id().epoch())) {
        String owner = tenant.apply(stream);
        boolean again = known != null && known.tenant.equals(owner);
        if (known != null && !again) {
          changes.add(lost(stream.mount(), known, at));
        }
        changes.add(connected(stream, at, owner, again));
      }
    }
    lost(now, at, changes);
    return changes;
  }

  private void goOn(Seen known, Stream stream, Instant at, String owner, List<Change> changes) {
    String before = known.title;
    known.title = stream.title();
    // While nobody is known to have it, it stays where it was.
    if (!owner.isEmpty() && !owner.equals(known.tenant)) {
      changes.add(new Change.Moved(known.tenant, connected(stream, at, owner, false)));
    } else if (!before.equals(stream.title())) {
      changes.add(
          new Change.Titled(at, known.tenant, stream.mount(), known.epoch, before, stream.title()));
    }
  }

  /**
   * What is on the air all the time, and yet was told to be lost by another admin service that was
   * cut off, or could not be told.
   *
   * @param told epochs of what was told to be on the air
   */
  List<Change> untold(
      Snapshot now, Map<MountName, Long> told, Instant at, Function<Stream, String> tenant) {
    List<Change> changes = new ArrayList<>();
    for (Stream stream : now.streams()) {
      Seen known = seen.get(stream.mount());
      if (known != null
          && known.epoch == stream.id().epoch()
          && told.getOrDefault(stream.mount(), 0L) < known.epoch) {
        changes.add(connected(stream, at, tenant.apply(stream), true));
      }
    }
    return changes;
  }

  private Change.Connected connected(Stream stream, Instant at, String tenant, boolean again) {
    long epoch = stream.id().epoch();
    seen.put(stream.mount(), new Seen(tenant, epoch, stream.startedAt(), stream.title()));
    return new Change.Connected(
        at,
        tenant,
        stream.mount(),
        epoch,
        stream.startedAt(),
        stream.info(),
        stream.title(),
        again);
  }

  private void lost(Snapshot now, Instant at, List<Change> changes) {
    Iterator<Map.Entry<MountName, Seen>> each = seen.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<MountName, Seen> entry = each.next();
      Seen known = entry.getValue();
      boolean there =
          now.stream(entry.getKey())
              .filter(stream -> stream.id().epoch() == known.epoch)
              .isPresent();
      if (there) {
        continue;
      }
      boolean setBack = known.missing != null && at.isBefore(known.missing);
      if (known.missing == null || setBack) {
        known.missing = at;
      }
      if (!at.isBefore(known.missing.plus(BREAK))) {
        each.remove();
        changes.add(lost(entry.getKey(), known, at));
      }
    }
  }

  private static Change lost(MountName mount, Seen known, Instant at) {
    return new Change.Lost(at, known.tenant, mount, known.epoch, known.startedAt);
  }
}
