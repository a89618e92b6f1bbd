package io.floe.edge.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StallsTest {

  private static final int CHUNK = 3200;

  private final AtomicLong nanos = new AtomicLong(5_000_000_000L);
  private final MountRing ring = new MountRing(nanos::get, () -> 1000);
  private final Broadcast source = new Broadcast(1);

  @AfterEach
  void endRing() {
    ring.end();
  }

  /** Seconds of audio that come in real time. */
  private void play(int seconds) {
    for (int i = 0; i < seconds * 5; i++) {
      pause(200);
      ring.append(source.audio(CHUNK), 0);
    }
  }

  private void pause(long millis) {
    nanos.addAndGet(millis * 1_000_000);
  }

  private int stalled() {
    return ring.newest().stalledMillis();
  }

  @Test
  void steadySource_neverStalls() {
    play(3600);
    assertThat(stalled()).isZero();
  }

  @Test
  void pause_takesItsLengthFromWhoeverListens_forGood() {
    play(30);
    pause(3000);
    play(60);
    assertThat(stalled()).isBetween(2990, 3010);
    pause(2000);
    play(600);
    assertThat(stalled()).isBetween(4990, 5010);
  }

  @Test
  void pausesThatFollowSoon_eachTakeTheirLength() {
    play(30);
    for (int i = 0; i < 5; i++) {
      pause(4000);
      play(12);
    }
    assertThat(stalled()).isBetween(19_900, 20_100);
  }

  @Test
  void piecesOfASecondAndMore_asSomeEncodersSendOgg_areNoStalls() {
    for (int i = 0; i < 3600; i++) {
      pause(i % 2 == 0 ? 1_020 : 1_130);
      ring.append(source.audio(17_000), 0);
    }
    assertThat(stalled()).isLessThan(200);
  }

  @Test
  void pause_thatIsCaughtUp_takesNothing() {
    play(30);
    pause(3000);
    for (int i = 0; i < 15; i++) {
      ring.append(source.audio(CHUNK), 0);
    }
    play(60);
    assertThat(stalled()).isLessThan(10);
  }

  @Test
  void pause_ofARingTooYoungToKnowItsPace_countsItself() {
    ring.append(source.audio(CHUNK), 0);
    pause(3000);
    play(60);
    assertThat(stalled()).isEqualTo(3200);
  }
}
