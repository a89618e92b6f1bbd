package io.floe.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.bus.Bus;
import io.floe.wire.node.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The life of a node, with a clock that moves by hand. */
class NodeTest {

  private final FakeNetwork network = new FakeNetwork();
  private final Node node = new Node("edge");

  @Test
  void node_fromStartToEnd_servesWhileItTakesNewcomers() {
    Bus bus = network.join("edge");
    List<String> reactions = new ArrayList<>();
    node.onDrain(() -> reactions.add("drain"));
    assertThat(node.serving()).isFalse();

    node.serve(bus.loop());
    assertThat(node.serving()).isTrue();

    node.drain();
    node.drain();
    assertThat(node.serving()).isFalse();
    assertThat(node.alive()).isTrue();
    assertThat(reactions).containsExactly("drain");

    node.close();
    assertThat(node.serving()).isFalse();
  }

  @Test
  void node_whichNeverServed_hasNobodyToDrain() {
    node.onDrain(() -> {
      throw new AssertionError("nothing to drain");
    });
    node.drain();
    node.close();
    node.drain();
  }

  @Test
  void busThread_thatStandsStill_isNoLife() {
    assertThat(node.alive()).as("starting").isTrue();
    node.serve(network.join("edge").loop());
    network.advance(Duration.ofSeconds(60));
    assertThat(node.alive()).isTrue();

    network.freeze("edge");
    network.advance(Duration.ofSeconds(13));
    assertThat(node.alive()).as("slow, not stuck").isTrue();
    network.advance(Duration.ofSeconds(3));
    assertThat(node.alive()).isFalse();

    network.thaw("edge");
    network.settle();
    assertThat(node.alive()).isTrue();
  }

  @Test
  void parts_areClosedTheOtherWayRound_evenWhenOneFails() {
    List<String> closed = new ArrayList<>();
    node.closing(() -> closed.add("feed"));
    node.closing(() -> {
      throw new IllegalStateException("does not want to");
    });
    node.closing(() -> closed.add("port"));

    node.close();
    node.close();

    assertThat(closed).containsExactly("port", "feed");
  }

  @Test
  void start_thatFails_saysSo() {
    assertThat(node.start("edge", () -> {})).isTrue();
    assertThat(
            node.start(
                "edge",
                () -> {
                  throw new java.io.IOException("the port is taken");
                }))
        .isFalse();
  }

  @Test
  void ids_ofTwoRuns_differ() {
    assertThat(node.id().value()).startsWith("edge-");
    assertThat(new Node("edge").id()).isNotEqualTo(node.id());
  }

  @Test
  void log_inAFolderOrOnStdout() {
    assertThat(Node.log("-", "access.log")).isEqualTo("-");
    assertThat(Node.log("/var/log/floe", "access.log")).isEqualTo("/var/log/floe/access.log");
  }
}
