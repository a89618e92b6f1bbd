package io.floe.edge.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.edge.listener.ListenerCounters.Refusal;
import io.floe.edge.mount.LiveMount;
import io.floe.edge.ring.Broadcast;
import io.floe.testkit.RawListener;
import io.floe.wire.http.Reply;
import io.floe.wire.node.DirectMemory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are slow, broken or gone cost nothing but themselves. */
class HostileClientTest {

  private final Broadcast source = new Broadcast(11);
  private Studio studio;
  private LiveMount live;

  @BeforeEach
  void open() throws Exception {
    studio =
        new Studio(
            Studio.settings().headTimeout(Duration.ofMillis(700)).limits(1000, 600),
            head -> Optional.empty(),
            line -> {},
            true);
    live = studio.open("/live", Studio.MP3);
    live.ring().append(source.audio(3000), 0);
  }

  @AfterEach
  void close() {
    studio.awaitNobody();
    studio.close();
  }

  private void assertServes() throws Exception {
    try (RawListener listener = studio.get("/live")) {
      assertThat(listener.head()).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void halfOpenHeads_areClosedInTimeWhileOthersAreServed() throws Exception {
    List<RawListener> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 500; i++) {
        RawListener client = studio.connect();
        client.send("GET /live HTTP/1.1\r\nX-Slow: ");
        slow.add(client);
        if (i % 100 == 0) {
          assertServes();
        }
      }
      for (RawListener client : slow) {
        assertThat(client.closed()).isTrue();
      }
      assertThat(studio.counters.refused(Refusal.HEAD_TIMEOUT)).isEqualTo(500);
    } finally {
      for (RawListener client : slow) {
        client.close();
      }
    }
  }

