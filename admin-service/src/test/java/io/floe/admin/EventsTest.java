package io.floe.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.floe.admin.live.Live;
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
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events as clients of HTTP get them, of an ingest that this test plays, on real sockets. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
class EventsTest {

  private static final String UNUSED =
      """
      select count(*) from sessions join users on users.id = sessions.user_id
      where users.name = '%s' and last_seen_at < now() - interval '30 minutes'
      """;

  @TestHTTPResource("/")
  URI base;

  @Inject AgroalDataSource source;
  @Inject Live live;

  @ConfigProperty(name = "floe.cluster.name")
  String cluster;

  @ConfigProperty(name = "floe.cluster.port")
  int port;

  @TempDir Path folder;

  private final List<Ear> ears = new ArrayList<>();
  private volatile String title = "first";
  private Platform platform;
  private Neighbour ingest;
  private Loop.Timer beaconing;

  /** One who follows, over a socket of its own, so that nothing is read ahead but what it reads. */
  private final class Ear implements AutoCloseable {
    private final Socket socket = new Socket();
    private final StringBuffer heard = new StringBuffer();
    private volatile boolean over;

    Ear(List<String> headers) {
      ears.add(this);
      try {
        socket.connect(new InetSocketAddress(base.getHost(), base.getPort()), 5_000);
        StringBuilder request = new StringBuilder("GET /api/v1/events HTTP/1.1\r\nHost: x\r\n");
        for (int i = 0; i < headers.size(); i += 2) {
          request.append(headers.get(i)).append(": ").append(headers.get(i + 1)).append("\r\n");
        }
        socket
            .getOutputStream()
            .write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      Thread.ofVirtual().start(this::listen);
    }

    private void listen() {
      byte[] bytes = new byte[8192];
      try {
        InputStream in = socket.getInputStream();
        for (int n; (n = in.read(bytes)) >= 0; ) {
          heard.append(new String(bytes, 0, n, StandardCharsets.UTF_8));
          over |= heard.indexOf("\r\n0\r\n\r\n") >= 0;
        }
      } catch (IOException cut) {
        // An end like another.
      }
      over = true;
    }

    Ear hears(String text) {
      awaiting().untilAsserted(() -> assertThat(heard.toString()).contains(text));
      return this;
    }

    void ends() {
      awaiting().until(() -> over);
    }

    String id() {
      int at = heard.lastIndexOf("\nid: ");
      return heard.substring(at + 5, heard.indexOf("\n", at + 5)).strip();
    }

    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static ConditionFactory awaiting() {
    return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(50));
  }

  @BeforeEach
  void open() {
    platform = new Platform(base).ready();
    new World(source).lay();
    Platform.Answer changed =
        platform.call("PATCH", "/api/v1/mounts/live", World.as("admin"), "{\"genre\":\"jazz\"}");
    assertThat(changed.status()).as(changed.text()).isEqualTo(200);
    ingest =
        new Neighbour(
            "events-ingest",
            cluster,
            port,
            folder,
            NodeInfo.Role.INGEST,
            () -> new Report.Ingest(0, 0));
    beaconing =
        ingest
            .bus
            .loop()
            .every(
                Duration.ofMillis(300),
                () -> ingest.bus.broadcast(new Beacons(beacons(Beacon.State.LIVE))));
    ingest.met();
    awaiting()
        .until(
            () -> platform.get("/admin/stats", World.as("superadmin")).text().contains("/south"));
  }

  @AfterEach
  void close() {
    ears.forEach(Ear::close);
    beaconing.close();
    ingest.bus.broadcast(new Beacons(beacons(Beacon.State.ENDED)));
    awaiting()
        .until(() ->
            platform
                .get("/admin/stats", World.as("superadmin"))
                .text()
                .contains("<sources>0</sources>"));
    ingest.close();
    awaiting().until(() -> live.counters().followers() == 0);
  }

  private List<Beacon> beacons(Beacon.State state) {
    return List.of(
        beacon(state, "/live", ""),
        beacon(state, "/backup", ""),
        beacon(state, "/made-here", "north"),
        beacon(state, "/south", ""));
  }

  private Beacon beacon(Beacon.State state, String mount, String tenant) {
    StreamInfo info = new StreamInfo("audio/mpeg", "FM", "", "", "", 96, false, "");
    return new Beacon(new StreamId(new MountName(mount), 1), info, state, 1, title, 5, 6, tenant);
  }

  private List<String> with(List<String> headers, String... more) {
    List<String> all = new ArrayList<>(headers);
    all.addAll(Arrays.asList(more));
    return all;
  }

  @Test
  void everybody_followsTheirMounts_andChangesWithinASecondOrTwo() {
    Ear dj = new Ear(World.as("dj")).hears("event: snapshot");
    Ear admin = new Ear(World.as("admin")).hears("event: snapshot");
    Ear root = new Ear(World.as("superadmin")).hears("/south");
    Ear foreign = new Ear(World.as("foreign")).hears("/south");
    Ear bob = new Ear(World.as("bob")).hears("event: snapshot");
    assertThat(dj.heard.toString())
        .startsWith("HTTP/1.1 200 OK\r\n")
        .containsIgnoringCase("content-type: text/event-stream; charset=utf-8")
        .containsIgnoringCase("cache-control: no-store");
    title = "second";
    dj.hears("\"title\":\"second\"");
    admin.hears("\"title\":\"second\"");
    root.hears("\"title\":\"second\"");
    foreign.hears("\"title\":\"second\"");
    assertThat(dj.heard.toString()).contains("/live").doesNotContain("/backup", "/made", "/south");
    assertThat(admin.heard.toString()).contains("/live", "/backup", "/made-here");
    assertThat(admin.heard.toString()).doesNotContain("/south", "events-ingest");
    assertThat(foreign.heard.toString()).doesNotContain("/live", "/backup", "/made", "north");
    assertThat(bob.heard.toString()).doesNotContain("/live", "/backup", "/made", "/south");
    assertThat(root.heard.toString()).contains("/live", "/backup", "/made-here", "events-ingest");
  }

