package io.floe.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agroal.api.AgroalDataSource;
import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Message.Audience;
import io.floe.wire.bus.Message.Command;
import io.floe.wire.bus.Message.Listener;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.command.AudienceDesk;
import io.floe.wire.command.CommandDesk;
import io.floe.wire.command.CommandDesk.Done;
import io.floe.wire.report.Report;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who listens, and who is sent away, at two edges that this test plays, on real sockets. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
class ListenersTest {

  private static final MountName LIVE = new MountName("/live");
  private static final long NOON = 1_764_244_800_123L;
  private static final long LARGEST = Long.MAX_VALUE;
  private static final String LIST = "/api/v1/mounts/live/listeners";

  @TestHTTPResource("/")
  URI base;

  @Inject AgroalDataSource source;

  @ConfigProperty(name = "floe.cluster.name")
  String cluster;

  @ConfigProperty(name = "floe.cluster.port")
  int port;

  @TempDir Path folder;

  private final List<Edge> edges = new ArrayList<>();
  private Platform platform;
  private World world;

  /** An edge that has listeners of /live, and closes them when told to. */
  private final class Edge {
    final List<Listener> listeners = new CopyOnWriteArrayList<>();
    final Neighbour node;
    volatile boolean mute;

    Edge(String name, Listener... here) {
      listeners.addAll(List.of(here));
      node =
          new Neighbour(
              name,
              cluster,
              port,
              folder,
              NodeInfo.Role.EDGE,
              () -> new Report.Edge(0, 0, List.of()));
      edges.add(this);
      new AudienceDesk(
          node.bus,
          (mount, most, answer) -> {
            if (!mute) {
              List<Listener> of = mount.equals(LIVE) ? listeners : List.of();
              answer.accept(of.size(), of.stream().limit(most).toList());
            }
          });
      new CommandDesk(
          node.bus, (command, answer) -> answer.accept(Done.to(kicked(command) ? 1 : 0)));
      node.met();
    }

    private boolean kicked(Command command) {
      return command instanceof Command.KickListener kick
          && kick.mount().equals(LIVE)
          && listeners.removeIf(each -> each.number() == kick.listener());
    }
  }

  @BeforeEach
  void open() {
    platform = new Platform(base).ready();
    world = new World(source);
    world.lay();
  }

  @AfterEach
  void leave() {
    edges.forEach(edge -> edge.node.close());
  }

  @Test
  void listeners_ofBothEdges_asTheyAre() {
    Edge one = new Edge("edge-1", new Listener(LARGEST, "192.0.2.7", "mpv 0.40", NOON, 350));
    new Edge("edge-2", new Listener(5, "2001:db8::7", "-", NOON - 1, 0));
    JsonNode list = list("dj", "");
    assertThat(list.path("items")).hasSize(2);
    assertThat(list.path("total").asInt()).isEqualTo(2);
    assertThat(list.has("next")).isFalse();
    assertThat(list.path("items").path(0).toString())
        .isEqualTo(
            """
            {"id":"5","address":"2001:db8::7","connectedAt":"2025-11-27T12:00:00.122Z","behind":0,"edge":"edge-2"}\
            """);
    assertThat(list.path("items").path(1).toString())
        .isEqualTo(
            """
            {"id":"9223372036854775807","address":"192.0.2.7","userAgent":"mpv 0.40",\
            "connectedAt":"2025-11-27T12:00:00.123Z","behind":350,"edge":"edge-1"}\
            """);
    one.mute = true;
    JsonNode partial = platform.get(LIST, World.as("admin")).json();
    assertThat(partial.path("allEdgesAnswered").asBoolean(true)).isFalse();
    assertThat(partial.path("total").asInt()).isEqualTo(1);
  }

  @Test
  void many_comeInParts_untilAThousandAreNamed() {
    Edge edge = new Edge("edge-1");
    edge.listeners.addAll(crowd(1, 600));
    new Edge("edge-2").listeners.addAll(crowd(601, 600));
    List<String> ids = new ArrayList<>();
    String next = "";
    do {
      JsonNode part = list("superadmin", "?limit=200&after=" + next);
      assertThat(part.path("total").asInt()).isEqualTo(1_200);
      assertThat(part.path("items").size()).isEqualTo(200);
      part.path("items").forEach(item -> ids.add(item.path("id").asText()));
      next = part.path("next").asText("");
    } while (!next.isEmpty());
    assertThat(ids)
        .doesNotHaveDuplicates()
        .containsExactlyElementsOf(
            LongStream.rangeClosed(1, Audience.MOST).mapToObj(String::valueOf).toList());
    for (String wrong : List.of("after=Zm9v", "after=!", "limit=0", "limit=201")) {
      assertThat(platform.get(LIST + "?" + wrong, World.as("admin")).status())
          .as(wrong)
          .isEqualTo(400);
    }
  }

