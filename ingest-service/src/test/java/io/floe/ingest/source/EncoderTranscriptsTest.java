package io.floe.ingest.source;

import static io.floe.ingest.source.EncoderTranscriptsTest.Ending.CLOSED;
import static io.floe.ingest.source.EncoderTranscriptsTest.Ending.HEARD;
import static io.floe.ingest.source.EncoderTranscriptsTest.Ending.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.floe.testkit.Mp3Frames;
import io.floe.testkit.RawClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each known client sends, byte for byte, and what it must be told. */
class EncoderTranscriptsTest {

  private static final String PASS = Station.DEFAULT;
  private static final String OK = "HTTP/1.0 200 OK\r\n\r\n";
  private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";
  private static final String OK2 = "OK2\r\nicy-caps:11\r\n\r\n";
  private static final byte[] AUDIO = Mp3Frames.joined(new Mp3Frames(7).frames(12, 128));

  @TempDir static Path folder;
  private static Station station;

  /** How a row ends. */
  enum Ending {
    /** What follows is audio and is heard on the row's mount. */
    HEARD,
    /** The server closes. */
    CLOSED,
    /** The connection stays open for a further request. */
    OPEN
  }

  /** What the server says. */
  sealed interface Said {}

  /** Exactly this and, for a while, nothing more. */
  record Exactly(String bytes) implements Said {}

  /** A reply of this status with a length, containing each of these texts. */
  record Status(int status, List<String> texts) implements Said {}

  record Exchange(String sent, Said said) {}

  record Row(
      String client, boolean shoutcast, String mount, List<Exchange> exchanges, Ending ending) {
    @Override
    public String toString() {
      return client;
    }
  }

  @BeforeAll
  static void start() {
    station = new Station(folder);
  }

  @AfterAll
  static void stop() {
    station.close();
  }

