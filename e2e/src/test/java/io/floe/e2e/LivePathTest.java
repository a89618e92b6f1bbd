package io.floe.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Real encoders in, real players out, byte for byte. */
@ExtendWith(Platform.Shared.class)
class LivePathTest {

  @TempDir Path temp;

  @Test
  void ffmpegMp3_twoEdgesPlainAndIcy_hearContiguousFrameAlignedPieces(Platform floe) {
    byte[] audio = Oracle.mp3Audio(Sounds.bytes(Sounds.mp3()));
    Process ffmpeg =
        Programs.start(
            temp.resolve("ffmpeg.log"),
            List.of(
                "ffmpeg",
                "-re",
                "-stream_loop",
                "5",
                "-i",
                Sounds.mp3().toString(),
                "-c",
                "copy",
                "-f",
                "mp3",
                "-content_type",
                "audio/mpeg",
                "icecast://source:"
                    + Platform.LIVE_PASSWORD
                    + "@127.0.0.1:"
                    + floe.ingest(1)
                    + "/live"));
    try {
      awaitOnAir(floe, "/live");
      try (Listening one = new Listening(floe.edge(1), "/live");
          Listening two = new Listening(floe.edge(2), "/live", "Icy-MetaData: 1")) {
        assertThat(one.status()).isEqualTo(200);
        assertThat(one.header("content-type")).isEqualTo("audio/mpeg");
        assertThat(one.header("icy-metaint")).isEmpty();
        assertThat(two.header("icy-metaint")).isEqualTo("16000");
        byte[] first = one.hear(Duration.ofSeconds(4));
        assertThat(
                Platform.get(
                        floe.ingest(1),
                        "/admin/metadata?mode=updinfo&mount=%2Flive&song=Jan%20Garbarek%20-%20Twelve%20Moons",
                        "Authorization",
                        basic("source", Platform.LIVE_PASSWORD))
                    .statusCode())
            .isEqualTo(200);
        one.hear(Duration.ofSeconds(3));
        byte[] plain = one.hear(Duration.ofSeconds(1));
        Oracle.Icy icy = Oracle.Icy.of(two.hear(Duration.ofSeconds(1)), 16_000);
        Oracle.assertPiece(first, audio);
        Oracle.assertPiece(plain, audio);
        assertThat(plain[0] & 0xff).isEqualTo(0xff);
        assertThat(plain[1] & 0xfe).isEqualTo(0xfa);
        Oracle.assertPiece(icy.audio(), audio);
        assertThat(icy.titles()).contains("Jan Garbarek - Twelve Moons");
      }
    } finally {
      ffmpeg.destroy();
    }
  }

  @Test
  void lateJoin_ofMp3_decodesWithoutAnError(Platform floe) throws IOException {
    byte[] audio = Oracle.mp3Audio(Sounds.bytes(Sounds.mp3()));
    try (PacedSource source = Broadcasts.looped(floe.ingest(1), "/late", audio, 80_000)) {
      awaitOnAir(floe, "/late");
      Path heard = temp.resolve("late.mp3");
      Programs.run(
          Duration.ofSeconds(4),
          "curl",
          "-s",
          "-o",
          heard.toString(),
          "http://127.0.0.1:" + floe.edge(1) + "/late");
      Oracle.assertPiece(Files.readAllBytes(heard), audio);
      assertNoDecodeError(heard);
      assertThat(source.sent()).isGreaterThan(80_000);
    }
  }

