package io.floe.stream.origin;

import static io.floe.stream.origin.Troupe.LIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.StreamId;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.bus.NodeId;
import org.junit.jupiter.api.Test;

/** What is remembered of other nodes' streams. */
class OwnersTest {

  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");

  private final Owners owners = new Owners();

  @Test
  void owner_isThatOfTheHighestEpoch() {
    hear(A, 10, Beacon.State.LIVE);
    hear(B, 20, Beacon.State.LIVE);
    hear(A, 10, Beacon.State.STALLED);
    assertThat(owners.owner(LIVE)).contains(B);
    assertThat(owners.highest(LIVE)).isEqualTo(20);
  }

  @Test
  void owner_ofEqualEpochs_isTheLowerNode() {
    hear(B, 10, Beacon.State.LIVE);
    hear(A, 10, Beacon.State.LIVE);
    hear(B, 10, Beacon.State.LIVE);
    assertThat(owners.owner(LIVE)).contains(A);
  }

  @Test
  void streamOnTheAir_winsOverAHigherOneThatHasEnded_butTheEpochStays() {
    hear(A, 20, Beacon.State.LIVE);
    hear(A, 20, Beacon.State.ENDED);
    assertThat(owners.owner(LIVE)).isEmpty();
    hear(B, 10, Beacon.State.LIVE);
    hear(A, 20, Beacon.State.ENDED);
    assertThat(owners.owner(LIVE)).contains(B);
    assertThat(owners.highest(LIVE)).isEqualTo(20);
  }

  @Test
  void deadNode_ownsNothingUntilItIsHeardAgain() {
    hear(A, 20, Beacon.State.LIVE);
    owners.bury(A);
    assertThat(owners.owner(LIVE)).isEmpty();
    assertThat(owners.highest(LIVE)).isEqualTo(20);
    hear(A, 20, Beacon.State.LIVE);
    assertThat(owners.owner(LIVE)).contains(A);
  }

  private void hear(NodeId node, long epoch, Beacon.State state) {
    owners.hear(node, new Beacon(new StreamId(LIVE, epoch), Troupe.INFO, state, 0, "", 0, 0));
  }
}
