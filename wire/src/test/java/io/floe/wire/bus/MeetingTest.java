package io.floe.wire.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Nodes that start together. */
class MeetingTest {

  private static final String ONE_ADDRESS = "127.0.0.1 is the only address of loopback there";

  private final List<ClusteredBus> buses = new ArrayList<>();

  @AfterEach
  void leave() {
    buses.reversed().forEach(ClusteredBus::close);
  }

  /** As a process is that starts: its port is taken, and nobody answers there yet. */
  @Test
  void nodeThatSaysNothingYet_keepsTheOthersFromNothing() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
      // Each of them would otherwise wait for its vote, again and again, until it gives up.
      start(freePorts(3), silent.getLocalPort());
      assertOneCluster(3);
      assertThat(silent.isClosed()).isFalse();
    }
  }

  @Test
  void nodeAmongSilentOnes_beginsAlone() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
      start(freePorts(1), silent.getLocalPort());
      assertOneCluster(1);
      assertThat(silent.isClosed()).isFalse();
    }
  }

  @Test
  void nodesThatStartTogether_areOneCluster() throws Exception {
    start(freePorts(6));
    assertOneCluster(6);
  }

  /** As an edge that is rolled out: it must not be ready while it knows nobody. */
  @Test
  @DisabledOnOs(value = OS.MAC, disabledReason = ONE_ADDRESS)
  void nodeThatComesLater_foundByName_isOfTheClusterWhenItHasJoined() throws Exception {
    Name name = new Name();
    name.standsFor("127.0.0.2");
    ClusteredBus first = name.join("127.0.0.2");
    name.standsFor("127.0.0.2", "127.0.0.3");
    assertThat(name.join("127.0.0.3").members()).hasSize(2);
    name.standsFor("127.0.0.2", "127.0.0.3", "127.0.0.4");
    assertThat(name.join("127.0.0.4").members()).hasSize(3);
    await().atMost(Duration.ofSeconds(3)).until(() -> first.members().size() == 3);
  }

  /** DNS may be some seconds behind, with an answer that it has kept. */
  @Test
  @DisabledOnOs(value = OS.MAC, disabledReason = ONE_ADDRESS)
  void nodeWhoseNameIsNotYetKnown_waitsForIt() throws Exception {
    Name name = new Name();
    name.standsFor("127.0.0.2");
    ClusteredBus first = name.join("127.0.0.2");
    name.standsFor();
    name.whenAskedAgain("127.0.0.2", "127.0.0.3");
    assertThat(name.join("127.0.0.3").members()).hasSize(2);
    assertThat(first.members()).hasSize(2);
  }

  @Test
  @DisabledOnOs(value = OS.MAC, disabledReason = ONE_ADDRESS)
  void nodesThatANameStandsForTooLate_merge() throws Exception {
    Name name = new Name();
    assertThat(name.join("127.0.0.2").members()).hasSize(1);
    assertThat(name.join("127.0.0.3").members()).hasSize(1);
    name.standsFor("127.0.0.2", "127.0.0.3");
    assertOneCluster(2);
  }

  @Test
  @DisabledOnOs(value = OS.MAC, disabledReason = ONE_ADDRESS)
  void nodesThatANameStandsFor_startTogether_areOneCluster() throws Exception {
    Name name = new Name();
    // One that has gone and is still known, and one of which only the port is there.
    String[] all = {"127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5", "127.0.0.6", "127.0.0.7"};
    name.standsFor(all);
    try (ServerSocket silent = new ServerSocket(name.port, 50, InetAddress.getByName(all[4]));
        ExecutorService starters = Executors.newCachedThreadPool()) {
      List<CompletableFuture<ClusteredBus>> started = new ArrayList<>();
      for (String address : List.of(all).subList(0, 4)) {
        started.add(CompletableFuture.supplyAsync(() -> name.started(address), starters));
      }
      for (CompletableFuture<ClusteredBus> each : started) {
        buses.add(each.get());
      }
      assertOneCluster(4);
      assertThat(silent.isClosed()).isFalse();
    }
  }

  /** A name of DNS; its nodes have the same port on addresses of their own. */
  private final class Name implements Names.Lookup {
    private final int port = Cluster.freePort();
    private volatile List<String> addresses = List.of();
    private volatile List<String> next = List.of();

    void standsFor(String... now) {
      addresses = List.of(now);
    }

    void whenAskedAgain(String... then) {
      next = List.of(then);
    }

    @Override
    public InetAddress[] all(String name) throws UnknownHostException {
      List<String> now = addresses;
      if (!next.isEmpty()) {
        addresses = next;
      }
      if (now.isEmpty()) {
        throw new UnknownHostException(name);
      }
      InetAddress[] all = new InetAddress[now.size()];
      for (int i = 0; i < all.length; i++) {
        all[i] = InetAddress.getByName(now.get(i));
      }
      return all;
    }

    ClusteredBus join(String address) {
      ClusteredBus bus = started(address);
      buses.add(bus);
      return bus;
    }

    ClusteredBus started(String address) {
      ClusterSettings settings =
          new ClusterSettings(
              "named-" + port, address, port, List.of(), Optional.of("nodes.radio.svc"));
      return ClusteredBus.join(new NodeId("node-" + address), settings, this);
    }
  }

  private void assertOneCluster(int size) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> assertThat(buses).hasSize(size).allMatch(bus -> bus.members().size() == size));
  }

  private void start(List<Integer> ports, int... others) throws Exception {
    List<String> members = new ArrayList<>();
    ports.forEach(port -> members.add("127.0.0.1:" + port));
    for (int other : others) {
      members.add("127.0.0.1:" + other);
    }
    try (ExecutorService starters = Executors.newCachedThreadPool()) {
      List<CompletableFuture<ClusteredBus>> started = new ArrayList<>();
      for (int port : ports) {
        ClusterSettings settings =
            new ClusterSettings(
                "meeting-" + ports.getFirst(), "127.0.0.1", port, members, Optional.empty());
        started.add(
            CompletableFuture.supplyAsync(
                () -> ClusteredBus.join(new NodeId("node-" + port), settings), starters));
      }
      for (CompletableFuture<ClusteredBus> each : started) {
        buses.add(each.get());
      }
    }
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
      sockets.add(socket);
      ports.add(socket.getLocalPort());
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }
}