  static Stream<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.addAll(libshout());
    rows.addAll(others());
    rows.addAll(refusals());
    rows.addAll(shoutcast());
    return rows.stream();
  }

  private static List<Row> libshout() {
    String options =
        "OPTIONS * HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: TLS/1.0, HTTP/1.1\r\n"
            + "Host: localhost:8000\r\nUser-Agent: libshout/2.4.6\r\n\r\n";
    Said allowed = status(204, "Allow: GET, HEAD, PUT, POST, OPTIONS, SOURCE\r\n");
    String poke =
        "SOURCE /shout HTTP/1.0\r\nHost: localhost:8000\r\nUser-Agent: libshout/2.4.6\r\n"
            + "Content-Length: 0\r\nConnection: Keep-Alive\r\nContent-Type: audio/mpeg\r\n"
            + "ice-name: no name\r\nice-public: 0\r\nPrefer: return=minimal\r\n\r\n";
    Said asked = status(401, "WWW-Authenticate: Basic ", "Connection: Keep-Alive\r\n", "HTTP/1.0 ");
    return List.of(
        row(
            "libshout 2.4.6, TLS auto: OPTIONS, poke and SOURCE on one connection",
            "/shout",
            HEARD,
            exchange(options, allowed),
            exchange(poke, asked),
            exchange(poke.replace("Prefer:", PASS + "Prefer:"), exactly(OK))),
        row(
            "libshout 2.4.6 with PUT, since Allow lists it",
            "/shoutput",
            HEARD,
            exchange(options, allowed),
            exchange(poke.replace("/shout ", "/shoutput "), asked),
            exchange(
                "PUT /shoutput HTTP/1.1\r\nHost: localhost:8000\r\n"
                    + PASS
                    + "User-Agent: libshout/2.4.6\r\nContent-Type: audio/mpeg\r\n"
                    + "Expect: 100-continue\r\n\r\n",
                exactly(CONTINUE))),
        row(
            "libshout without TLS (Mixxx): starts at the poke",
            "/mixxx",
            HEARD,
            exchange(poke.replace("/shout ", "/mixxx "), asked),
            exchange(
                "SOURCE /mixxx HTTP/1.0\r\n" + PASS + "Content-Type: audio/mpeg\r\n\r\n",
                exactly(OK))),
        row(
            "libshout 2.4.1: SOURCE at once",
            "/old",
            HEARD,
            exchange(
                "SOURCE /old HTTP/1.0\r\n"
                    + PASS
                    + "User-Agent: libshout/2.4.1\r\nContent-Type: audio/mpeg\r\nice-public: 1\r\n"
                    + "ice-audio-info: bitrate=128;samplerate=44100;channels=2\r\n\r\n",
                exactly(OK))),
        row(
            "libshout after a closed OPTIONS: GET /admin/!POKE",
            "/-",
            OPEN,
            exchange("GET /admin/!POKE HTTP/1.1\r\nHost: localhost\r\n\r\n", status(401))));
  }

  private static List<Row> others() {
    return List.of(
        row(
            "ffmpeg icecast://: PUT with Expect",
            "/ffmpeg",
            HEARD,
            exchange(
                "PUT /ffmpeg HTTP/1.1\r\nUser-Agent: Lavf/59.27.100\r\nAccept: */*\r\n"
                    + "Expect: 100-continue\r\nConnection: close\r\nHost: localhost:8000\r\n"
                    + "Content-Type: audio/mpeg\r\nIcy-MetaData: 1\r\nIce-Public: 0\r\n"
                    + "Ice-Name: Test\r\n"
                    + PASS
                    + "\r\n",
                exactly(CONTINUE))),
        row(
            "ffmpeg legacy_icecast: SOURCE HTTP/1.1, waits for nothing",
            "/legacy",
            HEARD,
            exchange(
                "SOURCE /legacy HTTP/1.1\r\n"
                    + PASS
                    + "User-Agent: Lavf\r\nContent-Type: audio/mpeg\r\n\r\n",
                exactly(OK))),
        row(
            "BUTT: PUT with Expect",
            "/butt",
            HEARD,
            exchange(
                "PUT /butt HTTP/1.1\r\n"
                    + PASS
                    + "User-Agent: butt 0.1.40\r\nContent-Type: audio/mpeg\r\nice-name: no name\r\n"
                    + "ice-public: 0\r\nice-audio-info: ice-bitrate=128;ice-channels=2;"
                    + "ice-samplerate=44100\r\nExpect: 100-continue\r\n\r\n",
                exactly(CONTINUE))),
        row(
            "BUTT falling back to SOURCE",
            "/buttsource",
            HEARD,
            exchange(
                "SOURCE /buttsource HTTP/1.0\r\n" + PASS + "Content-Type: audio/mpeg\r\n\r\n",
                exactly(OK))),
        row(
            "liquidsoap (cry): SOURCE HTTP/1.0",
            "/cry",
            HEARD,
            exchange(
                "SOURCE /cry HTTP/1.0\r\n"
                    + PASS
                    + "Host: localhost\r\nUser-Agent: Liquidsoap/2.2\r\n"
                    + "Content-Type: audio/mpeg\r\nice-name: x\r\n\r\n",
                exactly(OK))),
        row(
            "liquidsoap (cry): PUT with Expect on HTTP/1.0",
            "/cryput",
            HEARD,
            exchange(
                "PUT /cryput HTTP/1.0\r\n"
                    + PASS
                    + "Content-Type: audio/mpeg\r\nExpect: 100-continue\r\n\r\n",
                exactly(CONTINUE))),
        row(
            "liquidsoap (cry): POST",
            "/crypost",
            HEARD,
            exchange(
                "POST /crypost HTTP/1.0\r\n" + PASS + "Content-Type: audio/mpeg\r\n\r\n",
                exactly(OK))),
        row(
            "sdrtrunk: PUT without Expect",
            "/sdr",
            HEARD,
            exchange(
                "PUT /sdr HTTP/1.1\r\n"
                    + PASS
                    + "User-Agent: sdrtrunk\r\nContent-Type: audio/mpeg\r\nice-public: 1\r\n\r\n",
                exactly("HTTP/1.1 200 OK\r\n\r\n"))),
        row(
            "ICE/1.0",
            "/ice",
            HEARD,
            exchange(
                "SOURCE /ice ICE/1.0\r\n" + PASS + "Content-Type: audio/mpeg\r\n\r\n",
                exactly(OK))),
        row(
            "a head with bare LF",
            "/lf",
            HEARD,
            exchange(
                "SOURCE /lf HTTP/1.0\n" + PASS.strip() + "\nContent-Type: audio/mpeg\n\n",
                exactly(OK))),
        row(
            "nsvcap: a head with CR CR LF",
            "/nsv",
            HEARD,
            exchange(
                "SOURCE /nsv HTTP/1.0\r\r\n"
                    + PASS.strip()
                    + "\r\r\nContent-Type: audio/mpeg"
                    + "\r\r\n\r\r\n",
                exactly(OK))),
        row(
            "SOURCE without Content-Type is taken for MP3",
            "/untyped",
            HEARD,
            exchange("SOURCE /untyped HTTP/1.0\r\n" + PASS + "\r\n", exactly(OK))),
        row(
            "any user name with the right password",
            "/anyuser",
            HEARD,
            exchange(
                "SOURCE /anyuser HTTP/1.0\r\n"
                    + Station.basic("dj böb", "default-pass")
                    + "Content-Type: audio/mpeg\r\n\r\n",
                exactly(OK))));
  }

  private static List<Row> refusals() {
    return List.of(
        row(
            "PUT with Expect and a wrong password: 401 and no 100",
            "/-",
            CLOSED,
            exchange(
                "PUT /wrong HTTP/1.1\r\n"
                    + Station.basic("source", "nonsense")
                    + "Expect: 100-continue\r\nContent-Type: audio/mpeg\r\n\r\n",
                status(401, "HTTP/1.1 401", "WWW-Authenticate"))),
        row(
            "PUT without credentials that waits for a 100 is asked and may go on",
            "/asked",
            HEARD,
            exchange(
                "PUT /asked HTTP/1.1\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n",
                status(401, "Keep-Alive")),
            exchange(
                "PUT /asked HTTP/1.1\r\n" + PASS + "Expect: 100-continue\r\n\r\n",
                exactly(CONTINUE))),
        row(
            "the password of a mount without its own does not open /live",
            "/-",
            CLOSED,
            exchange("SOURCE /live HTTP/1.0\r\n" + PASS + "\r\n", status(401))),
        row(
            "text is no audio",
            "/-",
            CLOSED,
            exchange(
                "PUT /text HTTP/1.1\r\n" + PASS + "Content-Type: text/html; charset=utf-8\r\n\r\n",
                status(415, "text/html"))),
        row(
            "a picture is no audio",
            "/-",
            CLOSED,
            exchange(
                "SOURCE /png HTTP/1.0\r\n" + PASS + "Content-Type: image/png\r\n\r\n",
                status(415, "image/png"))),
        row(
            "JSON is no audio",
            "/-",
            CLOSED,
            exchange(
                "SOURCE /j HTTP/1.0\r\n" + PASS + "Content-Type: application/json\r\n\r\n",
                status(415, "application/json"))),
        row(
            "a disabled mount",
            "/-",
            CLOSED,
            exchange(
                "SOURCE /off HTTP/1.0\r\n" + PASS + "Content-Type: audio/mpeg\r\n\r\n",
                status(403, "disabled"))),
        row(
            "a reserved name",
            "/-",
            CLOSED,
            exchange("SOURCE /admin/x HTTP/1.0\r\n" + PASS + "\r\n", status(403, "another mount"))),
        refused("a bad name", "SOURCE /a%20b HTTP/1.0\r\n", 400, "Bad mount name"),
        refused("a target without a slash", "SOURCE live HTTP/1.0\r\n", 400, "slash"),
        row(
            "a transfer coding that is not known",
            "/-",
            CLOSED,
            exchange(
                "PUT /gz HTTP/1.1\r\n" + PASS + "Transfer-Encoding: gzip, chunked\r\n\r\n",
                status(501, "chunked"))),
        row(
            "DELETE",
            "/-",
            OPEN,
            exchange("DELETE /live HTTP/1.1\r\n\r\n", status(405, "Allow: GET"))),
        row(
            "STATS",
            "/-",
            CLOSED,
            exchange("STATS / HTTP/1.0\r\n" + Station.ADMIN + "\r\n", status(501))),
        row(
            "SHOUTcast on the Icecast port",
            "/-",
            CLOSED,
            exchange("hackme\r\n", status(400, "one above"))),
        row(
            "a broken header",
            "/-",
            CLOSED,
            exchange("GET / HTTP/1.1\r\nno colon here\r\n\r\n", status(400, "colon"))),
        row(
            "too many headers",
            "/-",
            CLOSED,
            exchange(
                "GET / HTTP/1.1\r\n" + "X-A: b\r\n".repeat(70) + "\r\n", status(431, "headers"))));
  }

  private static List<Row> shoutcast() {
    String headers =
        "icy-name:Radio\r\nicy-genre:jazz\r\nicy-url:http://x\r\nicy-pub:1\r\nicy-br:128\r\n"
            + "content-type:audio/mpeg\r\n\r\n";
    return List.of(
        shoutcast(
            "Winamp DSP: password, OK2, headers",
            "/live",
            HEARD,
            exchange("live-pass\r\n", exactly(OK2)),
            exchange(headers, exactly(""))),
        shoutcast(
            "RadioBOSS: everything in one write",
            "/live",
            HEARD,
            exchange("live-pass\r\n" + headers, exactly(OK2))),
        shoutcast(
            "libshout ICY: throw-away poke",
            "/-",
            CLOSED,
            exchange("!POKE\nicy-name:libshout server poke request\n\n", exactly(""))),
        shoutcast(
            "libshout ICY: LF only, headers in the same write",
            "/live",
            HEARD,
            exchange(
                "live-pass\nicy-name:no name\nicy-url:\nicy-irc:\nicy-aim:\nicy-icq:\nicy-pub:0\n"
                    + "icy-br:128\n\n",
                exactly(OK2))),
        shoutcast(
            "an old encoder: CR CR LF",
            "/live",
            HEARD,
            exchange("live-pass\r\r\n", exactly(OK2)),
            exchange("icy-name:x\r\r\n\r\r\n", exactly(""))),
        shoutcast(
            "SHOUTcast v2 style: user:password:#sid",
            "/live",
            HEARD,
            exchange("dj:live-pass:#1\r\n", exactly(OK2)),
            exchange(headers, exactly(""))),
        shoutcast(
            "SHOUTcast v2 style: password:#sid",
            "/live",
            HEARD,
            exchange("live-pass:#2\r\n", exactly(OK2)),
            exchange(headers, exactly(""))),
        shoutcast(
            "a password line that names a mount",
            "/v1/other",
            HEARD,
            exchange("/v1/other:default-pass\r\n", exactly(OK2)),
            exchange(headers, exactly(""))),
        shoutcast(
            "SHOUTcast with a wrong password",
            "/-",
            CLOSED,
            exchange("hackme\r\n", exactly("Invalid password\r\n"))),
        shoutcast(
            "SHOUTcast with a content type that is no audio",
            "/-",
            CLOSED,
            exchange("live-pass\r\n", exactly(OK2)),
            exchange("content-type:text/plain\r\n\r\n", new Exactly("The content type"))),
        shoutcast(
            "HTTP on the SHOUTcast port",
            "/httpthere",
            HEARD,
            exchange(
                "SOURCE /httpthere HTTP/1.0\r\n" + PASS + "Content-Type: audio/mpeg\r\n\r\n",
                exactly(OK))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void client_isToldWhatItNeeds(Row row) {
    try (RawClient client = row.shoutcast() ? station.shoutcastClient() : station.client()) {
      for (Exchange exchange : row.exchanges()) {
        client.send(exchange.sent());
        check(client, exchange.said());
      }
      switch (row.ending()) {
        case HEARD -> heard(client, row.mount());
        case CLOSED -> assertThat(client.finish().toClose()).hasSizeLessThan(200);
        case OPEN -> {
          client.send("OPTIONS * HTTP/1.1\r\n\r\n");
          assertThat(client.response().status()).isEqualTo(204);
        }
      }
    }
    if (row.ending() == HEARD) {
      station.ended(row.mount());
    }
  }

  private static void check(RawClient client, Said said) {
    switch (said) {
      case Exactly exactly -> client.expect(exactly.bytes());
      case Status status -> {
        RawClient.Response response = client.response();
        String all = response.head() + "\r\n" + response.text();
        assertThat(response.status()).as(all).isEqualTo(status.status());
        assertThat(response.header("Content-Length")).as(all).isPresent();
        status.texts().forEach(text -> assertThat(all).contains(text));
      }
    }
  }

  private static void heard(RawClient client, String mount) {
    assertThat(client.quiet(Duration.ofMillis(30))).as("nothing more is said").isTrue();
    int before = station.audio(mount).length;
    client.send(AUDIO).finish();
    Awaitility.await(mount)
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(() ->
            assertThat(
                    new String(station.audio(mount), StandardCharsets.ISO_8859_1).substring(before))
                .isEqualTo(new String(AUDIO, StandardCharsets.ISO_8859_1)));
  }

  private static Row row(String client, String mount, Ending ending, Exchange... exchanges) {
    return new Row(client, false, mount, List.of(exchanges), ending);
  }

  private static Row refused(String client, String line, int status, String text) {
    return row(client, "/-", CLOSED, exchange(line + PASS + "\r\n", status(status, text)));
  }

  private static Row shoutcast(String client, String mount, Ending ending, Exchange... exchanges) {
    return new Row(client, true, mount, List.of(exchanges), ending);
  }

  private static Exchange exchange(String sent, Said said) {
    return new Exchange(sent, said);
  }

  private static Said exactly(String bytes) {
    return new Exactly(bytes);
  }

  private static Said status(int status, String... texts) {
    return new Status(status, List.of(texts));
  }
}
