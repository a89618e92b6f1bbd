package io.floe.wire.report;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What listeners of each mount on the air have taken, from counters that edges report now and then,
 * that begin again when an edge does, and that end with it. Confined to one thread.
 */
final class Traffic {

  private final Map<NodeId, Map<MountName, Long>> told = new HashMap<>();
  private final Map<MountName, Long> grown = new HashMap<>();

  /**
   * Takes what a node reports. A counter that is heard of for the first time says nothing yet: an
   * edge does not name a mount in each report.
   */
  void take(NodeId node, @Nullable Report report, Set<MountName> onAir) {
    if (!(report instanceof Report.Edge edge)) {
      return;
    }
    Map<MountName, Long> before = told.computeIfAbsent(node, each -> new HashMap<>());
    for (Report.MountListeners each : edge.mounts()) {
      if (onAir.contains(each.mount())) {
        Long last = before.put(each.mount(), each.bytesOut());
        if (last != null) {
          long more = each.bytesOut() < last ? each.bytesOut() : each.bytesOut() - last;
          grown.merge(each.mount(), more, Long::sum);
        }
      }
    }
  }

  /** Forgets nodes that are gone and mounts that are not on the air. */
  void keep(List<NodeInfo> living, Set<MountName> onAir) {
    told.keySet().retainAll(living.stream().map(NodeInfo::id).toList());
    told.values().forEach(counters -> counters.keySet().retainAll(onAir));
    grown.keySet().retainAll(onAir);
  }

  /** Bytes taken of that mount. */
  long of(MountName mount) {
    return grown.getOrDefault(mount, 0L);
  }
}