  @Test
  void oneIsClosed_andOnlyThatOne_andItIsNoted() {
    Edge one = new Edge("edge-1");
    one.listeners.addAll(crowd(1, 3));
    Edge two = new Edge("edge-2", new Listener(LARGEST, "192.0.2.7", "mpv", NOON, 0));
    assertThat(list("dj", "").path("total").asInt()).isEqualTo(4);
    assertThat(close(String.valueOf(LARGEST), "dj").status()).isEqualTo(204);
    assertThat(two.listeners).isEmpty();
    assertThat(one.listeners).hasSize(3);
    assertThat(noted()).containsExactly("dj: listener " + LARGEST + " of mount /live");
    for (String id : List.of(String.valueOf(LARGEST), "4", "0", "x", "-1", "9".repeat(19), "%00")) {
      Platform.Answer gone = close(id, "admin");
      assertThat(gone.status()).as(id).isEqualTo(404);
      assertThat(gone.header("content-type")).startsWith("application/problem+json");
    }
    assertThat(close("1", "viewer").status()).isEqualTo(403);
    assertThat(close("1", "foreign").status()).isEqualTo(404);
    assertThat(close("1", "bob").status()).as("a dj of other mounts").isEqualTo(404);
    assertThat(
            platform
                .call("DELETE", "/api/v1/mounts/backup/listeners/1", World.as("admin"), null)
                .status())
        .as("of another mount")
        .isEqualTo(404);
    assertThat(one.listeners).hasSize(3);
  }

  @Test
  void browser_closesWithItsCsrfValueAlone_andTokenWithTheScopeKick() {
    Edge edge = new Edge("edge-1");
    edge.listeners.addAll(crowd(1, 2));
    assertThat(list("dj", "").path("total").asInt()).isEqualTo(2);
    Platform.Answer login =
        platform.call(
            "POST", "/api/v1/session", List.of(), "{\"name\":\"dj\",\"password\":\"dj\"}");
    List<String> cookie = List.of("Cookie", login.header("set-cookie").split(";", 2)[0]);
    assertThat(platform.get(LIST, cookie).status()).isEqualTo(200);
    assertThat(platform.call("DELETE", LIST + "/1", cookie, null).status()).isEqualTo(403);
    assertThat(edge.listeners).hasSize(2);
    List<String> own = new ArrayList<>(cookie);
    own.addAll(List.of("X-Floe-Csrf", login.json().path("csrf").asText()));
    assertThat(platform.call("DELETE", LIST + "/1", own, null).status()).isEqualTo(204);

    List<String> read = token("read");
    assertThat(platform.get(LIST, read).status()).isEqualTo(200);
    assertThat(platform.call("DELETE", LIST + "/2", read, null).status()).isEqualTo(403);
    assertThat(platform.call("DELETE", LIST + "/2", token("write"), null).status()).isEqualTo(403);
    assertThat(edge.listeners).hasSize(1);
    assertThat(platform.call("DELETE", LIST + "/2", token("kick"), null).status()).isEqualTo(204);
    assertThat(edge.listeners).isEmpty();
  }

  /** The list, once all edges have been asked and have answered. */
  private JsonNode list(String who, String query) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              Platform.Answer answer = platform.get(LIST + query, World.as(who));
              assertThat(answer.status()).as(answer.text()).isEqualTo(200);
              return answer.json();
            },
            found ->
                found.path("allEdgesAnswered").asBoolean()
                    && found.path("total").asInt()
                        == edges.stream().mapToInt(edge -> edge.listeners.size()).sum());
  }

  /** Who closed whom, as the audit log has it. */
  private List<String> noted() {
    List<String> noted = new ArrayList<>();
    for (JsonNode each :
        platform.get("/api/v1/audit?limit=50", World.as("admin")).json().path("items")) {
      if (each.path("action").asText().equals("kick listener")) {
        noted.add(each.path("actor").asText() + ": " + each.path("object").asText());
      }
    }
    return noted;
  }

  private Platform.Answer close(String id, String who) {
    return platform.call("DELETE", LIST + "/" + id, World.as(who), null);
  }

  private List<String> token(String scope) {
    String body = "{\"name\":\"t\",\"scopes\":[\"" + scope + "\"]}";
    Platform.Answer made = platform.call("POST", "/api/v1/tokens", World.as("dj"), body);
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    return List.of("Authorization", "Bearer " + made.json().path("token").asText());
  }

  /** Listeners with consecutive numbers, two in each millisecond. */
  private static List<Listener> crowd(long first, int count) {
    return LongStream.range(first, first + count)
        .mapToObj(number -> new Listener(number, "192.0.2.1", "x", NOON + number / 2, 0))
        .toList();
  }
}
