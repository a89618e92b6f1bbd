package io.floe.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.testkit.FakeNetwork;
import io.floe.wire.audio.MountName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaylistLogTest {

  private static final MountName LIVE = new MountName("/live");

  @TempDir Path folder;

  @Test
  void playlistLine_isIcecasts() {
    assertThat(
            PlaylistLog.line(
                Instant.parse("2026-11-22T07:52:40Z"), new MountName("/live.mp3"), 3, "A - B\nC"))
        .isEqualTo("22/Nov/2026:07:52:40 +0000|/live.mp3|3|A - B C");
  }

  @Test
  void titlesThatComeFast_haveALineASecond_andTheNewestIsNeverLost() throws Exception {
    FakeNetwork network = new FakeNetwork();
    Path file = folder.resolve("playlist.log");
    MountName other = new MountName("/other");
    try (PlaylistLog log = new PlaylistLog(file.toString(), 14, network.loop(), mount -> 7)) {
      for (int second = 0; second < 3; second++) {
        for (int i = 0; i < 100; i++) {
          log.played(LIVE, second + "." + i);
        }
        network.advance(Duration.ofSeconds(1));
      }
      log.played(other, "its own");
      network.advance(Duration.ofSeconds(2));
      log.played(LIVE, "slow");
      log.played(LIVE, "left out");
      log.played(LIVE, "at the end");
      assertThat(log.leftOut()).isEqualTo(98 + 99 + 99 + 1);
      assertThat(log.dropped()).isZero();
    }
    assertThat(Files.readAllLines(file))
        .extracting(line -> line.substring(line.indexOf('|')))
        .containsExactly(
            "|/live|7|0.0",
            "|/live|7|0.99",
            "|/live|7|1.99",
            "|/live|7|2.99",
            "|/other|7|its own",
            "|/live|7|slow",
            "|/live|7|at the end");
  }
}
