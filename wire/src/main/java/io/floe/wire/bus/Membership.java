package io.floe.wire.bus;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.instance.impl.HazelcastInstanceFactory;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.shareddata.AsyncMap;
import io.vertx.core.shareddata.Counter;
import io.vertx.core.shareddata.Lock;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.NodeListener;
import io.vertx.core.spi.cluster.NodeSelector;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who is in the cluster, and nothing else. A member says in its attributes which node it is and
 * where its event bus listens, so the members are the whole routing table: no map, lock or
 * subscription is shared, and a frozen member slows down no lookup.
 *
 * <p>Threads: the table is replaced by Hazelcast's event thread under this object's lock and read
 * by any.
 */
final class Membership implements ClusterManager, MembershipListener {

  private static final System.Logger LOG = System.getLogger(Membership.class.getName());

  static final String INBOX = "floe.inbox.";
  static final String ALL = "floe.all";

  private static final String NODE = "floe.node";
  private static final String PORT = "floe.port";

  /** A member is seen some time before it listens; so long a first message waits for it. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static final long KNOCK_AGAIN_MS = 25;
  private static final long RECHECK_MS = 250;

  /** Where the event bus of a member listens. */
  private record Place(String host, int port) {}

  private final NodeId self;
  private final Config config;
  private final Meeting meeting;
  private final ServerSocket reserved;

  // Set once, before join is called.
  private @Nullable Vertx vertx;
  private @Nullable NodeSelector selector;
  private @Nullable NetClient knocker;

  private volatile Consumer<NodeId> leavers = node -> {};
  private volatile @Nullable HazelcastInstance hazelcast;
  private volatile @Nullable NodeListener nodeListener;
  private volatile @Nullable NodeInfo ownInfo;
  private volatile Map<String, Place> places = Map.of();

  /**
   * @param reserved keeps the port of the event bus free; closed when the event bus may have it
   */
  Membership(NodeId self, Config config, Meeting meeting, ServerSocket reserved) {
    this.self = self;
    this.config = config;
    this.meeting = meeting;
    this.reserved = reserved;
    config
        .getMemberAttributeConfig()
        .setAttribute(NODE, self.value())
        .setAttribute(PORT, String.valueOf(reserved.getLocalPort()));
  }

  @Override
  public void init(Vertx owner, NodeSelector nodeSelector) {
    vertx = owner;
    selector = nodeSelector;
    knocker = owner.createNetClient(new NetClientOptions().setConnectTimeout(1_000));
  }

  /** Nodes that have joined. Any thread. */
  Set<NodeId> nodes() {
    return places.keySet().stream().map(NodeId::new).collect(Collectors.toUnmodifiableSet());
  }

  private Vertx vertx() {
    return Objects.requireNonNull(vertx);
  }

  @Override
  public void join(Promise<Void> promise) {
    vertx()
        .<Void>executeBlocking(() -> {
          HazelcastInstance started =
              HazelcastInstanceFactory.newHazelcastInstance(
                  config, config.getInstanceName(), meeting);
          hazelcast = started;
          started.getCluster().addMembershipListener(this);
          started
              .getLifecycleService()
              .addLifecycleListener(event -> {
                if (event.getState() == LifecycleEvent.LifecycleState.MERGED) {
                  refresh();
                }
              });
          refresh();
          reserved.close();
          return null;
        })
        .onComplete(promise);
  }

  @Override
  public void leave(Promise<Void> promise) {
    HazelcastInstance running = hazelcast;
    hazelcast = null;
    vertx()
        .<Void>executeBlocking(() -> {
          closeQuietly(reserved);
          if (running != null) {
            running.shutdown();
          }
          return null;
        })
        .onComplete(promise);
  }

  /** Leaves without a word, if it has not left yet. */
  void quit() {
    HazelcastInstance running = hazelcast;
    hazelcast = null;
    if (running != null) {
      running.getLifecycleService().terminate();
    }
  }

