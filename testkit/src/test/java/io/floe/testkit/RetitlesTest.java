package io.floe.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Message.Retitle;
import io.floe.wire.bus.Message.RetitleAnswer;
import io.floe.wire.bus.Message.RetitleAnswer.Outcome;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.command.Retitles;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Titles of the control plane, taken to the owner on the fake network. */
class RetitlesTest {

  private static final MountName LIVE = new MountName("/live");

  private final FakeNetwork network = new FakeNetwork();
  private final Bus admin = network.join("admin");
  private final Retitles retitles = new Retitles(admin, heart(admin, NodeInfo.Role.ADMIN));
  private final List<String> taken = new ArrayList<>();
  private Outcome owners = Outcome.DONE;

  @BeforeEach
  void join() {
    node("ingest1", NodeInfo.Role.INGEST, true);
    node("ingest2", NodeInfo.Role.INGEST, false);
    node("edge", NodeInfo.Role.EDGE, false);
    network.advance(Duration.ofMillis(50));
  }

  @Test
  void title_comesToTheOwner_whateverTheOthersSay() {
    CompletableFuture<Outcome> answer = retitles.send(LIVE, "A - B");
    network.advance(Duration.ofMillis(200));
    assertThat(answer).isCompletedWithValue(Outcome.DONE);
    assertThat(taken).containsExactly("ingest1 A - B");
    owners = Outcome.IN_BAND;
    CompletableFuture<Outcome> again = retitles.send(LIVE, "C");
    network.advance(Duration.ofMillis(200));
    assertThat(again).isCompletedWithValue(Outcome.IN_BAND);
  }

  @Test
  void mountThatNobodyHas_hasNoSource() {
    owners = Outcome.NO_SOURCE;
    CompletableFuture<Outcome> answer = retitles.send(LIVE, "A");
    network.advance(Duration.ofMillis(200));
    assertThat(answer).isCompletedWithValue(Outcome.NO_SOURCE);
  }

  @Test
  void whatIsLost_isSentAgain() {
    int[] lost = {0};
    network.lose(d -> d.message() instanceof RetitleAnswer && lost[0]++ < 3);
    CompletableFuture<Outcome> answer = retitles.send(LIVE, "A");
    network.advance(Duration.ofMillis(900));
    assertThat(answer).isCompletedWithValue(Outcome.DONE);
  }

  @Test
  void ownerThatDoesNotAnswer_isATimeout_notAnAbsentSource() {
    network.freeze("ingest1");
    CompletableFuture<Outcome> answer = retitles.send(LIVE, "A");
    network.advance(Duration.ofMillis(900));
    assertThat(answer).isNotDone();
    network.advance(Duration.ofMillis(400));
    assertThat(answer).isCompletedExceptionally();
  }

  private void node(String name, NodeInfo.Role role, boolean owner) {
    Bus bus = network.join(name);
    heart(bus, role);
    bus.receive((from, message) -> {
      if (message instanceof Retitle title) {
        if (owner) {
          taken.add(name + " " + title.title());
        }
        bus.send(from, new RetitleAnswer(title.request(), owner ? owners : Outcome.NO_SOURCE));
      }
    });
  }

  private static Heart heart(Bus bus, NodeInfo.Role role) {
    return new Heart(bus, new NodeInfo(bus.self(), role, "test", 1, 1), Report.Admin::new);
  }
}