  @Test
  void oggOpus_lateJoin_playsAndIsWholePages(Platform floe) throws IOException {
    byte[] file = Sounds.bytes(Sounds.opus());
    int rate = Sounds.rate(file, 30);
    try (PacedSource source =
        Broadcasts.once(floe.ingest(1), "/opus", "application/ogg", file, rate, 5 * rate)) {
      awaitOnAir(floe, "/opus");
      try (Listening one = new Listening(floe.edge(1), "/opus", "Icy-MetaData: 1");
          Listening two = new Listening(floe.edge(2), "/opus")) {
        assertThat(one.header("icy-metaint")).as("no ICY metadata in Ogg").isEmpty();
        byte[] heard = one.hear(Duration.ofSeconds(5));
        byte[] other = two.hear(Duration.ofSeconds(1));
        assertOggPiece(heard, file);
        assertOggPiece(other, file);
        Path saved = temp.resolve("late.opus");
        Files.write(saved, heard);
        assertNoDecodeError(saved);
        assertThat(probe(saved, "codec_name")).isEqualTo("opus");
      }
      assertThat(source.sent()).isPositive();
    }
  }

  @Test
  void oggFlac_withSixChannels_keepsThem(Platform floe) throws IOException {
    byte[] file = Sounds.bytes(Sounds.sixChannels());
    int rate = Sounds.rate(file, 20);
    try (PacedSource source =
        Broadcasts.once(floe.ingest(1), "/surround", "audio/ogg", file, rate, 3 * rate)) {
      awaitOnAir(floe, "/surround");
      try (Listening one = new Listening(floe.edge(1), "/surround")) {
        byte[] heard = one.hear(Duration.ofSeconds(4));
        assertOggPiece(heard, file);
        Path saved = temp.resolve("surround.oga");
        Files.write(saved, heard);
        assertNoDecodeError(saved);
        assertThat(probe(saved, "channels")).isEqualTo("6");
      }
      assertThat(source.sent()).isPositive();
    }
  }

  @Test
  void oggChain_ofFourLinks_playsThroughForOneWhoIsThereAndStartsWithHeadersForOneWhoComesLater(
      Platform floe) throws Exception {
    byte[] chain = Sounds.chain();
    int rate = Sounds.rate(chain, 20);
    try (PacedSource source =
        Broadcasts.once(floe.ingest(1), "/chain", "application/ogg", chain, rate, rate)) {
      awaitOnAir(floe, "/chain");
      try (Listening early = new Listening(floe.edge(1), "/chain")) {
        early.hear(Duration.ofSeconds(9));
        try (Listening late = new Listening(floe.edge(2), "/chain")) {
          source.join();
          byte[] heardLate = late.hear(Duration.ofSeconds(2));
          byte[] heard = early.hear(Duration.ofSeconds(1));
          assertThat(heard).as("from the first byte to the last").isEqualTo(chain);
          assertThat(Oracle.oggSerials(heard)).hasSize(4);
          assertThat(Oracle.oggSerials(heardLate)).hasSizeBetween(1, 3);
          Path saved = temp.resolve("chain.ogg");
          Files.write(saved, heardLate);
          assertNoDecodeError(saved);
          Path whole = temp.resolve("whole.ogg");
          Files.write(whole, heard);
          assertThat(
                  Programs.run(
                          Duration.ofSeconds(20),
                          "ffmpeg",
                          "-v",
                          "error",
                          "-i",
                          whole.toString(),
                          "-f",
                          "null",
                          "-")
                      .orFail())
              .isEmpty();
        }
      }
    }
  }

  @Test
  void mpv_playsWhatIsOnAir(Platform floe) {
    byte[] audio = Oracle.mp3Audio(Sounds.bytes(Sounds.mp3()));
    try (PacedSource source = Broadcasts.looped(floe.ingest(1), "/mpv", audio, 80_000)) {
      awaitOnAir(floe, "/mpv");
      Programs.Outcome mpv =
          Programs.run(
              Duration.ofSeconds(20),
              "mpv",
              "--no-config",
              "--no-video",
              "--ao=null",
              "--length=3",
              "http://127.0.0.1:" + floe.edge(2) + "/mpv");
      assertThat(mpv.exit()).as(mpv.output()).isZero();
      assertThat(mpv.output()).contains("mp3").doesNotContain("rror");
      assertThat(source.sent()).isPositive();
    }
  }

