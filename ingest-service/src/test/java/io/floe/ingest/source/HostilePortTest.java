package io.floe.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.testkit.Mp3Frames;
import io.floe.testkit.ProxyHeaders;
import io.floe.testkit.RawClient;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that mean no good, or do not know better. */
class HostilePortTest {

  private static final String GET = "GET /status-json.xsl HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final String SOURCE = "SOURCE /live HTTP/1.0\r\n" + Station.LIVE + "\r\n";
  private static final String OPTIONS = "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final String OK = "HTTP/1.0 200 OK\r\n\r\n";

  @TempDir Path folder;

  @Test
  void fiveHundredHalfOpenHeads_areClosedWhileOthersAreServed() {
    try (Station station =
        new Station(folder, s -> s.withTimeouts(Duration.ofMillis(800), Duration.ofSeconds(5)))) {
      List<RawClient> slow = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        RawClient client = i % 2 == 0 ? station.client() : station.shoutcastClient();
        slow.add(client.send(i % 5 == 0 ? "" : "SOURCE /live HTTP/1.0\r\nX-Slow: "));
      }
      try (RawClient encoder = station.client();
          RawClient other = station.client()) {
        encoder.send(SOURCE).expect(OK);
        assertThat(other.send(GET).response().status()).isEqualTo(200);
        for (RawClient client : slow) {
          String said = new String(client.toClose(), StandardCharsets.ISO_8859_1);
          assertThat(said).matches("(?s)|HTTP/1.0 408 .*did not arrive in time.*");
          client.close();
        }
        Awaitility.await().atMost(Duration.ofSeconds(4)).until(() -> station.counters.open() == 2);
        assertThat(station.counters.headTimeouts()).isEqualTo(400);
      }
    }
  }

  @Test
  void passwordLineWithoutEnd_afterABlankOne_isRefusedBeforeItIsHeld() {
    try (Station station = new Station(folder, s -> s);
        RawClient client = station.shoutcastClient()) {
      client.send(" \n" + "a".repeat(20_000));
      assertThat(new String(client.toClose(), StandardCharsets.ISO_8859_1)).doesNotContain("OK2");
    } catch (UncheckedIOException closedWhileSending) {
      assertThat(closedWhileSending).hasMessageMatching(".*(Broken pipe|reset|closed).*");
    }
    try (Station station = new Station(folder, s -> s);
        RawClient client = station.shoutcastClient()) {
      client.send("\r\n" + "a".repeat(20_000));
      assertThat(new String(client.toClose(), StandardCharsets.ISO_8859_1)).doesNotContain("OK2");
    } catch (UncheckedIOException closedWhileSending) {
      assertThat(closedWhileSending).hasMessageMatching(".*(Broken pipe|reset|closed).*");
    }
  }

  @Test
  void bodyThatNobodyReads_isNeverTakenForTheNextRequest() {
    try (Station station = new Station(folder, s -> s);
        RawClient client = station.client()) {
      String second = "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n";
      client.send(
          "GET /status-json.xsl HTTP/1.1\r\nHost: x\r\nContent-Length: "
              + second.length()
              + "\r\n\r\n"
              + second);
      String answers = new String(client.toClose(), StandardCharsets.ISO_8859_1);
      assertThat(answers).startsWith("HTTP/1.1 200 ").doesNotContain(" 204 ");
    }
  }

  @Test
  void refusedEncoder_whoseBodyIsOnItsWay_readsTheReasonAndNoReset() {
    try (Station station = new Station(folder, s -> s);
        RawClient client = station.client()) {
      client.send(SOURCE.replace(Station.LIVE, "Authorization: Basic c291cmNlOndyb25n\r\n"));
      for (int i = 0; i < 50; i++) {
        client.send("x".repeat(1_000));
      }
      assertThat(client.response().status()).isEqualTo(401);
      assertThat(client.toClose()).isEmpty();
    }
  }

  @Test
  void formThatNeverComes_isGivenUp() {
    try (Station station =
            new Station(
                folder, s -> s.withTimeouts(Duration.ofMillis(300), Duration.ofSeconds(5)));
        RawClient client = station.client()) {
      client.send(
          "POST /admin/metadata HTTP/1.1\r\n" + Station.LIVE + "Content-Length: 10\r\n\r\nmode");
      assertThat(client.response().status()).isEqualTo(408);
      assertThat(client.toClose()).isEmpty();
    }
  }

  @Test
  void shoutcastLoginThatStops_isGivenUp() {
    try (Station station =
            new Station(
                folder, s -> s.withTimeouts(Duration.ofMillis(300), Duration.ofSeconds(5)));
        RawClient client = station.shoutcastClient()) {
      client.send("live-pass\r\nicy-name:x\r\n").expect("OK2\r\nicy-caps:11\r\n\r\n");
      assertThat(client.toClose()).isEmpty();
      assertThat(station.counters.headTimeouts()).isEqualTo(1);
    }
  }

  @Test
  void idleConnection_isClosedWithoutAWord() {
    try (Station station =
            new Station(
                folder, s -> s.withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(300)));
        RawClient client = station.client()) {
      assertThat(client.send(GET).response().status()).isEqualTo(200);
      assertThat(client.toClose()).isEmpty();
    }
  }

  @Test
  void connectionsBeyondTheLimit_areToldSo() {
    try (Station station = new Station(folder, s -> s.withLimits(3, 10))) {
      List<RawClient> open = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        open.add(station.client());
        assertThat(open.getLast().send(GET).response().status()).isEqualTo(200);
      }
      try (RawClient fourth = station.client()) {
        assertThat(new String(fourth.toClose(), StandardCharsets.ISO_8859_1))
            .startsWith("HTTP/1.0 503 ")
            .contains("Too many connections");
      }
      try (RawClient shoutcast = station.shoutcastClient()) {
        assertThat(shoutcast.send(GET).response().status()).isEqualTo(200);
      }
      open.removeFirst().close();
      Awaitility.await()
          .until(() -> {
            try (RawClient again = station.client()) {
              return again.send(GET).head().startsWith("HTTP/1.1 200");
            } catch (AssertionError | UncheckedIOException refused) {
              return false;
            }
          });
      open.forEach(RawClient::close);
    }
  }

  @Test
  void oneClient_hasAQuarterOfThePlaces_andItsSourcesNeedNone() {
    try (Station station = new Station(folder, s -> s.withLimits(40, 10))) {
      station.config.trust("127.0.0.0/8");
      List<RawClient> greedy = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        greedy.add(station.client().send(ProxyHeaders.v2("192.0.2.7")).send(OPTIONS));
        assertThat(greedy.getLast().response().status()).isEqualTo(204);
      }
      try (RawClient eleventh = station.client();
          RawClient http = station.client();
          RawClient shoutcast = station.shoutcastClient();
          RawClient other = station.client();
          RawClient proxy = station.client()) {
        eleventh.send(ProxyHeaders.v2("192.0.2.7")).send(OPTIONS);
        crowded(eleventh);
        http.send(GET.replace("Host: h", "X-Forwarded-For: 192.0.2.7"));
        crowded(http);
        shoutcast.send(ProxyHeaders.v2("192.0.2.7")).send(GET);
        assertThat(shoutcast.response().status()).as("another port").isEqualTo(200);
        other.send(ProxyHeaders.v2("192.0.2.8")).send(GET);
        assertThat(other.response().status()).isEqualTo(200);
        assertThat(proxy.send(GET).response().status()).isEqualTo(200);
        assertThat(station.counters.refused(SourceCounters.Refusal.NETWORK)).isEqualTo(2);
      }
      greedy.removeFirst().send(SOURCE).expect(OK);
      Awaitility.await()
          .until(() -> {
            try (RawClient again = station.client()) {
              again.send(ProxyHeaders.v2("192.0.2.7")).send(OPTIONS);
              return again.head().startsWith("HTTP/1.1 204");
            } catch (AssertionError | UncheckedIOException refused) {
              return false;
            }
          });
      greedy.forEach(RawClient::close);
    }
  }

  private static void crowded(RawClient client) {
    assertThat(new String(client.toClose(), StandardCharsets.ISO_8859_1))
        .matches("(?s)HTTP/1\\.[01] 503 .*Too many connections from your network.*");
  }

  @Test
  void aClientThatIsNoProxys_isToldSoAtOnce() {
    try (Station station = new Station(folder, s -> s.withLimits(40, 10))) {
      List<RawClient> silent = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        silent.add(station.client());
      }
      try (RawClient eleventh = station.client();
          RawClient other = RawClient.to("127.0.0.1", station.server.shoutcastPort())) {
        crowded(eleventh);
        assertThat(other.send(GET).response().status()).isEqualTo(200);
      }
      silent.forEach(RawClient::close);
    }
  }

  @Test
  void connectionThatIsNoSource_isNotKeptForEver_howeverMuchItAsks() {
    try (Station station =
            new Station(
                folder,
                s ->
                    s.withLongestVisit(Duration.ofMillis(2_000))
                        .withTimeouts(Duration.ofSeconds(10), Duration.ofMillis(500)));
        RawClient encoder = station.client();
        RawClient shoutcast = station.shoutcastClient();
        RawClient busy = station.client();
        RawClient idle = station.client();
        RawClient half = station.client().send("GET / HTTP/1.1\r\nX: ")) {
      encoder.send(SOURCE).expect(OK);
      shoutcast.send("/open:default-pass\r\ncontent-type: audio/mpeg\r\n\r\n");
      shoutcast.expect("OK2\r\nicy-caps:11\r\n\r\n");
      assertThat(idle.send(OPTIONS).response().status()).isEqualTo(204);
      RawClient.Response answer = busy.send(OPTIONS).response();
      int asked = 1;
      while (answer.header("Connection").orElse("").equals("Keep-Alive")) {
        assertThat(asked++).isLessThan(100_000);
        answer = busy.send(OPTIONS).response();
      }
      assertThat(answer.status()).isEqualTo(204);
      assertThat(asked).isGreaterThan(1);
      assertThat(busy.toClose()).isEmpty();
      assertThat(idle.toClose()).isEmpty();
      assertThat(new String(half.toClose(), StandardCharsets.ISO_8859_1))
          .startsWith("HTTP/1.0 408 ");
      assertThat(station.counters.expirations()).isEqualTo(2);
      assertThat(station.counters.sources()).isEqualTo(2);
      encoder.send(Mp3Frames.joined(new Mp3Frames(1).frames(3, 128)));
      station.live("/live");
    }
  }

  @Test
  void passwordThatWaitsForItsTurn_isWaitedForNoLongerThanAVisit() {
    try (Station station = new Station(folder, s -> s.withLongestVisit(Duration.ofMillis(1_500)))) {
      String wrong = SOURCE.replace(Station.LIVE, Station.basic("source", "wrong"));
      for (int i = 0; i < 5; i++) {
        try (RawClient guesser = station.client()) {
          assertThat(guesser.send(wrong).response().status()).isEqualTo(401);
        }
      }
      List<RawClient> waiting = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        waiting.add(station.client().send(wrong));
      }
      waiting.add(station.shoutcastClient().send("wrong\r\n"));
      List<String> said = new ArrayList<>();
      for (RawClient client : waiting) {
        said.add(new String(client.toClose(), StandardCharsets.ISO_8859_1));
        client.close();
      }
      assertThat(said.getFirst()).startsWith("HTTP/1.0 401 ");
      assertThat(said.get(7)).startsWith("HTTP/1.0 503 ").contains("Too many logins");
      assertThat(said.getLast()).startsWith("Too many logins");
      assertThat(station.counters.expirations()).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void sourcesBeyondTheLimit_areToldSo() {
    try (Station station = new Station(folder, s -> s.withLimits(100, 1));
        RawClient first = station.client();
        RawClient second = station.client()) {
      first.send(SOURCE).expect(OK);
      RawClient.Response refused =
          second.send("SOURCE /open HTTP/1.0\r\n" + Station.DEFAULT + "\r\n").response();
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.text()).contains("too many sources connected");
      first.close();
      Awaitility.await().until(() -> station.counters.sources() == 0);
    }
  }

  @Test
  void tlsHandshake_isClosed() {
    try (Station station = new Station(folder);
        RawClient client = station.client()) {
      assertThat(client.send(new byte[] {0x16, 3, 1, 2, 0, 1, 0}).toClose()).isEmpty();
    }
  }

  @Test
  void headThatIsTooLong_isRefused() {
    try (Station station = new Station(folder);
        RawClient client = station.client()) {
      client.send("GET /x HTTP/1.1\r\nX: " + "y".repeat(9000));
      assertThat(client.response().status()).isEqualTo(431);
    }
    try (Station station = new Station(folder);
        RawClient client = station.client()) {
      client.send("y".repeat(9000));
      assertThat(client.response().status()).isEqualTo(400);
    }
  }

  @Test
  void clientThatNeverReads_isNotAnsweredForEver() {
    String many = "GET /7.xsl HTTP/1.1\r\n\r\n".repeat(50);
    try (Station station =
            new Station(
                folder, s -> s.withTimeouts(Duration.ofMillis(700), Duration.ofSeconds(5)));
        RawClient greedy = station.client()) {
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (true) {
                    greedy.send(many);
                  }
                } catch (UncheckedIOException closed) {
                  // as it should be
                }
              });
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> !sender.isAlive() && station.counters.open() == 0);
    }
  }

  @Test
  void anything_getsAClearAnswerOrACloseAndTheSourceGoesOn() {
    Random random = new Random(20261122);
    byte[] mp3 = Mp3Frames.joined(new Mp3Frames(1).frames(3, 128));
    int sent = 0;
    try (Station station =
            new Station(folder, s -> s.withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(2)));
        RawClient encoder = station.client()) {
      encoder.send(SOURCE).expect(OK);
      for (int round = 0; round < 200; round++) {
        try (RawClient client =
            random.nextInt(4) == 0 ? station.shoutcastClient() : station.client()) {
          byte[] noise = noise(random);
          for (int at = 0; at < noise.length; ) {
            int n = Math.min(noise.length - at, 1 + random.nextInt(noise.length));
            client.send(noise, at, n);
            at += n;
          }
          byte[] answer = client.finish().toClose();
          assertThat(new String(answer, StandardCharsets.ISO_8859_1))
              .as(new String(noise, StandardCharsets.ISO_8859_1))
              .matches(
                  "(?s)|(HTTP/1\\.[01] [1-5][0-9][0-9] .*)|OK2.*|Invalid password\r\n.*|.*\r\n");
        } catch (UncheckedIOException closedWhileSending) {
          assertThat(closedWhileSending).hasMessageMatching(".*(Broken pipe|reset|closed).*");
        }
        if (round % 50 == 0) {
          encoder.send(mp3);
          sent += mp3.length;
        }
      }
      int all = sent;
      Awaitility.await().until(() -> station.audio("/live").length == all);
      try (RawClient client = station.client()) {
        assertThat(client.send(GET).response().status()).isEqualTo(200);
      }
    }
  }

  private static byte[] noise(Random random) {
    String[] parts = {
      "GET ",
      "SOURCE ",
      "PUT ",
      "POST ",
      "OPTIONS ",
      "/live",
      "/x",
      "/admin/metadata",
      "*",
      "?mode=",
      "updinfo&mount=/x&song=%zz",
      " HTTP/1.1",
      " HTTP/1.0",
      " ICE/1.0",
      "\r\n",
      "\n",
      "\r\n\r\n",
      "Host: h\r\n",
      "Transfer-Encoding: chunked\r\n",
      "Content-Length: 5\r\n",
      "Expect: 100-continue\r\n",
      "Content-Length: -1\r\n",
      "Connection: keep-alive\r\n",
      "Content-Type: text/html\r\n",
      Station.DEFAULT,
      Station.basic("a:b", "c"),
      "Authorization: Basic !!!\r\n",
      "5\r\nabcde\r\n",
      "0\r\n\r\n",
      "!POKE\n",
      "default-pass\r\n",
      "/m:default-pass\r\n",
      "icy-name:x\r\n",
      "\0",
      "\u00ff\u00fb",
      "\u0016\u0003",
    };
    StringBuilder text = new StringBuilder();
    if (random.nextInt(3) > 0) {
      text.append(parts[random.nextInt(5)])
          .append(parts[5 + random.nextInt(4)])
          .append(" HTTP/1.1\r\n");
    }
    for (int i = random.nextInt(12); i >= 0; i--) {
      text.append(parts[random.nextInt(parts.length)]);
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
    for (int hits = random.nextInt(3); hits > 0; hits--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }
}