  @Test
  void longRepliesThatNobodyReads_takeNoMemoryOfTheAudio() throws Exception {
    byte[] body = new byte[8 << 20];
    new Random(9).nextBytes(body);
    studio.close();
    studio =
        new Studio(
            Studio.settings().limits(1000, 600),
            head -> Optional.of(new Reply(200, List.of(), new Reply.Body(body))),
            line -> {},
            true);
    long before = DirectMemory.used();
    List<RawListener> deaf = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        RawListener client = studio.get("/status-json.xsl");
        client.head();
        deaf.add(client);
      }
      assertThat(DirectMemory.used() - before).isLessThan(64L << 20);
      try (RawListener reader = studio.get("/status-json.xsl")) {
        reader.head();
        assertThat(reader.readAll()).isEqualTo(body);
      }
    } finally {
      for (RawListener client : deaf) {
        client.close();
      }
    }
  }

  @Test
  void headThatDrips_isClosedAtTheSameTime() throws Exception {
    try (RawListener client = studio.connect()) {
      client.send("GET /live HTTP/1.1\r\n");
      long start = System.nanoTime();
      Awaitility.await()
          .pollInterval(Duration.ofMillis(50))
          .atMost(Duration.ofSeconds(5))
          .until(() -> {
            client.send("X: y\r\n");
            return studio.counters.refused(Refusal.HEAD_TIMEOUT) == 1;
          });
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }
  }

  @Test
  void moreConnectionsThanMayWait_areRefused() throws Exception {
    studio.close();
    studio =
        new Studio(Studio.settings().limits(1000, 3), head -> Optional.empty(), line -> {}, true);
    List<RawListener> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      waiting.add(studio.connect());
    }
    Awaitility.await().until(() -> studio.counters.waiting() == 3);
    try (RawListener fourth = studio.connect()) {
      assertThat(fourth.closed()).isTrue();
    }
    assertThat(studio.counters.refused(Refusal.TOO_MANY_WAITING)).isEqualTo(1);
    for (RawListener each : waiting) {
      each.close();
    }
  }

  @Test
  void head_inAnyPieces_isUnderstood() throws Exception {
    Random random = new Random(5);
    String request =
        "GET /live HTTP/1.1\r\nHost: a\r\nUser-Agent: " + "x".repeat(3000) + "\r\n\r\n";
    for (int i = 0; i < 20; i++) {
      try (RawListener client = studio.connect()) {
        int at = 0;
        while (at < request.length()) {
          int size = Math.min(request.length() - at, 1 + random.nextInt(i < 10 ? 1500 : 200));
          client.send(request.substring(at, at + size));
          at += size;
        }
        assertThat(client.head()).startsWith("HTTP/1.1 200");
      }
    }
    try (RawListener client = studio.connect()) {
      client.send("GET /live HTTP/1.0\n\n");
      assertThat(client.head()).startsWith("HTTP/1.0 200");
    }
  }

  @Test
  void head_tooLong_is431() throws Exception {
    try (RawListener client = studio.connect()) {
      client.send("GET /live HTTP/1.1\r\nX: " + "y".repeat(20_000));
      assertThat(client.head()).startsWith("HTTP/1.0 431 ");
    }
    try (RawListener client = studio.connect()) {
      client.send("z".repeat(9000));
      assertThat(client.head()).startsWith("HTTP/1.0 431 ");
    }
  }

  @Test
  void garbage_neverBreaksThePort() throws Exception {
    Random random = new Random(42);
    for (int i = 0; i < 300; i++) {
      byte[] bytes = new byte[random.nextInt(600)];
      random.nextBytes(bytes);
      if (random.nextBoolean()) {
        byte[] start = "GET /live HTTP/1.1\r\n".getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(start, 0, bytes, 0, Math.min(start.length, bytes.length));
        for (int flips = random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
      }
      try (RawListener client = studio.connect()) {
        client.send(bytes);
        client.send("\r\n\r\n");
        assertThat(client.head()).matches("(?s)HTTP/1\\.[01] (200|40[0-9]|431) .*");
      }
    }
    assertThat(studio.counters.failures()).isZero();
    assertServes();
  }

  @ParameterizedTest
  @ValueSource(strings = {"close", "reset", "halfClose", "chatter"})
  void listener_thatGoes_isForgottenOnce(String how) throws Exception {
    for (int i = 0; i < 10; i++) {
      RawListener client = studio.get("/live");
      client.head();
      client.read(3000);
      switch (how) {
        case "close" -> client.close();
        case "reset" -> client.reset();
        case "halfClose" -> client.halfClose();
        default -> {
          try {
            for (int n = 0; n < 100; n++) {
              client.send(new byte[4096]);
            }
          } catch (java.io.IOException cutOff) {
            // as it should be
          }
        }
      }
      studio.awaitNobody();
      client.close();
    }
    assertThat(live.listeners()).isZero();
    assertThat(live.peak()).isEqualTo(1);
    assertThat(studio.counters.joined()).isEqualTo(10);
  }

  @Test
  void stop_withListeners_letsEachGoOnce() throws Exception {
    List<RawListener> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      RawListener client = studio.get("/live");
      client.head();
      clients.add(client);
    }
    assertThat(live.listeners()).isEqualTo(20);
    studio.server.stop();
    studio.server.stop();
    assertThat(live.listeners()).isZero();
    for (RawListener client : clients) {
      assertThat(client.closed()).isTrue();
      client.close();
    }
  }

  @Test
  void start_portInUse_saysWhatToDo() {
    ListenerServer second =
        new ListenerServer(
            ListenerSettings.at("127.0.0.1", studio.server.port()),
            studio.config,
            studio,
            head -> Optional.empty(),
            mount -> Optional.empty(),
            new io.floe.wire.hook.Hooks(),
            Studio.EMPTY,
            new ListenerCounters(),
            studio.visits,
            line -> {});
    org.assertj.core.api.Assertions.assertThatThrownBy(second::start)
        .isInstanceOf(java.io.IOException.class)
        .hasMessageContaining("127.0.0.1:" + studio.server.port())
        .hasMessageContaining("Choose another port");
  }
}
