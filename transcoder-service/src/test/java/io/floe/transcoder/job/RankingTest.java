package io.floe.transcoder.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.NodeId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RankingTest {

  private static final List<MountName> MOUNTS =
      IntStream.range(0, 900).mapToObj(i -> new MountName("/station" + i + "/live")).toList();

  private static final List<NodeId> NODES =
      List.of(
          new NodeId("transcoder-1-aa"), new NodeId("transcoder-2-bb"), new NodeId("transcoder-3"));

  private static NodeId first(MountName mount, List<NodeId> nodes) {
    return Ranking.first(mount, nodes).orElseThrow();
  }

  @Test
  void inputs_areSpreadEvenly() {
    Map<NodeId, Integer> share = new HashMap<>();
    MOUNTS.forEach(mount -> share.merge(first(mount, NODES), 1, Integer::sum));
    assertThat(share.values()).hasSize(3).allSatisfy(n -> assertThat(n).isBetween(240, 360));
  }

  @Test
  void nodeThatGoes_movesOnlyItsOwnShare() {
    List<NodeId> left = NODES.subList(0, 2);
    for (MountName mount : MOUNTS) {
      NodeId before = first(mount, NODES);
      if (left.contains(before)) {
        assertThat(first(mount, left)).isEqualTo(before);
      }
    }
  }

  @Test
  void orderOfTheNodes_doesNotMatter() {
    MOUNTS.forEach(
        mount -> assertThat(first(mount, NODES.reversed())).isEqualTo(first(mount, NODES)));
  }

  @Test
  void nobody_isNoChoice() {
    assertThat(Ranking.first(MOUNTS.getFirst(), List.of())).isEmpty();
    assertThat(Ranking.before(MOUNTS.getFirst(), NODES.getFirst(), NODES.getFirst())).isFalse();
  }
}
