package io.floe.admin.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BacklogTest {

  private final HistoryCounters counters = new HistoryCounters();
  private final Backlog backlog = new Backlog(counters);

  private static Batch minute(int number) {
    return new Batch(
        Instant.ofEpochSecond(60L * number),
        Map.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Set.of());
  }

  @Test
  void minutesWaitForTheDatabase_aQuarterOfAnHour_thenTheOldestAreLost() {
    for (int i = 0; i < 20; i++) {
      backlog.onDuty(Instant.ofEpochSecond(60L * i + 30));
      backlog.add(List.of(minute(i)));
    }
    assertThat(counters.minutesLost()).isEqualTo(5);
    for (int i = 5; i < 20; i++) {
      Batch first = backlog.first();
      assertThat(first).isEqualTo(minute(i));
      backlog.written(first);
    }
    assertThat(backlog.first()).isNull();
    assertThat(counters.minutes()).isEqualTo(15);
  }

  @Test
  void whoIsNotOnDuty_remembersTheLastMinutes() {
    for (int i = 0; i < 20; i++) {
      backlog.add(List.of(minute(i)));
    }
    assertThat(backlog.first()).as("it owes nothing").isNull();
    backlog.onDuty(Instant.ofEpochSecond(60L * 20));
    assertThat(backlog.first()).isEqualTo(minute(18));
    assertThat(counters.minutesLost()).isZero();
  }

  @Test
  void whoLosesTheDuty_stillWritesTheMinutesThatHadBegun() {
    backlog.onDuty(Instant.ofEpochSecond(60L * 5 + 20));
    for (int i = 3; i < 30; i++) {
      backlog.add(List.of(minute(i)));
      if (i <= 5) {
        continue;
      }
      for (Batch first = backlog.first(); first != null; first = backlog.first()) {
        backlog.written(first);
      }
    }
    assertThat(counters.minutes()).as("3, 4 and 5").isEqualTo(3);
    assertThat(counters.minutesLost()).isZero();
  }

  @Test
  void minuteThatTheDatabaseRefuses_doesNotKeepOthersWaitingForEver() {
    backlog.onDuty(Instant.ofEpochSecond(150));
    backlog.add(List.of(minute(1), minute(2)));
    for (int i = 0; i < Backlog.MOST_REFUSALS; i++) {
      assertThat(backlog.first()).isEqualTo(minute(1));
      assertThat(backlog.refused()).isEqualTo(i == Backlog.MOST_REFUSALS - 1);
    }
    assertThat(backlog.first()).isEqualTo(minute(2));
    assertThat(counters.minutesLost()).isEqualTo(1);
  }
}
