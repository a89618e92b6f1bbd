package io.floe.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agroal.api.AgroalDataSource;
import io.floe.admin.webhook.Receiver;
import io.floe.admin.webhook.Receiver.Reply;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Loop;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.bus.Message.Beacons;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.report.Report;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks over REST, and what really arrives. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
class WebhooksTest {

  private static final String PATH = "/api/v1/webhooks";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TestHTTPResource("/")
  URI base;

  @TestHTTPResource(value = "/metrics", management = true)
  URI metrics;

  @Inject AgroalDataSource source;

  @ConfigProperty(name = "floe.cluster.name")
  String cluster;

  @ConfigProperty(name = "floe.cluster.port")
  int port;

  @TempDir Path folder;

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private Platform platform;
  private World world;

  @BeforeEach
  void open() {
    platform = new Platform(base).ready();
    world = new World(source);
    world.lay();
  }

  @AfterEach
  void close() throws Exception {
    while (!parts.isEmpty()) {
      parts.pop().close();
    }
  }

  @Test
  void secret_isShownOnce_andEncryptedInTheDatabase() {
    JsonNode made = create("http://127.0.0.1:1/", "\"source.lost\"", "");
    String secret = made.path("secret").asText();
    assertThat(secret).startsWith("floehook_").hasSizeGreaterThan(40);
    assertThat(made.path("enabled").asBoolean()).isTrue();
    assertThat(made.path("tenant").asText()).isEqualTo("north");
    assertThat(get("/1").has("secret")).isFalse();
    assertThat(platform.get(PATH, World.as("admin")).text()).doesNotContain(secret);
    assertThat(platform.get("/api/v1/audit", Platform.admin()).text())
        .contains("webhook 1")
        .doesNotContain(secret);
    assertThat(
            world.number(
                "select count(*) from webhooks where secret like '%"
                    + secret
                    + "%' or secret = ''"))
        .isZero();

    JsonNode given = patch("/1", "{\"secret\":\"my-own-secret-123\"}", 200);
    assertThat(given.has("secret")).isFalse();
    JsonNode anew = patch("/1", "{\"secret\":null}", 200);
    assertThat(anew.path("secret").asText()).startsWith("floehook_").isNotEqualTo(secret);
    assertThat(platform.get("/api/v1/audit", Platform.admin()).text())
        .contains("change, secret too")
        .doesNotContain("my-own-secret")
        .doesNotContain(anew.path("secret").asText());
  }

  @Test
  void url_isShownToAdmins_andNeitherInTheDatabaseNorInTheAuditLog() throws Exception {
    Receiver receiver = receiver(new Reply.Status(200));
    String url = receiver.url() + "/T0123/my-path-secret?k=my-query-secret";
    assertThat(create(url, "\"source.lost\"", "").path("url").asText()).isEqualTo(url);
    assertThat(get("/1").path("url").asText()).isEqualTo(url);
    patch("/1", "{\"enabled\":false,\"url\":\"" + url + "\"}", 200);
    patch("/1", "{\"url\":\"" + url + "2\"}", 200);
    assertThat(call("POST", "/1/test", null, 200).path("state").asText()).isEqualTo("delivered");
    assertThat(receiver.requests().getFirst().line()).contains("?k=my-query-secret2 ");
    call("DELETE", "/1", null, 204);
    create(url, "\"source.lost\"", "");
    assertThat(
            world.number("select count(*) from webhooks where webhooks::text like '%my-%-secret%'"))
        .isZero();
    assertThat(world.number("select count(*) from audit where audit::text like '%my-%-secret%'"))
        .isZero();
    assertThat(platform.get("/api/v1/audit", World.as("admin")).text())
        .as("a change of what is hidden is noted all the same")
        .contains("http://127.0.0.1:")
        .contains("/...");
    assertThat(
            world.number(
                "select count(*) from audit where object = 'webhook 1' and action = 'change'"))
        .isEqualTo(2);
  }

