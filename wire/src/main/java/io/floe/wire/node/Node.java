package io.floe.wire.node;

import io.floe.wire.bus.ClusterSettings;
import io.floe.wire.bus.ClusteredBus;
import io.floe.wire.bus.Loop;
import io.floe.wire.bus.NodeId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * This process as a node of the cluster, from its start to its end: its id, what it has started,
 * whether it serves, and whether its bus thread still runs.
 *
 * <p>Threads: started by one thread, drained and closed by one, the platform's; questions from any.
 */
public final class Node implements AutoCloseable {

  /** What a service does to start. */
  @FunctionalInterface
  public interface Start {
    void run() throws Exception;
  }

  private enum State {
    STARTING,
    SERVING,
    DRAINING,
    CLOSED
  }

  private static final System.Logger LOG = System.getLogger(Node.class.getName());
  private static final Duration STARTER_ENDS = Duration.ofSeconds(10);
  private static final long FROZEN_NANOS = Duration.ofSeconds(15).toNanos();

  private final NodeId id;
  private final Deque<AutoCloseable> running = new ConcurrentLinkedDeque<>();
  private final List<Runnable> drains = new CopyOnWriteArrayList<>();
  private volatile State state = State.STARTING;
  private volatile @Nullable Loop watched;
  private volatile long beatAt;
  private volatile @Nullable Thread starter;

  /**
   * @param name for logs; the id is this and a random part, since a restarted process is another
   *     node
   */
  public Node(String name) {
    id = new NodeId(name + "-" + UUID.randomUUID().toString().substring(0, 8));
  }

  public NodeId id() {
    return id;
  }

  /**
   * Runs {@code start}. False when it fails: the log then says why, and the process should end.
   *
   * @param what this process is, in a word
   */
  public boolean start(String what, Start start) {
    try {
      start.run();
      return true;
    } catch (Exception failure) {
      if (state == State.CLOSED) {
        return true; // Nobody wants it started any more.
      }
      LOG.log(System.Logger.Level.ERROR, "The {0} cannot start: {1}", what, reason(failure));
      LOG.log(System.Logger.Level.DEBUG, "That was", failure);
      return false;
    }
  }

  /**
   * Runs {@code start} as {@link #start} does, but on a thread of its own, because it may have to
   * wait for other nodes; {@link #close} ends the waiting.
   *
   * @param failed called on that thread when it fails
   */
  public void startAside(String what, Start start, Runnable failed) {
    Thread thread =
        new Thread(
            () -> {
              if (!start(what, start)) {
                failed.run();
              }
            },
            "floe-start");
    thread.setDaemon(true);
    starter = thread;
    thread.start();
  }

  /**
   * Joins the cluster. Blocks until this node can be reached.
   *
   * @throws IllegalStateException when it does not come about; the message says why
   */
  public ClusteredBus join(ClusterSettings settings) {
    return closing(ClusteredBus.join(id, settings));
  }

  /** Has {@code part} closed at the end, before whatever was given earlier. */
  public <T extends AutoCloseable> T closing(T part) {
    running.push(part);
    return part;
  }

  /** Runs {@code reaction} when this node begins to drain. */
  public void onDrain(Runnable reaction) {
    drains.add(reaction);
  }

  /** From now on this node serves, and is dead when {@code loop} stands still. */
  public synchronized void serve(Loop loop) {
    if (state == State.CLOSED) {
      return;
    }
    beatAt = loop.nanoTime();
    var _ = loop.every(Duration.ofSeconds(1), () -> beatAt = loop.nanoTime());
    watched = loop;
    state = State.SERVING;
    LOG.log(System.Logger.Level.INFO, "{0} is ready", id);
  }

  /**
   * This node is about to end: it takes nobody new, so that they go elsewhere, and serves those it
   * has until it is closed.
   */
  public void drain() {
    if (state == State.SERVING) {
      state = State.DRAINING;
      drains.forEach(Runnable::run);
    }
  }

  /** Closes what was started, the last first. Idempotent. */
  @Override
  public void close() {
    synchronized (this) {
      state = State.CLOSED;
    }
    stopStarting();
    while (true) {
      AutoCloseable last = running.poll();
      if (last == null) {
        return;
      }
      try {
        last.close();
      } catch (Exception failure) {
        LOG.log(System.Logger.Level.WARNING, "Closing " + last.getClass().getSimpleName(), failure);
      }
    }
  }

  private void stopStarting() {
    Thread thread = starter;
    if (thread == null || thread.equals(Thread.currentThread())) {
      return;
    }
    thread.interrupt();
    try {
      thread.join(STARTER_ENDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether newcomers are welcome: ready. */
  public boolean serving() {
    return state == State.SERVING;
  }

  /** Whether the bus thread has run within the last 15 s, or has not had to yet. */
  public boolean alive() {
    Loop loop = watched;
    return loop == null || state == State.CLOSED || loop.nanoTime() - beatAt < FROZEN_NANOS;
  }

  /** Path of the log {@code name} in {@code folder}; {@code -}, stdout, when the folder is that. */
  public static String log(String folder, String name) {
    return folder.equals("-") ? "-" : Path.of(folder, name).toString();
  }

  private static String reason(Throwable failure) {
    @Nullable String message = failure.getMessage();
    return message == null ? failure.toString() : message;
  }
}
