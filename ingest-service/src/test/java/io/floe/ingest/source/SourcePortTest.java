package io.floe.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.floe.testkit.Mp3Frames;
import io.floe.testkit.RawClient;
import io.floe.wire.config.Mount;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcePortTest {

  private static final String HEAD =
      "SOURCE /live HTTP/1.0\r\n" + Station.LIVE + "Content-Type: audio/mpeg\r\n";
  private static final String OK = "HTTP/1.0 200 OK\r\n\r\n";
  private static final byte[] MP3 = Mp3Frames.joined(new Mp3Frames(1).frames(50, 128));

  @TempDir Path folder;

  @Test
  void source_isHeardByteForByte() {
    try (Station station = new Station(folder);
        RawClient encoder = station.client()) {
      encoder.send(HEAD + "\r\n").expect(OK).send(MP3).close();
      station.ended("/live");
      assertThat(station.audio("/live")).isEqualTo(MP3);
      assertThat(station.counters.bytesIn()).isEqualTo(MP3.length);
      assertThat(station.counters.sources()).isZero();
    }
  }

  @Test
  void audioInTheSamePacketAsTheHead_isKept() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes((HEAD + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    all.writeBytes(MP3);
    try (Station station = new Station(folder);
        RawClient encoder = station.client()) {
      encoder.send(all.toByteArray()).finish().expect(OK);
      station.ended("/live");
      assertThat(station.audio("/live")).isEqualTo(MP3);
    }
  }

  @Test
  void fewBytes_areHeardWithoutWaitingForMore() {
    byte[] three = Mp3Frames.joined(new Mp3Frames(2).frames(5, 128));
    try (Station station = new Station(folder);
        RawClient encoder = station.client()) {
      encoder.send(HEAD + "\r\n").expect(OK).send(three);
      heard(station, "/live", three);
      assertThat(station.chunks("/live").getFirst().capturedAt())
          .isCloseTo(System.currentTimeMillis(), org.assertj.core.data.Offset.offset(5000L));
    }
  }

  @Test
  void chunkedBody_isDecodedWithEveryVerb() {
    for (String verb : new String[] {"PUT", "SOURCE", "POST"}) {
      try (Station station = new Station(folder);
          RawClient encoder = station.client()) {
        encoder.send(
            verb
                + " /live HTTP/1.1\r\n"
                + Station.LIVE
                + "Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n");
        encoder.expect("HTTP/1.1 100 Continue\r\n\r\n");
        int half = MP3.length / 2;
        encoder.send(Integer.toHexString(half) + ";x=y\r\n").send(MP3, 0, half).send("\r\n");
        encoder
            .send(Integer.toHexString(MP3.length - half) + "\r\n")
            .send(MP3, half, MP3.length - half);
        encoder.send("\r\n0\r\n\r\n");
        assertThat(encoder.response().status()).isEqualTo(200);
        station.ended("/live");
        assertThat(station.audio("/live")).isEqualTo(MP3);
      }
    }
  }

  @Test
  void brokenChunk_endsTheSourceWithAReason() {
    try (Station station = new Station(folder);
        RawClient encoder = station.client()) {
      encoder.send(
          "PUT /live HTTP/1.1\r\n"
              + Station.LIVE
              + "Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n");
      encoder.expect("HTTP/1.1 100 Continue\r\n\r\n").send("nonsense\r\n");
      RawClient.Response response = encoder.response();
      assertThat(response.status()).isEqualTo(400);
      assertThat(response.text()).contains("chunked");
      station.ended("/live");
    }
  }

  @Test
  void contentLength_isReadAndThenTheSourceEnds() {
    try (Station station = new Station(folder);
        RawClient encoder = station.client()) {
      encoder.send(
          "PUT /live HTTP/1.1\r\n" + Station.LIVE + "Content-Length: " + MP3.length + "\r\n\r\n");
      encoder.expect("HTTP/1.1 200 OK\r\n\r\n").send(MP3).send("more that is no audio");
      station.ended("/live");
      assertThat(station.audio("/live")).isEqualTo(MP3);
    }
  }

  @Test
  void secondSource_isRefusedAndTheFirstGoesOn() {
    try (Station station = new Station(folder);
        RawClient first = station.client();
        RawClient second = station.client()) {
      first.send(HEAD + "\r\n").expect(OK).send(MP3);
      station.live("/live");
      RawClient.Response refused = second.send(HEAD + "\r\n").response();
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.text()).contains("Mountpoint in use");
      assertThat(second.toClose()).isEmpty();
      first.send(MP3);
      Awaitility.await().until(() -> station.audio("/live").length == 2 * MP3.length);
      assertThat(station.counters.refused(SourceCounters.Refusal.IN_USE)).isEqualTo(1);
      assertThat(station.counters.sources()).isEqualTo(1);
    }
  }

  @Test
  void sameEncoderComingBack_takesOverAndTheOldConnectionIsClosed() {
    try (Station station = new Station(folder);
        RawClient first = station.client();
        RawClient second = station.client()) {
      station.config.set(
          Station.snapshot(
              2, "default-pass", m -> m.with().takeover(Mount.Takeover.SAME_ENCODER).build()));
      first.send(HEAD + "\r\n").expect(OK).send(MP3);
      station.live("/live");
      Awaitility.await()
          .atMost(Duration.ofSeconds(5))
          .pollInterval(Duration.ofMillis(100))
          .until(() -> {
            try (RawClient again = station.client()) {
              return again.send(HEAD + "\r\n").head().equals(OK);
            }
          });
      assertThat(first.toClose()).isEmpty();
      station.ended("/live");
      assertThat(second.send(HEAD + "\r\n").head()).isEqualTo(OK);
    }
  }

  @Test
  void silentSource_isClosedAfterItsTimeout() {
    try (Station station = new Station(folder);
        RawClient encoder = station.client()) {
      station.config.set(Station.snapshot(2, "default-pass", m -> Station.timeout(m, 1000)));
      encoder.send(HEAD + "\r\n").expect(OK).send(MP3);
      long since = System.nanoTime();
      assertThat(encoder.toClose()).isEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - since))
          .isBetween(Duration.ofMillis(900), Duration.ofMillis(4000));
      station.ended("/live");
      assertThat(station.counters.sourceTimeouts()).isEqualTo(1);
    }
  }

  @Test
  void sourceThatSendsNoAudio_isClosedAfterItsTimeout() {
    try (Station station = new Station(folder);
        RawClient encoder = station.client()) {
      station.config.set(Station.snapshot(2, "default-pass", m -> Station.timeout(m, 1000)));
      encoder.send(HEAD + "\r\n").expect(OK).send(MP3);
      station.live("/live");
      // the tag says that 200 MiB of it follow
      encoder.send(new byte[] {'I', 'D', '3', 3, 0, 0, 100, 0, 0, 0});
      long since = System.nanoTime();
      while (encoder.quiet(Duration.ofMillis(50)) && station.counters.sourceTimeouts() == 0) {
        encoder.send(new byte[8_000]);
      }
      station.ended("/live");
      assertThat(Duration.ofNanos(System.nanoTime() - since))
          .isBetween(Duration.ofMillis(900), Duration.ofMillis(4000));
      assertThat(station.counters.sourceTimeouts()).isEqualTo(1);
    }
  }

  @Test
  void sourceWhosePageTrickles_staysAsLongAsBytesCome() {
    try (Station station = new Station(folder);
        RawClient encoder = station.client()) {
      station.config.set(Station.snapshot(2, "default-pass", m -> Station.timeout(m, 1000)));
      encoder.send(HEAD + "\r\n").expect(OK).send(MP3);
      station.live("/live");
      for (int i = 0; i < 30; i++) {
        encoder.send(new byte[] {0});
        assertThat(encoder.quiet(Duration.ofMillis(100))).isTrue();
      }
      assertThat(station.counters.sourceTimeouts()).isZero();
    }
  }

  @Test
  void originThatFallsBehind_slowsManyEncodersBeforeTheyHaveTooMuchTogether() throws Exception {
    int count = 60;
    byte[] much = Mp3Frames.joined(new Mp3Frames(3).frames(2_200, 128));
    CountDownLatch release = new CountDownLatch(1);
    List<RawClient> encoders = new ArrayList<>();
    try (Station station = new Station(folder)) {
      for (int i = 0; i < count; i++) {
        encoders.add(
            station
                .client()
                .send("SOURCE /m" + i + " HTTP/1.0\r\n" + Station.DEFAULT)
                .send("Content-Type: audio/mpeg\r\n\r\n")
                .expect(OK));
        station.live("/m" + i);
      }
      station.inBackground(() -> {
        boolean ignored = release.await(20, TimeUnit.SECONDS);
      });
      List<Thread> senders =
          encoders.stream()
              .map(encoder -> Thread.ofVirtual().start(() -> encoder.send(much)))
              .toList();
      long most = SourceSession.MOST_TOGETHER;
      assertThat(count * (long) much.length).isGreaterThan(most + count * (192L << 10));
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> station.counters.underWay() > most);
      Awaitility.await()
          .during(Duration.ofMillis(500))
          .atMost(Duration.ofSeconds(3))
          .until(() -> station.counters.underWay() < most + count * (128L << 10));
      release.countDown();
      for (Thread sender : senders) {
        sender.join(10_000);
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> station.counters.bytesIn() == count * (long) much.length);
      Awaitility.await().until(() -> station.counters.underWay() == 0);
    } finally {
      release.countDown();
      encoders.forEach(RawClient::close);
    }
  }

  @Test
  void originThatFallsBehind_slowsTheEncoderAndLosesNothing() throws Exception {
    byte[] much = Mp3Frames.joined(new Mp3Frames(3).frames(45_000, 128));
    CountDownLatch release = new CountDownLatch(1);
    try (Station station = new Station(folder);
        RawClient encoder = station.client()) {
      encoder.send(HEAD + "\r\n").expect(OK);
      station.live("/live");
      station.inBackground(() -> {
        boolean ignored = release.await(10, TimeUnit.SECONDS);
      });
      Thread sender = Thread.ofVirtual().start(() -> encoder.send(much).close());
      Awaitility.await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> station.counters.bytesIn() > SourceSession.MOST_UNDER_WAY);
      Awaitility.await()
          .during(Duration.ofMillis(300))
          .atMost(Duration.ofSeconds(3))
          .until(() -> station.counters.bytesIn() < 2 * SourceSession.MOST_UNDER_WAY);
      assertThat(sender.isAlive()).isTrue();
      release.countDown();
      sender.join(5000);
      station.ended("/live");
      assertThat(station.counters.bytesIn()).isEqualTo(much.length);
      assertThat(Objects.requireNonNull(station.beacon("/live")).bytesIn()).isEqualTo(much.length);
    }
  }

  @Test
  void encoderThatBreaksOff_freesItsMount() {
    try (Station station = new Station(folder)) {
      RawClient encoder = station.client();
      encoder.send(HEAD + "\r\n").expect(OK).send(MP3);
      station.live("/live");
      encoder.reset();
      station.ended("/live");
      try (RawClient again = station.client()) {
        again.send(HEAD + "\r\n").expect(OK);
      }
    }
  }

  @Test
  void streamHeaders_describeTheStream() {
    try (Station station = new Station(folder);
        RawClient encoder = station.client()) {
      encoder.send(
          HEAD
              + "ice-name: Jåzz\r\nicy-genre: jazz\r\nIce-Description: d\r\nice-url: http://x\r\n"
              + "ice-public: 1\r\nice-audio-info: ice-bitrate%3d96%3bice-channels=2\r\n\r\n");
      encoder.expect(OK);
      var info = station.live("/live").info();
      assertThat(info.name()).isEqualTo("Jåzz");
      assertThat(info.genre()).isEqualTo("jazz");
      assertThat(info.description()).isEqualTo("d");
      assertThat(info.url()).isEqualTo("http://x");
      assertThat(info.listed()).isTrue();
      assertThat(info.bitrate()).isEqualTo(96);
      assertThat(info.audioInfo()).isEqualTo("ice-bitrate=96;ice-channels=2");
      assertThat(info.contentType()).isEqualTo("audio/mpeg");
    }
  }

  @Test
  void serverThatStops_endsItsStreamsAndRefusesNewOnes() {
    Station station = new Station(folder);
    int port = station.server.port();
    try (RawClient encoder = station.client()) {
      encoder.send(HEAD + "\r\n").expect(OK).send(MP3);
      station.live("/live");
      station.server.close();
      assertThat(encoder.toClose()).isEmpty();
      station.ended("/live");
      assertThat(station.audio("/live")).isEqualTo(MP3);
      assertThatThrownBy(() -> RawClient.to(port)).hasMessageContaining("refused");
    } finally {
      station.close();
    }
  }

  @Test
  void portInUse_isSaidClearly() {
    try (Station station = new Station(folder)) {
      assertThatThrownBy(() -> new Station(folder, s -> at(s, "127.0.0.1", station.server.port())))
          .hasMessageContaining("Cannot open port " + station.server.port() + " on 127.0.0.1")
          .hasMessageContaining("choose another port");
      assertThatThrownBy(() -> new Station(folder, s -> at(s, "no-such-host.invalid", 0)))
          .hasMessageContaining("'no-such-host.invalid' is no address of this machine");
    }
  }

  @Test
  void dualStack_servesBothFamiliesAndKnowsIPv4AsIPv4() {
    try (Station station = new Station(folder, s -> at(s, "::", 0))) {
      List<String> hosts = new ArrayList<>(List.of("127.0.0.1", "::1"));
      for (String host : hosts) {
        try (RawClient client = RawClient.to(host, station.server.port())) {
          client.send("SOURCE /live HTTP/1.0\r\n" + Station.basic("eve", "x") + "\r\n");
          assertThat(client.response().status()).isEqualTo(401);
        }
      }
      List<String> lines = station.authLines(2);
      assertThat(lines.get(0)).contains(" from 127.0.0.1: ");
      assertThat(lines.get(1)).contains(" from ::1: ");
    }
  }

  private static SourceSettings at(SourceSettings s, String host, int port) {
    return new SourceSettings(
        host,
        port,
        s.loops(),
        s.maxConnections(),
        s.maxSources(),
        s.headTimeout(),
        s.idleTimeout(),
        s.longestVisit(),
        s.serverName());
  }

  @Test
  void sourceWhoseMountIsDisabled_isEndedAtOnce_othersAreNot() {
    try (Station station = new Station(folder);
        RawClient off = station.client();
        RawClient on = station.client()) {
      off.send(HEAD + "\r\n").expect(OK).send(MP3);
      on.send("SOURCE /open HTTP/1.0\r\n" + Station.DEFAULT + "\r\n").expect(OK).send(MP3);
      station.live("/live");
      station.live("/open");
      station.config.set(
          Station.snapshot(
              2,
              "default-pass",
              m ->
                  Station.mount(
                      m.name().value(),
                      m.passwordHash(),
                      m.enabled() && !m.name().value().equals("/live"),
                      m.charset())));
      assertThat(off.toClose()).isEmpty();
      station.ended("/live");
      assertThat(station.counters.sources()).isEqualTo(1);
    }
  }

  private static void heard(Station station, String mount, byte[] audio) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(() -> assertThat(station.audio(mount)).isEqualTo(audio));
  }
}
