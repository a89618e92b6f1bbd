package io.floe.testkit;

import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Loop;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.NodeId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A cluster in one thread with a clock that moves by hand. All nodes share one {@link Loop}; tasks
 * and deliveries run inside {@link #advance} and {@link #settle}, in order. {@code Loop.execute}
 * may be called from other threads; they then run at the next settle.
 */
public final class FakeNetwork {

  /** A message on its way. */
  public record Delivery(NodeId from, NodeId to, Message message) {}

  private final Map<NodeId, Node> nodes = new HashMap<>();
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Alarm> timers =
      new PriorityQueue<>(
          Comparator.comparingLong((Alarm t) -> t.due).thenComparingLong(t -> t.order));
  private final List<Delivery> delivered = new ArrayList<>();
  private final FakeLoop loop = new FakeLoop();
  private Predicate<Delivery> loss = d -> false;
  private long nanos = 1_000_000_000L;
  private long wallOffsetMillis = 1_700_000_000_000L;
  private long order;

  /** A node of this network. */
  public Bus join(String id) {
    Node node = new Node(new NodeId(id));
    nodes.put(node.self, node);
    return node;
  }

  /**
   * Drops every message for which {@code lost} is true, until told otherwise; {@code written} still
   * reports true.
   */
  public void lose(Predicate<Delivery> lost) {
    loss = lost;
  }

  /** Everything delivered so far. */
  public List<Delivery> delivered() {
    return delivered;
  }

  public Loop loop() {
    return loop;
  }

  /** Runs everything that is due now, and what follows from it. */
  public void settle() {
    while (true) {
      Runnable task;
      synchronized (tasks) {
        task = tasks.poll();
      }
      if (task == null) {
        return;
      }
      task.run();
    }
  }

  /** Moves the clock, running timers at their time. */
  public void advance(Duration time) {
    long until = nanos + time.toNanos();
    settle();
    while (!timers.isEmpty() && timers.peek().due <= until) {
      Alarm timer = timers.poll();
      nanos = Math.max(nanos, timer.due);
      if (!timer.closed) {
        if (timer.periodNanos > 0) {
          timer.due += timer.periodNanos;
          timer.order = order++;
          timers.add(timer);
        }
        timer.task.run();
        settle();
      }
    }
    nanos = until;
  }

  private final class Node implements Bus {
    private final NodeId self;
    private final List<BiConsumer<NodeId, Message>> receivers = new ArrayList<>();

    Node(NodeId self) {
      this.self = self;
    }

    @Override
    public NodeId self() {
      return self;
    }

    @Override
    public Loop loop() {
      return loop;
    }

    @Override
    public void send(NodeId to, Message message, Consumer<Boolean> written) {
      loop.execute(() -> {
        Delivery delivery = new Delivery(self, to, message);
        Node target = nodes.get(to);
        if (target != null && nodes.containsKey(self) && !loss.test(delivery)) {
          delivered.add(delivery);
          List.copyOf(target.receivers).forEach(r -> r.accept(self, message));
        }
        written.accept(target != null);
      });
    }

    @Override
    public void broadcast(Message message) {
      loop.execute(
          () -> List.copyOf(nodes.keySet()).stream().sorted().forEach(n -> send(n, message)));
    }

    @Override
    public void receive(BiConsumer<NodeId, Message> receiver) {
      receivers.add(receiver);
    }

    @Override
    public void close() {
      nodes.remove(self);
    }
  }

  private final class FakeLoop implements Loop {
    @Override
    public void execute(Runnable task) {
      synchronized (tasks) {
        tasks.add(task);
      }
    }

    @Override
    public Loop.Timer every(Duration period, Runnable task) {
      return start(period, period.toNanos(), task);
    }

    @Override
    public Loop.Timer after(Duration delay, Runnable task) {
      return start(delay, 0, task);
    }

    private Alarm start(Duration delay, long period, Runnable task) {
      Alarm timer = new Alarm(nanos + delay.toNanos(), period, task, order++);
      timers.add(timer);
      return timer;
    }

    @Override
    public long nanoTime() {
      return nanos;
    }

    @Override
    public long wallMillis() {
      return wallOffsetMillis + nanos / 1_000_000;
    }
  }

  private static final class Alarm implements Loop.Timer {
    private long due;
    private final long periodNanos;
    private final Runnable task;
    private long order;
    private boolean closed;

    Alarm(long due, long periodNanos, Runnable task, long order) {
      this.due = due;
      this.periodNanos = periodNanos;
      this.task = task;
      this.order = order;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
