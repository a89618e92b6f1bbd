package io.floe.e2e;

import static io.floe.e2e.Broadcasts.assertOneAfterTheOther;
import static io.floe.e2e.Broadcasts.assertOnePiece;
import static io.floe.e2e.Broadcasts.awaitHeard;
import static io.floe.e2e.Broadcasts.awaitMore;
import static io.floe.e2e.Broadcasts.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Processes that die, freeze and race, on one platform of two ingests and two edges. Every listener
 * hears frames that are numbered by source, so each test says exactly what was lost.
 */
class FailuresTest {

  /** Together far more than kernel buffers and the publisher's window take in four seconds. */
  private static final int HEAVY_MOUNTS = 8;

  private static final int HEAVY_RATE = 700_000;

  /** Other nodes that an ingest or edge sees: three of their kind, admin and a transcoder. */
  private static final int PEERS = 5;

  private static final double MEBIBYTE = 1 << 20;
  private static final byte[] FIRST = Numbered.seconds(1, 90);
  private static final byte[] SECOND = Numbered.seconds(2, 90);

  /** A chunk that was being gathered, and what the encoder's socket held, in frames: 0.6 s. */
  private static final int UNSENT_FRAMES = 23;

  private static @Nullable Platform platform;

  @BeforeAll
  static void start() {
    platform = Platform.start(2, 2, null);
  }

  @AfterAll
  static void stop() {
    floe().close();
  }

