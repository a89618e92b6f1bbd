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

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One codec into the other, by the processes that users run, heard at an edge. */
class RenditionsTest {

  private static final String TONE = "sine=frequency=440:sample_rate=%d,volume=4";
  private static final String SWEEP =
      "aevalsrc=exprs='0.4*sin(2*PI*(200*t+60*t*t))':sample_rate=48000";
  private static final String NOISE = "anoisesrc=color=pink:amplitude=0.5:seed=3:sample_rate=44100";

  /** A sentence, and the pause after it, again and again. */
  private static final String SPEECH =
      "flite=voice=slt:text='Good evening. This is the news at nine, read to you by a machine."
          + " The sea is calm, the ice is thin, and the boats stay where they are.',"
          + "aresample=%d,apad=pad_dur=1,aloop=loop=-1:size=2e9";

  @TempDir(cleanup = org.junit.jupiter.api.io.CleanupMode.ON_SUCCESS)
  Path temp;

  private final ObjectMapper json = new ObjectMapper();
  private Airwaves air;

  @BeforeEach
  void begin() {
    air = new Airwaves(temp);
  }

  @AfterEach
  void end() {
    air.close();
  }

  private JsonNode probe(Path file) throws IOException {
    Programs.Outcome outcome =
        Programs.run(
            Duration.ofSeconds(60),
            "ffprobe",
            "-v",
            "error",
            "-show_streams",
            "-of",
            "json",
            file.toString());
    assertThat(outcome.exit()).as(outcome.output()).isZero();
    return json.readTree(outcome.output()).path("streams").path(0);
  }

  private void assertIs(Path file, String codec, int rate, int channels) throws IOException {
    JsonNode stream = probe(file);
    assertThat(stream.path("codec_name").asText()).isEqualTo(codec);
    assertThat(stream.path("sample_rate").asInt()).isEqualTo(rate);
    assertThat(stream.path("channels").asInt()).isEqualTo(channels);
  }

  private static void assertTone(Path file, double level) throws IOException {
    Waveform heard = Waveform.of(file);
    assertThat(heard.seconds()).isBetween(6.0, 20.0);
    Waveform inner = heard.between(1, heard.seconds() - 2);
    assertThat(inner.frequency()).isCloseTo(440, within(1.0));
    assertThat(inner.level()).isCloseTo(level, within(0.5));
  }

  /** The sound itself, once its encoder has had its way. */
  private Waveform reference(String sound, int seconds, String... encoding) throws IOException {
    Path encoded = temp.resolve("reference");
    List<String> command =
        new ArrayList<>(
            List.of("ffmpeg", "-y", "-v", "error", "-f", "lavfi", "-i", sound, "-t", "" + seconds));
    command.addAll(List.of(encoding));
    command.add(encoded.toString());
    Programs.Outcome made = Programs.run(Duration.ofSeconds(30), command.toArray(String[]::new));
    assertThat(made.exit()).as(made.output()).isZero();
    return Waveform.of(encoded);
  }

  /** How loud that is. */
  private double levelOf(String sound, String... encoding) throws IOException {
    return reference(sound, 3, encoding).between(1, 2).level();
  }

  /** The same words at the same pace, and as loud: the ups and downs of the voice are its own. */
  private static void assertSpeech(Path file, Waveform spoken) throws IOException {
    // A live stream begins with the delay of its encoder, which a file tells its decoder to skip.
    Waveform heard = Waveform.of(file).between(1, 9);
    Waveform.Match match = spoken.find(heard);
    assertThat(match.likeness()).isGreaterThan(0.97);
    assertThat(heard.level())
        .isCloseTo(spoken.between(match.at(), match.at() + heard.seconds()).level(), within(0.5));
  }

