package io.floe.wire.report;

import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Loop;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The node's pulse: tells the cluster every second that this node is alive and what it sees, and
 * knows which other nodes are. Confined to the bus thread, except for {@link #peers} and the
 * registration of listeners.
 */
public final class Heart implements AutoCloseable {

  /** A node whose beat has not been heard for so long is dead. */
  public static final Duration DEATH = Duration.ofSeconds(3);

  private static final Duration PULSE = Duration.ofSeconds(1);
  private static final Duration WATCH = Duration.ofMillis(250);

  private final Bus bus;
  private final NodeInfo self;
  private final Supplier<Report> report;
  private final Supplier<Message.Stamp> config;
  private final Map<NodeId, Peer> alive = new TreeMap<>();
  private final List<Consumer<Peer>> births = new ArrayList<>();
  private final List<Consumer<Peer>> deaths = new ArrayList<>();
  private final Loop.Timer pulse;
  private final Loop.Timer watch;
  private long watchedAt;
  private volatile List<Peer> peers = List.of();

  /**
   * Starts to beat, at once, without a config snapshot to give.
   *
   * @param report asked on the bus thread, once per beat; it must not block
   */
  public Heart(Bus bus, NodeInfo self, Supplier<Report> report) {
    this(bus, self, report, () -> Message.Stamp.NONE);
  }

  /**
   * Starts to beat, at once.
   *
   * @param report asked on the bus thread, once per beat; it must not block
   * @param config so is this: which config snapshot this node gives
   */
  public Heart(Bus bus, NodeInfo self, Supplier<Report> report, Supplier<Message.Stamp> config) {
    this.bus = bus;
    this.self = self;
    this.report = report;
    this.config = config;
    watchedAt = bus.loop().nanoTime();
    bus.receive(this::hear);
    pulse = bus.loop().every(PULSE, this::beat);
    watch = bus.loop().every(WATCH, this::bury);
    bus.loop().execute(this::beat);
  }

  /** This node. */
  public NodeInfo self() {
    return self;
  }

  /** The other nodes that are alive, by id. Any thread; an immutable snapshot. */
  public List<Peer> peers() {
    return peers;
  }

  /** Whether that other node is alive. */
  public boolean alive(NodeId node) {
    return alive.containsKey(node);
  }

  /**
   * Calls {@code listener} on the bus thread for each node that is alive already, is heard for the
   * first time, or again after its death. Any thread.
   */
  public void onBirth(Consumer<Peer> listener) {
    bus.loop()
        .execute(() -> {
          births.add(listener);
          alive.values().forEach(listener);
        });
  }

  /** Calls {@code listener} on the bus thread for each node that died. Any thread. */
  public void onDeath(Consumer<Peer> listener) {
    bus.loop().execute(() -> deaths.add(listener));
  }

  /** Beats out of turn, because something has changed. Any thread. */
  public void quicken() {
    bus.loop().execute(this::beat);
  }

  /** Beats no more. Idempotent, any thread. */
  @Override
  public void close() {
    pulse.close();
    watch.close();
  }

  private void beat() {
    bus.broadcast(now());
  }

  private Message.Beat now() {
    return new Message.Beat(self, report.get(), config.get());
  }

  private void hear(NodeId from, Message message) {
    if (!(message instanceof Message.Beat beat)
        || from.equals(self.id())
        || !from.equals(beat.node().id())) {
      return;
    }
    Peer peer = new Peer(beat.node(), beat.report(), bus.loop().nanoTime());
    @Nullable Peer known = alive.put(from, peer);
    peers = List.copyOf(alive.values());
    if (known == null) {
      // A node that has just joined may have missed our broadcasts: it learns of us from this one.
      bus.send(from, now());
      births.forEach(listener -> listener.accept(peer));
    }
  }

  private void bury() {
    long now = bus.loop().nanoTime();
    boolean overslept = now - watchedAt > 4 * WATCH.toNanos();
    watchedAt = now;
    if (overslept) {
      return; // this node was stopped: what the others have sent meanwhile comes first
    }
    long horizon = now - DEATH.toNanos();
    List<Peer> dead =
        alive.values().stream().filter(peer -> peer.lastHeardNanos() - horizon <= 0).toList();
    if (dead.isEmpty()) {
      return;
    }
    dead.forEach(peer -> alive.remove(peer.id()));
    peers = List.copyOf(alive.values());
    for (Peer peer : dead) {
      deaths.forEach(listener -> listener.accept(peer));
    }
  }
}
