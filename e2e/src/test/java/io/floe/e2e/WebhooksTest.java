package io.floe.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Webhooks of a whole platform, at a real HTTP server; one of its own, whose admin is killed. */
class WebhooksTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  private final byte[] audio = Oracle.mp3Audio(Sounds.bytes(Sounds.mp3()));
  private final List<Sent> sent = new CopyOnWriteArrayList<>();
  private final AtomicInteger refusals = new AtomicInteger();
  private final List<String> stalled = new CopyOnWriteArrayList<>();
  private HttpServer server;

  private record Sent(String event, String delivery, String signature, String body, long nanos) {

    JsonNode json() throws IOException {
      return new ObjectMapper().readTree(body);
    }
  }

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 50);
    server.createContext("/", this::take);
    server.createContext("/moved", WebhooksTest::move);
    // Whoever asks here hears nothing.
    server.createContext("/stalls", exchange -> stalled.add(exchange.getRequestURI().getPath()));
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private void take(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    var headers = exchange.getRequestHeaders();
    boolean refuse = refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    if (!refuse) {
      sent.add(
          new Sent(
              headers.getFirst("Floe-Event"),
              headers.getFirst("Floe-Delivery"),
              headers.getFirst("Floe-Signature"),
              body,
              System.nanoTime()));
    }
    exchange.sendResponseHeaders(refuse ? 500 : 204, -1);
    exchange.close();
  }

  private static void move(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Location", "http://169.254.169.254/latest/meta-data/");
    exchange.sendResponseHeaders(307, -1);
    exchange.close();
  }

  @Test
  void whatHappens_isToldOnce_signed_throughTheDeathOfTheAdmin() throws Exception {
    try (Platform floe = Platform.start(1, 1, null, Map.of("FLOE_WEBHOOK_ALLOW", "127.0.0.1"))) {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(floe.data().resolve("secret.key"))))
          .isEqualTo("rw-------");
      Rest rest = floe.rest();
      String secret = hook(rest);
      JsonNode tried = rest.ask("POST", "/webhooks/1/test", "").json();
      assertThat(tried.path("state").asText()).as(tried.toString()).isEqualTo("delivered");
      assertThat(sent.getFirst().event()).isEqualTo("test");
      assertElsewhere(rest);
      assertThat(
              rest.ask(
                      "POST",
                      "/webhooks",
                      "{\"tenant\":\"default\",\"url\":\"http://169.254.169.254/\",\"events\":[\"source.lost\"]}")
                  .status())
          .isEqualTo(400);

      // The first look at the cluster waits until everybody was heard.
      sent.clear();
      try (PacedSource _ = source(floe, "/probe", Platform.SOURCE_PASSWORD)) {
        assertThat(next(1).event()).isEqualTo("source.connected");
      }
      assertThat(next(2).event()).isEqualTo("source.lost");
      sent.clear();
      long start = System.nanoTime();
      try (PacedSource source = source(floe, "/live", Platform.LIVE_PASSWORD)) {
        Sent connected = next(1);
        Duration took = Duration.ofNanos(connected.nanos() - start);
        System.out.println("a source was told after " + took.toMillis() + " ms");
        assertThat(took).isLessThan(Duration.ofSeconds(2));
        assertThat(connected.event()).isEqualTo("source.connected");
        assertThat(connected.json().path("mount").asText()).isEqualTo("/live");
        assertThat(connected.json().path("tenant").asText()).isEqualTo("default");

        title(floe, "Artist%20-%20Song");
        Sent titled = next(2);
        assertThat(titled.event()).isEqualTo("metadata.changed");
        assertThat(titled.json().at("/data/title").asText()).isEqualTo("Artist - Song");

        try (Listening listener = new Listening(floe.edge(1), "/live")) {
          assertThat(listener.hear(Duration.ofSeconds(1))).isNotEmpty();
          Sent reached = next(3);
          assertThat(reached.event()).isEqualTo("listeners.threshold");
          assertThat(reached.json().at("/data/state").asText()).isEqualTo("reached");
        }
        Sent left = next(4);
        assertThat(left.json().at("/data/state").asText()).isEqualTo("left");

        guess(floe.ingest(1));
        Sent locked = next(5);
        assertThat(locked.event()).isEqualTo("login.lockout");
        assertThat(locked.json().path("mount").asText()).isEqualTo("/live");
        assertThat(locked.json().at("/data/user").asText()).isEqualTo("source");
        assertThat(locked.json().at("/data/address").asText()).isEqualTo("127.0.0.1");

        // Refused once: tried again, as the same delivery.
        refusals.set(1);
        rest.ask("POST", "/mounts/live/kick-source", "");
        Sent lost = next(6);
        assertThat(lost.event()).isEqualTo("source.lost");
        assertThat(source.sent()).isPositive();
      }
      whileAdminIsDown(floe);
      assertThat(stalled).as("asked, and tried again, while others were told").isNotEmpty();
      for (Sent each : sent) {
        assertSigned(each, secret);
      }
      assertThat(sent).extracting(Sent::delivery).doesNotHaveDuplicates();
    }
  }

  /** What comes then is told once there is an admin again, and what was told is not told again. */
  private void whileAdminIsDown(Platform floe) throws IOException {
    try (PacedSource _ = source(floe, "/stays", Platform.SOURCE_PASSWORD)) {
      assertThat(next(7).event()).isEqualTo("source.connected");
      long admin = floe.pid("admin");
      ProcessHandle.of(admin).orElseThrow().destroyForcibly();
      try (PacedSource _ = source(floe, "/comes", Platform.SOURCE_PASSWORD)) {
        await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> assertThat(sent).hasSize(8));
        assertThat(floe.pid("admin")).isNotEqualTo(admin);
        assertThat(sent.getLast().json().path("mount").asText()).isEqualTo("/comes");
      }
    }
    // Both have gone: one event each.
    next(10);
    assertThat(sent.subList(8, 10)).extracting(Sent::event).containsOnly("source.lost");
  }

  /** Receivers that send elsewhere, or say nothing, from the first event on. */
  private void assertElsewhere(Rest rest) {
    for (String place : List.of("moved", "stalls")) {
      rest.create(
          "/webhooks",
          """
          {"tenant": "default", "url": "http://127.0.0.1:%d/%s", "events": ["source.connected"]}
          """
              .formatted(server.getAddress().getPort(), place));
    }
    JsonNode moved = rest.ask("POST", "/webhooks/2/test", "").json();
    assertThat(moved.path("state").asText()).as(moved.toString()).isNotEqualTo("delivered");
    assertThat(moved.path("error").asText()).contains("redirects are not followed");
  }

  /** Five wrong passwords within a minute, the last of them for /live. */
  private static void guess(int ingest) {
    for (int i = 0; i < 5; i++) {
      assertThat(
              Platform.get(
                      ingest,
                      "/admin/metadata?mode=updinfo&mount=/live&song=x",
                      "Authorization",
                      LivePathTest.basic("source", "wrong-" + i))
                  .statusCode())
          .isEqualTo(401);
    }
  }

  private String hook(Rest rest) {
    JsonNode made =
        rest.create(
            "/webhooks",
            """
            {"tenant": "default", "url": "http://127.0.0.1:%d/hook", "threshold": 1, "events":
             ["source.connected", "source.lost", "metadata.changed", "listeners.threshold", "login.lockout"]}
            """
                .formatted(server.getAddress().getPort()));
    assertThat(made.path("id").asText()).isEqualTo("1");
    return made.path("secret").asText();
  }

  private PacedSource source(Platform floe, String mount, String password) {
    return new PacedSource(
        floe.ingest(1), mount, password, "audio/mpeg", audio, 16_000, 80_000, true);
  }

  private static void title(Platform floe, String song) {
    assertThat(
            Platform.get(
                    floe.ingest(1),
                    "/admin/metadata?mode=updinfo&mount=/live&song=" + song,
                    "Authorization",
                    LivePathTest.basic("source", Platform.LIVE_PASSWORD))
                .body())
        .contains("<return>1</return>");
  }

  /** The n-th that was taken, from 1; one too many is a failure. */
  private Sent next(int n) {
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(sent).hasSize(n));
    return sent.get(n - 1);
  }

  private static void assertSigned(Sent each, String secret) throws GeneralSecurityException {
    String at = each.signature().substring(2, each.signature().indexOf(','));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    byte[] expected = mac.doFinal((at + "." + each.body()).getBytes(StandardCharsets.UTF_8));
    assertThat(each.signature()).isEqualTo("t=" + at + ",v1=" + HexFormat.of().formatHex(expected));
  }
}