  @Test
  void ezstream_whichIsLibshout_isOnAirWithItsTitle(Platform floe) throws IOException {
    Path config = temp.resolve("ezstream.xml");
    Files.writeString(
        config,
        """
        <ezstream>
          <servers><server><hostname>127.0.0.1</hostname><port>%d</port><password>%s</password><tls>none</tls><reconnect_attempts>1</reconnect_attempts></server></servers>
          <streams><stream><mountpoint>/ez</mountpoint><format>MP3</format><stream_name>Ez</stream_name></stream></streams>
          <intakes><intake><type>file</type><filename>%s</filename></intake></intakes>
        </ezstream>
        """
            .formatted(floe.ingest(1), Platform.SOURCE_PASSWORD, Sounds.mp3()));
    Files.setPosixFilePermissions(
        config, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    Process ezstream =
        Programs.start(temp.resolve("ez.log"), List.of("ezstream", "-v", "-c", config.toString()));
    try {
      awaitOnAir(floe, "/ez");
      try (Listening one = new Listening(floe.edge(1), "/ez")) {
        Oracle.assertPiece(
            one.hear(Duration.ofSeconds(3)), Oracle.mp3Audio(Sounds.bytes(Sounds.mp3())));
        assertThat(one.header("icy-name")).isEqualTo("Ez");
      }
      await()
          .atMost(Duration.ofSeconds(5))
          .until(() ->
              Platform.get(floe.edge(1), "/status-json.xsl?mount=/ez").body().contains("Tagged"));
    } finally {
      ezstream.destroy();
    }
  }

  static String basic(String user, String password) {
    return "Basic "
        + java.util.Base64.getEncoder()
            .encodeToString(
                (user + ":" + password).getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  static void awaitOnAir(Platform floe, String mount) {
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(50))
        .until(() ->
            Platform.get(floe.edge(1), "/status-json.xsl?mount=" + mount).body().contains(mount));
  }

  /** Headers first, then a contiguous piece of the file from a page boundary. */
  private static void assertOggPiece(byte[] heard, byte[] file) {
    assertThat(Oracle.oggSerials(heard)).hasSize(1);
    int same = java.util.Arrays.mismatch(heard, file);
    if (same < 0 || same == heard.length) {
      return;
    }
    int page = lastPageAt(file, same);
    byte[] headers = java.util.Arrays.copyOf(file, page);
    assertThat(heard).startsWith(headers);
    assertThat(Oracle.find(file, java.util.Arrays.copyOfRange(heard, headers.length, heard.length)))
        .as("the rest is one piece of the file")
        .isGreaterThan(headers.length);
  }

  private static int lastPageAt(byte[] file, int before) {
    for (int at = before; at >= 0; at--) {
      if (file[at] == 'O'
          && at + 4 <= file.length
          && file[at + 1] == 'g'
          && file[at + 2] == 'g'
          && file[at + 3] == 'S') {
        return at;
      }
    }
    throw new AssertionError("no page before " + before);
  }

  private static void assertNoDecodeError(Path file) {
    Programs.Outcome probe =
        Programs.run(
            Duration.ofSeconds(20),
            "ffprobe",
            "-v",
            "error",
            "-show_frames",
            "-read_intervals",
            "%+#40",
            "-of",
            "compact",
            file.toString());
    assertThat(probe.exit()).isZero();
    assertThat(
            probe
                .output()
                .lines()
                .filter(line -> !line.startsWith("frame|") && !line.startsWith("side_data|")))
        .as("errors")
        .isEmpty();
    assertThat(probe.output().lines().count()).isGreaterThan(10);
  }

  private static String probe(Path file, String entry) {
    return Programs.run(
            Duration.ofSeconds(20),
            "ffprobe",
            "-v",
            "error",
            "-show_entries",
            "stream=" + entry,
            "-of",
            "csv=p=0",
            file.toString())
        .orFail()
        .strip();
  }
}
