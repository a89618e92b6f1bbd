package io.floe.e2e;

import static io.floe.e2e.Airwaves.config;
import static io.floe.e2e.Airwaves.mp3;
import static io.floe.e2e.Airwaves.opus;
import static io.floe.e2e.Airwaves.rendition;
import static io.floe.e2e.Airwaves.renditions;
import static io.floe.e2e.Airwaves.size;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which renditions are made, and by which of several processes. */
class RenditionJobsTest {

  private static final String TONE = "sine=frequency=440:sample_rate=44100,volume=4";
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path temp;
  private Airwaves air;

  @BeforeEach
  void begin() {
    air = new Airwaves(temp);
  }

  @AfterEach
  void end() {
    air.close();
  }

  private static void start(Nodes floe, String config, List<String> names) {
    for (String name : names) {
      floe.configure(name, config);
      floe.start(name);
    }
    names.forEach(floe::awaitReady);
  }

  private static double jobs(Nodes floe, String node, String state) {
    return floe.metric(node, "floe_jobs{state=\"" + state + "\"}");
  }

  private static int status(Nodes floe, String mount) {
    return Broadcasts.status("127.0.0.1", floe.port("edge-1"), mount);
  }

  @Test
  void everyOpus_getsAnMp3BesideIt_andNoMp3DoesUnlessAskedFor() throws IOException {
    List<String> names = List.of("ingest-1", "edge-1", "transcoder-1");
    try (Nodes floe = new Nodes(names.toArray(String[]::new))) {
      String siblings =
          "\"siblings\": [{\"suffix\": \".mp3\", \"codec\": \"mp3\", \"bitrate\": 96}]";
      start(floe, config(siblings), names);
      Process source = air.play(floe, "/north", TONE, 60, opus("-ac", "2", "-b:a", "96k"));
      air.play(floe, "/south", TONE, 60, mp3("-ac", "2", "-b:a", "128k"));
      Path file = air.record(floe, "/north.mp3");
      await().atMost(SOON).until(() -> size(file) > 80_000);
      await().atMost(SOON).until(() -> status(floe, "/south") == 200);
      assertThat(status(floe, "/south.mp3")).isEqualTo(404);
      assertThat(jobs(floe, "transcoder-1", "running")).isEqualTo(1);

      source.destroyForcibly(); // it comes back as MP3: the sibling is of no use any more
      await().atMost(SOON).until(() -> jobs(floe, "transcoder-1", "silent") == 1);
      air.play(floe, "/north", TONE, 60, mp3("-ac", "2", "-b:a", "128k"));
      await().atMost(SOON).until(() -> status(floe, "/north.mp3") == 404);
      air.close();
      Waveform heard = Waveform.of(file);
      assertThat(heard.between(1, 4).frequency()).isCloseTo(440, within(1.0));
    }
  }

  @Test
  void jobThatNoNodeHasRoomFor_waits_untilAnotherNodeComes() {
    List<String> names = List.of("ingest-1", "edge-1", "transcoder-1", "transcoder-2");
    try (Nodes floe = new Nodes(names.toArray(String[]::new))) {
      floe.set("transcoder-1", "FLOE_ROOM", "40"); // one Opus, and no other one beside it
      String config =
          config(
              renditions(
                  rendition("/a", "/a.opus", "\"codec\": \"opus\", \"bitrate\": 64"),
                  rendition("/b", "/b.opus", "\"codec\": \"opus\", \"bitrate\": 64")));
      start(floe, config, names.subList(0, 3));
      air.play(floe, "/a", TONE, 120, mp3("-ac", "2", "-b:a", "128k"));
      air.play(floe, "/b", TONE, 120, mp3("-ac", "2", "-b:a", "128k"));
      await()
          .atMost(SOON)
          .until(() ->
              jobs(floe, "transcoder-1", "running") == 1
                  && jobs(floe, "transcoder-1", "queued") == 1);
      assertThat(List.of(status(floe, "/a.opus"), status(floe, "/b.opus")))
          .containsExactlyInAnyOrder(200, 404);
      assertThat(floe.metric("transcoder-1", "floe_jobs_room_cores")).isEqualTo(0.04);

      floe.configure("transcoder-2", config);
      floe.startAndAwait("transcoder-2");
      await()
          .atMost(SOON)
          .until(() -> status(floe, "/a.opus") == 200 && status(floe, "/b.opus") == 200);
      await().atMost(SOON).until(() -> jobs(floe, "transcoder-1", "queued") == 0);
      assertThat(jobs(floe, "transcoder-2", "running")).isPositive();
    }
  }

  @Test
  void nodeThatIsKilled_whileItsInputIsGone_isFollowedBySilence_andThenByAudio()
      throws IOException {
    List<String> names = List.of("ingest-1", "edge-1", "transcoder-1", "transcoder-2");
    try (Nodes floe = new Nodes(names.toArray(String[]::new))) {
      start(
          floe,
          config(
              renditions(rendition("/live", "/live.mp3", "\"codec\": \"mp3\", \"bitrate\": 96"))),
          names);
      Process source = air.play(floe, "/live", TONE, 120, opus("-ac", "2", "-b:a", "96k"));
      Path file = air.record(floe, "/live.mp3");
      Process listener = air.last();
      await().atMost(SOON).until(() -> size(file) > 100_000);
      String maker =
          floe.metric("transcoder-1", "floe_origin_chunks_total") > 0
              ? "transcoder-1"
              : "transcoder-2";
      String other = maker.equals("transcoder-1") ? "transcoder-2" : "transcoder-1";

      source.destroyForcibly();
      await().atMost(SOON).until(() -> jobs(floe, maker, "silent") == 1);
      floe.kill(maker);
      await().atMost(SOON).until(() -> jobs(floe, other, "silent") == 1);
      long silentAt = size(file);
      await().atMost(SOON).until(() -> size(file) > silentAt + 20_000);
      assertThat(listener.isAlive()).isTrue();

      air.play(
          floe, "/live", "sine=frequency=880:sample_rate=48000,volume=4", 120, opus("-ac", "2"));
      await().atMost(SOON).until(() -> jobs(floe, other, "running") == 1);
      long backAt = size(file);
      await().atMost(SOON).until(() -> size(file) > backAt + 60_000);
      assertThat(listener.isAlive()).isTrue();
      air.close();
      Waveform heard = Waveform.of(file);
      assertThat(heard.between(1, 3).frequency()).isCloseTo(440, within(1.0));
      assertThat(heard.between(heard.seconds() - 2, heard.seconds() - 1).frequency())
          .isCloseTo(880, within(2.0));
    }
  }
}