  @Test
  void whoComesBack_goesOnWhereItWasCut() {
    Ear first = new Ear(World.as("dj")).hears("event: snapshot");
    String id = first.id();
    first.close();
    title = "meanwhile";
    new Ear(World.as("dj")).hears("meanwhile");
    Ear back = new Ear(with(World.as("dj"), "Last-Event-ID", id)).hears("meanwhile");
    assertThat(back.heard.toString()).contains("event: mount").doesNotContain("snapshot");
    new Ear(with(World.as("viewer"), "Last-Event-ID", "x".repeat(3_000))).hears("event: snapshot");
  }

  @Test
  void grant_thatIsTaken_endsTheStream_andSoDoesOneThatIsGiven() {
    Ear dj = new Ear(World.as("dj")).hears("/live");
    Ear viewer = new Ear(World.as("viewer")).hears("/live");
    user("dj", "{\"mounts\":[\"/backup\"]}");
    dj.ends();
    Ear again = new Ear(World.as("dj")).hears("/backup");
    assertThat(again.heard.toString()).doesNotContain("/live");
    assertThat(viewer.over).isFalse();
    user("viewer", "{\"role\":\"admin\"}");
    viewer.ends();
  }

  @Test
  void session_token_andPassword_endWithTheirStreams() {
    String login = "{\"name\":\"viewer\",\"password\":\"viewer\"}";
    Platform.Answer session = platform.call("POST", "/api/v1/session", List.of(), login);
    List<String> cookie = List.of("Cookie", session.header("set-cookie").split(";", 2)[0]);
    Ear browser = new Ear(cookie).hears("event: snapshot");

    String body = "{\"name\":\"t\",\"scopes\":[\"read\"]}";
    Platform.Answer token = platform.call("POST", "/api/v1/tokens", World.as("viewer"), body);
    Ear program =
        new Ear(List.of("Authorization", "Bearer " + token.json().path("token").asText()))
            .hears("event: snapshot");
    Ear script = new Ear(World.as("viewer")).hears("event: snapshot");
    Ear bystander = new Ear(World.as("dj")).hears("event: snapshot");

    platform.call(
        "DELETE",
        "/api/v1/session",
        with(cookie, "X-Floe-Csrf", session.json().path("csrf").asText()),
        null);
    browser.ends();
    assertThat(program.over || script.over).isFalse();
    String id = token.json().path("id").asText();
    assertThat(platform.call("DELETE", "/api/v1/tokens/" + id, World.as("viewer"), null).status())
        .isEqualTo(204);
    program.ends();
    assertThat(script.over).isFalse();
    user("viewer", "{\"password\":\"another-password\"}");
    script.ends();
    assertThat(bystander.over).isFalse();
    assertThat(platform.call("DELETE", "/api/v1/users/dj", World.as("admin"), null).status())
        .isEqualTo(204);
    bystander.ends();
  }

  @Test
  void following_isAUseOfTheSession_forADay() {
    World world = new World(source);
    Ear browser = new Ear(session("viewer")).hears("event: snapshot");
    session("dj");
    world.run("update sessions set last_seen_at = now() - interval '59 minutes'");
    awaiting().until(() -> world.number(UNUSED.formatted("viewer")) == 0);
    assertThat(world.number(UNUSED.formatted("dj"))).isEqualTo(1);
    assertThat(browser.over).isFalse();
    world.run("update sessions set created_at = now() - interval '25 hours'");
    browser.ends();
  }

  private List<String> session(String name) {
    Platform.Answer session =
        platform.call(
            "POST",
            "/api/v1/session",
            List.of(),
            "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(name, name));
    return List.of("Cookie", session.header("set-cookie").split(";", 2)[0]);
  }

  @Test
  void tokenWithoutTheScopeRead_andWhoIsNotLoggedIn_getNothing() {
    String body = "{\"name\":\"t\",\"scopes\":[\"kick\"]}";
    Platform.Answer token = platform.call("POST", "/api/v1/tokens", World.as("dj"), body);
    List<String> bearer = List.of("Authorization", "Bearer " + token.json().path("token").asText());
    assertThat(platform.get("/api/v1/events", bearer).status()).isEqualTo(403);
    assertThat(platform.get("/api/v1/events", List.of()).status()).isEqualTo(401);
    assertThat(platform.get("/api/v1/events", with(World.as("dj"), "Accept", "image/png")).status())
        .isEqualTo(406);
  }

  @Test
  void tooManyOfOneUser_areRefused_untilSomeHaveGone() {
    List<Ear> many = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      many.add(new Ear(World.as("dj")));
    }
    many.forEach(ear -> ear.hears("event: snapshot"));
    Platform.Answer refused = platform.get("/api/v1/events", World.as("dj"));
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("retry-after")).isNotEmpty();
    assertThat(refused.text()).contains("close some");
    new Ear(World.as("viewer")).hears("event: snapshot");
    many.subList(0, 5).forEach(Ear::close);
    awaiting().until(() -> platform.get("/api/v1/events", World.as("dj")).status() == 200);
  }

  private void user(String name, String change) {
    Platform.Answer answer =
        platform.call("PATCH", "/api/v1/users/" + name, World.as("admin"), change);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }
}
