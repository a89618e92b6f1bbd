package io.floe.wire.command;

import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.Message.Command;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Peer;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Gives commands to all nodes that they may concern, again and again until they have answered, and
 * sums the answers up. Threads: any; state is confined to the bus thread, where futures are
 * completed too.
 */
public final class Commands {

  /** What has come of one command so far. */
  private static final class Outcome {
    private int affected;
    private String problem = "";
  }

  private final Bus bus;
  private final Heart heart;
  private final Asking<Message.OrderAnswer> asking;

  /**
   * @param heart knows the nodes to ask
   */
  public Commands(Bus bus, Heart heart) {
    this.bus = bus;
    this.heart = heart;
    this.asking = new Asking<>(bus);
    bus.receive((from, message) -> {
      if (message instanceof Message.OrderAnswer answer) {
        asking.heard(from, answer.request(), answer);
      }
    });
  }

  /**
   * Gives a command.
   *
   * @return within 1 s, how many sources or listeners it concerned over all nodes; an {@link
   *     IllegalStateException} when it concerned nobody because nodes would not do it, or did not
   *     answer, with a message that says why
   */
  public CompletableFuture<Integer> send(Command command) {
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    bus.loop().execute(() -> give(command, answer));
    return answer;
  }

  private void give(Command command, CompletableFuture<Integer> answer) {
    Outcome outcome = new Outcome();
    asking.ask(
        heart.peers().stream()
            .filter(peer -> concerns(command, peer))
            .map(Peer::id)
            .collect(Collectors.toSet()),
        number -> new Message.Order(number, command),
        (node, said) -> {
          outcome.affected += said.affected();
          if (!said.problem().isEmpty()) {
            outcome.problem = said.problem();
          }
        },
        silent -> finish(outcome, silent, answer));
  }

  private static boolean concerns(Command command, Peer peer) {
    return switch (command) {
      case Command.KickSource _ -> peer.ownsMounts();
      case Command.KickListeners _, Command.KickListener _, Command.MoveListeners _ ->
          peer.node().role() == NodeInfo.Role.EDGE;
    };
  }

  private static void finish(
      Outcome outcome, Set<NodeId> silent, CompletableFuture<Integer> answer) {
    if (outcome.affected > 0) {
      answer.complete(outcome.affected);
    } else if (!outcome.problem.isEmpty()) {
      answer.completeExceptionally(new IllegalStateException(outcome.problem));
    } else if (!silent.isEmpty()) {
      answer.completeExceptionally(
          new IllegalStateException(
              silent.stream().map(NodeId::value).sorted().limit(5).collect(Collectors.joining(", "))
                  + " did not answer in time and may or may not have done it: look, then try"
                  + " again"));
    } else {
      answer.complete(0);
    }
  }
}