  @BeforeEach
  void everybodyIsThere() {
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> {
          for (int n = 1; n <= 4; n++) {
            if (Platform.metric(floe().management(n), "floe_bus_peers") != PEERS) {
              return false;
            }
          }
          return true;
        });
  }

  @Test
  void aKilledEdge_isNotNoticedByTheListenersOfTheOther() {
    try (PacedSource source = source(floe().ingest(1), "/survivor", FIRST);
        Recorder dies = new Recorder(floe().edge(1), "/survivor");
        Recorder stays = new Recorder(floe().edge(2), "/survivor")) {
      awaitHeard(stays, 1, source);
      awaitHeard(dies, 1, source);
      stays.forgetPauses();

      Fault.kill(floe().pid("edge-1"));

      await().atMost(Duration.ofSeconds(5)).until(dies::ended);
      awaitMore(source, 4 * Numbered.RATE);
      awaitHeard(stays, 1, source);
      assertOnePiece(stays, 1);
      assertThat(stays.longestPauseMillis()).isLessThan(2_500);
    }
  }

  @Test
  void anEdgeFrozenForFourSeconds_losesNothing_andCostsTheIngestNoMoreThan8MiB() {
    byte[] heavy = Numbered.seconds(2, 400);
    List<PacedSource> heavySources = new ArrayList<>();
    List<Recorder> heavyListeners = new ArrayList<>();
    try (PacedSource source = source(floe().ingest(1), "/frozen", FIRST);
        Recorder onFrozen = new Recorder(floe().edge(1), "/frozen");
        Recorder elsewhere = new Recorder(floe().edge(2), "/frozen");
        Memory ingest = new Memory(floe().pid("ingest-1"))) {
      for (int i = 0; i < HEAVY_MOUNTS; i++) {
        heavySources.add(source(floe().ingest(1), "/heavy" + i, heavy));
        heavyListeners.add(new Recorder(floe().edge(1), "/heavy" + i));
      }
      awaitHeard(heavyListeners.getLast(), 2, heavySources.getLast());
      long edge = floe().pid("edge-1");
      int port = floe().management(1);
      double lost = Platform.metric(floe().edgeManagement(1), "floe_mount_chunks_lost_total");
      elsewhere.forgetPauses();
      double takenBefore = Platform.metric(port, "floe_origin_bytes_total");
      double directBefore = Platform.metric(port, "floe_direct_memory_bytes");
      long heapBefore = ingest.live();

      Fault.freeze(edge);
      try {
        heavySources.forEach(heavySource -> heavySource.pace(HEAVY_RATE));
        awaitMore(source, 7 * Numbered.RATE / 2);
        await()
            .atMost(Duration.ofSeconds(6))
            .until(() -> Platform.metric(port, "floe_origin_under_way_bytes") >= 2.9 * MEBIBYTE);
        heavySources.forEach(heavySource -> heavySource.pace(Numbered.RATE));
        long heap = ingest.live() - heapBefore;
        double rings = Platform.metric(port, "floe_origin_bytes_total") - takenBefore;
        double direct = Platform.metric(port, "floe_direct_memory_bytes") - directBefore;
        double window = Platform.metric(port, "floe_origin_under_way_bytes");
        awaitMore(source, Numbered.RATE / 2);
        System.out.printf(
            "frozen edge: under way %.0f, heap beyond the rings %.0f, direct %.0f bytes%n",
            window, heap - rings, direct);
        assertThat(window).as("under way").isLessThan(3.1 * MEBIBYTE);
        assertThat(Math.max(0, heap - rings) + direct).as("memory").isLessThan(8 * MEBIBYTE);
      } finally {
        Fault.thaw(edge);
      }

      assertThat(elsewhere.longestPauseMillis()).as("nobody else notices").isLessThan(2_500);
      awaitHeard(onFrozen, 1, source);
      for (int i = 0; i < HEAVY_MOUNTS; i++) {
        awaitHeard(heavyListeners.get(i), 2, heavySources.get(i));
      }
      assertOnePiece(onFrozen, 1);
      assertOnePiece(elsewhere, 1);
      heavyListeners.forEach(listener -> assertOnePiece(listener, 2));
      assertThat(Platform.metric(floe().edgeManagement(1), "floe_mount_chunks_lost_total"))
          .isEqualTo(lost);
      assertThat(Platform.metric(port, "floe_origin_under_way_most_bytes"))
          .isLessThan(3.1 * MEBIBYTE);
      await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> Platform.metric(port, "floe_origin_under_way_bytes") < MEBIBYTE);
    } finally {
      heavySources.forEach(PacedSource::close);
      heavyListeners.forEach(Recorder::close);
    }
  }

  @Test
  void aKilledIngest_isReplacedByTheOther_andListenersStay() {
    try (PacedSource dies = source(floe().ingest(1), "/moves", FIRST);
        Recorder one = new Recorder(floe().edge(1), "/moves");
        Recorder two = new Recorder(floe().edge(2), "/moves")) {
      awaitHeard(one, 1, dies);
      awaitMore(dies, 2 * Numbered.RATE);

      Fault.kill(floe().pid("ingest-1"));
      int sent = Numbered.lastWithin(dies.sent());
      await().atMost(Duration.ofSeconds(5)).until(dies::ended);
      long asked = System.nanoTime();
      try (PacedSource next = source(floe().ingest(2), "/moves", SECOND)) {
        long accepted = (System.nanoTime() - asked) / 1_000_000;
        awaitHeard(one, 2, next);
        awaitHeard(two, 2, next);
        System.out.printf("killed ingest: the other accepts the encoder in %d ms%n", accepted);
        assertThat(accepted).as("ms until the other ingest accepts it").isLessThan(1_500);
        for (Recorder listener : List.of(one, two)) {
          assertOneAfterTheOther(listener, 1, 2);
          assertThat(listener.runs().getFirst().last())
              .as("only what the killed process had not sent is lost")
              .isGreaterThanOrEqualTo(sent - UNSENT_FRAMES);
          assertThat(listener.runs().getLast().first()).as("nothing of the new").isZero();
        }
      }
    }
  }

  @Test
  void twoEncodersThatRace_haveOneWinner() throws Exception {
    try (ExecutorService encoders = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < 10; round++) {
        String mount = "/race" + round;
        List<Callable<PacedSource>> both =
            List.of(
                () -> source(floe().ingest(1), mount, FIRST),
                () -> source(floe().ingest(2), mount, FIRST));
        List<PacedSource> winners = new ArrayList<>();
        List<String> refusals = new ArrayList<>();
        for (Future<PacedSource> outcome : encoders.invokeAll(both)) {
          switch (outcome.state()) {
            case SUCCESS -> winners.add(outcome.resultNow());
            default -> refusals.add(outcome.exceptionNow().getMessage());
          }
        }
        winners.forEach(PacedSource::close);
        assertThat(winners).as("winners of round " + round + ": " + refusals).hasSize(1);
        assertThat(refusals).singleElement().asString().contains("403");
      }
    }
  }

  @Test
  void anEncoderThatReconnectsToTheOtherIngestWithin100Ms_takesItsMountAlong() {
    try (PacedSource hangs = source(floe().ingest(1), "/returns", FIRST);
        Recorder listener = new Recorder(floe().edge(1), "/returns")) {
      awaitHeard(listener, 1, hangs);
      assertThat(refusal(floe().ingest(2), "/returns"))
          .as("while the first one sends")
          .contains("403");
      hangs.pause(true);
      long asked = System.nanoTime();
      try (PacedSource back = source(floe().ingest(2), "/returns", SECOND)) {
        long accepted = (System.nanoTime() - asked) / 1_000_000;
        System.out.printf("reconnect with the old connection open: %d ms%n", accepted);
        assertThat(accepted).as("ms for a connection that hangs").isBetween(250L, 1_500L);
        awaitHeard(listener, 2, back);
        assertOneAfterTheOther(listener, 1, 2);
        back.close();
        asked = System.nanoTime();
        try (PacedSource again = source(floe().ingest(1), "/returns", Numbered.seconds(3, 30))) {
          accepted = (System.nanoTime() - asked) / 1_000_000;
          System.out.printf("reconnect after a close: %d ms%n", accepted);
          assertThat(accepted).as("ms after a clean end").isLessThan(1_500);
          awaitHeard(listener, 3, again);
          assertOneAfterTheOther(listener, 1, 2, 3);
        }
      }
    }
  }

  @Test
  void anOwnerPausedForThreeSeconds_isFencedWhenItWakes() {
    long owner = floe().pid("ingest-1");
    double evicted = Platform.metric(floe().management(1), "floe_origin_evicted_total");
    try (PacedSource old = source(floe().ingest(1), "/paused", FIRST);
        Recorder one = new Recorder(floe().edge(1), "/paused");
        Recorder two = new Recorder(floe().edge(2), "/paused")) {
      awaitHeard(one, 1, old);
      awaitHeard(two, 1, old);
      Fault.freeze(owner);
      int sent = Numbered.lastWithin(old.sent());
      PacedSource fresh;
      try {
        fresh = source(floe().ingest(2), "/paused", SECOND);
        awaitMore(fresh, 3 * Numbered.RATE);
      } finally {
        Fault.thaw(owner);
      }
      try (fresh) {
        await().atMost(Duration.ofSeconds(3)).until(old::ended);
        awaitMore(fresh, 2 * Numbered.RATE);
        for (Recorder listener : List.of(one, two)) {
          awaitHeard(listener, 2, fresh);
          assertOneAfterTheOther(listener, 1, 2);
          assertThat(listener.runs().getFirst().last())
              .as("of the old source only what its ingest had not sent is missing")
              .isGreaterThanOrEqualTo(sent - UNSENT_FRAMES);
        }
        assertThat(Platform.metric(floe().management(1), "floe_origin_evicted_total"))
            .isEqualTo(evicted + 1);
        assertThat(floe().log("ingest-1"))
            .containsPattern("Source on /paused ended after \\d+ bytes: .*(newer|has come)");
      }
    }
  }

  private static String refusal(int ingestPort, String mount) {
    try (PacedSource accepted = source(ingestPort, mount, SECOND)) {
      return "accepted, and has sent " + accepted.sent();
    } catch (AssertionError refused) {
      return String.valueOf(refused.getMessage());
    }
  }

  private static Platform floe() {
    if (platform == null) {
      throw new IllegalStateException("not started");
    }
    return platform;
  }
}
