package io.floe.wire.bus;

import com.hazelcast.config.Config;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The bus over a clustered Vert.x of its own. Two addresses: an inbox per node, and one that all
 * nodes hear. Threads: methods any; state on the bus thread.
 */
public final class ClusteredBus implements Bus {

  private static final System.Logger LOG = System.getLogger(ClusteredBus.class.getName());

  private static final int ATTEMPTS = 3;
  private static final long JOIN_SECONDS = 60;
  private static final Duration NAME_PATIENCE = Duration.ofSeconds(5);

  /** Within this time after a change of members everybody's routes are the new ones. */
  private static final Duration ROUTES_SETTLE = Duration.ofSeconds(1);

  private static final long CLOSE_SECONDS = 5;

  /**
   * A connection that gets nothing across for so long is given up and opened anew: what a link was
   * out for is then over at once, not when TCP tries again, up to twice as long later.
   */
  private static final int GIVE_UP_MS = 5_000;

  private final NodeId self;
  private final Vertx vertx;
  private final Membership membership;
  private final EventLoop loop;
  private final BusCounters counters;
  private final DeliveryOptions delivery =
      new DeliveryOptions().setCodecName(Envelope.CODEC).setTracingPolicy(TracingPolicy.IGNORE);
  private final List<BiConsumer<NodeId, Message>> receivers = new CopyOnWriteArrayList<>();
  private final Map<NodeId, Unwritten> unwritten = new HashMap<>();
  private final Deque<Runnable> outcomes = new ArrayDeque<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  private ClusteredBus(
      NodeId self, Vertx vertx, Membership membership, Context context, BusCounters counters) {
    this.self = self;
    this.vertx = vertx;
    this.membership = membership;
    this.counters = counters;
    this.loop = new EventLoop(vertx, context, counters);
  }

  /**
   * Joins the cluster, or begins one when nobody is there. Blocks until this node can be reached.
   *
   * @throws IllegalStateException when it does not come about; the message says why
   */
  public static ClusteredBus join(NodeId self, ClusterSettings settings) {
    return join(self, settings, InetAddress::getAllByName);
  }

