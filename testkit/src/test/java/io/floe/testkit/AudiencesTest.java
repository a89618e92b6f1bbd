package io.floe.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.Message.Audience;
import io.floe.wire.bus.Message.Listener;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.command.AudienceDesk;
import io.floe.wire.command.Audiences;
import io.floe.wire.command.Audiences.Found;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who listens, asked of all edges on the fake network. */
class AudiencesTest {

  private static final MountName LIVE = new MountName("/live");

  private final FakeNetwork network = new FakeNetwork();
  private final Bus admin = network.join("admin");
  private final Audiences audiences = new Audiences(admin, heart(admin, NodeInfo.Role.ADMIN));
  private final List<MountName> looked = new ArrayList<>();
  private final List<Runnable> later = new ArrayList<>();
  private boolean atOnce = true;

  @BeforeEach
  void join() {
    edge("edge1", 2);
    edge("edge2", 3);
    heart(network.join("ingest"), NodeInfo.Role.INGEST);
    network.advance(Duration.ofMillis(50));
  }

  @Test
  void listeners_ofAllEdges_whoCameFirstFirst() {
    Found found = found(1_000);
    assertThat(found.total()).isEqualTo(5);
    assertThat(found.whole()).isTrue();
    assertThat(found.seats())
        .extracting(seat -> seat.edge().value() + " " + seat.listener().number())
        .containsExactly("edge1 1", "edge2 1", "edge1 2", "edge2 2", "edge2 3");
    assertThat(looked).containsExactly(LIVE, LIVE);
  }

  @Test
  void noMoreThanAskedFor_areNamed_andAllAreCounted() {
    Found found = found(2);
    assertThat(found.total()).isEqualTo(5);
    assertThat(found.seats()).hasSize(2);
    assertThatThrownBy(() -> audiences.of(LIVE, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> audiences.of(LIVE, 1_001))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsLost_isAskedAgain() {
    int[] lost = {0};
    network.lose(d -> d.message() instanceof Audience && lost[0]++ < 3);
    CompletableFuture<Found> answer = audiences.of(LIVE, 1_000);
    network.advance(Duration.ofMillis(800));
    assertThat(answer).isCompletedWithValueMatching(found -> found.total() == 5 && found.whole());
  }

  @Test
  void edgeThatDoesNotAnswer_isMissedAfterASecond() {
    network.freeze("edge2");
    CompletableFuture<Found> answer = audiences.of(LIVE, 1_000);
    network.advance(Duration.ofMillis(900));
    assertThat(answer).isNotDone();
    network.advance(Duration.ofMillis(101));
    assertThat(answer).isCompletedWithValueMatching(found -> found.total() == 2 && !found.whole());
  }

  @Test
  void edge_looksOnceForAQuestion_andForAFewAtATime() {
    atOnce = false;
    Bus asker = network.join("asker");
    NodeId edge = new NodeId("edge1");
    for (int i = 0; i < 3; i++) {
      asker.send(edge, new Message.AudienceWanted(1, LIVE, 10));
    }
    network.settle();
    assertThat(looked).hasSize(1);
    for (int i = 2; i < 100; i++) {
      asker.send(edge, new Message.AudienceWanted(i, LIVE, 10));
    }
    network.settle();
    assertThat(looked).hasSize(8);
    later.forEach(Runnable::run);
    network.settle();
    asker.send(edge, new Message.AudienceWanted(100, LIVE, Integer.MAX_VALUE));
    network.settle();
    assertThat(looked).hasSize(9);
  }

  private Found found(int most) {
    CompletableFuture<Found> answer = audiences.of(LIVE, most);
    network.settle();
    return answer.join();
  }

  private void edge(String id, int listeners) {
    Bus bus = network.join(id);
    heart(bus, NodeInfo.Role.EDGE);
    new AudienceDesk(
        bus,
        (mount, most, answer) -> {
          looked.add(mount);
          assertThat(most).isBetween(1, Audience.MOST);
          Runnable say =
              () ->
                  answer.accept(
                      listeners,
                      LongStream.rangeClosed(1, Math.min(most, listeners))
                          .mapToObj(n -> new Listener(n, "192.0.2.7", "vlc", 100 * n, 0))
                          .toList());
          if (atOnce) {
            say.run();
          } else {
            later.add(say);
          }
        });
  }

  private static Heart heart(Bus bus, NodeInfo.Role role) {
    return new Heart(bus, new NodeInfo(bus.self(), role, "1", 8000, 0), Report.Admin::new);
  }
}
