package io.floe.edge.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.edge.listener.ListenerCounters.Refusal;
import io.floe.edge.mount.LiveMount;
import io.floe.edge.ring.Broadcast;
import io.floe.testkit.ProxyHeaders;
import io.floe.testkit.RawListener;
import io.floe.wire.http.Reply;
import io.floe.wire.http.RequestHead;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiedListenerTest {

  private static final String LOOPBACK = "127.0.0.0/8";

  private final Broadcast source = new Broadcast(3);
  private final List<String> log = new CopyOnWriteArrayList<>();
  private Studio studio;
  private LiveMount live;

  @BeforeEach
  void open() throws Exception {
    studio =
        new Studio(
            Studio.settings().headTimeout(Duration.ofSeconds(2)),
            ProxiedListenerTest::page,
            log::add,
            true);
    live = studio.open("/live", Studio.MP3);
    live.ring().append(source.audio(70_000), 0);
  }

  @AfterEach
  void close() {
    studio.close();
  }

  private static Optional<Reply> page(RequestHead head) {
    return head.path().orElse("").equals("/who")
        ? Optional.of(
            Reply.of(
                200,
                "text/plain",
                (head.secure() ? "https://" : "http://") + head.header("Host").orElse("")))
        : Optional.empty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.7", "2001:db8::7"})
  void listener_behindATcpProxy_isLoggedWithItsOwnAddress(String client) throws Exception {
    studio.config.trust(LOOPBACK);
    for (byte[] header : List.of(ProxyHeaders.v1(client), ProxyHeaders.v2(client))) {
      log.clear();
      try (RawListener listener = studio.connect()) {
        listener.send(header);
        listener.request("GET /live HTTP/1.1");
        assertThat(listener.head()).startsWith("HTTP/1.1 200 OK");
        assertThat(listener.read(65_536)).hasSize(65_536);
      }
      assertThat(line()).startsWith(client + " - - [").contains("\"GET /live HTTP/1.1\" 200 ");
    }
  }

  @Test
  void header_inAnyPieces_isRead() throws Exception {
    studio.config.trust(LOOPBACK);
    Random random = new Random(9);
    for (byte[] header : List.of(ProxyHeaders.v1("192.0.2.7"), ProxyHeaders.v2("192.0.2.7"))) {
      byte[] request = "GET /who HTTP/1.1\r\nHost: h:1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
      byte[] all = new byte[header.length + request.length];
      System.arraycopy(header, 0, all, 0, header.length);
      System.arraycopy(request, 0, all, header.length, request.length);
      for (int round = 0; round < 20; round++) {
        log.clear();
        try (RawListener listener = studio.connect()) {
          int most = round == 0 ? 1 : round == 1 ? all.length : 1 + random.nextInt(40);
          for (int at = 0; at < all.length; ) {
            int size = Math.min(1 + random.nextInt(most), all.length - at);
            listener.send(java.util.Arrays.copyOfRange(all, at, at + size));
            at += size;
          }
          assertThat(new String(listener.readAll(), StandardCharsets.US_ASCII))
              .startsWith("HTTP/1.1 200 OK")
              .endsWith("http://h:1");
        }
        assertThat(line()).startsWith("192.0.2.7 ");
      }
    }
  }

  @Test
  void samePort_servesPlainClientsAndHealthChecks() throws Exception {
    studio.config.trust(LOOPBACK);
    try (RawListener plain = studio.get("/who");
        RawListener check = studio.connect()) {
      assertThat(plain.head()).startsWith("HTTP/1.1 200 OK");
      check.send(ProxyHeaders.local());
      check.request("GET /who HTTP/1.1");
      assertThat(check.head()).startsWith("HTTP/1.1 200 OK");
    }
    assertThat(log).hasSize(2).allMatch(line -> line.startsWith("127.0.0.1 "));
  }

  @Test
  void headerOfAStranger_isRefusedAndCounted() throws Exception {
    studio.config.trust("10.0.0.0/8");
    for (byte[] header : List.of(ProxyHeaders.v1("10.0.0.1"), ProxyHeaders.v2("10.0.0.1"))) {
      try (RawListener listener = studio.connect()) {
        listener.send(header);
        listener.request("GET /live HTTP/1.1");
        assertThat(new String(listener.readAll(), StandardCharsets.US_ASCII))
            .startsWith("HTTP/1.0 400 ")
            .contains("add 127.0.0.1 to trustedProxies");
      }
    }
    assertThat(studio.counters.refused(Refusal.PROXY)).isEqualTo(2);
    assertThat(log).hasSize(2).allMatch(line -> line.startsWith("127.0.0.1 "));
    assertThat(studio.counters.listeners()).isZero();
  }

  @Test
  void brokenHeader_isRefusedAndCounted() throws Exception {
    studio.config.trust(LOOPBACK);
    try (RawListener listener = studio.connect()) {
      listener.send("PROXY TCP4 what is this\r\n\r\n");
      assertThat(listener.head()).startsWith("HTTP/1.0 400 ");
    }
    assertThat(studio.counters.refused(Refusal.PROXY)).isEqualTo(1);
  }

  @Test
  void halfAHeader_isWaitedForNoLongerThanARequest() throws Exception {
    studio.config.trust(LOOPBACK);
    try (RawListener listener = studio.connect()) {
      listener.send("PROXY TCP4 192.0.2.7 ");
      assertThat(listener.head()).startsWith("HTTP/1.0 408 ");
    }
    assertThat(studio.counters.refused(Refusal.HEAD_TIMEOUT)).isEqualTo(1);
    studio.awaitNobody();
  }

  @Test
  void listener_behindAnHttpProxy_isLoggedWithItsOwnAddress() throws Exception {
    studio.config.trust(LOOPBACK);
    try (RawListener listener =
        studio.get(
            "/who",
            "X-Forwarded-For: 1.2.3.4, 192.0.2.7",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Host: radio.example")) {
      assertThat(new String(listener.readAll(), StandardCharsets.US_ASCII))
          .endsWith("https://radio.example:443");
    }
    assertThat(line()).startsWith("192.0.2.7 ");
  }

  @Test
  void forwardedHeaders_ofAStranger_areIgnored() throws Exception {
    studio.config.ban("192.0.2.7");
    try (RawListener listener =
        studio.get("/who", "X-Forwarded-For: 192.0.2.7", "X-Forwarded-Host: evil.example")) {
      assertThat(new String(listener.readAll(), StandardCharsets.US_ASCII)).endsWith("http://test");
    }
    assertThat(line()).startsWith("127.0.0.1 ");
  }

  @Test
  void forwardedHeaders_behindATcpProxy_areBelievedFromTrustedProxiesOnly() throws Exception {
    studio.config.trust(LOOPBACK, "10.0.0.0/8");
    for (String outer : List.of("192.0.2.66", "10.0.0.3")) {
      log.clear();
      try (RawListener listener = studio.connect()) {
        listener.send(ProxyHeaders.v2(outer));
        listener.request("GET /who HTTP/1.1", "X-Forwarded-For: 192.0.2.7");
        listener.readAll();
      }
      assertThat(line()).startsWith(outer.startsWith("10.") ? "192.0.2.7 " : "192.0.2.66 ");
    }
  }

  @Test
  void bannedClient_isRefusedInEveryWay_othersAreServed() throws Exception {
    studio.config.trust(LOOPBACK);
    studio.config.ban("192.0.2.0/24", "2001:db8::/32");
    for (String client : List.of("192.0.2.7", "2001:db8::7", "::ffff:192.0.2.9")) {
      try (RawListener tcp = studio.connect();
          RawListener http = studio.get("/live", "X-Forwarded-For: " + client)) {
        tcp.send(ProxyHeaders.v2(client));
        tcp.request("GET /live HTTP/1.1");
        for (RawListener each : List.of(tcp, http)) {
          assertThat(new String(each.readAll(), StandardCharsets.US_ASCII))
              .startsWith("HTTP/1.1 403 Forbidden")
              .contains("This address is banned here.");
        }
      }
    }
    assertThat(studio.counters.refused(Refusal.BANNED)).isEqualTo(6);
    assertThat(log).hasSize(6).allMatch(line -> line.contains("\"GET /live HTTP/1.1\" 403 "));
    assertThat(studio.counters.joined()).isZero();
    try (RawListener other = studio.get("/live", "X-Forwarded-For: 192.0.3.1")) {
      assertThat(other.head()).startsWith("HTTP/1.1 200 OK");
    }
  }

  @Test
  void listener_bannedWhileListening_isEndedAtOnce_othersAreNot() throws Exception {
    studio.config.trust(LOOPBACK);
    try (RawListener tcp = studio.connect();
        RawListener http = studio.get("/live", "X-Forwarded-For: 192.0.2.8");
        RawListener other = studio.get("/live", "X-Forwarded-For: 192.0.3.1")) {
      tcp.send(ProxyHeaders.v2("192.0.2.7"));
      tcp.request("GET /live HTTP/1.1");
      for (RawListener each : List.of(tcp, http, other)) {
        each.head();
        assertThat(each.read(65_536)).hasSize(65_536);
      }
      long since = System.nanoTime();
      studio.config.ban("192.0.2.0/24");
      assertThat(tcp.closed()).isTrue();
      assertThat(http.closed()).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(1));
      assertThat(studio.counters.bannedListeners()).isEqualTo(2);
      live.ring().append(source.audio(8_000), 0);
      assertThat(other.read(8_000)).isNotEmpty();
      assertThat(live.listeners()).isEqualTo(1);
    }
  }

  private String line() {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> log.stream().findFirst(), Optional::isPresent)
        .orElseThrow();
  }
}
