package io.floe.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.ingest.source.SourceCounters.Refusal;
import io.floe.testkit.Mp3Frames;
import io.floe.testkit.ProxyHeaders;
import io.floe.testkit.RawClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiedSourceTest {

  private static final String LOOPBACK = "127.0.0.0/8";
  private static final byte[] MP3 = Mp3Frames.joined(new Mp3Frames(1).frames(50, 128));
  private static final String TYPE = "Content-Type: audio/mpeg\r\n";

  @TempDir Path folder;

  private Station station;

  @BeforeEach
  void open() {
    station = new Station(folder, s -> s.withTimeouts(Duration.ofSeconds(2), s.idleTimeout()));
    station.config.trust(LOOPBACK);
  }

  @AfterEach
  void close() {
    station.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.7", "2001:db8::7"})
  void source_behindATcpProxy_hasItsOwnAddress(String client) {
    for (byte[] header : List.of(ProxyHeaders.v1(client), ProxyHeaders.v2(client))) {
      try (RawClient encoder = station.client()) {
        for (byte b : header) {
          encoder.send(new byte[] {b});
        }
        encoder.send(source("wrong")).response();
      }
    }
    assertThat(station.authLines(2)).allMatch(line -> line.contains(" from " + client + ": "));
    try (RawClient encoder = station.client()) {
      encoder.send(ProxyHeaders.v2(client)).send(source("live-pass"));
      assertThat(encoder.head()).startsWith("HTTP/1.0 200 OK");
      encoder.send(MP3);
      station.live("/live");
    }
  }

  @Test
  void source_behindAnHttpProxy_hasItsOwnAddressPerRequest() {
    try (RawClient proxy = station.client()) {
      // A proxy may send the requests of several clients on one connection.
      proxy.send(metadata("wrong", "X-Forwarded-For: 9.9.9.9, 192.0.2.7\r\n")).response();
      proxy.send(metadata("wrong", "Forwarded: for=192.0.2.8\r\n")).response();
      proxy.send(metadata("wrong", "")).response();
    }
    List<String> lines = station.authLines(3);
    assertThat(lines.get(0)).contains(" from 192.0.2.7: ");
    assertThat(lines.get(1)).contains(" from 192.0.2.8: ");
    assertThat(lines.get(2)).contains(" from 127.0.0.1: ");
  }

  @Test
  void shoutcastSource_behindATcpProxy_hasItsOwnAddress() {
    try (RawClient encoder = station.shoutcastClient()) {
      encoder.send(ProxyHeaders.v2("192.0.2.7")).send("wrong\r\n");
      assertThat(text(encoder.toClose())).isEqualTo("Invalid password\r\n");
    }
    assertThat(station.authLines(1).getFirst()).contains(" from 192.0.2.7: ");
    station.config.ban("192.0.2.7");
    try (RawClient encoder = station.shoutcastClient()) {
      encoder.send(ProxyHeaders.v1("192.0.2.7")).send("live-pass\r\n");
      assertThat(text(encoder.toClose())).startsWith("403 This address is banned here.");
    }
    try (RawClient encoder = station.shoutcastClient()) {
      encoder.send(ProxyHeaders.v1("192.0.2.8")).send("live-pass\r\n");
      encoder.expect("OK2\r\nicy-caps:11\r\n\r\n");
    }
  }

  @Test
  void headerOfAStranger_isRefusedAndCounted() {
    station.config.trust("10.0.0.0/8");
    for (RawClient client : List.of(station.client(), station.shoutcastClient())) {
      try (client) {
        client.send(ProxyHeaders.v2("10.0.0.1")).send(source("live-pass"));
        assertThat(text(client.toClose()))
            .startsWith("HTTP/1.0 400 ")
            .contains("add 127.0.0.1 to trustedProxies");
      }
    }
    assertThat(station.counters.refused(Refusal.PROXY)).isEqualTo(2);
    assertThat(station.counters.sources()).isZero();
  }

  @Test
  void halfAHeader_isWaitedForNoLongerThanARequest() {
    try (RawClient client = station.client()) {
      client.send("PROXY TCP4 192.0.2.7 ");
      assertThat(text(client.toClose())).startsWith("HTTP/1.0 408 ");
    }
    assertThat(station.counters.headTimeouts()).isEqualTo(1);
  }

  @Test
  void samePort_servesPlainClientsAndHealthChecks() {
    try (RawClient plain = station.client();
        RawClient check = station.client()) {
      plain.send("GET /status-json.xsl HTTP/1.1\r\n\r\n");
      assertThat(plain.response().status()).isEqualTo(200);
      check.send(ProxyHeaders.local()).send("GET /status-json.xsl HTTP/1.1\r\n\r\n");
      assertThat(check.response().status()).isEqualTo(200);
    }
  }

  @Test
  void bannedClient_isRefusedBeforeItsPassword() {
    station.config.ban("192.0.2.0/24");
    for (String client : List.of("192.0.2.7", "::ffff:192.0.2.8")) {
      for (String password : List.of("live-pass", "wrong")) {
        try (RawClient tcp = station.client();
            RawClient http = station.client()) {
          tcp.send(ProxyHeaders.v2(client)).send(source(password));
          http.send(source(password, "X-Forwarded-For: " + client + "\r\n"));
          for (RawClient each : List.of(tcp, http)) {
            assertThat(text(each.toClose()))
                .startsWith("HTTP/1.0 403 ")
                .contains("This address is banned here.");
          }
        }
      }
    }
    try (RawClient poke = station.client()) {
      poke.send(ProxyHeaders.v1("192.0.2.7")).send("SOURCE /live HTTP/1.0\r\n\r\n");
      assertThat(text(poke.toClose())).startsWith("HTTP/1.0 403 ").doesNotContain("Authenticate");
    }
    assertThat(station.counters.refused(Refusal.BANNED)).isEqualTo(9);
    assertThat(station.counters.authFailures()).isZero();
    assertThat(station.authLog).doesNotExist();
  }

  @Test
  void source_bannedOnTheAir_isEndedAtOnce_othersAreNot() {
    try (RawClient banned = station.client();
        RawClient other = station.client()) {
      banned.send(ProxyHeaders.v2("192.0.2.7")).send(source("live-pass"));
      banned.expect(Replies.SOURCE_OK);
      other.send(ProxyHeaders.v2("192.0.3.7")).send(source("/open", "default-pass", ""));
      other.expect(Replies.SOURCE_OK);
      long since = System.nanoTime();
      station.config.ban("192.0.2.7");
      assertThat(banned.toClose()).isEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(1));
      assertThat(station.counters.bannedSources()).isEqualTo(1);
      Awaitility.await().until(() -> station.counters.sources() == 1);
      other.send(MP3);
      station.live("/open");
    }
  }

  @Test
  void wrongPasswords_ofOneClient_doNotSlowOthersBehindTheSameProxy() {
    for (int i = 0; i < 8; i++) {
      try (RawClient guesser = station.client()) {
        guesser.send(ProxyHeaders.v2("192.0.2.66")).send(source("guess" + i)).head();
      }
    }
    boolean overtaken = false;
    // A machine that is busy with other things may take as long as the throttle: it gets some
    // tries.
    for (int attempt = 0; attempt < 5 && !overtaken; attempt++) {
      try (RawClient throttled = station.client();
          RawClient other = station.client()) {
        throttled.send(ProxyHeaders.v2("192.0.2.66")).send(source("guess"));
        other.send(ProxyHeaders.v2("192.0.2." + attempt)).send(source("wrong-once")).head();
        overtaken = throttled.quiet(Duration.ofMillis(1));
        throttled.head();
      }
    }
    assertThat(overtaken).as("who came later was answered first").isTrue();
  }

  @Test
  void bodyOfARefusedPut_isNeverReadAsARequestOfAnotherClient() {
    String smuggled = metadata("wrong", "X-Forwarded-For: 198.51.100.9\r\n");
    String head =
        "PUT /live HTTP/1.1\r\nX-Forwarded-For: 192.0.2.7\r\nExpect: 100-continue\r\n"
            + "Content-Length: "
            + smuggled.length()
            + "\r\n\r\n";
    try (RawClient proxy = station.client()) {
      proxy.send(head + smuggled);
      assertThat(proxy.response().status()).isEqualTo(401);
      assertThat(proxy.toClose()).isEmpty();
    }
    try (RawClient proxy = station.client()) {
      assertThat(proxy.send(head).response().status()).isEqualTo(401);
      assertThat(proxy.toClose()).as("before a body may come").isEmpty();
    }
    assertThat(station.authLog).doesNotExist();
  }

  private static String source(String password) {
    return source(password, "");
  }

  private static String source(String password, String more) {
    return source("/live", password, more);
  }

  private static String source(String mount, String password, String more) {
    return "SOURCE "
        + mount
        + " HTTP/1.0\r\n"
        + Station.basic("source", password)
        + TYPE
        + more
        + "\r\n";
  }

  private static String metadata(String password, String more) {
    return "GET /admin/metadata?mode=updinfo&mount=/live&song=x HTTP/1.1\r\n"
        + Station.basic("source", password)
        + more
        + "\r\n";
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
