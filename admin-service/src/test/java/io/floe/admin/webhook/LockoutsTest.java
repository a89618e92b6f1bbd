package io.floe.admin.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.NodeId;
import io.floe.wire.client.Address;
import io.floe.wire.report.Report;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LockoutsTest {

  private static final MountName MOUNT = new MountName("/live");
  private static final NodeId INGEST = new NodeId("ingest-1-a");
  private static final Address CLIENT = Address.parse("192.0.2.7").orElseThrow();

  private final Lockouts lockouts = new Lockouts(new Counters());

  private static Report.Lockout lockout(long number, String address) {
    return new Report.Lockout(number, 1_000 * number, "source", address, MOUNT);
  }

  private static Change told(long number) {
    return new Change.SourceLockout(Instant.ofEpochSecond(number), "", MOUNT, "source", CLIENT);
  }

  @Test
  void whatAnIngestReports_isTakenOnce_howeverOftenItSaysIt() {
    lockouts.reported(INGEST, List.of(lockout(1, "192.0.2.7")));
    lockouts.reported(INGEST, List.of(lockout(1, "192.0.2.7"), lockout(2, "192.0.2.7")));
    lockouts.reported(INGEST, List.of(lockout(2, "192.0.2.7")));
    lockouts.reported(INGEST, List.of());
    lockouts.reported(INGEST, List.of(lockout(2, "192.0.2.7")));
    assertThat(lockouts.take()).containsExactly(told(1), told(2));
    assertThat(lockouts.take()).isEmpty();
  }

  @Test
  void anotherIngest_countsForItself() {
    lockouts.reported(INGEST, List.of(lockout(7, "192.0.2.7")));
    lockouts.reported(new NodeId("ingest-1-b"), List.of(lockout(1, "192.0.2.7")));
    assertThat(lockouts.take()).containsExactly(told(7), told(1));
  }

  @Test
  void reportWithoutAnAddress_isLeftOut() {
    lockouts.reported(INGEST, List.of(lockout(1, "nowhere"), lockout(2, "192.0.2.7")));
    lockouts.reported(INGEST, List.of(lockout(1, "192.0.2.7")));
    assertThat(lockouts.take()).containsExactly(told(2));
  }

  @Test
  void ofMoreThanAreKept_theRestIsCounted() {
    Counters counters = new Counters();
    Lockouts few = new Lockouts(counters);
    List<Report.Lockout> many = new ArrayList<>();
    for (int i = 1; i <= 1_010; i++) {
      many.add(lockout(i, "192.0.2.7"));
    }
    few.reported(INGEST, many);
    assertThat(few.take()).hasSize(1_000);
    List<Double> losses = new ArrayList<>();
    counters.each((name, what, tag, word, value) -> {
      if (word.equals("event")) {
        losses.add(value.applyAsDouble(counters));
      }
    });
    assertThat(losses).containsExactly(10.0);
  }
}