  @Test
  void test_reallySends_andTellsWhatCameOfIt() throws Exception {
    Receiver receiver = receiver(new Reply.Status(200));
    JsonNode made = create(receiver.url(), "\"source.lost\"", ",\"enabled\":false");
    JsonNode sent = call("POST", "/1/test", null, 200);
    assertThat(sent.path("state").asText()).isEqualTo("delivered");
    assertThat(sent.path("status").asInt()).isEqualTo(200);
    assertThat(sent.path("attempts").asInt()).isEqualTo(1);
    assertThat(sent.path("body").path("event").asText()).isEqualTo("test");
    Receiver.Request request = receiver.requests().getFirst();
    assertThat(request.header("Floe-Event")).isEqualTo("test");
    assertThat(request.header("Floe-Delivery")).isEqualTo(sent.path("id").asText());
    assertSigned(request, made.path("secret").asText());

    receiver.answer(any -> new Reply.Status(302, "Location: http://169.254.169.254/"));
    JsonNode refused = call("POST", "/1/test", null, 200);
    assertThat(refused.path("state").asText()).isEqualTo("failed");
    assertThat(refused.path("error").asText()).contains("redirects are not followed");
    assertThat(refused.has("nextAt")).isFalse();

    JsonNode log = get("/1/deliveries");
    assertThat(log.path("items")).hasSize(2);
    assertThat(log.path("items").path(0).path("state").asText()).isEqualTo("failed");
    JsonNode page = get("/1/deliveries?limit=1");
    assertThat(page.path("items")).hasSize(1);
    JsonNode next = get("/1/deliveries?limit=1&after=" + page.path("next").asText());
    assertThat(next.path("items").path(0).path("id").asText()).isEqualTo(sent.path("id").asText());
    assertThat(platform.get("/api/v1/audit", World.as("admin")).text()).contains("\"test\"");
  }

  @Test
  void privateAddresses_areRefused_whenTheyAreNamedAndWhenTheyAreFound() {
    for (String url :
        List.of(
            "http://10.0.0.1/",
            "http://127.0.0.9/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.9]/",
            "http://169.254.169.254/latest/",
            "https://[fd00:ec2::254]/")) {
      Platform.Answer answer = tryCreate(url, "\"source.lost\"", "");
      assertThat(answer.status()).as(url).isEqualTo(400);
      assertThat(answer.text()).contains("FLOE_WEBHOOK_ALLOW");
    }
    // A name of this very machine, at an address that is not allowed here.
    create("http://ip6-localhost.invalid/", "\"source.lost\"", "");
    JsonNode missing = call("POST", "/1/test", null, 200);
    assertThat(missing.path("state").asText()).isEqualTo("failed");
    assertThat(missing.path("error").asText()).contains("has no address");
    world.run("update webhooks set url = 'http://10.0.0.1/', sealed_url = null where id = 1");
    JsonNode refused = call("POST", "/1/test", null, 200);
    assertThat(refused.path("error").asText()).contains("not sent").contains("FLOE_WEBHOOK_ALLOW");
    assertThat(metric("floe_webhook_losses_total{loss=\"refused\"}")).isPositive();
  }

