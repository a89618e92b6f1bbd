package io.floe.admin;

import io.floe.wire.bus.ClusterSettings;
import io.floe.wire.bus.ClusteredBus;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.feed.ClusterFeed;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Report;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** Another node of the cluster of the service under test, on real sockets. */
final class Neighbour implements AutoCloseable {

  final ClusteredBus bus;
  final ClusterFeed feed;
  final Heart heart;

  /**
   * Joins.
   *
   * @param cluster the name of the service's cluster
   * @param port the service's member port
   * @param folder for its copy of the snapshot
   */
  Neighbour(
      String name,
      String cluster,
      int port,
      Path folder,
      NodeInfo.Role role,
      Supplier<Report> report) {
    NodeId id = new NodeId(name);
    bus =
        ClusteredBus.join(
            id,
            new ClusterSettings(
                cluster, "127.0.0.1", 0, List.of("127.0.0.1:" + port), Optional.empty()));
    feed = ClusterFeed.open(bus, folder.resolve(name + ".json"));
    heart =
        new Heart(
            bus,
            new NodeInfo(id, role, "test", 1, System.currentTimeMillis()),
            report,
            feed::stamp);
  }

  /** Until the service has been heard, which therefore has been told of this node. */
  Neighbour met() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> heart.peers().stream().anyMatch(p -> p.node().role() == NodeInfo.Role.ADMIN));
    return this;
  }

  @Override
  public void close() {
    heart.close();
    feed.close();
    bus.close();
  }
}