  static ClusteredBus join(NodeId self, ClusterSettings settings, Names.Lookup lookup) {
    String what = "cannot join the cluster " + settings.clusterName() + " from " + settings.host();
    for (int attempt = 1; ; attempt++) {
      try {
        return start(self, settings, lookup, what);
      } catch (IllegalStateException e) {
        boolean lostThePort = e.getCause() instanceof BindException;
        if (!lostThePort || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static ClusteredBus start(
      NodeId self, ClusterSettings settings, Names.Lookup lookup, String what) {
    Membership membership;
    int port;
    try {
      Config config = HazelcastSettings.of(self, settings);
      InetAddress host = InetAddress.getByName(settings.host());
      try (ServerSocket free = new ServerSocket(settings.port(), 1, host)) {
        LOG.log(System.Logger.Level.DEBUG, "the cluster port is free: {0}", free);
      } catch (BindException e) {
        throw new IllegalStateException(
            what
                + ": port "
                + settings.port()
                + " is in use or the address is not of this machine; set another one");
      }
      // Members say in advance where their event bus will listen.
      ServerSocket reserved = new ServerSocket(0, 1, host);
      port = reserved.getLocalPort();
      @Nullable Names names =
          settings
              .serviceDns()
              .map(name -> new Names(name, host, settings.port(), lookup, NAME_PATIENCE))
              .orElse(null);
      membership = new Membership(self, config, new Meeting(names), reserved);
    } catch (IOException e) {
      throw new IllegalStateException(what + ": " + e, e);
    }
    Vertx vertx =
        await(
            JOIN_SECONDS,
            what,
            Vertx.builder()
                .with(options(settings.host(), port))
                .withClusterManager(membership)
                .buildClustered());
    BusCounters counters = new BusCounters();
    vertx.eventBus().registerCodec(new Envelope.Codec(counters));
    ClusteredBus bus =
        new ClusteredBus(self, vertx, membership, vertx.getOrCreateContext(), counters);
    await(JOIN_SECONDS, what, bus.listen());
    return bus;
  }

  private static VertxOptions options(String host, int port) {
    return new VertxOptions()
        .setEventLoopPoolSize(2)
        .setWorkerPoolSize(2)
        .setInternalBlockingPoolSize(2)
        .setUseDaemonThread(true)
        .setPreferNativeTransport(true)
        .setFileSystemOptions(
            new FileSystemOptions()
                .setClassPathResolvingEnabled(false)
                .setFileCachingEnabled(false))
        .setEventBusOptions(
            new EventBusOptions()
                .setHost(host)
                .setPort(port)
                .setConnectTimeout(3_000)
                .setTcpNoDelay(true)
                .setTcpUserTimeout(GIVE_UP_MS));
  }

  private Future<Void> listen() {
    CompletableFuture<Void> registered = new CompletableFuture<>();
    membership.onLeave(node -> loop.execute(() -> left(node)));
    loop.execute(() -> {
      loop.adopt();
      Future.join(consume(Membership.INBOX + self), consume(Membership.ALL))
          .onComplete(done -> {
            if (done.succeeded()) {
              registered.complete(null);
            } else {
              registered.completeExceptionally(done.cause());
            }
          });
    });
    return Future.fromCompletionStage(registered);
  }

  private Future<Void> consume(String address) {
    var consumer =
        vertx.eventBus().<Envelope>consumer(address, message -> take(message.body().content()));
    io.vertx.core.Promise<Void> promise = io.vertx.core.Promise.promise();
    consumer.completionHandler(promise);
    return promise.future();
  }

  private void take(MessageCodec.Decoded decoded) {
    switch (decoded) {
      case MessageCodec.Known known -> deliver(known.from(), known.message());
      case MessageCodec.Unknown(String what) ->
          LOG.log(System.Logger.Level.DEBUG, "a message of a newer release is left out: {0}", what);
      case MessageCodec.Broken(String reason) ->
          LOG.log(System.Logger.Level.DEBUG, "a broken message is left out: {0}", reason);
    }
  }

  private void deliver(NodeId from, Message message) {
    if (closed.get()) {
      return;
    }
    counters.countReceived();
    for (BiConsumer<NodeId, Message> receiver : receivers) {
      loop.run(() -> receiver.accept(from, message));
    }
  }

  @Override
  public NodeId self() {
    return self;
  }

  @Override
  public Loop loop() {
    return loop;
  }

  /** What this bus has carried and lost. */
  public BusCounters counters() {
    return counters;
  }

  /** Nodes that have joined, this one included, whether or not they are alive. Any thread. */
  public Set<NodeId> members() {
    return membership.nodes();
  }

  @Override
  public void send(NodeId to, Message message, Consumer<Boolean> written) {
    if (loop.here()) {
      sendHere(to, message, written);
    } else {
      loop.execute(() -> sendHere(to, message, written));
    }
  }

  private void sendHere(NodeId to, Message message, Consumer<Boolean> written) {
    if (closed.get()) {
      settle(written, false);
      return;
    }
    counters.countSent();
    Unwritten.Send send = unwritten.computeIfAbsent(to, node -> new Unwritten()).add(written);
    try {
      vertx
          .eventBus()
          .<Envelope>sender(Membership.INBOX + to, delivery)
          .write(Envelope.of(self, message))
          .onComplete(done -> {
            if (loop.here()) {
              settle(to, send, done.succeeded());
            } else {
              loop.execute(() -> settle(to, send, done.succeeded()));
            }
          });
    } catch (RuntimeException | Error failure) {
      settle(to, send, false);
      throw failure;
    }
  }

  private void settle(NodeId to, Unwritten.Send send, boolean left) {
    if (send.settle()) {
      if (!left) {
        counters.countUnsent();
        forget(to);
      }
      settle(send.written(), left);
    }
  }

  /** What is sent to a node after it has left leaves nothing behind. */
  private void forget(NodeId to) {
    Unwritten sends = unwritten.get(to);
    if (sends != null && sends.none() && !members().contains(to)) {
      unwritten.remove(to);
    }
  }

  /** A write may still find the way to a node for a moment after it has left. */
  private void left(NodeId node) {
    abandon(node);
    var _ =
        loop.after(
            ROUTES_SETTLE,
            () -> {
              if (!members().contains(node)) {
                abandon(node);
              }
            });
  }

  /** Not every write to a node that is gone is ever reported by the transport. */
  private void abandon(NodeId node) {
    Unwritten left = unwritten.remove(node);
    if (left != null) {
      left.all().forEach(send -> settle(node, send, false));
    }
  }

  /**
   * Tells the sender later, never from inside its own call: a sender that sends the next message
   * from the callback must not nest ever deeper.
   */
  private void settle(Consumer<Boolean> written, boolean left) {
    outcomes.add(() -> written.accept(left));
    if (outcomes.size() == 1) {
      loop.execute(this::tellOutcomes);
    }
  }

  private void tellOutcomes() {
    for (int left = outcomes.size(); left > 0; left--) {
      loop.run(outcomes.element());
      outcomes.remove();
    }
    if (!outcomes.isEmpty()) {
      loop.execute(this::tellOutcomes);
    }
  }

  @Override
  public void broadcast(Message message) {
    if (loop.here()) {
      broadcastHere(message);
    } else {
      loop.execute(() -> broadcastHere(message));
    }
  }

  private void broadcastHere(Message message) {
    if (!closed.get()) {
      counters.countSent();
      vertx.eventBus().publish(Membership.ALL, Envelope.of(self, message), delivery);
    }
  }

  @Override
  public void receive(BiConsumer<NodeId, Message> receiver) {
    receivers.add(receiver);
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    loop.execute(() -> List.copyOf(unwritten.keySet()).forEach(this::abandon));
    Future<Void> left = vertx.close();
    if (!loop.here()) {
      try {
        await(CLOSE_SECONDS, "leaving the cluster", left);
      } catch (IllegalStateException e) {
        // A frozen node takes no last words, and the transport waits for it.
        LOG.log(System.Logger.Level.INFO, "{0}; the others will notice", e.getMessage());
        membership.quit();
      }
    }
  }

  private static <T> T await(long seconds, String what, Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new IllegalStateException(what + ": " + cause, cause);
    } catch (TimeoutException e) {
      throw new IllegalStateException(what + ": not done after " + seconds + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(what + ": interrupted", e);
    }
  }
}