  @Test
  void mistakes_areToldByField() {
    Platform.Answer answer =
        platform.call(
            "POST",
            PATH,
            World.as("admin"),
            """
            {"url": "ftp://x.example/", "events": ["source.gone"], "mounts": [], "threshold": 0,
             "secret": "short", "colour": "red"}
            """);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("errors").findValuesAsText("field"))
        .containsExactlyInAnyOrder("url", "events", "mounts", "threshold", "secret", "colour");
    assertThat(tryCreate("https://x.example/", "", "").status()).isEqualTo(400);
    Platform.Answer without = tryCreate("https://x.example/", "\"listeners.threshold\"", "");
    assertThat(without.status()).isEqualTo(422);
    assertThat(without.text()).contains("threshold");
    assertThat(tryCreate("https://x.example/", "\"source.lost\"", ",\"threshold\":5").status())
        .isEqualTo(422);
    JsonNode made =
        create(
            "https://x.example/",
            "\"listeners.threshold\",\"source.lost\"",
            ",\"threshold\":5,\"mounts\":[\"/live\"]");
    assertThat(made.path("mounts").path(0).asText()).isEqualTo("/live");
    assertThat(patch("/1", "{\"threshold\":null}", 422).toString()).contains("threshold");
    JsonNode changed =
        patch("/1", "{\"threshold\":null,\"events\":[\"source.lost\"],\"mounts\":null}", 200);
    assertThat(changed.has("threshold")).isFalse();
    assertThat(changed.has("mounts")).isFalse();
    assertThat(patch("/1", "{\"tenant\":\"south\"}", 409).toString()).contains("stays");
    call("DELETE", "/1", null, 204);
    assertThat(platform.get(PATH + "/1", World.as("admin")).status()).isEqualTo(404);
  }

  @Test
  void change_waitsForAnotherOne_andKeepsWhatThatHasDone() throws Exception {
    create("http://127.0.0.1:1/", "\"source.lost\"", "");
    try (Connection other = source.getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("update webhooks set secret = 'of the other' where id = 1");
      Thread changing = Thread.ofPlatform().start(() -> patch("/1", "{\"enabled\":false}", 200));
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() ->
              world.number("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
                  > 0);
      other.commit();
      assertThat(changing.join(PATIENCE)).isTrue();
      other.setAutoCommit(true);
    }
    assertThat(
            world.number(
                "select count(*) from webhooks where secret = 'of the other' and not enabled"))
        .isEqualTo(1);
  }

  @Test
  void tenant_hasFiftyAtMost() {
    world.run(
        "insert into webhooks (tenant_id, url, events, enabled, secret, created_at)"
            + " select 1, 'https://x.example/', 'source.lost', true, '', now() from generate_series(1, 50)");
    Platform.Answer answer = tryCreate("https://x.example/", "\"source.lost\"", "");
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.text()).contains("50 webhooks");
  }

  @Test
  void sourceThatComesAndGoes_isToldWithinSeconds() throws Exception {
    Receiver receiver = receiver(new Reply.Status(200));
    JsonNode made =
        create(receiver.url(), "\"source.connected\",\"source.lost\",\"metadata.changed\"", "");
    // What lies in the tables is in force once something is changed.
    assertThat(
            platform
                .call("PATCH", "/api/v1/mounts/live", World.as("admin"), "{\"genre\":\"jazz\"}")
                .status())
        .isEqualTo(200);
    Neighbour ingest =
        new Neighbour(
            "ingest-of-hooks",
            cluster,
            port,
            folder,
            NodeInfo.Role.INGEST,
            () -> new Report.Ingest(1, 0));
    parts.push(ingest);
    ingest.met();
    Loop.Timer playing = play(ingest, "First");
    JsonNode connected = await(receiver, 1);
    assertThat(connected.path("event").asText()).isEqualTo("source.connected");
    assertThat(connected.path("mount").asText()).isEqualTo("/live");
    assertThat(connected.path("data").path("title").asText()).isEqualTo("First");
    playing.close();
    playing = play(ingest, "Second \"quoted\"");
    JsonNode titled = await(receiver, 2);
    assertThat(titled.path("event").asText()).isEqualTo("metadata.changed");
    assertThat(titled.path("data").path("title").asText()).isEqualTo("Second \"quoted\"");
    playing.close();
    JsonNode lost = await(receiver, 3);
    assertThat(lost.path("event").asText()).isEqualTo("source.lost");
    for (Receiver.Request request : receiver.requests()) {
      assertSigned(request, made.path("secret").asText());
    }
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(get("/1/deliveries").path("items").findValuesAsText("state"))
                .containsExactly("delivered", "delivered", "delivered"));
    assertThat(metric("floe_webhook_events_total{event=\"source.lost\"}")).isPositive();
    assertThat(new Platform(metrics).get("", List.of()).text())
        .as("receivers are no labels")
        .doesNotContain("http_client")
        .doesNotContain("/hook");
    assertThat(metric("floe_webhook_deliveries_total{outcome=\"delivered\"}")).isPositive();
  }

  @Test
  void guessedPasswords_areTold() {
    Receiver receiver = receiver(new Reply.Status(200));
    create(receiver.url(), "\"login.lockout\"", "");
    // Of this run alone, so that the ten minutes of another one do not count.
    String user = "guessed-" + Long.toHexString(System.nanoTime());
    Platform.Answer made =
        platform.call(
            "POST",
            "/api/v1/users",
            World.as("admin"),
            "{\"name\":\"" + user + "\",\"role\":\"dj\",\"password\":\"right-password\"}");
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    String address = "198.51.100." + (1 + (int) (System.nanoTime() % 200));
    world.run("update settings set trusted_proxies = '127.0.0.1'");
    assertThat(
            platform
                .call("PATCH", "/api/v1/mounts/live", World.as("admin"), "{\"genre\":\"rock\"}")
                .status())
        .isEqualTo(200);
    for (int i = 0; i < 5; i++) {
      assertThat(receiver.requests()).isEmpty();
      List<String> headers =
          List.of(
              "Authorization",
              Platform.basic(user, "wrong-" + i).get(1),
              "X-Forwarded-For",
              address);
      assertThat(platform.get("/api/v1/me", headers).status()).isEqualTo(401);
    }
    JsonNode told = await(receiver, 1);
    assertThat(told.path("event").asText()).isEqualTo("login.lockout");
    assertThat(told.path("data").path("user").asText()).isEqualTo(user);
    assertThat(told.path("data").path("address").asText()).isEqualTo(address);
  }

  @Test
  void guessedSourcePasswords_thatAnIngestReports_areToldToTheTenantOfTheMount() {
    Receiver receiver = receiver(new Reply.Status(200));
    create(receiver.url(), "\"login.lockout\"", "");
    // Of this run alone, so that the ten minutes of another one do not count.
    String address = "2001:db8:" + Long.toHexString(0x1000 | System.nanoTime() & 0xfff) + "::7";
    Report.Lockout lockout =
        new Report.Lockout(
            1, System.currentTimeMillis(), "sour'ce", address, new MountName("/live"));
    Neighbour ingest =
        new Neighbour(
            "ingest-of-guesses",
            cluster,
            port,
            folder,
            NodeInfo.Role.INGEST,
            () -> new Report.Ingest(0, 0, List.of(lockout)));
    parts.push(ingest);
    ingest.met();
    JsonNode told = await(receiver, 1);
    assertThat(told.path("event").asText()).isEqualTo("login.lockout");
    assertThat(told.path("mount").asText()).isEqualTo("/live");
    assertThat(told.path("data").path("user").asText()).isEqualTo("sour'ce");
    assertThat(told.path("data").path("address").asText()).isEqualTo(address);
  }

  private static Loop.Timer play(Neighbour ingest, String title) {
    StreamInfo info = new StreamInfo("audio/mpeg", "North", "", "", "", 128, false, "");
    Beacon beacon =
        new Beacon(
            new StreamId(new MountName("/live"), 77),
            info,
            Beacon.State.LIVE,
            1,
            title,
            System.currentTimeMillis(),
            6,
            "");
    return ingest
        .bus
        .loop()
        .every(Duration.ofMillis(300), () -> ingest.bus.broadcast(new Beacons(List.of(beacon))));
  }

  private JsonNode await(Receiver receiver, int count) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() -> assertThat(receiver.requests()).hasSize(count));
    return new Platform.Answer(0, receiver.requests().getLast().body(), null).json();
  }

  private static void assertSigned(Receiver.Request request, String secret) throws Exception {
    String header = request.header("Floe-Signature");
    String at = header.substring("t=".length(), header.indexOf(','));
    assertThat(Math.abs(Long.parseLong(at) - System.currentTimeMillis() / 1000)).isLessThan(60);
    assertThat(header).isEqualTo("t=" + at + ",v1=" + hmac(secret, at + "." + request.body()));
  }

  private static String hmac(String secret, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
  }

  private double metric(String name) {
    return new Platform(metrics)
        .get("", List.of())
        .text()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private Receiver receiver(Reply reply) {
    Receiver made = new Receiver(reply);
    parts.push(made);
    return made;
  }

  private JsonNode create(String url, String events, String more) {
    Platform.Answer answer = tryCreate(url, events, more);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json();
  }

  private Platform.Answer tryCreate(String url, String events, String more) {
    return platform.call(
        "POST",
        PATH,
        World.as("admin"),
        "{\"url\":\"" + url + "\",\"events\":[" + events + "]" + more + "}");
  }

  private JsonNode patch(String path, String body, int status) {
    return call("PATCH", path, body, status);
  }

  private JsonNode get(String path) {
    return call("GET", path, null, 200);
  }

  private JsonNode call(String method, String path, String body, int status) {
    Platform.Answer answer = platform.call(method, PATH + path, World.as("admin"), body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    return status == 204 ? null : answer.json();
  }
}
