package io.floe.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.MountName;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PlaylistLogTest {

  @Test
  void playlistLine_isIcecasts() {
    assertThat(
            PlaylistLog.line(
                Instant.parse("2026-11-22T07:52:40Z"), new MountName("/live.mp3"), 3, "A - B\nC"))
        .isEqualTo("22/Nov/2026:07:52:40 +0000|/live.mp3|3|A - B C");
  }
}
