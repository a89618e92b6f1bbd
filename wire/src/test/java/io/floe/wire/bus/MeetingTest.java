package io.floe.wire.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes that start together. */
class MeetingTest {

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
