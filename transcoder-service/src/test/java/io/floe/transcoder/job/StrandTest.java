package io.floe.transcoder.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StrandTest {

  private final JobCounters counters = new JobCounters();

  @Test
  void tasks_runInOrder_oneAtATime_onManyThreads() throws InterruptedException {
    List<Integer> ran = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(1);
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      Strand strand = new Strand(pool, counters);
      for (int i = 0; i < 10_000; i++) {
        int number = i;
        strand.execute(() -> ran.add(number));
      }
      strand.execute(done::countDown);
      assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(ran).hasSize(10_000).isSorted();
  }

  @Test
  void taskThatEndsInAnError_isCounted_andTheNextOnesRun() {
    List<String> ran = new ArrayList<>();
    Strand strand = new Strand(Runnable::run, counters);
    strand.execute(() -> {
      throw new AssertionError("as some codec library does");
    });
    strand.execute(() -> ran.add("next"));
    assertThat(ran).containsExactly("next");
    assertThat(counters.errors()).isEqualTo(1);
  }

  @Test
  void dearTask_endsTheTurn_soThatOthersHaveTheirs() {
    Deque<Runnable> pool = new ArrayDeque<>();
    long[] now = {0};
    List<String> ran = new ArrayList<>();
    Strand dear = new Strand(pool::add, counters, () -> now[0]);
    Strand cheap = new Strand(pool::add, counters, () -> now[0]);
    for (int i = 0; i < 4; i++) {
      dear.execute(() -> {
        now[0] += 25_000_000;
        ran.add("dear");
      });
      cheap.execute(() -> ran.add("cheap"));
    }
    while (!pool.isEmpty()) {
      pool.remove().run();
    }
    assertThat(ran)
        .containsExactly("dear", "cheap", "cheap", "cheap", "cheap", "dear", "dear", "dear");
  }
}
