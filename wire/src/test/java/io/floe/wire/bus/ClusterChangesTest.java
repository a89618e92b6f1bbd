package io.floe.wire.bus;

import static io.floe.wire.bus.Cluster.audio;
import static io.floe.wire.bus.Cluster.find;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.floe.wire.bus.Cluster.Heard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes that come, go, freeze or are not what they say. */
class ClusterChangesTest {

  private final Cluster cluster = new Cluster();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void leave() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    cluster.close();
  }

  @Test
  void late_node_is_heard_and_hears_at_once() {
    ClusteredBus a = cluster.join("a");
    ClusteredBus b = cluster.join("b");
    List<Heard> atA = Cluster.listen(a);
    List<Heard> atB = Cluster.listen(b);
    ClusteredBus c = cluster.join("c");
    List<Heard> atC = Cluster.listen(c);
    // As the pulse does: a newcomer's first broadcast is answered to its inbox.
    a.receive((from, message) -> {
      if (from.equals(c.self())) {
        a.send(c.self(), find("/welcome"));
      }
    });
    c.broadcast(find("/new"));
    await().untilAsserted(() -> assertThat(atA).contains(new Heard(c.self(), find("/new"))));
    await().untilAsserted(() -> assertThat(atB).contains(new Heard(c.self(), find("/new"))));
    await().untilAsserted(() -> assertThat(atC).contains(new Heard(a.self(), find("/welcome"))));
  }

  @Test
  void node_that_left_is_nobody_and_returns_under_another_id() {
    ClusteredBus a = cluster.join("a");
    ClusteredBus b = cluster.join("b-1");
    assertThat(told(a, b.self())).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(true);
    long start = System.nanoTime();
    b.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    b.close();
    await()
        .untilAsserted(() ->
            assertThat(told(a, b.self())).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(false));
    ClusteredBus again = cluster.join("b-2");
    List<Heard> heard = Cluster.listen(again);
    a.send(again.self(), find("/again"));
    await().untilAsserted(() -> assertThat(heard).contains(new Heard(a.self(), find("/again"))));
  }

  private static CompletableFuture<Boolean> told(Bus from, NodeId to) {
    CompletableFuture<Boolean> written = new CompletableFuture<>();
    from.send(to, find("/told"), written::complete);
    return written;
  }

  @Test
  void bytes_for_a_frozen_node_are_not_called_written() throws Exception {
    ClusteredBus a = cluster.join("a");
    ClusteredBus b = cluster.join("b");
    ServerSocket door = listeningDoor();
    member("frozen", door.getLocalPort());
    NodeId frozen = new NodeId("frozen");
    awaitMember(a, frozen);
    int messages = 600;
    AtomicInteger written = new AtomicInteger();
    AtomicInteger lost = new AtomicInteger();
    for (int i = 0; i < messages; i++) {
      a.send(frozen, audio(i, 64 << 10), left -> (left ? written : lost).incrementAndGet());
    }
    List<Heard> heard = Cluster.listen(b);
    a.send(b.self(), find("/others"));
    await().untilAsserted(() -> assertThat(heard).contains(new Heard(a.self(), find("/others"))));
    // The kernel takes some megabytes of the 38 and no more.
    AtomicInteger before = new AtomicInteger(-1);
    await()
        .pollInterval(300, TimeUnit.MILLISECONDS)
        .until(() -> before.getAndSet(written.get()) == written.get());
    assertThat(written.get()).isLessThan(messages / 2);
    assertThat(lost).hasValue(0);
    try (Socket knock = door.accept();
        Socket bus = door.accept()) {
      knock.setSoLinger(true, 0);
      bus.setSoLinger(true, 0);
    }
    await().untilAsserted(() -> assertThat(written.get() + lost.get()).isEqualTo(messages));
    assertThat(lost.get()).isGreaterThan(messages / 2);
    assertThat(a.counters().unsent()).isGreaterThanOrEqualTo(lost.get());
  }

  @Test
  void bytes_under_way_to_a_frozen_node_are_given_up_when_it_leaves() throws Exception {
    ClusteredBus a = cluster.join("a");
    HazelcastInstance member = member("frozen", listeningDoor().getLocalPort());
    AtomicInteger outcomes = fill(a, new NodeId("frozen"));
    assertThat(outcomes.get()).isLessThan(MANY);
    member.getLifecycleService().terminate();
    await().untilAsserted(() -> assertThat(outcomes).hasValue(MANY));
  }

  @Test
  void bytes_under_way_are_given_up_when_the_sender_closes() throws Exception {
    ClusteredBus a = cluster.join("a");
    member("frozen", listeningDoor().getLocalPort());
    AtomicInteger outcomes = fill(a, new NodeId("frozen"));
    assertThat(outcomes.get()).isLessThan(MANY);
    a.close();
    await().untilAsserted(() -> assertThat(outcomes).hasValue(MANY));
  }

  private static final int MANY = 600;

  /** Sends until the kernel takes no more; counts the outcomes, of which each send has one. */
  private static AtomicInteger fill(ClusteredBus from, NodeId to) {
    awaitMember(from, to);
    AtomicInteger outcomes = new AtomicInteger();
    for (int i = 0; i < MANY; i++) {
      from.send(to, audio(i, 64 << 10), left -> outcomes.incrementAndGet());
    }
    AtomicInteger before = new AtomicInteger(-1);
    await()
        .pollInterval(300, TimeUnit.MILLISECONDS)
        .until(() -> outcomes.get() > 0 && before.getAndSet(outcomes.get()) == outcomes.get());
    return outcomes;
  }

  @Test
  void node_that_does_not_listen_gets_nothing_and_the_sender_is_told() throws Exception {
    ClusteredBus a = cluster.join("a");
    ServerSocket door = listeningDoor();
    door.close();
    member("deaf", door.getLocalPort());
    NodeId deaf = new NodeId("deaf");
    awaitMember(a, deaf);
    assertThat(told(a, deaf)).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(false);
  }

  @Test
  void first_messages_wait_for_a_node_that_is_about_to_listen() throws Exception {
    ClusteredBus a = cluster.join("a");
    ServerSocket door = listeningDoor();
    int port = door.getLocalPort();
    door.close();
    member("soon", port);
    NodeId soon = new NodeId("soon");
    awaitMember(a, soon);
    CompletableFuture<Boolean> written = told(a, soon);
    assertThat(written).isNotDone();
    ServerSocket late = new ServerSocket(port, 5, InetAddress.getLoopbackAddress());
    open.add(late);
    assertThat(written).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(true);
  }

  private ServerSocket listeningDoor() throws IOException {
    ServerSocket door = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    door.setReceiveBufferSize(16 << 10);
    open.add(door);
    return door;
  }

  /** A member that says it is a node, with whatever listens at {@code port} as its event bus. */
  private HazelcastInstance member(String id, int port) throws IOException {
    Config config = HazelcastSettings.of(new NodeId(id), cluster.settings(0));
    config
        .getMemberAttributeConfig()
        .setAttribute("floe.node", id)
        .setAttribute("floe.port", String.valueOf(port));
    HazelcastInstance instance = Hazelcast.newHazelcastInstance(config);
    open.add(instance::shutdown);
    return instance;
  }

  private static void awaitMember(ClusteredBus bus, NodeId node) {
    await().until(() -> bus.members().contains(node));
  }

  @Test
  void sockets_are_bound_to_the_given_address_only() throws IOException {
    Path sockets = Path.of("/proc/self/net");
    assumeThat(sockets).exists();
    cluster.join("a");
    cluster.join("b");
    List<String> listening = new ArrayList<>();
    List<String> own = ownSockets();
    for (String family : List.of("tcp", "tcp6")) {
      try (Stream<String> lines = Files.lines(sockets.resolve(family))) {
        lines
            .skip(1)
            .map(line -> line.strip().split(" +"))
            .filter(columns -> columns[3].equals("0A") && own.contains(columns[9]))
            .map(columns -> columns[1].substring(0, columns[1].indexOf(':')))
            .forEach(listening::add);
      }
    }
    // Membership and event bus of two nodes, in the kernel's notation of 127.0.0.1.
    assertThat(listening).hasSizeGreaterThanOrEqualTo(4);
    assertThat(listening).isSubsetOf("0100007F", "0000000000000000FFFF00000100007F");
  }

  private static List<String> ownSockets() throws IOException {
    List<String> inodes = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      for (Path file : files.toList()) {
        String target;
        try {
          target = Files.readSymbolicLink(file).toString();
        } catch (IOException gone) {
          continue;
        }
        if (target.startsWith("socket:[")) {
          inodes.add(target.substring(8, target.length() - 1));
        }
      }
    }
    return inodes;
  }

  @Test
  void port_in_use_is_said() throws IOException {
    ServerSocket taken = new ServerSocket(cluster.port(), 1, InetAddress.getLoopbackAddress());
    open.add(taken);
    assertThatThrownBy(() -> cluster.join("a"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot join the cluster")
        .hasMessageContaining("port " + cluster.port() + " is in use");
  }

  @Test
  void wildcard_and_unknown_addresses_are_refused() {
    assertThatThrownBy(() -> ClusteredBus.join(new NodeId("a"), at("0.0.0.0")))
        .hasMessageContaining("not to the wildcard");
    assertThatThrownBy(() -> ClusteredBus.join(new NodeId("a"), at("nowhere.invalid")))
        .hasMessageContaining("nowhere.invalid");
  }

  private static ClusterSettings at(String host) {
    return new ClusterSettings("test", host, 0, List.of(), Optional.empty());
  }
}
