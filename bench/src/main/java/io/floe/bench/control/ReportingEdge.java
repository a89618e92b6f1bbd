package io.floe.bench.control;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.ClusterSettings;
import io.floe.wire.bus.ClusteredBus;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Report;
import java.util.ArrayList;
import java.util.List;

/**
 * A node that reports listeners as an edge does, of many mounts, and serves nobody. Threads: the
 * bus's; opened and closed by any.
 */
final class ReportingEdge implements AutoCloseable {

  private static final long BYTES_PER_SECOND = 16_000;

  private final List<MountName> mounts;
  private final long startedAt = System.currentTimeMillis();
  private final ClusteredBus bus;
  private final Heart heart;

  ReportingEdge(String name, ClusterSettings cluster, List<MountName> mounts) {
    this.mounts = mounts;
    NodeId id = new NodeId(name);
    bus = ClusteredBus.join(id, cluster);
    heart =
        new Heart(bus, new NodeInfo(id, NodeInfo.Role.EDGE, "bench", 1, startedAt), this::report);
  }

  /** How many there are, at any time. */
  long listeners() {
    long sum = 0;
    for (int mount = 0; mount < mounts.size(); mount++) {
      sum += listeners(mount);
    }
    return sum;
  }

  private static int listeners(int mount) {
    return 1 + mount % 7;
  }

  private Report report() {
    long millis = System.currentTimeMillis() - startedAt;
    List<Report.MountListeners> told = new ArrayList<>(mounts.size());
    for (int mount = 0; mount < mounts.size(); mount++) {
      int here = listeners(mount);
      told.add(
          new Report.MountListeners(
              mounts.get(mount),
              here,
              here,
              here * BYTES_PER_SECOND * millis / 1000,
              here * millis,
              here));
    }
    return new Report.Edge((int) listeners(), 0, told);
  }

  @Override
  public void close() {
    heart.close();
    bus.close();
  }
}
