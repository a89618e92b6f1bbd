package io.floe.wire.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrafficTest {

  private static final MountName LIVE = new MountName("/live");
  private static final MountName NEWS = new MountName("/news");
  private static final NodeId ONE = new NodeId("edge-1");
  private static final NodeId TWO = new NodeId("edge-2");
  private static final Set<MountName> ON_AIR = Set.of(LIVE, NEWS);

  private final Traffic traffic = new Traffic();

  private void report(NodeId edge, Object... mountsAndBytes) {
    List<Report.MountListeners> mounts = new ArrayList<>();
    for (int i = 0; i < mountsAndBytes.length; i += 2) {
      mounts.add(
          new Report.MountListeners(
              (MountName) mountsAndBytes[i], 1, 1, (int) mountsAndBytes[i + 1], 0, 0));
    }
    traffic.take(edge, new Report.Edge(1, 0, mounts), ON_AIR);
  }

  @Test
  void counters_ofAllEdgesAreAddedUp_fromWhenTheyWereHeardFirst() {
    report(ONE, LIVE, 10_000);
    report(TWO, LIVE, 500);
    assertThat(traffic.of(LIVE)).isZero();
    report(ONE, LIVE, 10_300);
    report(TWO, LIVE, 600);
    assertThat(traffic.of(LIVE)).isEqualTo(400);
  }

  @Test
  void mountThatIsNotInEachReport_neitherFallsNorJumps() {
    report(ONE, LIVE, 10_000, NEWS, 1_000_000);
    report(ONE, LIVE, 10_300);
    report(ONE, LIVE, 10_600);
    assertThat(traffic.of(NEWS)).isZero();
    report(ONE, LIVE, 10_900, NEWS, 1_000_020);
    assertThat(traffic.of(NEWS)).isEqualTo(20);
    assertThat(traffic.of(LIVE)).isEqualTo(900);
  }

  @Test
  void edge_thatEndsOrBeginsAgain_takesNothingAway() {
    report(ONE, LIVE, 100);
    report(ONE, LIVE, 300);
    report(ONE, LIVE, 50);
    assertThat(traffic.of(LIVE)).isEqualTo(250);
    traffic.keep(List.of(), ON_AIR);
    assertThat(traffic.of(LIVE)).isEqualTo(250);
    report(ONE, LIVE, 5_000);
    assertThat(traffic.of(LIVE)).as("another edge of that name").isEqualTo(250);
  }

  @Test
  void mount_thatGoesOffTheAir_isForgotten() {
    NodeInfo node = new NodeInfo(ONE, NodeInfo.Role.EDGE, "1", 8080, 0);
    report(ONE, LIVE, 100);
    report(ONE, LIVE, 300);
    traffic.keep(List.of(node), Set.of(NEWS));
    assertThat(traffic.of(LIVE)).isZero();
    report(ONE, LIVE, 900);
    assertThat(traffic.of(LIVE)).isZero();
  }
}
