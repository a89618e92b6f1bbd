package io.floe.edge.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.edge.mount.LiveMount;
import io.floe.edge.ring.MountRing;
import io.floe.testkit.RawListener;
import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.StreamId;
import io.floe.wire.config.Mount;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who cannot keep up is skipped ahead or dropped, and nobody else notices. */
class SlowListenerTest {

  private static final int CHUNK = 4000;

  private final ScheduledExecutorService source = Executors.newSingleThreadScheduledExecutor();
  private final AtomicLong fed = new AtomicLong();
  private final AtomicLong mostMemory = new AtomicLong();

  @AfterEach
  void stop() {
    source.shutdownNow();
  }

  private Studio studio(int skipMillis, int dropMillis) throws Exception {
    return new Studio(
        Studio.settings()
            .patience(Duration.ofMillis(skipMillis), Duration.ofMillis(dropMillis))
            .sendBuffer(8 << 10),
        head -> Optional.empty(),
        line -> {},
        true);
  }

  /** 400 kB a second; each chunk says its number, so that what is missing is known. */
  private ScheduledFuture<?> feed(LiveMount live) {
    byte[] filler = new byte[CHUNK];
    new Random(1).nextBytes(filler);
    return source.scheduleAtFixedRate(
        () -> {
          live.ring().append(next(live, 1, filler), 0);
          mostMemory.accumulateAndGet(MountRing.memory(), Math::max);
        },
        0,
        10,
        TimeUnit.MILLISECONDS);
  }

  private Chunk next(LiveMount live, long epoch, byte[] filler) {
    byte[] bytes = filler.clone();
    ByteBuffer.wrap(bytes).putLong(0xFF00FF00FF00FF00L).putLong(fed.get());
    return new Chunk(
        new StreamId(live.name(), epoch),
        fed.getAndIncrement(),
        Chunk.Kind.AUDIO,
        System.currentTimeMillis(),
        Chunk.NONE,
        Chunk.NONE,
        true,
        bytes);
  }

  /** The numbers of the chunks, each of which must be whole. */
  private static List<Long> numbers(byte[] received) {
    assertThat(received.length % CHUNK).as("ends within a chunk").isZero();
    List<Long> numbers = new ArrayList<>();
    for (ByteBuffer rest = ByteBuffer.wrap(received); rest.hasRemaining(); ) {
      int start = rest.position();
      assertThat(rest.getLong()).as("cut within a chunk").isEqualTo(0xFF00FF00FF00FF00L);
      numbers.add(rest.getLong());
      rest.position(start + CHUNK);
    }
    return numbers;
  }

  @Test
  void reader_thatPauses_isSkippedAheadToAnEntryPointAndCounted() throws Exception {
    try (Studio studio = studio(500, 60_000)) {
      Mount settings = Studio.mount("/live", 40_000, Mount.Latency.LOW, null);
      LiveMount live = studio.open("/live", Studio.MP3, settings);
      ScheduledFuture<?> feeding = feed(live);
      try (RawListener listener = RawListener.connectNarrow(studio.server.port(), 4096)) {
        listener.request("GET /live HTTP/1.1");
        listener.head();
        Awaitility.await().until(() -> fed.get() > 250); // nobody reads; buffers are full
        CompletableFuture<byte[]> rest = CompletableFuture.supplyAsync(() -> all(listener));
        Awaitility.await().until(() -> studio.counters.skips() > 0);
        long resumed = fed.get();
        Awaitility.await().until(() -> fed.get() > resumed + 50);
        feeding.cancel(false);
        source.submit(() -> live.ring().end()).get();

        List<Long> numbers = numbers(rest.get(20, TimeUnit.SECONDS));
        long missing = 0;
        int holes = 0;
        for (int i = 1; i < numbers.size(); i++) {
          long step = numbers.get(i) - numbers.get(i - 1);
          assertThat(step).isPositive();
          missing += step - 1;
          holes += step > 1 ? 1 : 0;
        }
        assertThat(numbers.getLast()).isEqualTo(fed.get() - 1);
        assertThat(missing * CHUNK).isEqualTo(studio.counters.skippedBytes());
        assertThat((long) holes).isEqualTo(studio.counters.skips()).isPositive();
        assertThat(studio.counters.drops()).isZero();
      }
      studio.awaitNobody();
    }
  }

