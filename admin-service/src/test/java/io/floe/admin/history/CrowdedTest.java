package io.floe.admin.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.Peer;
import io.floe.wire.report.Report;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What 20,000 samples of mounts in a second cost. */
class CrowdedTest {

  private static final int MOUNTS = 5_000;
  private static final int EDGES = 4;
  private static final int SECONDS = 120;

  @Test
  void samples_of20000MountsInASecond_costLessThanACore() {
    List<MountName> mounts = new ArrayList<>();
    for (int i = 0; i < MOUNTS; i++) {
      mounts.add(new MountName("/m" + i));
    }
    Sampler sampler = new Sampler(mount -> Optional.of("north"));
    ClusterView.Snapshot cluster = new ClusterView.Snapshot(List.of(), List.of(), 0, Map.of());
    var threads = ManagementFactory.getThreadMXBean();
    long spent = 0;
    int batches = 0;
    for (int second = 0; second < SECONDS; second++) {
      Instant now = Stage.START.plusSeconds(second);
      List<Peer> beats = peers(mounts, second);
      long before = threads.getCurrentThreadCpuTime();
      sampler.look(now, cluster, beats);
      batches += sampler.over(now).size();
      spent += threads.getCurrentThreadCpuTime() - before;
    }
    batches += sampler.everything().size();
    double perSecond = spent / 1e6 / SECONDS;
    System.out.printf(
        "history: %d mount samples take %.1f ms of a core%n", MOUNTS * EDGES, perSecond);
    assertThat(batches).isEqualTo(2);
    assertThat(perSecond).isLessThan(1_000);
  }

  private static List<Peer> peers(List<MountName> mounts, int second) {
    List<Peer> peers = new ArrayList<>();
    for (int edge = 0; edge < EDGES; edge++) {
      List<Report.MountListeners> reported = new ArrayList<>(MOUNTS);
      for (MountName mount : mounts) {
        reported.add(
            new Report.MountListeners(
                mount, 1 + second % 7, 9, 16_000L * second, 1_000L * second, second));
      }
      peers.add(
          new Peer(
              new NodeInfo(new NodeId("edge-" + edge), NodeInfo.Role.EDGE, "1", 1, 0),
              new Report.Edge(0, 0, reported),
              second + 1L));
    }
    return peers;
  }
}
