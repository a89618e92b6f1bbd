package io.floe.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Loop;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.bus.Message.Beacons;
import io.floe.wire.bus.Message.Command;
import io.floe.wire.bus.Message.Listener;
import io.floe.wire.bus.Message.RetitleAnswer;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.command.AudienceDesk;
import io.floe.wire.command.CommandDesk;
import io.floe.wire.command.CommandDesk.Done;
import io.floe.wire.report.Report;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Icecast's admin pages, at an ingest and an edge that this test plays, on real sockets. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
class IcecastTest {

  private static final long LARGEST = Long.MAX_VALUE;

  @TestHTTPResource("/")
  URI base;

  @Inject AgroalDataSource source;

  @ConfigProperty(name = "floe.cluster.name")
  String cluster;

  @ConfigProperty(name = "floe.cluster.port")
  int port;

  @ConfigProperty(name = "floe.auth-log-file")
  String authLog;

  @TempDir Path folder;

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final List<String> done = new CopyOnWriteArrayList<>();
  private final List<Long> listeners = new CopyOnWriteArrayList<>(List.of(LARGEST, 5L));
  private Platform platform;
  private Neighbour ingest;
  private Loop.Timer beaconing;

  @BeforeEach
  void open() {
    platform = new Platform(base).ready();
    new World(source).lay();
    publish();
    ingest();
    edge();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> {
          String text = get("stats", "superadmin").text();
          return text.contains("/made-here") && text.contains("/south") && text.contains("/live");
        });
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> get("listclients?mount=/live", "admin").text().contains("<ID>5</ID>"));
  }

  @AfterEach
  void close() throws Exception {
    // Nothing is left on the air for the tests that follow.
    beaconing.close();
    ingest.bus.broadcast(new Beacons(beacons(Beacon.State.ENDED)));
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> mounts("stats", "superadmin").isEmpty());
    for (AutoCloseable part : parts) {
      part.close();
    }
  }

  @Test
  void everybody_seesTheirMounts() {
    for (String page : List.of("stats", "stats.xml", "listmounts")) {
      assertThat(mounts(page, "superadmin"))
          .containsExactly("/backup", "/live", "/made-here", "/south");
      assertThat(mounts(page, "admin")).containsExactly("/backup", "/live", "/made-here");
      assertThat(mounts(page, "dj")).containsExactly("/live");
      assertThat(mounts(page, "viewer")).containsExactly("/live");
      assertThat(mounts(page, "bob")).isEmpty();
      assertThat(mounts(page, "foreign")).containsExactly("/south");
    }
    assertThat(get("stats", "foreign").text())
        .contains("<sources>1</sources>")
        .doesNotContain("north")
        .doesNotContain("192.0.2.");
    assertThat(mounts("stats?mount=/live", "admin")).containsExactly("/live");
    golden(get("stats?mount=/south", "admin"), 400, "error-400.html");
    assertThat(get("stats", "viewer").header("content-type"))
        .isEqualToIgnoringCase("text/xml; charset=utf-8");
  }

  @Test
  void clients_areForThoseWhoMayClose() {
    String text = get("listclients?mount=%2flive", "dj").text();
    assertThat(text)
        .startsWith(
            "<?xml version=\"1.0\"?>\n<icestats><source mount=\"/live\"><Listeners>2</Listeners>")
        .contains("<IP>192.0.2.7</IP>", "<ID>" + LARGEST + "</ID>");
    golden(get("listclients?mount=/live", "viewer"), 403, "error-403.html");
    for (String who : List.of("foreign", "bob")) {
      fails(get("listclients?mount=/live", who), 400, "Source does not exist");
    }
    golden(get("listclients", "dj"), 400, "error-400-missing.html");
    fails(get("listclients?mount=/north-secret", "admin"), 400, "Source does not exist");
    fails(get("listclients?mount=<b>", "admin"), 400, "Source does not exist");
  }

  @Test
  void commands_areDone_forThoseWhoMay_andNoted() {
    for (String who : List.of("foreign", "bob")) {
      fails(get("killclient?mount=/live&id=5", who), 400, "Source does not exist");
      fails(get("killsource?mount=/live", who), 400, "Source does not exist");
    }
    fails(get("killsource?mount=/live", "viewer"), 403, "not for your role");
    fails(get("moveclients?mount=/live&destination=/backup", "dj"), 403, "not for your role");
    fails(get("moveclients?mount=/live&destination=/south", "superadmin"), 400, "No such dest");
    fails(get("moveclients?mount=/live&destination=/south", "admin"), 400, "No such destination");
    fails(get("moveclients?mount=/live&destination=/none", "admin"), 400, "No such destination");
    fails(get("moveclients?mount=/live&destination=/live", "admin"), 400, "are to leave");
    fails(get("moveclients?mount=/live", "admin"), 400, "Missing parameter: destination");
    assertThat(done).isEmpty();

    says(get("killclient?mount=/live&id=" + LARGEST, "dj"), "Client " + LARGEST + " removed", 1);
    assertThat(listeners).containsExactly(5L);
    says(get("killclient?mount=/live&id=7", "dj"), "Client 7 not found", 0);
    for (String id : List.of("x", "-5", "9".repeat(30), "", "%3Cb%3E")) {
      assertThat(get("killclient?mount=/live&id=" + id, "dj").text())
          .contains("not found")
          .contains("<return>0</return>")
          .doesNotContain("<b>");
    }
    golden(get("moveclients?mount=/live&destination=/backup", "admin"), 200, "moveclients.xml");
    says(get("killsource?mount=/live", "dj"), "Source Removed", 1);
    says(get("killsource?mount=/made-here", "admin"), "Source Removed", 1);
    assertThat(done).containsExactly("move /live /backup", "kill /live", "kill /made-here");
    String audit = platform.get("/api/v1/audit?limit=50", World.as("admin")).text();
    assertThat(audit)
        .contains("listener " + LARGEST + " of mount /live", "move listeners", "mount /made-here");
  }

  @Test
  void titles_goToTheOwner() {
    String update = "metadata?mode=updinfo&mount=/live&song=A+%26+B";
    golden(get(update, "dj"), 200, "metadata.xml");
    assertThat(done).containsExactly("title /live A & B");
    golden(get("metadata?mode=updinfo&mount=/backup&song=x", "admin"), 200, "metadata-in-band.xml");
    golden(get("metadata?mode=other&mount=/live&song=x", "dj"), 200, "metadata-unknown.xml");
    fails(get(update, "viewer"), 403, "not for your role");
    fails(get(update, "foreign"), 400, "Source does not exist");
    fails(get("metadata?mode=updinfo&mount=/live", "dj"), 400, "Missing parameter: song");
    assertThat(done).hasSize(1);
  }

  @Test
  void fallback_isAChangeOfTheConfiguration() {
    Platform.Answer set = get("fallbacks?mount=/live&fallback=/backup", "admin");
    golden(set, 200, "fallbacks.html");
    assertThat(fallback()).isEqualTo("/backup");
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> get("listmounts", "dj").text().contains("<fallback>/backup</fallback>"));
    fails(get("fallbacks?mount=/live&fallback=/south", "admin"), 422, "no mount of the tenant");
    fails(get("fallbacks?mount=/live&fallback=/live", "admin"), 422, "This cannot be");
    fails(get("fallbacks?mount=/live&fallback=x", "admin"), 400, "no mountpoint");
    fails(get("fallbacks?mount=/live&fallback=/backup", "foreign"), 400, "Source does not exist");
    fails(get("fallbacks?mount=/live&fallback=", "dj"), 403, "not for your role");
    assertThat(fallback()).isEqualTo("/backup");
    assertThat(get("fallbacks?mount=/live&fallback=", "admin").status()).isEqualTo(200);
    assertThat(fallback()).isEmpty();
  }

  @Test
  void basicAlone_opens_andNoPageOfAnotherSite() throws IOException {
    Platform.Answer nobody = get("killsource?mount=/live", "anonymous");
    golden(nobody, 401, "error-401.txt");
    assertThat(nobody.header("www-authenticate")).startsWith("Basic ");
    for (List<String> wrong :
        List.of(Platform.basic("dj", "wrong"), Platform.basic("source", "hackme"))) {
      assertThat(platform.get("/admin/stats", wrong).status()).isEqualTo(401);
    }
    assertThat(Files.readString(Path.of(authLog)))
        .contains("Authentication failed for user 'source' from 127.0.0.1:");
    Platform.Answer login =
        platform.call(
            "POST", "/api/v1/session", List.of(), "{\"name\":\"dj\",\"password\":\"dj\"}");
    List<String> cookie = new ArrayList<>();
    cookie.addAll(List.of("Cookie", login.header("set-cookie").split(";", 2)[0]));
    cookie.addAll(List.of("X-Floe-Csrf", login.json().path("csrf").asText()));
    assertThat(platform.get("/api/v1/me", cookie).status()).isEqualTo(200);
    List<String> token =
        List.of(
            "Authorization",
            "Bearer "
                + platform
                    .call(
                        "POST",
                        "/api/v1/tokens",
                        World.as("dj"),
                        "{\"name\":\"t\",\"scopes\":[\"read\",\"write\",\"kick\"]}")
                    .json()
                    .path("token")
                    .asText());
    for (String page : List.of("stats", "killsource?mount=/live", "listclients?mount=/live")) {
      assertThat(platform.get("/admin/" + page, cookie).status()).as(page).isEqualTo(401);
      assertThat(platform.get("/admin/" + page, token).status()).as(page).isEqualTo(401);
    }
    for (List<String> browser :
        List.of(
            List.of("Sec-Fetch-Site", "cross-site"),
            List.of("Origin", "http://evil.example"),
            List.of("Accept-Language", "en", "Referer", "http://evil.example/"))) {
      List<String> headers = new ArrayList<>(World.as("dj"));
      headers.addAll(browser);
      fails(platform.get("/admin/killsource?mount=/live", headers), 403, "A browser asks");
      assertThat(platform.get("/admin/stats", headers).status()).isEqualTo(200);
    }
    assertThat(done).isEmpty();
    fails(get("buildm3u?mount=/live", "admin"), 400, "Unrecognised command");
  }

  /** The ingest of /live, /backup, /made-here and /south, which does what it is told. */
  private void ingest() {
    Neighbour node = node("ingest", NodeInfo.Role.INGEST, () -> new Report.Ingest(0, 0));
    ingest = node;
    beaconing =
        node.bus
            .loop()
            .every(
                Duration.ofMillis(500),
                () -> node.bus.broadcast(new Beacons(beacons(Beacon.State.LIVE))));
    new CommandDesk(
        node.bus,
        (command, answer) -> {
          if (command instanceof Command.KickSource kick) {
            done.add("kill " + kick.mount());
          }
          answer.accept(Done.to(1));
        });
    node.bus.receive((from, message) -> {
      if (message instanceof Message.Retitle title) {
        boolean ogg = title.mount().value().equals("/backup");
        if (!ogg) {
          done.add("title " + title.mount() + " " + title.title());
        }
        node.bus.send(
            from,
            new RetitleAnswer(
                title.request(), ogg ? RetitleAnswer.Outcome.IN_BAND : RetitleAnswer.Outcome.DONE));
      }
    });
    node.met();
  }

  /** The edge of two listeners of /live. */
  private void edge() {
    Neighbour node = node("edge", NodeInfo.Role.EDGE, () -> new Report.Edge(0, 0, List.of()));
    new AudienceDesk(
        node.bus,
        (mount, most, answer) -> {
          List<Listener> here =
              mount.value().equals("/live")
                  ? listeners.stream()
                      .map(each -> new Listener(each, "192.0.2.7", "mpv", 5, 0))
                      .toList()
                  : List.of();
          answer.accept(here.size(), here);
        });
    new CommandDesk(
        node.bus,
        (command, answer) -> {
          switch (command) {
            case Command.KickListener kick ->
                answer.accept(Done.to(listeners.remove(kick.listener()) ? 1 : 0));
            case Command.MoveListeners move -> {
              done.add("move " + move.from() + " " + move.to());
              answer.accept(Done.to(1));
            }
            case Command.KickListeners _, Command.KickSource _ -> answer.accept(Done.to(0));
          }
        });
    node.met();
  }

  private Neighbour node(
      String name, NodeInfo.Role role, java.util.function.Supplier<Report> report) {
    Neighbour node = new Neighbour("icecast-" + name, cluster, port, folder, role, report);
    parts.push(node);
    return node;
  }

  private static List<Beacon> beacons(Beacon.State state) {
    return List.of(
        beacon(state, "/live", "audio/mpeg", ""),
        beacon(state, "/backup", "application/ogg", ""),
        beacon(state, "/made-here", "audio/mpeg", "north"),
        beacon(state, "/south", "audio/mpeg", ""));
  }

  private static Beacon beacon(Beacon.State state, String mount, String type, String tenant) {
    StreamInfo info = new StreamInfo(type, "FM", "", "", "", 96, false, "");
    return new Beacon(new StreamId(new MountName(mount), 1), info, state, 1, "t", 5, 6, tenant);
  }

  /** Makes a change, so that what was laid straight into the tables is published. */
  private void publish() {
    Platform.Answer changed =
        platform.call("PATCH", "/api/v1/mounts/live", World.as("admin"), "{\"genre\":\"jazz\"}");
    assertThat(changed.status()).as(changed.text()).isEqualTo(200);
  }

  private String fallback() {
    return platform
        .get("/api/v1/mounts/live", World.as("admin"))
        .json()
        .path("fallback")
        .asText("");
  }

  private Platform.Answer get(String page, String who) {
    return platform.get("/admin/" + page.replace("<", "%3C").replace(">", "%3E"), World.as(who));
  }

  private List<String> mounts(String page, String who) {
    Platform.Answer answer = get(page, who);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    List<String> found = new ArrayList<>();
    String[] parts = answer.text().split("<source mount=\"", -1);
    for (int i = 1; i < parts.length; i++) {
      found.add(parts[i].substring(0, parts[i].indexOf('"')));
    }
    return found;
  }

  /** A document, to the letter, in the type that its name says. */
  private static void golden(Platform.Answer answer, int status, String name) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    String type =
        switch (name.substring(name.lastIndexOf('.'))) {
          case ".xml" -> "text/xml";
          case ".html" -> "text/html";
          default -> "text/plain";
        };
    assertThat(answer.header("content-type")).isEqualToIgnoringCase(type + "; charset=utf-8");
    try (InputStream in = IcecastTest.class.getResourceAsStream("/icecast/" + name)) {
      assertThat(answer.text()).isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void fails(Platform.Answer answer, int status, String said) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.header("content-type")).startsWithIgnoringCase("text/html");
    assertThat(answer.text())
        .startsWith("<html><head><title>Error " + status + "</title></head><body><b>" + status)
        .contains(said);
  }

  private static void says(Platform.Answer answer, String message, int done) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.text())
        .isEqualTo(
            "<?xml version=\"1.0\"?>\n<iceresponse><message>"
                + message
                + "</message><return>"
                + done
                + "</return></iceresponse>\n");
  }
}
