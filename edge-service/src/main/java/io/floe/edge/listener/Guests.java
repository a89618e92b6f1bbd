package io.floe.edge.listener;

import io.floe.wire.audio.MountName;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Listeners of this port who are sent another mount than their own, by their own. Any thread. */
final class Guests {

  private final Map<MountName, Integer> counts = new ConcurrentHashMap<>();

  /** One who belongs to that mount is somewhere else. */
  void add(MountName home) {
    counts.merge(home, 1, Integer::sum);
  }

  /** One of them is no longer. */
  void remove(MountName home) {
    counts.computeIfPresent(home, (name, count) -> count == 1 ? null : count - 1);
  }

  /** Mounts that somebody belongs to who is somewhere else. */
  Set<MountName> homes() {
    return Set.copyOf(counts.keySet());
  }
}
