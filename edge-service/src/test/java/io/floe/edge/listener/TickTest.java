package io.floe.edge.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.edge.mount.LiveMount;
import io.floe.testkit.RawListener;
import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.StreamId;
import io.floe.wire.config.Mount;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** How often a listener is written to follows from how much audio it has in hand. */
class TickTest {

  /** The ring's clock, ahead of the system's by what the source has skipped. */
  private final AtomicLong leapt = new AtomicLong();

  private long sequence;
  private long captured = System.currentTimeMillis();

  /** So much audio, at 16 bytes a millisecond. */
  private void append(LiveMount live, long millis) {
    captured += millis;
    live.ring()
        .append(
            new Chunk(
                new StreamId(live.name(), 1),
                sequence++,
                Chunk.Kind.AUDIO,
                captured,
                Chunk.NONE,
                Chunk.NONE,
                true,
                new byte[(int) millis * 16]),
            0);
  }

  private LiveMount mount(Studio studio, int seconds) {
    Mount settings = Studio.mount("/live", 16_000 * seconds, Mount.Latency.NORMAL, null);
    LiveMount live =
        studio.open("/live", Studio.MP3, settings, () -> System.nanoTime() + leapt.get());
    for (int i = 0; i < seconds * 5; i++) {
      leapt.addAndGet(200_000_000L);
      append(live, 200);
    }
    return live;
  }

  /** Writes to one listener while so much audio comes in real time. */
  private long writes(Studio studio, LiveMount live, int millis) {
    long before = studio.counters.writes();
    long start = System.nanoTime();
    AtomicLong fed = new AtomicLong();
    Awaitility.await()
        .pollInterval(Duration.ofMillis(10))
        .until(() -> {
          long now = (System.nanoTime() - start) / 1_000_000;
          append(live, now - fed.getAndSet(now));
          return now >= millis;
        });
    return studio.counters.writes() - before;
  }

  @Test
  void cushionOfNineSeconds_isALongTick() throws Exception {
    try (Studio studio = new Studio()) {
      LiveMount live = mount(studio, 9);
      try (RawListener listener = studio.get("/live")) {
        listener.head();
        assertThat(writes(studio, live, 1000)).isLessThanOrEqualTo(2);
      }
      studio.awaitNobody();
    }
  }

  @Test
  void cushionOfASecond_isATickOfThreeSlots_theNearestToAQuarter() throws Exception {
    try (Studio studio = new Studio()) {
      LiveMount live = mount(studio, 1);
      try (RawListener listener = studio.get("/live")) {
        listener.head();
        assertThat(writes(studio, live, 3000)).isBetween(8L, 11L);
      }
      studio.awaitNobody();
    }
  }

  @Test
  void cushionThatAStallOfTheSourceTook_makesTicksShort() throws Exception {
    try (Studio studio = new Studio()) {
      LiveMount live = mount(studio, 9);
      try (RawListener listener = studio.get("/live")) {
        listener.head();
        assertThat(writes(studio, live, 3200)).isLessThanOrEqualTo(3);
        leapt.addAndGet(8_000_000_000L);
        captured += 8_000;
        append(live, 10);
        long before = studio.counters.writes();
        Awaitility.await().until(() -> studio.counters.writes() > before);
        assertThat(writes(studio, live, 1000)).isGreaterThanOrEqualTo(4);
      }
      studio.awaitNobody();
    }
  }
}
