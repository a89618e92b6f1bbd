package io.floe.wire.command;

import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.Message.Command;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Peer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Gives commands to all nodes that they may concern, again and again until they have answered, and
 * sums the answers up. Threads: any; state is confined to the bus thread, where futures are
 * completed too.
 */
public final class Commands {

  /** Whoever has not answered by then has not done it, or nobody knows. */
  static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final Duration AGAIN = Duration.ofMillis(250);

  private static final class Given {
    private final Command command;
    private final CompletableFuture<Integer> answer;
    private final Set<NodeId> asked = new HashSet<>();
    private final long givenAt;
    private int affected;
    private String problem = "";

    Given(Command command, CompletableFuture<Integer> answer, long givenAt) {
      this.command = command;
      this.answer = answer;
      this.givenAt = givenAt;
    }
  }

  private final Bus bus;
  private final Heart heart;
  private final Map<Long, Given> given = new HashMap<>();
  private long numbers;

  /**
   * @param heart knows the nodes to ask
   */
  public Commands(Bus bus, Heart heart) {
    this.bus = bus;
    this.heart = heart;
    // Numbers go on after a restart, for a node does no number of a sender twice.
    this.numbers = bus.loop().wallMillis();
    bus.receive((from, message) -> {
      if (message instanceof Message.OrderAnswer answer) {
        hear(from, answer);
      }
    });
  }

  /**
   * Gives a command.
   *
   * @return within 1 s, how many sources or listeners it concerned over all nodes; an {@link
   *     IllegalStateException} when it concerned nobody because nodes would not do it, with a
   *     message that says why
   */
  public CompletableFuture<Integer> send(Command command) {
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    bus.loop().execute(() -> give(command, answer));
    return answer;
  }

  private void give(Command command, CompletableFuture<Integer> answer) {
    Given fresh = new Given(command, answer, bus.loop().nanoTime());
    heart.peers().stream()
        .filter(peer -> concerns(command, peer))
        .map(Peer::id)
        .forEach(fresh.asked::add);
    long number = ++numbers;
    given.put(number, fresh);
    ask(number);
  }

  private static boolean concerns(Command command, Peer peer) {
    return switch (command) {
      case Command.KickSource kick -> peer.ownsMounts();
      case Command.KickListeners kick -> peer.node().role() == NodeInfo.Role.EDGE;
      case Command.MoveListeners move -> peer.node().role() == NodeInfo.Role.EDGE;
    };
  }

  private void ask(long number) {
    Given open = given.get(number);
    if (open == null) {
      return;
    }
    if (open.asked.isEmpty() || bus.loop().nanoTime() - open.givenAt >= PATIENCE.toNanos()) {
      finish(number, open);
      return;
    }
    open.asked.forEach(node -> bus.send(node, new Message.Order(number, open.command)));
    var _ = bus.loop().after(AGAIN, () -> ask(number));
  }

  private void hear(NodeId from, Message.OrderAnswer answer) {
    Given open = given.get(answer.request());
    if (open == null || !open.asked.remove(from)) {
      return;
    }
    open.affected += answer.affected();
    if (!answer.problem().isEmpty()) {
      open.problem = answer.problem();
    }
    if (open.asked.isEmpty()) {
      finish(answer.request(), open);
    }
  }

  private void finish(long number, Given done) {
    given.remove(number);
    if (done.affected == 0 && !done.problem.isEmpty()) {
      done.answer.completeExceptionally(new IllegalStateException(done.problem));
    } else {
      done.answer.complete(done.affected);
    }
  }
}
