package io.floe.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agroal.api.AgroalDataSource;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.ClusterSettings;
import io.floe.wire.bus.ClusteredBus;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.bus.Message.Beacons;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Report;
import io.floe.wire.report.Report.Job.State;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What transcoders report of renditions, as REST tells it, on real sockets. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
class RenditionStatesTest {

  private static final String PATH = "/api/v1/renditions";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TestHTTPResource("/")
  URI base;

  @Inject AgroalDataSource source;

  @ConfigProperty(name = "floe.cluster.name")
  String cluster;

  @ConfigProperty(name = "floe.cluster.port")
  int port;

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private Platform platform;
  private World world;
  private volatile List<Report.Job> jobs = List.of();
  private Heart heart;
  private ClusteredBus bus;

  @BeforeEach
  void open() {
    platform = new Platform(base).ready();
    world = new World(source);
    world.lay();
    world.layRendition();
    publish();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable part : parts) {
      part.close();
    }
  }

  @Test
  void rendition_thatNoTranscoderReports_isUnknown() {
    JsonNode shown = shown("/live.opus", "admin");
    assertThat(shown.path("state").asText()).isEqualTo("unknown");
    assertThat(shown.has("node")).isFalse();
    assertThat(shown.has("speed")).isFalse();
    JsonNode audit = platform.get("/api/v1/audit", Platform.admin()).json();
    assertThat(audit.toString()).contains("rendition /low").doesNotContain("unknown");
  }

  @Test
  void state_isThatOfTheTranscoder_untilItGoes() throws Exception {
    transcoder();
    report(job("/live", "/live.opus", State.RUNNING, "", 4_127, 230));
    JsonNode running = await("/live.opus", "running");
    assertThat(running.path("node").asText()).isEqualTo("transcoder-of-test");
    assertThat(running.path("speed").asDouble()).isEqualTo(41.27);
    assertThat(running.path("lagMs").asInt()).isEqualTo(230);
    assertThat(running.has("reason")).isFalse();
    assertThat(platform.get(PATH, World.as("viewer")).json().path("items").path(0))
        .isEqualTo(running);

    report(job("/live", "/live.opus", State.FAILED, "this is no <audio>", 0, 0));
    JsonNode failed = await("/live.opus", "failed");
    assertThat(failed.path("reason").asText()).isEqualTo("this is no <audio>");
    assertThat(failed.has("lagMs")).isFalse();

    report(job("/live", "/live.opus", State.QUEUED, "no room", 0, 0));
    assertThat(await("/live.opus", "queued").has("node")).isFalse();

    report(job("/backup", "/live.opus", State.RUNNING, "", 1, 1));
    assertThat(await("/live.opus", "unknown").path("from").asText())
        .as("of an input that it is not made of any more")
        .isEqualTo("/live");

    report(job("/live", "/live.opus", State.SILENT, "", 1, 1));
    await("/live.opus", "silent");
    JsonNode patched =
        platform.call("PATCH", PATH + "/live.opus", World.as("admin"), "{\"bitrate\":64}").json();
    assertThat(patched.path("state").asText()).isEqualTo("silent");
    close();
    parts.clear();
    await("/live.opus", "unknown");
  }

  @Test
  void whatSiblingsMake_isListedBetweenTheOthers_andReadOnly() {
    siblings();
    transcoder();
    onAir("/made-here", "north");
    onAir("/south", "");
    report(
        job("/live", "/live.mp3", State.RUNNING, "", 100, 1),
        job("/live", "/live.opus", State.IDLE, "", 100, 1),
        job("/made-here", "/made-here.mp3", State.SILENT, "", 100, 1),
        job("/south", "/south.mp3", State.RUNNING, "", 100, 1),
        job("/live", "/live.gone", State.RUNNING, "", 100, 1));
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(tos(PATH, "admin"))
                .containsExactly("/live.mp3", "/live.opus", "/low", "/made-here.mp3"));
    JsonNode mp3 = shown("/live.mp3", "admin");
    assertThat(mp3.path("sibling").asBoolean()).isTrue();
    assertThat(mp3.path("bitrate").asInt()).isEqualTo(128);
    assertThat(mp3.path("tenant").asText()).isEqualTo("north");
    assertThat(mp3.path("state").asText()).isEqualTo("running");
    assertThat(shown("/live.opus", "admin").path("sibling").asBoolean(true)).isFalse();
    assertThat(tos(PATH, "dj")).containsExactly("/live.mp3", "/live.opus", "/low");
    assertThat(tos(PATH, "foreign")).isEmpty();
    assertThat(platform.get(PATH + "/made-here.mp3", World.as("dj")).status()).isEqualTo(404);
    assertThat(platform.get(PATH + "/live.mp3", World.as("foreign")).status()).isEqualTo(404);
    JsonNode first = platform.get(PATH + "?limit=1", World.as("admin")).json();
    assertThat(first.path("items")).hasSize(1);
    assertThat(tos(PATH + "?limit=2&after=" + first.path("next").asText(), "admin"))
        .containsExactly("/live.opus", "/low");
    Platform.Answer refused = platform.call("DELETE", PATH + "/live.mp3", World.as("admin"), null);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text()).contains("sibling of tenant north");
  }

  private void siblings() {
    for (String tenant : List.of("north", "south")) {
      Platform.Answer given =
          platform.call(
              "PATCH",
              "/api/v1/tenants/" + tenant,
              Platform.admin(),
              "{\"siblings\":[{\"suffix\":\".mp3\",\"codec\":\"mp3\",\"bitrate\":128}]}");
      assertThat(given.status()).as(given.text()).isEqualTo(200);
    }
    world.run("delete from siblings where tenant_id = 2");
    publish();
  }

  /** Makes a change, so that what was laid straight into the tables is published. */
  private void publish() {
    platform.call("DELETE", PATH + "/low", World.as("admin"), null);
    Platform.Answer made =
        platform.call(
            "POST",
            PATH,
            World.as("admin"),
            "{\"from\":\"/live\",\"to\":\"/low\",\"codec\":\"mp3\",\"bitrate\":32}");
    assertThat(made.status()).as(made.text()).isEqualTo(201);
  }

  private void transcoder() {
    NodeId id = new NodeId("transcoder-of-test");
    bus =
        ClusteredBus.join(
            id,
            new ClusterSettings(
                cluster, "127.0.0.1", 0, List.of("127.0.0.1:" + port), Optional.empty()));
    NodeInfo info =
        new NodeInfo(id, NodeInfo.Role.TRANSCODER, "test", 1, System.currentTimeMillis());
    heart = new Heart(bus, info, () -> new Report.Transcoder(0, 1000, jobs));
    parts.push(bus);
    parts.push(heart);
  }

  private void report(Report.Job... now) {
    jobs = List.of(now);
    heart.quicken();
  }

  private void onAir(String mount, String tenant) {
    StreamInfo info = new StreamInfo("application/ogg", "", "", "", "", 96, false, "");
    Beacon beacon =
        new Beacon(
            new StreamId(new MountName(mount), 1), info, Beacon.State.LIVE, 1, "", 5, 6, tenant);
    parts.push(
        bus.loop().every(Duration.ofMillis(500), () -> bus.broadcast(new Beacons(List.of(beacon))))
            ::close);
  }

  private static Report.Job job(
      String from, String to, State state, String reason, int speed, int lag) {
    return new Report.Job(new MountName(from), new MountName(to), state, reason, speed, lag);
  }

  private JsonNode await(String mount, String state) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> shown(mount, "admin"), each -> each.path("state").asText().equals(state));
  }

  private JsonNode shown(String mount, String who) {
    Platform.Answer answer = platform.get(PATH + mount, World.as(who));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  private List<String> tos(String path, String who) {
    return platform.get(path, World.as(who)).json().path("items").findValuesAsText("to");
  }
}
