package io.floe.wire.command;

import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.NodeId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Asks nodes something, again and again until each has answered or the time is up. Confined to the
 * bus thread.
 *
 * @param <A> the answers
 */
final class Asking<A> {

  /** Whoever has not answered by then is not waited for. */
  static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final Duration AGAIN = Duration.ofMillis(250);

  private record Open<A>(
      Set<NodeId> asked,
      LongFunction<Message> question,
      BiConsumer<NodeId, A> each,
      Consumer<Set<NodeId>> done,
      long since) {}

  private final Bus bus;
  private final Map<Long, Open<A>> open = new HashMap<>();
  private long numbers;

  Asking(Bus bus) {
    this.bus = bus;
    // Numbers go on after a restart, for a node may remember those that it has heard.
    this.numbers = bus.loop().wallMillis();
  }

  /**
   * Asks.
   *
   * @param question with the number that answers name
   * @param each called with the first answer of each node
   * @param done called once, with those who have not answered
   */
  void ask(
      Set<NodeId> nodes,
      LongFunction<Message> question,
      BiConsumer<NodeId, A> each,
      Consumer<Set<NodeId>> done) {
    long number = ++numbers;
    open.put(number, new Open<>(new TreeSet<>(nodes), question, each, done, bus.loop().nanoTime()));
    again(number);
  }

  /** An answer has come, perhaps late, perhaps once more, perhaps of somebody who was not asked. */
  void heard(NodeId from, long number, A answer) {
    Open<A> asked = open.get(number);
    if (asked == null || !asked.asked().remove(from)) {
      return;
    }
    asked.each().accept(from, answer);
    if (asked.asked().isEmpty()) {
      finish(number, asked);
    }
  }

  private void again(long number) {
    Open<A> asked = open.get(number);
    if (asked == null) {
      return;
    }
    if (asked.asked().isEmpty() || bus.loop().nanoTime() - asked.since() >= PATIENCE.toNanos()) {
      finish(number, asked);
      return;
    }
    Message question = asked.question().apply(number);
    asked.asked().forEach(node -> bus.send(node, question));
    var _ = bus.loop().after(AGAIN, () -> again(number));
  }

  private void finish(long number, Open<A> asked) {
    open.remove(number);
    asked.done().accept(Set.copyOf(asked.asked()));
  }
}
