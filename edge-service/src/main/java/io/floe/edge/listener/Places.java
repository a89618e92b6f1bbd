package io.floe.edge.listener;

import io.floe.edge.listener.ListenerCounters.Refusal;
import io.floe.edge.mount.LiveMount;
import org.jspecify.annotations.Nullable;

/** The places for listeners: those of a mount, of its tenant, and of this edge. Any thread. */
final class Places {

  private Places() {}

  /** Takes one of each for a listener who has come; or none, and says where there was none. */
  static @Nullable Refusal take(Port port, LiveMount live) {
    ListenerCounters counters = port.counters();
    if (!live.join(most(port, live))) {
      return Refusal.MOUNT_FULL;
    }
    if (!port.room().suffices(live, 0)) {
      live.left();
      return Refusal.QUOTA;
    }
    if (counters.listeners.incrementAndGet() > port.settings().maxListeners()) {
      counters.listeners.decrementAndGet();
      live.left();
      return Refusal.EDGE_FULL;
    }
    return null;
  }

  /** Where there is none for one more listener; takes nothing. */
  static @Nullable Refusal lacking(Port port, LiveMount live) {
    if (live.listeners() >= most(port, live)) {
      return Refusal.MOUNT_FULL;
    }
    if (!port.room().suffices(live, 1)) {
      return Refusal.QUOTA;
    }
    return port.counters().listeners.get() >= port.settings().maxListeners()
        ? Refusal.EDGE_FULL
        : null;
  }

  /** How many listeners the mount may have here. */
  private static int most(Port port, LiveMount live) {
    Integer most = live.settings().maxListeners();
    return most == null ? Integer.MAX_VALUE : most - port.room().elsewhere(live.name());
  }
}
