package io.floe.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as an operator meets it; a platform of its own, because it kills parts of it. */
class OperatorTest {

  private final byte[] audio = Oracle.mp3Audio(Sounds.bytes(Sounds.mp3()));

  @TempDir Path temp;

  @Test
  void aDay_ofUpStatusKillRestartDown() throws IOException {
    Path station = temp.resolve("floe.yaml");
    Files.writeString(
        station,
        """
        tenants:
          - name: default
            mounts:
              - {name: /jazz, password: blue-note, public: true, streamName: Jazz by File}
            renditions:
              - {from: /jazz, to: /jazz.opus, codec: opus, bitrate: 64}
        """);
    try (Platform floe = Platform.start(2, 1, station)) {
      assertThat(floe.output())
          .contains("Mount")
          .contains("" + floe.ingest(1))
          .doesNotContain(Platform.LIVE_PASSWORD);
      assertPastedLineWorks(floe);
      Programs.Outcome status = floe.floe("status");
      assertThat(status.exit()).as(status.output()).isZero();
      assertThat(status.output())
          .contains("ingest-1")
          .contains("ingest-2")
          .contains("edge-1")
          .contains("" + floe.management(1))
          .containsPattern("transcoder-1 +\\d+ +" + floe.management(4) + " +healthy");

      for (int n = 1; n <= 4; n++) {
        assertThat(Platform.get(floe.management(n), "/q/health/ready").statusCode()).isEqualTo(200);
        assertThat(Platform.get(floe.management(n), "/q/health/live").statusCode()).isEqualTo(200);
      }
      assertThat(metricsOfEveryNode(floe.management(1)))
          .contains(
              "floe_bus_unsent_total",
              "floe_bus_peers",
              "floe_config_rejected_total",
              "floe_config_conflicts")
          .isEqualTo(metricsOfEveryNode(floe.management(3)))
          .isEqualTo(metricsOfEveryNode(floe.management(4)))
          .isEqualTo(metricsOfEveryNode(floe.adminManagement()));
      for (int port : List.of(floe.management(1), floe.management(3), floe.adminManagement())) {
        assertThat(Platform.metric(port, "floe_config_version")).isPositive();
        assertThat(Platform.metric(port, "floe_config_conflicts")).isZero();
      }

      try (PacedSource source =
          new PacedSource(
              floe.ingest(2), "/jazz", "blue-note", "audio/mpeg", audio, 16_000, 80_000, true)) {
        LivePathTest.awaitOnAir(floe, "/jazz");
        assertThat(Platform.get(floe.edge(1), "/").body()).contains("Jazz by File");
        try (Listening listener = new Listening(floe.edge(1), "/jazz")) {
          assertThat(listener.header("icy-name")).isEqualTo("Jazz by File");
          Oracle.assertPiece(listener.hear(Duration.ofSeconds(1)), audio);
          assertThat(
                  Platform.get(
                          floe.ingest(1),
                          "/admin/metadata?mode=updinfo&mount=/jazz&song=From%20the%20other%20ingest",
                          "Authorization",
                          LivePathTest.basic("source", "blue-note"))
                      .body())
              .contains("<return>1</return>");
          await()
              .atMost(Duration.ofSeconds(5))
              .until(() ->
                  Platform.get(floe.edge(1), "/status-json.xsl")
                      .body()
                      .contains("From the other ingest"));
          await()
              .atMost(Duration.ofSeconds(5))
              .until(() ->
                  Platform.get(floe.ingest(1), "/status-json.xsl")
                      .body()
                      .contains("\"listeners\":1"));
        }
        assertRenditionLives(floe);
        assertThat(source.sent()).isPositive();
      }

      long edgePid = pid(floe, "edge-1");
      ProcessHandle.of(edgePid).orElseThrow().destroyForcibly();
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(() -> pid(floe, "edge-1") != edgePid && floe.floe("status").exit() == 0);
      assertThat(floe.output()).contains("edge-1");

      Programs.Outcome second = floe.floe("up", "--port", "1024");
      assertThat(second.exit()).isNotZero();
      assertThat(second.output()).contains("in use");

      assertThat(floe.floe("down").exit()).isZero();
      assertThat(floe.floe("status").exit()).isNotZero();
      assertThat(ProcessHandle.of(floe.pid()).map(ProcessHandle::isAlive).orElse(false)).isFalse();
    }
  }

  /** It is heard, a hangup does not end who makes it, and a death ends nobody else. */
  private static void assertRenditionLives(Platform floe) {
    LivePathTest.awaitOnAir(floe, "/jazz.opus");
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> Platform.metric(floe.management(4), "floe_jobs{state=\"running\"}") == 1);
    long transcoder = floe.pid("transcoder-1");
    long edge = floe.pid("edge-1");
    try (Listening listener = new Listening(floe.edge(1), "/jazz.opus")) {
      assertThat(listener.header("Content-Type")).isEqualTo("application/ogg");
      assertThat(listener.header("icy-name")).isEqualTo("Jazz by File");
      assertThat(listener.hearBytes(16_000, Duration.ofSeconds(10)))
          .startsWith("OggS".getBytes(StandardCharsets.US_ASCII));

      Programs.run(Duration.ofSeconds(5), "kill", "-HUP", "" + floe.pid());
      await().atMost(Duration.ofSeconds(10)).until(() -> floe.output().contains("opened anew"));
      listener.hearBytes(16_000, Duration.ofSeconds(10));
      assertThat(floe.pid("transcoder-1")).isEqualTo(transcoder);

      ProcessHandle.of(transcoder).orElseThrow().destroyForcibly();
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(() -> floe.output().contains("transcoder-1 is back"));
      assertThat(floe.pid("transcoder-1")).isNotEqualTo(transcoder);
      assertThat(floe.pid("edge-1")).isEqualTo(edge);
    }
    LivePathTest.awaitOnAir(floe, "/jazz.opus");
  }

  /** Who pastes the line that was printed is on the air, and on the station page. */
  private void assertPastedLineWorks(Platform floe) {
    String line =
        floe.output().lines().filter(l -> l.contains("ffmpeg -re")).findFirst().orElseThrow();
    String mount = line.substring(line.lastIndexOf('/'));
    String command =
        line.replace("song.mp3", Sounds.mp3().toString())
            .replace("PASSWORD", Platform.LIVE_PASSWORD);
    Process ffmpeg =
        Programs.start(temp.resolve("ffmpeg.log"), List.of("sh", "-c", "exec " + command.strip()));
    try {
      LivePathTest.awaitOnAir(floe, mount);
      assertThat(Platform.get(floe.edge(1), "/").body()).contains("href=\"/player" + mount);
    } finally {
      ffmpeg.destroy();
    }
  }

  private static long pid(Platform floe, String service) {
    Matcher line =
        Pattern.compile("(?m)^\\s*" + service + "\\s+(?:\\S+\\s+)*?(\\d{2,7})\\b")
            .matcher(floe.floe("status").output());
    assertThat(line.find()).isTrue();
    return Long.parseLong(line.group(1));
  }

  /** Names of those metrics that have to be the same whatever a node does. */
  private static Set<String> metricsOfEveryNode(int managementPort) {
    return Platform.get(managementPort, "/q/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("floe_bus_") || line.startsWith("floe_config_"))
        .map(line -> line.split("[ {]", 2)[0])
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