  @Test
  void streamThatFollows_andWasOnTheAirElsewhere_isHeardWholeByThoseInTime() throws Exception {
    try (Studio studio = studio(500, 60_000)) {
      LiveMount live = studio.open("/live", Studio.MP3);
      try (RawListener listener = studio.get("/live")) {
        listener.head();
        source.submit(() -> live.ring().append(next(live, 1, new byte[CHUNK]), 0)).get();
        assertThat(numbers(listener.read(CHUNK))).containsExactly(0L);
        source
            .submit(() -> {
              // 300 kB of the last 25 s, more than bursts keep alive, at once.
              for (int chunk = 0; chunk < 75; chunk++) {
                live.ring().append(next(live, 2, new byte[CHUNK]), 25_000 - chunk * 333);
              }
              live.ring().end();
            })
            .get();

        List<Long> numbers = numbers(all(listener));
        assertThat(numbers).hasSize(75).startsWith(1L).endsWith(75L).isSorted();
        assertThat(studio.counters.skips()).isZero();
      }
    }
  }

  @Test
  void hundredStalledReaders_areDroppedWithMemoryFlat_andOthersNoticeNothing() throws Exception {
    try (Studio studio = studio(300, 1000)) {
      Mount settings = Studio.mount("/live", 40_000, Mount.Latency.NORMAL, null);
      LiveMount live = studio.open("/live", Studio.MP3, settings);
      ScheduledFuture<?> feeding = feed(live);
      Awaitility.await().until(() -> fed.get() > 20);
      List<RawListener> stalled = new ArrayList<>();
      try (RawListener healthy = studio.get("/live")) {
        healthy.head();
        CompletableFuture<byte[]> heard = CompletableFuture.supplyAsync(() -> all(healthy));
        for (int i = 0; i < 100; i++) {
          RawListener reader = RawListener.connectNarrow(studio.server.port(), 4096);
          reader.request("GET /live HTTP/1.1");
          stalled.add(reader);
        }
        Awaitility.await().until(() -> studio.counters.joined() == 101);
        Awaitility.await()
            .atMost(Duration.ofSeconds(15))
            .until(() -> studio.counters.drops() == 100 && studio.counters.listeners() == 1);
        feeding.cancel(false);
        source.submit(() -> live.ring().end()).get();

        List<Long> numbers = numbers(heard.get(20, TimeUnit.SECONDS));
        assertThat(numbers.getLast() - numbers.getFirst()).isEqualTo(numbers.size() - 1);
        assertThat(numbers.getLast()).isEqualTo(fed.get() - 1);
        // What the ring alone would hold of so much audio, and the blocks that its edges share.
        assertThat(mostMemory.get()).isLessThan(fed.get() * CHUNK * 5 / 4 + (2 << 20));
      } finally {
        for (RawListener reader : stalled) {
          reader.close();
        }
      }
      studio.awaitNobody();
    }
  }

  @Test
  void readerThatTakesAFewBytesNowAndThen_isDroppedToo() throws Exception {
    try (Studio studio = studio(300, 500)) {
      Mount settings = Studio.mount("/live", 1 << 20, Mount.Latency.NORMAL, null);
      LiveMount live = studio.open("/live", Studio.MP3, settings);
      ScheduledFuture<?> feeding = feed(live);
      Awaitility.await().until(() -> fed.get() > 150);
      try (RawListener reader = RawListener.connectNarrow(studio.server.port(), 4096)) {
        reader.request("GET /live HTTP/1.1");
        reader.head();
        Awaitility.await()
            .pollInterval(Duration.ofMillis(100))
            .atMost(Duration.ofSeconds(10))
            .until(() -> {
              if (studio.counters.drops() == 0) {
                reader.read(2_000);
              }
              return studio.counters.drops() == 1;
            });
      }
      feeding.cancel(false);
      studio.awaitNobody();
    }
  }

  @Test
  void stalledReader_whenTheRingEnds_isDroppedToo() throws Exception {
    try (Studio studio = studio(300, 500)) {
      Mount settings = Studio.mount("/live", 1 << 20, Mount.Latency.NORMAL, null);
      LiveMount live = studio.open("/live", Studio.MP3, settings);
      CountDownLatch done = new CountDownLatch(1);
      ScheduledFuture<?> feeding = feed(live);
      Awaitility.await().until(() -> fed.get() > 150);
      try (RawListener reader = RawListener.connectNarrow(studio.server.port(), 4096)) {
        reader.request("GET /live HTTP/1.1");
        Awaitility.await().until(() -> studio.counters.writes() > 0);
        feeding.cancel(false);
        source.submit(() -> {
          live.ring().end();
          done.countDown();
        });
        assertThat(done.await(5, TimeUnit.SECONDS)).isTrue();
        studio.awaitNobody();
        assertThat(studio.counters.drops()).isEqualTo(1);
      }
    }
  }

  private static byte[] all(RawListener listener) {
    try {
      return listener.readAll();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
