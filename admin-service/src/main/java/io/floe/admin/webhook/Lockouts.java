package io.floe.admin.webhook;

import io.floe.admin.account.Throttled;
import io.floe.wire.bus.NodeId;
import io.floe.wire.client.Address;
import io.floe.wire.report.Report;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Keeps lockouts until somebody tells them: those of this service, and those of ingests. */
@Singleton
public final class Lockouts implements Throttled {

  private static final int MOST = 1_000;

  /** Ingests that are remembered, those heard last; a restarted one is another one. */
  private static final int MOST_INGESTS = 1_000;

  private final BlockingQueue<Change> seen = new ArrayBlockingQueue<>(MOST);
  private final InstantSource clock = InstantSource.system();
  private final Counters counters;

  /** The number of the last one that was taken from an ingest. Confined to the bus thread. */
  private final Map<NodeId, Long> taken =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<NodeId, Long> eldest) {
          return size() > MOST_INGESTS;
        }
      };

  Lockouts(Counters counters) {
    this.counters = counters;
  }

  /** Any thread. */
  @Override
  public void throttled(String user, Address client) {
    keep(new Change.Lockout(clock.instant(), user, client));
  }

  /** Takes those that are new; an ingest reports each with many beats. On the bus thread. */
  public void reported(NodeId ingest, List<Report.Lockout> lockouts) {
    if (lockouts.isEmpty()) {
      return;
    }
    long last = taken.getOrDefault(ingest, 0L);
    for (Report.Lockout each : lockouts) {
      Optional<Address> client = Address.parse(each.address());
      if (each.number() > last && client.isPresent()) {
        keep(
            new Change.SourceLockout(
                Instant.ofEpochMilli(each.at()), "", each.mount(), each.user(), client.get()));
      }
      last = Math.max(last, each.number());
    }
    taken.put(ingest, last);
  }

  /** Those since the last time. Any thread. */
  List<Change> take() {
    List<Change> changes = new ArrayList<>();
    var _ = seen.drainTo(changes);
    return changes;
  }

  private void keep(Change change) {
    if (!seen.offer(change)) {
      counters.lost();
    }
  }
}
