package io.floe.edge.mount;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Loop;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.NodeId;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Mounts that listeners want and nobody has announced: the ingests are asked, for a beacon may have
 * been missed. Confined to the bus thread.
 */
final class Searches {

  /** How many mounts are searched for in a second: names made up by clients cost the cluster. */
  private static final int PER_SECOND = 200;

  /** So long after its start, a node may not know all the others. */
  private static final long YOUNG_NANOS = Duration.ofSeconds(2).toNanos();

  private static final class Search {
    final List<Waiter> waiters = new ArrayList<>();
    final Set<NodeId> asked = new HashSet<>();
    boolean mayEndEarly;
  }

  private final Bus bus;
  private final Loop loop;
  private final Heart heart;
  private final MountCounters counters;
  private final Map<MountName, Search> searches = new HashMap<>();
  private final long bornAt;
  private long secondAt;
  private int inSecond;

  Searches(Bus bus, Heart heart, MountCounters counters) {
    this.bus = bus;
    this.loop = bus.loop();
    this.heart = heart;
    this.counters = counters;
    this.bornAt = loop.nanoTime();
    this.secondAt = bornAt;
  }

  /** Asks for the waiter's mount. */
  void add(Waiter waiter) {
    Search running = searches.get(waiter.mount());
    if (running != null) {
      running.waiters.add(waiter);
      return;
    }
    if (!allowed()) {
      counters.searchesShed.increment();
      waiter.answer(Optional.empty());
      return;
    }
    counters.searches.increment();
    Search search = new Search();
    search.waiters.add(waiter);
    for (Peer peer : heart.peers()) {
      if (peer.ownsMounts()) {
        search.asked.add(peer.id());
      }
    }
    search.mayEndEarly = !search.asked.isEmpty() && loop.nanoTime() - bornAt > YOUNG_NANOS;
    searches.put(waiter.mount(), search);
    bus.broadcast(new Message.Find(waiter.mount()));
    loop.after(Mounts.PATIENCE, () -> end(waiter.mount(), search));
  }

  /** That node does not own the mount. When none does, nobody has to wait any more. */
  void denied(NodeId node, MountName mount) {
    Search search = searches.get(mount);
    if (search != null
        && search.asked.remove(node)
        && search.asked.isEmpty()
        && search.mayEndEarly) {
      end(mount, search);
    }
  }

  /** The mount is on the air: returns who waits for it. */
  List<Waiter> found(MountName mount) {
    Search search = searches.remove(mount);
    return search == null ? List.of() : search.waiters;
  }

  private void end(MountName mount, Search search) {
    if (searches.remove(mount, search)) {
      search.waiters.forEach(waiter -> waiter.answer(Optional.empty()));
    }
  }

  private boolean allowed() {
    long now = loop.nanoTime();
    if (now - secondAt >= 1_000_000_000L) {
      secondAt = now;
      inSecond = 0;
    }
    return inSecond++ < PER_SECOND;
  }
}
