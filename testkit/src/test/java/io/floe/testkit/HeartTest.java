package io.floe.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.bus.Message;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Peer;
import io.floe.wire.report.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The heart of each node, on the fake network. */
class HeartTest {

  private final FakeNetwork network = new FakeNetwork();

  @Test
  void peers_afterJoin_knowEachOtherAtOnce() {
    Heart one = heart("one", NodeInfo.Role.INGEST);
    network.advance(Duration.ofMillis(300));
    Heart two = heart("two", NodeInfo.Role.EDGE);
    network.settle();

    assertThat(one.peers()).extracting(Peer::id).containsExactly(new NodeId("two"));
    assertThat(two.peers()).extracting(Peer::id).containsExactly(new NodeId("one"));
    assertThat(two.peers().getFirst().ownsMounts()).isTrue();
    assertThat(one.peers().getFirst().ownsMounts()).isFalse();
  }

  @Test
  void newcomer_whoMissedTheBroadcast_isGreetedDirectly() {
    heart("one", NodeInfo.Role.INGEST);
    network.settle();
    Heart two = heart("two", NodeInfo.Role.EDGE);
    network.advance(Duration.ofMillis(10));

    // one beats only after a second: what two knows, it knows from the greeting
    assertThat(two.alive(new NodeId("one"))).isTrue();
  }

  @Test
  void silentNode_isDeadAfterThreeSeconds_andBornAgainWhenHeard() {
    Heart one = heart("one", NodeInfo.Role.INGEST);
    heart("two", NodeInfo.Role.EDGE);
    List<String> events = new ArrayList<>();
    one.onBirth(peer -> events.add("born " + peer.id()));
    one.onDeath(peer -> events.add("dead " + peer.id()));
    network.advance(Duration.ofMillis(1500));
    network.lose(d -> d.message() instanceof Message.Beat && d.from().value().equals("two"));

    network.advance(Duration.ofMillis(2400));
    assertThat(one.alive(new NodeId("two"))).isTrue();
    network.advance(Duration.ofMillis(400));
    assertThat(one.peers()).isEmpty();

    network.lose(d -> false);
    network.advance(Duration.ofMillis(1000));
    assertThat(one.alive(new NodeId("two"))).isTrue();
    assertThat(events).containsExactly("born two", "dead two", "born two");
  }

  @Test
  void nodeThatWasStopped_buriesNobody() {
    Heart one = heart("one", NodeInfo.Role.INGEST);
    heart("two", NodeInfo.Role.EDGE);
    List<Peer> dead = new ArrayList<>();
    one.onDeath(dead::add);
    network.advance(Duration.ofSeconds(1));
    network.freeze("one");
    network.advance(Duration.ofSeconds(10));
    network.thaw("one");
    network.advance(Duration.ofSeconds(5));
    assertThat(dead).isEmpty();
    assertThat(one.alive(new NodeId("two"))).isTrue();
  }

  @Test
  void beat_ofAnotherNodesName_isIgnored() {
    Heart one = heart("one", NodeInfo.Role.INGEST);
    network
        .join("liar")
        .broadcast(
            new Message.Beat(
                new NodeInfo(new NodeId("two"), NodeInfo.Role.INGEST, "1", 8000, 0),
                new Report.Ingest(0, 0)));
    network.settle();

    assertThat(one.peers()).isEmpty();
  }

  private Heart heart(String id, NodeInfo.Role role) {
    return new Heart(
        network.join(id),
        new NodeInfo(new NodeId(id), role, "1", 8000, 0),
        () -> new Report.Ingest(0, 0));
  }
}
