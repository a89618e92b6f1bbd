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

/** Every way in: legacy SOURCE, chunked PUT, SHOUTcast v1, reconnects, and a mount in use. */
@ExtendWith(Platform.Shared.class)
class EncodersTest {

  private final byte[] audio = Oracle.mp3Audio(Sounds.bytes(Sounds.mp3()));

  @TempDir Path temp;

  @Test
  void ffmpeg_withTheLegacySourceVerb_isHeard(Platform floe) {
    Process ffmpeg =
        Programs.start(
            temp.resolve("f.log"),
            List.of(
                "ffmpeg",
                "-re",
                "-i",
                Sounds.mp3().toString(),
                "-c",
                "copy",
                "-f",
                "mp3",
                "-content_type",
                "audio/mpeg",
                "-legacy_icecast",
                "1",
                "icecast://source:"
                    + Platform.SOURCE_PASSWORD
                    + "@127.0.0.1:"
                    + floe.ingest(1)
                    + "/legacy"));
    assertHeard(floe, "/legacy", ffmpeg);
  }

  @Test
  void curl_withAChunkedPut_isHeard(Platform floe) {
    Process curl =
        Programs.start(
            temp.resolve("c.log"),
            List.of(
                "sh",
                "-c",
                "cat '"
                    + Sounds.mp3()
                    + "' | curl -s --limit-rate 24k -T - -H 'Content-Type: audio/mpeg' -u 'source:"
                    + Platform.SOURCE_PASSWORD
                    + "' http://127.0.0.1:"
                    + floe.ingest(1)
                    + "/chunked"));
    assertHeard(floe, "/chunked", curl);
  }

  @Test
  void shoutcastSource_onPortPlusOne_feedsLiveWithItsTitle(Platform floe) throws IOException {
    try (java.net.Socket socket =
        new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), floe.shoutcast())) {
      socket.setSoTimeout(5_000);
      socket
          .getOutputStream()
          .write(
              ("/v1:" + Platform.SOURCE_PASSWORD + "\r\n")
                  .getBytes(java.nio.charset.StandardCharsets.UTF_8));
      assertThat(
              new String(
                  socket.getInputStream().readNBytes(20),
                  java.nio.charset.StandardCharsets.ISO_8859_1))
          .isEqualTo("OK2\r\nicy-caps:11\r\n\r\n");
      socket
          .getOutputStream()
          .write(
              "icy-name:Old Tower\r\nicy-pub:1\r\nicy-br:128\r\ncontent-type:audio/mpeg\r\n\r\n"
                  .getBytes(java.nio.charset.StandardCharsets.UTF_8));
      socket.getOutputStream().write(audio, 0, 160_000);
      LivePathTest.awaitOnAir(floe, "/v1");
      try (Listening listener = new Listening(floe.edge(1), "/v1")) {
        assertThat(listener.header("icy-name")).isEqualTo("Old Tower");
        assertThat(listener.header("icy-br")).isEqualTo("128");
        Oracle.assertPiece(listener.hear(Duration.ofSeconds(1)), audio);
      }
    }
  }

  @Test
  void secondSource_isRefusedWhileTheFirstSends_andTakesOverWhenItHasGoneSilent(Platform floe) {
    try (PacedSource first = source(floe, "/taken")) {
      LivePathTest.awaitOnAir(floe, "/taken");
      try (Listening listener = new Listening(floe.edge(1), "/taken")) {
        listener.hear(Duration.ofMillis(500));
        String refused =
            Programs.run(
                    Duration.ofSeconds(10),
                    "curl",
                    "-si",
                    "-X",
                    "PUT",
                    "-H",
                    "Content-Type: audio/mpeg",
                    "-H",
                    "Expect:",
                    "-u",
                    "source:" + Platform.SOURCE_PASSWORD,
                    "http://127.0.0.1:" + floe.ingest(1) + "/taken")
                .output();
        assertThat(refused).contains(" 403 ").contains("Mountpoint in use");
        first.pause(true);
        long silentSince = System.nanoTime();
        await()
            .atMost(Duration.ofSeconds(5))
            .ignoreExceptions()
            .pollInterval(Duration.ofMillis(100))
            .until(() -> {
              try (PacedSource second = source(floe, "/taken")) {
                byte[] before = listener.hear(Duration.ofMillis(1));
                byte[] after = listener.hear(Duration.ofSeconds(2));
                return after.length > before.length + 16_000 && second.sent() > 0;
              }
            });
        assertThat(Duration.ofNanos(System.nanoTime() - silentSince))
            .isLessThan(Duration.ofSeconds(7));
      }
    }
  }

  @Test
  void silentSource_isClosedAfterTheSourceTimeout(Platform floe) {
    try (PacedSource source = source(floe, "/silent")) {
      LivePathTest.awaitOnAir(floe, "/silent");
      source.pause(true);
      await()
          .atMost(Duration.ofSeconds(14))
          .until(() ->
              !Platform.get(floe.edge(1), "/status-json.xsl?mount=/silent")
                  .body()
                  .contains("/silent"));
      assertThat(Platform.get(floe.edge(1), "/silent").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void wrongPassword_isRefusedAndStandsInTheAuthLogOnce(Platform floe) throws IOException {
    String answer =
        Programs.run(
                Duration.ofSeconds(10),
                "curl",
                "-si",
                "-X",
                "PUT",
                "-H",
                "Content-Type: audio/mpeg",
                "-u",
                "intruder:guess",
                "http://127.0.0.1:" + floe.ingest(1) + "/live")
            .output();
    assertThat(answer).contains(" 401 ").contains("Basic");
    Path authLog = floe.data().resolve("auth.log");
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> Files.exists(authLog) && Files.readString(authLog).contains("intruder"));
    assertThat(Files.readString(authLog).lines().filter(line -> line.contains("'intruder'")))
        .singleElement()
        .asString()
        .matches(
            "time=\"[^\"]+\" level=warning msg=\"Authentication failed for user 'intruder' from 127\\.0\\.0\\.1: .*\".*")
        .doesNotContain("guess");
  }

  private void assertHeard(Platform floe, String mount, Process encoder) {
    try {
      LivePathTest.awaitOnAir(floe, mount);
      try (Listening listener = new Listening(floe.edge(1), mount)) {
        Oracle.assertPiece(listener.hear(Duration.ofSeconds(3)), audio);
      }
    } finally {
      encoder.descendants().forEach(ProcessHandle::destroy);
      encoder.destroy();
    }
  }

  private PacedSource source(Platform floe, String mount) {
    return Broadcasts.looped(floe.ingest(1), mount, audio, 120_000);
  }
}