  private static void closeQuietly(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a reserved port stays taken", e);
    }
  }

  @Override
  public boolean isActive() {
    return hazelcast != null;
  }

  @Override
  public void memberAdded(MembershipEvent event) {
    refresh();
  }

  @Override
  public void memberRemoved(MembershipEvent event) {
    refresh();
  }

  private synchronized void refresh() {
    HazelcastInstance running = hazelcast;
    if (running == null) {
      return;
    }
    Map<String, Place> now = new TreeMap<>();
    for (Member member : running.getCluster().getMembers()) {
      String node = member.getAttribute(NODE);
      String port = member.getAttribute(PORT);
      if (node != null && port != null) {
        now.put(node, new Place(member.getAddress().getHost(), Integer.parseInt(port)));
      }
    }
    Map<String, Place> before = places;
    places = Map.copyOf(now);
    Set<String> changed = new HashSet<>(now.keySet());
    changed.addAll(before.keySet());
    changed.removeIf(node -> Objects.equals(now.get(node), before.get(node)));
    if (changed.isEmpty()) {
      return;
    }
    announce(changed);
    // The selector may be reading the old table at this moment, and would then keep it.
    vertx().setTimer(RECHECK_MS, timer -> announce(changed));
    tell(changed, before.keySet(), now.keySet());
  }

  private void announce(Set<String> changed) {
    NodeSelector routes = Objects.requireNonNull(selector);
    routes.registrationsUpdated(new RegistrationUpdateEvent(ALL, route(ALL)));
    for (String node : changed) {
      routes.registrationsUpdated(new RegistrationUpdateEvent(INBOX + node, route(INBOX + node)));
    }
  }

  private void tell(Set<String> changed, Set<String> before, Set<String> now) {
    NodeListener listener = nodeListener;
    for (String node : changed) {
      if (now.contains(node) && !before.contains(node)) {
        say(node, "has joined the cluster", now);
        if (listener != null) {
          listener.nodeAdded(node);
        }
      } else if (!now.contains(node)) {
        say(node, "has left the cluster, or cannot be reached", now);
        leavers.accept(new NodeId(node));
        if (listener != null) {
          listener.nodeLeft(node);
        }
      }
    }
  }

  private void say(String node, String what, Set<String> now) {
    if (!node.equals(self.value())) {
      LOG.log(System.Logger.Level.INFO, "{0} {1}; members: {2}", node, what, now.size());
    }
  }

  /** Calls {@code listener}, on any thread, for each node that is no member any more. */
  void onLeave(Consumer<NodeId> listener) {
    leavers = listener;
  }

  private List<RegistrationInfo> route(String address) {
    if (address.equals(ALL)) {
      return places.keySet().stream().sorted().map(Membership::registration).toList();
    }
    String node = address.startsWith(INBOX) ? address.substring(INBOX.length()) : "";
    return places.containsKey(node) ? List.of(registration(node)) : List.of();
  }

  private static RegistrationInfo registration(String node) {
    return new RegistrationInfo(node, 0, false);
  }

  @Override
  public void getRegistrations(String address, Promise<List<RegistrationInfo>> promise) {
    promise.complete(route(address));
  }

  @Override
  public void addRegistration(
      String address, RegistrationInfo registration, Promise<Void> promise) {
    promise.complete();
  }

  @Override
  public void removeRegistration(
      String address, RegistrationInfo registration, Promise<Void> promise) {
    promise.complete();
  }

  @Override
  public String getNodeId() {
    return self.value();
  }

  @Override
  public List<String> getNodes() {
    return places.keySet().stream().sorted().toList();
  }

  @Override
  public void nodeListener(NodeListener listener) {
    nodeListener = listener;
  }

  @Override
  public void setNodeInfo(NodeInfo info, Promise<Void> promise) {
    ownInfo = info;
    promise.complete();
  }

  @Override
  public NodeInfo getNodeInfo() {
    return Objects.requireNonNull(ownInfo);
  }

  @Override
  public void getNodeInfo(String nodeId, Promise<NodeInfo> promise) {
    knock(nodeId, System.nanoTime() + PATIENCE_NANOS, promise);
  }

  /** Completes {@code promise} once somebody listens at the node's place. */
  private void knock(String node, long deadline, Promise<NodeInfo> promise) {
    Place place = places.get(node);
    if (place == null) {
      promise.fail("no member of the cluster is the node " + node);
      return;
    }
    Objects.requireNonNull(knocker)
        .connect(place.port(), place.host())
        .onComplete(door -> {
          if (door.succeeded()) {
            door.result().close();
            promise.complete(new NodeInfo(place.host(), place.port(), null));
          } else if (System.nanoTime() < deadline) {
            vertx().setTimer(KNOCK_AGAIN_MS, timer -> knock(node, deadline, promise));
          } else {
            promise.fail("nobody listens for the node " + node + " at " + place);
          }
        });
  }

  @Override
  public <K, V> void getAsyncMap(String name, Promise<AsyncMap<K, V>> promise) {
    promise.fail(membershipOnly());
  }

  @Override
  public <K, V> Map<K, V> getSyncMap(String name) {
    throw membershipOnly();
  }

  @Override
  public void getLockWithTimeout(String name, long timeout, Promise<Lock> promise) {
    promise.fail(membershipOnly());
  }

  @Override
  public void getCounter(String name, Promise<Counter> promise) {
    promise.fail(membershipOnly());
  }

  private static UnsupportedOperationException membershipOnly() {
    return new UnsupportedOperationException("the cluster shares nothing but its membership");
  }
}
