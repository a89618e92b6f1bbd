package io.floe.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.MountName;
import io.floe.wire.client.Address;
import io.floe.wire.report.Report.Lockout;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LockoutsTest {

  private static final MountName MOUNT = new MountName("/live");
  private static final Address CLIENT = Address.parse("192.0.2.7").orElseThrow();

  private Instant now = Instant.parse("2026-11-29T22:00:00Z");
  private final Lockouts lockouts = new Lockouts(() -> now);

  @Test
  void lockout_isReportedForAMinute() {
    lockouts.add("source", CLIENT, MOUNT);
    Lockout first = new Lockout(1, now.toEpochMilli(), "source", "192.0.2.7", MOUNT);
    assertThat(lockouts.recent()).containsExactly(first);
    now = now.plus(Lockouts.KEPT).minusMillis(1);
    lockouts.add("x".repeat(1_000), CLIENT, MOUNT);
    assertThat(lockouts.recent())
        .containsExactly(
            first, new Lockout(2, now.toEpochMilli(), "x".repeat(64), "192.0.2.7", MOUNT));
    now = now.plusMillis(1);
    assertThat(lockouts.recent()).extracting(Lockout::number).containsExactly(2L);
    now = now.plus(Duration.ofDays(1));
    assertThat(lockouts.recent()).isEmpty();
    assertThat(lockouts.dropped()).isZero();
  }

  @Test
  void ofMoreThanAReportHolds_theOldestAreDropped_andCounted() {
    for (int i = 0; i < Lockouts.MOST + 3; i++) {
      lockouts.add("source", CLIENT, MOUNT);
    }
    assertThat(lockouts.recent()).hasSize(Lockouts.MOST);
    assertThat(lockouts.recent().getFirst().number()).isEqualTo(4);
    assertThat(lockouts.dropped()).isEqualTo(3);
  }
}
