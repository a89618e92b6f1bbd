package io.floe.wire.bus;

import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A node's door to the cluster. Delivery is at most once and ordered per sender and receiver;
 * nothing is retried and nothing pushes back, so whoever sends much bounds it by {@link
 * #send(NodeId, Message, Consumer)}.
 *
 * <p>Threads: every method may be called from any thread; sends made on the bus thread leave in
 * call order. Callbacks run on the bus thread.
 */
public interface Bus extends AutoCloseable {

  /** This node. */
  NodeId self();

  /** The bus thread. */
  Loop loop();

  /** Sends to one node's inbox, fire and forget. Sending to itself is delivered too. */
  default void send(NodeId to, Message message) {
    send(to, message, written -> {});
  }

  /**
   * Sends to one node's inbox.
   *
   * @param written called once on the bus thread: true when the bytes have left for the transport,
   *     false when they never will
   */
  void send(NodeId to, Message message, Consumer<Boolean> written);

  /** Sends to every node of the cluster, this one included. */
  void broadcast(Message message);

  /**
   * Adds a receiver for every message of inbox and broadcasts. Receivers are called in the order of
   * their registration.
   */
  void receive(BiConsumer<NodeId, Message> receiver);

  /** Leaves the cluster. Idempotent; returns when left. */
  @Override
  void close();
}
