package io.floe.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Renditions as an operator makes them, over REST, with the platform that {@code up} starts. */
@ExtendWith(Platform.Shared.class)
class RenditionsRestTest {

  private static final Duration EFFECT = Duration.ofSeconds(30);

  @TempDir Path temp;

  private static JsonNode rendition(Rest rest, String to) {
    return rest.get("/renditions/" + to);
  }

  private static PacedSource source(Platform floe, String mount, String type, byte[] bytes) {
    return new PacedSource(
        floe.ingest(1), mount, Platform.SOURCE_PASSWORD, type, bytes, 16_000, 64_000, true);
  }

  @Test
  void renditionMadeOverRest_isHeard_showsItsState_andGoesWithIt(Platform floe)
      throws IOException, InterruptedException {
    Rest rest = floe.rest();
    rest.create("/mounts", "{\"name\": \"/rest\", \"tenant\": \"default\"}");
    rest.create(
        "/renditions",
        "{\"from\": \"/rest\", \"to\": \"/rest.opus\", \"codec\": \"opus\", \"bitrate\": 64,"
            + " \"onDemand\": true}");
    try (PacedSource source =
        source(floe, "/rest", "audio/mpeg", Files.readAllBytes(Sounds.mp3()))) {
      await()
          .atMost(EFFECT)
          .until(() -> rendition(rest, "rest.opus").path("state").asText().equals("idle"));
      Path file = temp.resolve("heard.opus");
      Process listener =
          Programs.start(
              temp.resolve("curl.log"),
              List.of(
                  "curl",
                  "-s",
                  "-N",
                  "-o",
                  file.toString(),
                  "http://127.0.0.1:" + floe.edge(2) + "/rest.opus"));
      await()
          .atMost(EFFECT)
          .until(() -> rendition(rest, "rest.opus").path("state").asText().equals("running"));
      await().atMost(EFFECT).until(() -> Files.exists(file) && Files.size(file) > 60_000);
      await().atMost(EFFECT).until(() -> rendition(rest, "rest.opus").path("speed").asDouble() > 1);
      assertThat(rendition(rest, "rest.opus").path("node").asText()).startsWith("transcoder-1");
      assertThat(Broadcasts.status("127.0.0.1", floe.edge(1), "/rest.opus")).isEqualTo(200);

      assertThat(put(floe, "/rest.opus")).contains("403").contains("/rest");

      rest.delete("/renditions/rest.opus");
      assertThat(listener.waitFor(30, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
      assertThat(source.sent()).isPositive();
      Waveform heard = Waveform.of(file);
      assertThat(heard.seconds()).isGreaterThan(5);
    } finally {
      rest.delete("/mounts/rest");
    }
  }

  @Test
  void inputThatIsNoAudio_isShownAsFailed_withTheReason(Platform floe) {
    Rest rest = floe.rest();
    byte[] garbage = new byte[1 << 20];
    new Random(9).nextBytes(garbage);
    rest.create("/mounts", "{\"name\": \"/noise\", \"tenant\": \"default\"}");
    rest.create(
        "/renditions",
        "{\"from\": \"/noise\", \"to\": \"/noise.mp3\", \"codec\": \"mp3\", \"bitrate\": 64}");
    try (PacedSource source = source(floe, "/noise", "audio/mpeg", garbage)) {
      await()
          .atMost(EFFECT)
          .until(() -> rendition(rest, "noise.mp3").path("state").asText().equals("failed"));
      assertThat(rendition(rest, "noise.mp3").path("reason").asText())
          .contains("/noise")
          .contains("decoded");
      assertThat(Broadcasts.status("127.0.0.1", floe.edge(1), "/noise.mp3")).isEqualTo(404);
      assertThat(source.sent()).isPositive();
    } finally {
      rest.delete("/renditions/noise.mp3");
      rest.delete("/mounts/noise");
    }
  }

  private static String put(Platform floe, String mount) {
    return Programs.run(
            Duration.ofSeconds(20),
            "curl",
            "-s",
            "-i",
            "-m",
            "5",
            "-X",
            "PUT",
            "-u",
            "source:" + Platform.SOURCE_PASSWORD,
            "-H",
            "Content-Type: audio/mpeg",
            "-d",
            "x",
            "http://127.0.0.1:" + floe.ingest(1) + mount)
        .output();
  }
}
