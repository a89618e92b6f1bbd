package io.floe.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a listener has in hand at once: 64 KiB within 300 ms on any edge, and never old audio. */
@ExtendWith(Platform.Shared.class)
class BurstTest {

  private static final int FRAME = 418;
  private static final int BURST = 65_536 - FRAME;
  private static final Duration QUICK = Duration.ofMillis(300);

  private final byte[] audio = Oracle.mp3Audio(Sounds.bytes(Sounds.mp3()));

  @Test
  void burst_onAColdAndThenWarmEdge_is64KiBWithin300Ms(Platform floe) {
    try (PacedSource source = source(floe, "/burst")) {
      LivePathTest.awaitOnAir(floe, "/burst");
      for (int edge = 1; edge <= 2; edge++) {
        try (Listening cold = new Listening(floe.edge(edge), "/burst");
            Listening warm = new Listening(floe.edge(edge), "/burst")) {
          byte[] burst = cold.hearSinceRequest(QUICK);
          assertThat(burst.length).as("burst of a cold edge").isGreaterThanOrEqualTo(BURST);
          Oracle.assertPiece(burst, audio);
          warm.hear(Duration.ofMillis(1));
        }
        try (Listening warm = new Listening(floe.edge(edge), "/burst")) {
          byte[] burst = warm.hearSinceRequest(QUICK);
          assertThat(burst.length).as("burst of a warm edge").isGreaterThanOrEqualTo(BURST);
          Oracle.assertPiece(burst, audio);
        }
      }
      assertThat(source.sent()).isPositive();
    }
  }

  @Test
  void burst_whileTheSourcePausesFor2s_isGivenAndAfter3sNothingOldIs(Platform floe) {
    try (PacedSource source = source(floe, "/pause")) {
      LivePathTest.awaitOnAir(floe, "/pause");
      try (Listening keep = new Listening(floe.edge(1), "/pause")) {
        keep.hearBytes(BURST, Duration.ofSeconds(5));
        source.pause(true);
        keep.hear(Duration.ofMillis(2_000));
        for (int edge = 1; edge <= 2; edge++) {
          try (Listening listener = new Listening(floe.edge(edge), "/pause")) {
            assertThat(listener.hearSinceRequest(QUICK).length)
                .as("burst at 2 s of pause, edge " + edge)
                .isGreaterThanOrEqualTo(BURST);
          }
        }
        keep.hear(Duration.ofMillis(1_500));
        long sentBefore = source.sent();
        for (int edge = 1; edge <= 2; edge++) {
          try (Listening listener = new Listening(floe.edge(edge), "/pause")) {
            assertThat(listener.status()).isEqualTo(200);
            assertThat(listener.hear(Duration.ofMillis(700)))
                .as("old audio, edge " + edge)
                .isEmpty();
          }
        }
        try (Listening listener = new Listening(floe.edge(1), "/pause")) {
          source.pause(false);
          byte[] fresh = listener.hearBytes(FRAME * 20, Duration.ofSeconds(5));
          int at = Oracle.assertPiece(fresh, audio);
          long newest = sentBefore % audio.length;
          assertThat((long) at)
              .as("starts with what was sent after the pause")
              .isBetween(newest - 16_384 - FRAME, newest + 16_384);
        }
      }
    }
  }

  private PacedSource source(Platform floe, String mount) {
    return Broadcasts.looped(floe.ingest(1), mount, audio, 120_000);
  }
}
