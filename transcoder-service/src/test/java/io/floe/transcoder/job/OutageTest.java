package io.floe.transcoder.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutageTest {

  private static final long MILLIS = 1_000_000;

  private final Outage outage = new Outage();

  private long due(long millis) {
    return outage.due(millis * MILLIS) / MILLIS;
  }

  /** All the silence that is due while time goes on to then. */
  private long dueUntil(long millis) {
    long sum = 0;
    for (long at = 0; at <= millis; at += 100) {
      sum += due(at);
    }
    return sum;
  }

  private void arrived(long millis) {
    outage.arrived(millis * MILLIS);
  }

  /** Whether 200 ms of audio that come at that time are left out. */
  private boolean late(long millis) {
    arrived(millis);
    return outage.late(millis * MILLIS, 200 * MILLIS);
  }

  @Test
  void inputThatNeverCame_isNotMissed() {
    assertThat(due(100_000)).isZero();
    assertThat(outage.missing()).isFalse();
  }

  @Test
  void silence_beginsWhenPatienceEnds_andGoesOnInRealTime() {
    arrived(1_000);
    assertThat(due(2_500)).isZero();
    assertThat(outage.missing()).isFalse();
    assertThat(due(2_600)).isEqualTo(100);
    assertThat(outage.missing()).isTrue();
    assertThat(due(2_700)).isEqualTo(100);
    assertThat(due(3_700)).isEqualTo(1_000);
    arrived(3_800);
    assertThat(outage.missing()).isFalse();
    assertThat(due(4_000)).isZero();
  }

  @Test
  void hoursThatThisNodeSlept_areNotMadeUpForInSilence() {
    arrived(0);
    assertThat(due(3_600_000)).isEqualTo(2_000);
    assertThat(due(3_600_100)).isEqualTo(100);
  }

  @Test
  void audioThatComesInTime_isNeverLate() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(late(i * 200)).isFalse();
    }
  }

  @Test
  void burstAtTheStart_isNotLate() {
    for (int i = 0; i < 50; i++) {
      assertThat(late(0)).isFalse();
    }
  }

  @Test
  void backlogAfterAnOutage_isLeftOut_asFarAsSilenceStoodInForIt() {
    arrived(0);
    assertThat(dueUntil(5_500)).isEqualTo(4_000);
    // 5.6 s of audio come at once: half a second is let through, then what was silence is left out.
    int kept = 0;
    int left = 0;
    for (int i = 0; i < 28; i++) {
      if (late(5_600)) {
        left += 200;
      } else {
        kept += 200;
      }
    }
    assertThat(left).isEqualTo(4_000);
    assertThat(kept).isEqualTo(1_600);
  }

  @Test
  void inputThatGoesOnLive_losesNothing() {
    arrived(0);
    assertThat(dueUntil(60_000)).isEqualTo(58_500);
    for (int i = 0; i < 100; i++) {
      assertThat(late(60_000 + i * 200)).isFalse();
    }
  }

  @Test
  void outageOfLongAgo_leavesNothingOut() {
    arrived(0);
    assertThat(dueUntil(5_500)).isEqualTo(4_000);
    for (int i = 0; i < 100; i++) {
      assertThat(late(5_600 + i * 200)).isFalse();
    }
    assertThat(late(25_700)).isFalse();
    assertThat(late(25_700)).isFalse();
    assertThat(late(25_700)).isFalse();
    assertThat(late(25_700)).isFalse();
  }
}
