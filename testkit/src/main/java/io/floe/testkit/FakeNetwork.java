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
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in one thread with a clock that moves by hand. Tasks, timers and deliveries of all
 * nodes run inside {@link #advance} and {@link #settle}, in order. {@code Loop.execute} may be
 * called from other threads; such tasks run at the next settle.
 */
public final class FakeNetwork {

  /** A message on its way. */
  public record Delivery(NodeId from, NodeId to, Message message) {}

  private final Map<NodeId, Node> nodes = new TreeMap<>();
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Alarm> timers =
      new PriorityQueue<>(
          Comparator.comparingLong((Alarm t) -> t.due).thenComparingLong(t -> t.order));
  private final List<Delivery> delivered = new ArrayList<>();
  private final FakeLoop loop = new FakeLoop(null);
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

  /**
   * Stops a node as a debugger would: its tasks and timers wait, and so does what is sent to it,
   * {@code written} included.
   */
  public void freeze(String id) {
    node(id).frozen = true;
  }

  /** Lets a frozen node go on with all that has waited. */
  public void thaw(String id) {
    Node node = node(id);
    node.frozen = false;
    List<Runnable> waited = List.copyOf(node.waiting);
    node.waiting.clear();
    synchronized (tasks) {
      tasks.addAll(waited);
    }
  }

  /** Everything delivered so far. */
  public List<Delivery> delivered() {
    return delivered;
  }

  /** A loop of this network's clock that belongs to no node and is never frozen. */
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

  /** Somebody sets the wall clocks ahead, or back when negative; the monotonic one goes on. */
  public void setWallClocks(Duration ahead) {
    wallOffsetMillis += ahead.toMillis();
  }

  /** Moves the clock, running timers at their time. */
  public void advance(Duration time) {
    long until = nanos + time.toNanos();
    settle();
    while (!timers.isEmpty() && timers.peek().due <= until) {
      Alarm timer = timers.remove();
      nanos = Math.max(nanos, timer.due);
      if (timer.closed) {
        continue;
      }
      if (timer.periodNanos > 0) {
        timer.due += timer.periodNanos;
        timer.order = order++;
        timers.add(timer);
      }
      timer.ring();
      settle();
    }
    nanos = until;
  }

  private Node node(String id) {
    Node node = nodes.get(new NodeId(id));
    if (node == null) {
      throw new IllegalArgumentException("no node " + id);
    }
    return node;
  }

  private void later(Runnable task) {
    synchronized (tasks) {
      tasks.add(task);
    }
  }

  private final class Node implements Bus {
    private final NodeId self;
    private final List<BiConsumer<NodeId, Message>> receivers = new ArrayList<>();
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final FakeLoop own = new FakeLoop(this);
    private boolean frozen;

    Node(NodeId self) {
      this.self = self;
    }

    @Override
    public NodeId self() {
      return self;
    }

    @Override
    public Loop loop() {
      return own;
    }

    @Override
    public void send(NodeId to, Message message, Consumer<Boolean> written) {
      later(() -> carry(new Delivery(self, to, message), written));
    }

    private void carry(Delivery delivery, Consumer<Boolean> written) {
      Node target = nodes.get(delivery.to());
      if (target == null || !nodes.containsKey(self)) {
        own.execute(() -> written.accept(false));
      } else if (loss.test(delivery)) {
        own.execute(() -> written.accept(true));
      } else {
        target.whenThawed(() -> {
          delivered.add(delivery);
          List.copyOf(target.receivers).forEach(r -> r.accept(self, delivery.message()));
          own.execute(() -> written.accept(true));
        });
      }
    }

    @Override
    public void broadcast(Message message) {
      later(() ->
          List.copyOf(nodes.keySet())
              .forEach(node -> carry(new Delivery(self, node, message), written -> {})));
    }

    @Override
    public void receive(BiConsumer<NodeId, Message> receiver) {
      receivers.add(receiver);
    }

    @Override
    public void close() {
      nodes.remove(self);
    }

    private void whenThawed(Runnable task) {
      if (frozen) {
        waiting.add(task);
      } else {
        task.run();
      }
    }
  }

  private final class FakeLoop implements Loop {
    private final @Nullable Node owner;

    FakeLoop(@Nullable Node owner) {
      this.owner = owner;
    }

    @Override
    public void execute(Runnable task) {
      later(owner == null ? task : () -> owner.whenThawed(task));
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
      Alarm timer = new Alarm(owner, nanos + delay.toNanos(), period, task, order++);
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
    private final @Nullable Node owner;
    private long due;
    private final long periodNanos;
    private final Runnable task;
    private long order;
    private boolean closed;
    private boolean waits;

    Alarm(@Nullable Node owner, long due, long periodNanos, Runnable task, long order) {
      this.owner = owner;
      this.due = due;
      this.periodNanos = periodNanos;
      this.task = task;
      this.order = order;
    }

    /** Like real timers, one that came due several times while its node was frozen runs once. */
    void ring() {
      if (owner == null) {
        task.run();
      } else if (!waits) {
        waits = true;
        owner.whenThawed(() -> {
          waits = false;
          if (!closed) {
            task.run();
          }
        });
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