  @Test
  void everySound_comesOutOfTheEdge_asItWentIn() throws Exception {
    try (Nodes floe = new Nodes("ingest-1", "edge-1", "transcoder-1")) {
      String config =
          config(
              renditions(
                  rendition("/a", "/a.opus", "\"codec\": \"opus\", \"bitrate\": 96"),
                  rendition(
                      "/a",
                      "/a48.mp3",
                      "\"codec\": \"mp3\", \"bitrate\": 96, \"sampleRate\": 48000, \"channels\": 1"),
                  rendition("/b", "/b.mp3", "\"codec\": \"mp3\", \"bitrate\": 128"),
                  rendition("/sweep", "/sweep.opus", "\"codec\": \"opus\", \"bitrate\": 128"),
                  rendition("/speech", "/speech.opus", "\"codec\": \"opus\", \"bitrate\": 48"),
                  rendition(
                      "/voice",
                      "/voice.mp3",
                      "\"codec\": \"mp3\", \"bitrate\": 64, \"channels\": 1"),
                  rendition("/noise", "/noise.opus", "\"codec\": \"opus\", \"bitrate\": 64"),
                  rendition("/noise", "/noise.mp3", "\"codec\": \"mp3\", \"bitrate\": 192")));
      for (String name : List.of("ingest-1", "edge-1", "transcoder-1")) {
        floe.configure(name, config);
        floe.start(name);
      }
      List.of("ingest-1", "edge-1", "transcoder-1").forEach(floe::awaitReady);
      air.play(floe, "/a", TONE.formatted(44_100), 14, mp3("-ac", "2", "-b:a", "128k"));
      air.play(floe, "/b", TONE.formatted(48_000), 14, opus("-ac", "1", "-b:a", "64k"));
      air.play(floe, "/sweep", SWEEP, 14, mp3("-ac", "1", "-q:a", "4"));
      air.play(floe, "/speech", SPEECH.formatted(44_100), 14, mp3("-ac", "1", "-b:a", "96k"));
      air.play(floe, "/voice", SPEECH.formatted(48_000), 14, opus("-ac", "2", "-b:a", "96k"));
      Process last = air.play(floe, "/noise", NOISE, 14, mp3("-ac", "2", "-b:a", "128k"));
      List<String> outputs =
          List.of(
              "/a.opus",
              "/a48.mp3",
              "/b.mp3",
              "/sweep.opus",
              "/noise.opus",
              "/noise.mp3",
              "/speech.opus",
              "/voice.mp3");
      List<Path> files = outputs.stream().map(each -> air.record(floe, each)).toList();
      last.waitFor();
      air.close();

      assertIs(files.get(0), "opus", 48_000, 2);
      assertIs(files.get(1), "mp3", 48_000, 1);
      assertIs(files.get(2), "mp3", 44_100, 2);
      double a = levelOf(TONE.formatted(44_100), mp3("-ac", "2", "-b:a", "128k"));
      assertTone(files.get(0), a);
      assertTone(files.get(1), a);
      assertTone(files.get(2), levelOf(TONE.formatted(48_000), opus("-ac", "1", "-b:a", "64k")));
      assertSweep(Waveform.of(files.get(3)));
      assertBitrate(files.get(4), 64);
      assertBitrate(files.get(5), 192);
      assertSpeech(
          files.get(6), reference(SPEECH.formatted(44_100), 14, mp3("-ac", "1", "-b:a", "96k")));
      assertSpeech(
          files.get(7), reference(SPEECH.formatted(48_000), 14, opus("-ac", "2", "-b:a", "96k")));
      assertThat(floe.metric("transcoder-1", "floe_job_lost_frames_total")).isZero();
      assertThat(floe.metric("transcoder-1", "floe_job_gaps_total")).isZero();
      assertThat(floe.metric("transcoder-1", "floe_jobs_load_cores")).isPositive();
    }
  }

  /** 120 Hz more in every second: what is repeated, or left out, would show. */
  private static void assertSweep(Waveform heard) {
    List<Double> rising = heard.between(0.5, heard.seconds() - 1).frequencies(0.25);
    assertThat(rising).hasSizeGreaterThan(20);
    for (int i = 1; i < rising.size(); i++) {
      assertThat(rising.get(i) - rising.get(i - 1)).as("step %d", i).isCloseTo(30, within(12.0));
    }
  }

  private static void assertBitrate(Path file, int kbps) throws IOException {
    double heard = Files.size(file) * 8 / Waveform.of(file).seconds() / 1_000;
    assertThat(heard).isCloseTo(kbps, within(kbps * 0.1));
  }

  @Test
  void inputThatGoes_andReturnsInAnotherFormat_keepsItsListeners() throws Exception {
    List<String> names = List.of("ingest-1", "edge-1", "transcoder-1");
    try (Nodes floe = new Nodes(names.toArray(String[]::new))) {
      String config =
          config(
              renditions(
                  rendition("/live", "/live.mp3", "\"codec\": \"mp3\", \"bitrate\": 96"),
                  rendition("/chain", "/chain.mp3", "\"codec\": \"mp3\", \"bitrate\": 128")));
      for (String name : names) {
        floe.configure(name, config);
        floe.start(name);
      }
      names.forEach(floe::awaitReady);
      byte[] chain = Sounds.chain();
      PacedSource links =
          new PacedSource(
              floe.port("ingest-1"),
              "/chain",
              Platform.SOURCE_PASSWORD,
              "application/ogg",
              chain,
              Sounds.rate(chain, 20),
              0,
              true);
      Process first =
          air.play(floe, "/live", TONE.formatted(44_100), 60, mp3("-ac", "2", "-b:a", "128k"));
      Path file = air.record(floe, "/live.mp3");
      Process listener = air.last();
      Path chained = air.record(floe, "/chain.mp3");
      await().atMost(Duration.ofSeconds(20)).until(() -> size(file) > 70_000);
      first.destroyForcibly();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> floe.metric("transcoder-1", "floe_jobs{state=\"silent\"}") == 1);
      long silentAt = size(file);
      await().atMost(Duration.ofSeconds(20)).until(() -> size(file) > silentAt + 20_000);
      air.play(
          floe,
          "/live",
          "sine=frequency=880:sample_rate=48000",
          60,
          opus("-ac", "1", "-b:a", "64k"));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> floe.metric("transcoder-1", "floe_jobs{state=\"silent\"}") == 0);
      long backAt = size(file);
      await().atMost(Duration.ofSeconds(20)).until(() -> size(file) > backAt + 70_000);
      assertThat(listener.isAlive()).isTrue();
      assertThat(floe.metric("edge-1", "floe_mount_epochs_total")).isZero();
      links.close();
      air.close();

