package io.floe.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything behind a real HAProxy with the sample configuration of {@code deploy/haproxy}. Clients
 * are told apart by loopback addresses; HAProxy itself connects from one that is trusted.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProxyTest {

  private static final String PROXY = "127.0.0.9";

  @TempDir static Path temp;

  private static final byte[] AUDIO = Oracle.mp3Audio(Sounds.bytes(Sounds.mp3()));
  private static final List<Process> STARTED = new ArrayList<>();

  private static Platform floe;
  private static Path station;

  private static int http;
  private static int tcp;
  private static int sources;
  private static int shoutcast;
  private static int httpSources;

  @BeforeAll
  static void start() throws Exception {
    station = temp.resolve("floe.yaml");
    bans("");
    floe = Platform.start(2, 2, station);
    http = floe.spare(1);
    tcp = floe.spare(2);
    sources = floe.spare(3);
    shoutcast = floe.spare(4);
    httpSources = floe.spare(5);
    Path more = temp.resolve("more.cfg");
    Files.writeString(
        more,
        """
        listen http-sources
            mode http
            bind 127.0.0.1:%d
            option forwardfor
            server ingest-1 127.0.0.1:%d source %s
        """
            .formatted(httpSources, floe.ingest(1), PROXY));
    ProcessBuilder haproxy =
        new ProcessBuilder("haproxy", "-db", "-f", sample().toString(), "-f", more.toString())
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("haproxy.log").toFile());
    haproxy
        .environment()
        .putAll(
            Map.ofEntries(
                Map.entry("FLOE_PROXY_BIND", "127.0.0.1"),
                Map.entry("FLOE_PROXY_MAXCONN", "500"),
                Map.entry("FLOE_PROXY_SOURCE", PROXY),
                Map.entry("FLOE_PROXY_HTTP", "" + http),
                Map.entry("FLOE_PROXY_TCP", "" + tcp),
                Map.entry("FLOE_PROXY_SOURCES", "" + sources),
                Map.entry("FLOE_PROXY_SHOUTCAST", "" + shoutcast),
                Map.entry("FLOE_EDGE_1", "127.0.0.1:" + floe.edge(1)),
                Map.entry("FLOE_EDGE_2", "127.0.0.1:" + floe.edge(2)),
                Map.entry("FLOE_INGEST_1", "127.0.0.1:" + floe.ingest(1)),
                Map.entry("FLOE_INGEST_2", "127.0.0.1:" + floe.ingest(2)),
                Map.entry("FLOE_SHOUTCAST_1", "127.0.0.1:" + (floe.ingest(1) + 1)),
                Map.entry("FLOE_SHOUTCAST_2", "127.0.0.1:" + (floe.ingest(2) + 1))));
    STARTED.add(haproxy.start());
    await()
        .alias("HAProxy in front of both edges")
        .atMost(Duration.ofSeconds(10))
        .ignoreExceptions()
        .until(() ->
            Platform.get(http, "/robots.txt").statusCode() == 200
                && Platform.get(tcp, "/robots.txt").statusCode() == 200);
    begin(
        "curl",
        "-sS",
        "--interface",
        "127.0.0.20",
        "--limit-rate",
        "16000",
        "-T",
        "-",
        "-u",
        "source:blue-note",
        "-H",
        "Content-Type: audio/mpeg",
        "http://127.0.0.1:" + sources + "/live");
    LivePathTest.awaitOnAir(floe, "/live");
  }

  @AfterAll
  static void stop() throws Exception {
    for (Process each : STARTED) {
      each.destroy();
      each.waitFor(5, TimeUnit.SECONDS);
    }
    if (floe != null) {
      floe.close();
    }
  }

  @Test
  @Order(1)
  void sampleConfiguration_isValidAsItIs() {
    Programs.Outcome check =
        Programs.run(Duration.ofSeconds(20), "haproxy", "-c", "-f", sample().toString());
    assertThat(check.exit()).as(check.output()).isZero();
    assertThat(check.output()).doesNotContain("WARNING");
  }

  @Test
  @Order(2)
  void listeners_throughBothModes_areCountedAndLoggedWithTheirAddress() throws Exception {
    Process one = listen("127.0.0.5", tcp);
    Process two = listen("127.0.0.6", http);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> Platform.get(http, "/status-json.xsl").body().contains("\"listeners\":2"));
    end(one);
    end(two);
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() ->
            assertThat(accessLog())
                .anyMatch(
                    line -> line.startsWith("127.0.0.5 - - [") && line.contains("\"GET /live "))
                .anyMatch(
                    line -> line.startsWith("127.0.0.6 - - [") && line.contains("\"GET /live ")));
    for (String heard : List.of("127.0.0.5-" + tcp, "127.0.0.6-" + http)) {
      Oracle.assertPiece(Files.readAllBytes(temp.resolve(heard)), AUDIO);
    }
    assertThat(accessLog()).noneMatch(line -> line.contains(PROXY) && line.contains("/live"));
  }

  @Test
  @Order(3)
  void forgedHeaders_changeNothing() {
    Curl.get(
        "127.0.0.7",
        http,
        "/forged-1",
        "-H",
        "X-Forwarded-For: 9.9.9.9",
        "-H",
        "Forwarded: for=9.9.9.9");
    Curl.get("127.0.0.7", tcp, "/forged-2", "-H", "X-Forwarded-For: 9.9.9.9");
    Curl.get("127.0.0.7", floe.edge(1), "/forged-3", "-H", "X-Forwarded-For: 9.9.9.9");
    Curl.get("127.0.0.7", floe.edge(1), "/forged-4", "--haproxy-protocol");
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() ->
            assertThat(accessLog())
                .filteredOn(line -> line.startsWith("127.0.0.7 "))
                .anyMatch(line -> line.contains("\"GET /forged-1 "))
                .anyMatch(line -> line.contains("\"GET /forged-2 "))
                .anyMatch(line -> line.contains("\"GET /forged-3 "))
                .anyMatch(line -> line.contains("\"-\" 400 ")));
    assertThat(accessLog()).noneMatch(line -> line.contains("9.9.9.9"));
    assertThat(
            Platform.metric(
                floe.edgeManagement(1), "floe_listener_refused_total{reason=\"proxy\"}"))
        .isEqualTo(1);
  }

  @Test
  @Order(4)
  void urls_namesTheProxy() {
    assertThat(Curl.get("127.0.0.7", http, "/live.m3u"))
        .isEqualTo("http://127.0.0.1:" + http + "/live");
    assertThat(Curl.get("127.0.0.7", http, "/live.m3u", "-H", "Host: radio.example"))
        .isEqualTo("http://radio.example/live");
  }

  @Test
  @Order(5)
  void wrongPasswords_areLoggedWithTheClientsAddress() throws Exception {
    for (int port : List.of(sources, httpSources)) {
      String from = port == sources ? "127.0.0.30" : "127.0.0.31";
      assertThat(Curl.put(from, port, "/live", "wrong")).isEqualTo("401");
    }
    assertThat(shoutcast("127.0.0.32", "wrong")).isEqualTo("Invalid password");
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() ->
            assertThat(Files.readAllLines(floe.data().resolve("auth.log")))
                .anyMatch(line -> line.contains(" from 127.0.0.30: "))
                .anyMatch(line -> line.contains(" from 127.0.0.31: "))
                .anyMatch(line -> line.contains(" from 127.0.0.32: "))
                .noneMatch(line -> line.contains(PROXY)));
    assertThat(asked("127.0.0.33", "admin:wrong")).isEqualTo("401");
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() ->
            assertThat(Fail2banTest.addresses(floe.data().resolve("auth.log"), temp))
                .as("what fail2ban would ban")
                .containsExactlyInAnyOrder("127.0.0.30", "127.0.0.31", "127.0.0.32", "127.0.0.33"));

    for (int i = 0; i < 8; i++) {
      var _ = Curl.put("127.0.0.34", httpSources, "/live", "wrong");
      var _ = asked("127.0.0.34", "admin:wrong");
    }
    String title = "/admin/metadata?mode=updinfo&mount=/live&song=x";
    assertThat(
            Curl.get(
                "127.0.0.35", httpSources, title, "-u", "source:blue-note", "-w", "%{http_code}"))
        .as("a neighbour at an ingest")
        .endsWith("200");
    assertThat(asked("127.0.0.35", "admin:" + Platform.ADMIN_PASSWORD))
        .as("a neighbour at the admin service")
        .isEqualTo("200");
    assertThat(Fail2banTest.addresses(floe.data().resolve("auth.log"), temp))
        .doesNotContain(PROXY, "127.0.0.35");
  }

  /** The status that REST gives a client whom the trusted proxy names. */
  private static String asked(String from, String login) {
    return Curl.get(
        PROXY,
        floe.admin(),
        "/api/v1/me",
        "-u",
        login,
        "-H",
        "X-Forwarded-For: " + from,
        "-o",
        "/dev/null",
        "-w",
        "%{http_code}");
  }

  @Test
  @Order(6)
  void sources_throughEveryFrontend_areOnTheAir() throws Exception {
    begin(
        "curl",
        "-sS",
        "--interface",
        "127.0.0.21",
        "--limit-rate",
        "16000",
        "-T",
        "-",
        "-u",
        "source:web-note",
        "-H",
        "Content-Type: audio/mpeg",
        "http://127.0.0.1:" + httpSources + "/web");
    LivePathTest.awaitOnAir(floe, "/web");
    STARTED.add(
        Programs.start(
            temp.resolve("ffmpeg.log"),
            List.of(
                "ffmpeg",
                "-hide_banner",
                "-re",
                "-f",
                "lavfi",
                "-i",
                "sine=440",
                "-c:a",
                "libmp3lame",
                "-f",
                "mp3",
                "-content_type",
                "audio/mpeg",
                "icecast://source:real-note@127.0.0.1:" + sources + "/real")));
    LivePathTest.awaitOnAir(floe, "/real");
    try (Socket encoder = from("127.0.0.22", shoutcast)) {
      encoder.getOutputStream().write("/shout:shout-note\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(encoder.getInputStream().readNBytes(3), StandardCharsets.US_ASCII))
          .isEqualTo("OK2");
      encoder
          .getOutputStream()
          .write("content-type:audio/mpeg\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      encoder.getOutputStream().write(AUDIO, 0, 100_000);
      LivePathTest.awaitOnAir(floe, "/shout");
    }
    assertThat(log("ingest-1") + log("ingest-2"))
        .contains("Source on /live: audio/mpeg from 127.0.0.20,")
        .contains("Source on /web: audio/mpeg from 127.0.0.21,")
        .contains("Source on /real: audio/mpeg from 127.0.0.1,")
        .contains("Source on /shout: audio/mpeg from 127.0.0.22,");
  }

  @Test
  @Order(7)
  void ban_endsAndRefusesExactlyThatClient_inBothModes() throws Exception {
    Process oneTcp = listen("127.0.0.5", tcp);
    Process oneHttp = listen("127.0.0.5", http);
    Process twoTcp = listen("127.0.0.6", tcp);
    Process twoHttp = listen("127.0.0.6", http);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> Platform.get(http, "/status-json.xsl").body().contains("\"listeners\":4"));

    bans("127.0.0.5, 127.0.0.20");
    long since = System.nanoTime();
    Programs.run(Duration.ofSeconds(5), "kill", "-HUP", "" + floe.pid()).orFail();

    assertThat(oneTcp.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(oneHttp.waitFor(10, TimeUnit.SECONDS)).isTrue();
    Duration took = Duration.ofNanos(System.nanoTime() - since);
    assertThat(took).as("HUP, station file, snapshot, end").isLessThan(Duration.ofSeconds(5));
    // Each service looks at the snapshot by itself: the one that ended both may be ahead of others.
    for (int port : List.of(floe.edge(1), floe.edge(2), floe.ingest(1), floe.ingest(2))) {
      await()
          .atMost(Duration.ofSeconds(5))
          .until(() ->
              Curl.get("127.0.0.5", port, "/status-json.xsl", "-w", "%{http_code}")
                  .endsWith("403"));
    }
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> !Platform.get(http, "/status-json.xsl").body().contains("/live\""));

    for (int port : List.of(tcp, http, floe.edge(1))) {
      assertThat(Curl.get("127.0.0.5", port, "/real", "-w", "%{http_code}"))
          .contains("banned here")
          .endsWith("403");
    }
    for (int port : List.of(sources, httpSources)) {
      assertThat(Curl.put("127.0.0.5", port, "/real", "real-note")).isEqualTo("403");
      assertThat(Curl.put("127.0.0.8", port, "/none", "wrong")).isEqualTo("401");
    }
    assertThat(shoutcast("127.0.0.5", "/shout:shout-note")).contains("403 This address is banned");
    assertThat(shoutcast("127.0.0.8", "/shout:shout-note")).isEqualTo("OK2");
    assertThat(Curl.get("127.0.0.6", http, "/robots.txt", "-w", "%{http_code}")).endsWith("200");
    double ended = 0;
    for (int n = 1; n <= 2; n++) {
      ended += Platform.metric(floe.edgeManagement(n), "floe_listener_banned_total");
    }
    assertThat(ended).isEqualTo(2);
    end(twoTcp);
    end(twoHttp);

    bans("");
    Programs.run(Duration.ofSeconds(5), "kill", "-HUP", "" + floe.pid()).orFail();
    await()
        .atMost(Duration.ofSeconds(5))
        .until(
            () -> Curl.get("127.0.0.5", tcp, "/robots.txt", "-w", "%{http_code}").endsWith("200"));
  }

  private static Path sample() {
    return Platform.root().resolve("deploy/haproxy/haproxy.cfg");
  }

  private static void bans(String list) throws IOException {
    Files.writeString(
        station,
        """
        trustedProxies: [%s]
        bans: [%s]
        tenants:
          - name: default
            mounts:
              - {name: /live, password: blue-note}
              - {name: /web, password: web-note}
              - {name: /real, password: real-note}
              - {name: /shout, password: shout-note}
        """
            .formatted(PROXY, list));
  }

  /** A client of its own address that reads for as long as it may. */
  private static Process listen(String from, int port) {
    Process player =
        Programs.start(
            temp.resolve("player.log"),
            List.of(
                "curl",
                "-sS",
                "--interface",
                from,
                "-o",
                temp.resolve(from + "-" + port).toString(),
                "http://127.0.0.1:" + port + "/live"));
    STARTED.add(player);
    return player;
  }

  private static void end(Process process) throws InterruptedException {
    assertThat(process.isAlive()).isTrue();
    process.destroy();
    assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
  }

  /** The first line that a SHOUTcast source gets. */
  private static String shoutcast(String from, String password) throws IOException {
    try (Socket socket = from(from, shoutcast)) {
      socket.getOutputStream().write((password + "\r\n").getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readNBytes(200), StandardCharsets.US_ASCII)
          .lines()
          .findFirst()
          .orElse("");
    } catch (java.net.SocketTimeoutException waitsForHeaders) {
      return "OK2";
    }
  }

  private static Socket from(String address, int port) throws IOException {
    Socket socket =
        new Socket(
            java.net.InetAddress.getByName("127.0.0.1"),
            port,
            java.net.InetAddress.getByName(address),
            0);
    socket.setSoTimeout(3_000);
    return socket;
  }

  /** Starts a program that reads endless audio. */
  private static void begin(String... line) throws IOException {
    Process process =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("begin.log").toFile())
            .start();
    STARTED.add(process);
    Thread feeder =
        new Thread(
            () -> {
              try (var out = process.getOutputStream()) {
                while (process.isAlive()) {
                  out.write(AUDIO);
                  out.flush();
                }
              } catch (IOException ended) {
                // It has stopped reading.
              }
            },
            "feeder");
    feeder.setDaemon(true);
    feeder.start();
  }

  private static List<String> accessLog() {
    try (Stream<Path> files = Files.walk(floe.data())) {
      List<String> lines = new ArrayList<>();
      for (Path file :
          files.filter(f -> f.getFileName().toString().startsWith("access")).toList()) {
        lines.addAll(Files.readAllLines(file));
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String log(String service) throws IOException {
    try (Stream<Path> files = Files.walk(floe.data())) {
      Path file =
          files
              .filter(f -> f.getFileName().toString().equals(service + ".log"))
              .findFirst()
              .orElseThrow();
      return Files.readString(file);
    }
  }
}
