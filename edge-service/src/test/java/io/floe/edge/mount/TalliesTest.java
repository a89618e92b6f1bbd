package io.floe.edge.mount;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.edge.ring.MountRing;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.config.Mount;
import io.floe.wire.report.Report.MountListeners;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TalliesTest {

  private static final MountName LIVE = new MountName("/live");

  private final AtomicLong nanos = new AtomicLong(-5_000_000_000L);
  private final Tallies tallies = new Tallies(nanos::get);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private LiveMount live(MountName name) {
    return new LiveMount(
        name,
        new MountRing(),
        new StreamInfo("audio/mpeg", "", "", "", "", 0, false, ""),
        () -> Mount.onTheFly(name),
        tallies.of(name));
  }

  @Test
  void time_isThatOfAllListenersTogether() {
    Tally tally = new Tally(nanos::get);
    tally.visited();
    pass(Duration.ofSeconds(10));
    tally.visited();
    tally.joined();
    pass(Duration.ofSeconds(10));
    tally.left();
    assertThat(tally.listenedMs()).isEqualTo(10_000 + 30_000);
    pass(Duration.ofSeconds(1));
    assertThat(tally.listenedMs()).isEqualTo(42_000);
    tally.left();
    tally.left();
    pass(Duration.ofHours(1));
    assertThat(tally.listenedMs()).isEqualTo(42_000);
    assertThat(tally.visits()).isEqualTo(2);
  }

  @Test
  void time_fromManyLoopsAtOnce_neverRunsBackwards() throws Exception {
    Tally tally = new Tally(System::nanoTime);
    try (ExecutorService loops = Executors.newFixedThreadPool(4)) {
      for (int loop = 0; loop < 4; loop++) {
        var _ =
            loops.submit(() -> {
              for (int i = 0; i < 100_000; i++) {
                tally.visited();
                tally.sent(3);
                tally.left();
              }
            });
      }
      long before = 0;
      for (int i = 0; i < 10_000; i++) {
        long now = tally.listenedMs();
        assertThat(now).isGreaterThanOrEqualTo(before);
        before = now;
      }
    }
    assertThat(tally.visits()).isEqualTo(400_000);
    assertThat(tally.bytes()).isEqualTo(1_200_000);
  }

  @Test
  void mountThatGoesAndComesBack_goesOnCounting_andIsReportedOnce() {
    LiveMount first = live(LIVE);
    assertThat(first.join(10)).isTrue();
    first.tally().visited();
    first.tally().sent(1_000);
    pass(Duration.ofSeconds(2));
    LiveMount second = live(LIVE);
    second.tally().sent(1);
    assertThat(tallies.report(List.of(first, second)))
        .containsExactly(new MountListeners(LIVE, 1, 1, 1_001, 2_000, 1));
    first.tally().left();
    assertThat(tallies.report(List.of()))
        .as("its last numbers are told when it has gone")
        .containsExactly(new MountListeners(LIVE, 0, 0, 1_001, 2_000, 1));
  }

  @Test
  void thoseThatHaveGoneLongAgo_areToldInTurn() {
    for (int i = 0; i < 200; i++) {
      tallies.of(new MountName("/m" + i)).sent(i);
    }
    pass(Duration.ofMinutes(5));
    LiveMount here = live(LIVE);
    Set<MountName> told = new HashSet<>();
    int beats = 0;
    while (told.size() < 201 && beats < 100) {
      List<MountListeners> report = tallies.report(List.of(here));
      assertThat(report.size()).isLessThanOrEqualTo(26);
      report.forEach(each -> told.add(each.mount()));
      beats++;
    }
    assertThat(told).hasSize(201);
  }

  @Test
  void mounts_areAsManyAsThereIsRoomFor_whoeverMakesThem() {
    Random random = new Random(7);
    for (int i = 0; i < Tallies.MOST + 500; i++) {
      tallies.of(new MountName("/m" + i)).sent(1 + random.nextInt(9));
    }
    pass(Duration.ofSeconds(1));
    assertThat(tallies.report(List.of())).hasSize(Tallies.MOST);
    assertThat(tallies.of(new MountName("/m0")).bytes()).as("counts from 0 again").isZero();
  }
}