      List<Long> turns = new ArrayList<>();
      for (double hertz : Waveform.of(file).frequencies(0.5)) {
        long tone = Math.round(hertz / 110);
        if ((tone == 4 || tone == 8) && (turns.isEmpty() || turns.getLast() != tone)) {
          turns.add(tone);
        }
      }
      assertThat(turns).containsExactly(4L, 8L);
      assertIs(chained, "mp3", 44_100, 2);
      assertThat(
              Waveform.of(chained).frequencies(0.5).stream().map(hertz -> Math.round(hertz / 110)))
          .as("links of 220 Hz, 440 Hz and so on")
          .containsSubsequence(2L, 4L);
      assertThat(floe.metric("transcoder-1", "floe_job_lost_frames_total")).isZero();
    }
  }

  @Test
  void nodeThatIsKilled_isFollowedByAnother_andListenersStay() throws Exception {
    List<String> names = List.of("ingest-1", "edge-1", "transcoder-1", "transcoder-2");
    try (Nodes floe = new Nodes(names.toArray(String[]::new))) {
      String config =
          config(
              renditions(rendition("/live", "/live.opus", "\"codec\": \"opus\", \"bitrate\": 96")));
      for (String name : names) {
        floe.configure(name, config);
        floe.start(name);
      }
      names.forEach(floe::awaitReady);
      air.play(floe, "/live", TONE.formatted(44_100), 120, mp3("-ac", "2", "-b:a", "128k"));
      Path file = air.record(floe, "/live.opus");
      Process listener = air.last();
      await().atMost(Duration.ofSeconds(20)).until(() -> size(file) > 150_000);

      String maker =
          floe.metric("transcoder-1", "floe_origin_chunks_total") > 0
              ? "transcoder-1"
              : "transcoder-2";
      String other = maker.equals("transcoder-1") ? "transcoder-2" : "transcoder-1";
      assertThat(floe.metric(other, "floe_origin_chunks_total")).isZero();
      long before = System.nanoTime();
      floe.kill(maker);
      await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> floe.metric(other, "floe_origin_chunks_total") > 0);
      long heardAt = size(file);
      await()
          .atMost(Duration.ofSeconds(10))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> size(file) > heardAt);
      Duration silence = Duration.ofNanos(System.nanoTime() - before);
      System.out.println("A killed transcoder: audio again after " + silence.toMillis() + " ms");
      assertThat(silence).isLessThan(Duration.ofSeconds(5));
      assertThat(listener.isAlive()).isTrue();
      await().atMost(Duration.ofSeconds(20)).until(() -> size(file) > heardAt + 60_000);
      assertThat(listener.isAlive()).isTrue();
      air.close();
      Waveform heard = Waveform.of(file);
      assertThat(heard.between(heard.seconds() - 3, heard.seconds() - 1).frequency())
          .isCloseTo(440, within(1.0));
    }
  }

  @Test
  void randomBytes_failTheirOwnJob_andDisturbNoOther() throws Exception {
    List<String> names = List.of("ingest-1", "edge-1", "transcoder-1");
    byte[] garbage = new byte[1 << 20];
    new Random(5).nextBytes(garbage);
    try (Nodes floe = new Nodes(names.toArray(String[]::new))) {
      String config =
          config(
              renditions(
                  rendition("/live", "/live.opus", "\"codec\": \"opus\", \"bitrate\": 96"),
                  rendition("/bad", "/bad.opus", "\"codec\": \"opus\", \"bitrate\": 96")));
      for (String name : names) {
        floe.configure(name, config);
        floe.start(name);
      }
      names.forEach(floe::awaitReady);
      air.play(floe, "/live", TONE.formatted(44_100), 60, mp3("-ac", "2", "-b:a", "128k"));
      Path file = air.record(floe, "/live.opus");
      try (PacedSource bad =
          new PacedSource(
              floe.port("ingest-1"),
              "/bad",
              Platform.SOURCE_PASSWORD,
              "application/ogg",
              garbage,
              200_000,
              400_000,
              true)) {
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> floe.metric("transcoder-1", "floe_jobs{state=\"failed\"}") == 1);
        long at = size(file);
        await().atMost(Duration.ofSeconds(20)).until(() -> size(file) > at + 60_000);
        assertThat(bad.sent()).isPositive();
      }
      assertThat(floe.metric("transcoder-1", "floe_jobs{state=\"running\"}")).isEqualTo(1);
      air.close();
      Waveform heard = Waveform.of(file);
      assertThat(heard.between(1, heard.seconds() - 1).frequency()).isCloseTo(440, within(1.0));
    }
  }
}
