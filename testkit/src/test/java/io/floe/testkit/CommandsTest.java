package io.floe.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.Message.Command;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.command.CommandDesk;
import io.floe.wire.command.CommandDesk.Done;
import io.floe.wire.command.Commands;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Commands from one node to the others, on the fake network. */
class CommandsTest {

  private static final MountName LIVE = new MountName("/live");
  private static final Command KICK = new Command.KickListeners(LIVE);

  private final FakeNetwork network = new FakeNetwork();
  private final Bus admin = network.join("admin");
  private final Commands commands = new Commands(admin, heart(admin, NodeInfo.Role.ADMIN));
  private final List<Command> done = new ArrayList<>();

  @Test
  void answers_ofAllNodesThatItConcerns_areSummed() {
    node("edge1", NodeInfo.Role.EDGE, Done.to(2));
    node("edge2", NodeInfo.Role.EDGE, Done.to(3));
    node("ingest", NodeInfo.Role.INGEST, Done.to(100));
    network.advance(Duration.ofMillis(50));

    CompletableFuture<Integer> kicked = commands.send(KICK);
    network.settle();
    assertThat(kicked).isCompletedWithValue(5);
    CompletableFuture<Integer> source = commands.send(new Command.KickSource(LIVE));
    network.settle();
    assertThat(source).isCompletedWithValue(100);
  }

  @Test
  void nobodyToAsk_isAnsweredAtOnce() {
    CompletableFuture<Integer> kicked = commands.send(KICK);
    network.settle();
    assertThat(kicked).isCompletedWithValue(0);
  }

  @Test
  void whatIsLost_isSentAgain_andDoneOnce() {
    node("edge1", NodeInfo.Role.EDGE, Done.to(2));
    network.advance(Duration.ofMillis(50));
    int[] answers = {0};
    network.lose(d -> d.message() instanceof Message.OrderAnswer && answers[0]++ < 2);
    CompletableFuture<Integer> kicked = commands.send(KICK);
    network.advance(Duration.ofMillis(900));
    assertThat(kicked).isCompletedWithValue(2);
    assertThat(done).containsExactly(KICK);
  }

  @Test
  void manyCommandsOverABadNetwork_areDoneOnceEach() {
    node("edge1", NodeInfo.Role.EDGE, Done.to(1));
    network.advance(Duration.ofMillis(50));
    Random random = new Random(23);
    network.lose(d -> !(d.message() instanceof Message.Beat) && random.nextInt(3) == 0);
    int given = 200;
    for (int i = 0; i < given; i++) {
      commands.send(KICK);
    }
    network.advance(Duration.ofSeconds(2));
    assertThat(done).hasSizeBetween(given * 9 / 10, given);
  }

  @Test
  void silentNode_isWaitedForASecond() {
    node("edge1", NodeInfo.Role.EDGE, Done.to(2));
    node("edge2", NodeInfo.Role.EDGE, Done.to(3));
    network.advance(Duration.ofMillis(50));
    network.freeze("edge2");
    CompletableFuture<Integer> kicked = commands.send(KICK);
    network.advance(Duration.ofMillis(900));
    assertThat(kicked).isNotDone();
    network.advance(Duration.ofMillis(101));
    assertThat(kicked).isCompletedWithValue(2);
  }

  @Test
  void nobodyWhoAnswers_isAProblem() {
    node("edge1", NodeInfo.Role.EDGE, Done.to(2));
    network.advance(Duration.ofMillis(50));
    network.freeze("edge1");
    CompletableFuture<Integer> kicked = commands.send(new Command.KickListener(LIVE, 7));
    network.advance(Duration.ofMillis(1_001));
    assertThat(kicked)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(IllegalStateException.class)
        .withMessageContaining("edge1 did not answer in time");
  }

  @Test
  void refusal_isAProblem_onlyWhenNobodyWasConcerned() {
    node("edge1", NodeInfo.Role.EDGE, new Done(0, "another content type"));
    network.advance(Duration.ofMillis(50));
    Command move = new Command.MoveListeners(LIVE, new MountName("/b"));
    CompletableFuture<Integer> refused = commands.send(move);
    network.settle();
    assertThat(refused)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(IllegalStateException.class)
        .withMessageContaining("another content type");

    node("edge2", NodeInfo.Role.EDGE, Done.to(1));
    network.advance(Duration.ofMillis(50));
    CompletableFuture<Integer> some = commands.send(move);
    network.settle();
    assertThat(some).isCompletedWithValue(1);
  }

  private void node(String id, NodeInfo.Role role, Done answer) {
    Bus bus = network.join(id);
    heart(bus, role);
    new CommandDesk(
        bus,
        (command, answered) -> {
          done.add(command);
          answered.accept(answer);
        });
  }

  private static Heart heart(Bus bus, NodeInfo.Role role) {
    return new Heart(bus, new NodeInfo(bus.self(), role, "1", 8000, 0), Report.Admin::new);
  }
}
