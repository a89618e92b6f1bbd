package io.floe.e2e;

import static io.floe.e2e.Broadcasts.assertOneAfterTheOther;
import static io.floe.e2e.Broadcasts.assertOnePiece;
import static io.floe.e2e.Broadcasts.awaitHeard;
import static io.floe.e2e.Broadcasts.awaitMore;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Networks that fail: two ingests and two edges, each in a network namespace of its own. */
class SplitTest {

  private static final byte[] FIRST = Numbered.seconds(1, 120);
  private static final byte[] SECOND = Numbered.seconds(2, 120);

  private static final Pattern LEFT =
      Pattern.compile("(ingest-2|edge-1)-\\w+ has left the cluster, or cannot be reached");

  private static @Nullable Islands islands;

  @BeforeAll
  static void start() {
    assumeTrue(Islands.possible(), "network namespaces need root on Linux");
    islands = new Islands("ingest-1", "ingest-2", "edge-1", "edge-2");
  }

  @AfterAll
  static void stop() {
    if (islands != null) {
      islands.close();
    }
  }

  @Test
  void aLinkOutForFourSeconds_losesNothing() {
    try (PacedSource source = source("ingest-1", "/link", FIRST);
        Recorder behind = recorder("edge-1", "/link");
        Recorder elsewhere = recorder("edge-2", "/link")) {
      awaitHeard(behind, 1, source);
      awaitHeard(elsewhere, 1, source);
      double lost = floe().metric("edge-1", "floe_mount_chunks_lost_total");
      elsewhere.forgetPauses();

      floe().cut("edge-1");
      awaitMore(source, 4 * Numbered.RATE);
      floe().heal();

      long healed = System.nanoTime();
      awaitHeard(behind, 1, source);
      long millis = (System.nanoTime() - healed) / 1_000_000;
      System.out.printf("link out for 4 s: caught up %d ms after it came back%n", millis);
      assertOnePiece(behind, 1);
      assertOnePiece(elsewhere, 1);
      assertThat(elsewhere.longestPauseMillis()).isLessThan(2_500);
      assertThat(millis).isLessThan(8_000);
      assertThat(floe().metric("edge-1", "floe_mount_chunks_lost_total")).isEqualTo(lost);
      assertThat(floe().metric("ingest-1", "floe_origin_under_way_most_bytes")).isLessThan(8 << 20);
    }
  }

  @Test
  void aClusterThatSplits_healsToTheNewerSource() {
    try (PacedSource older = source("ingest-1", "/split", FIRST);
        Recorder one = recorder("edge-1", "/split");
        Recorder two = recorder("edge-2", "/split")) {
      awaitHeard(one, 1, older);
      awaitHeard(two, 1, older);
      double evicted = floe().metric("ingest-1", "floe_origin_evicted_total");

      floe().part("ingest-2", "edge-2");
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> floe().metric("edge-2", "floe_bus_peers") == 1);
      try (PacedSource newer = source("ingest-2", "/split", SECOND)) {
        // Longer than membership is patient: both halves have become clusters of their own.
        await()
            .atMost(Duration.ofSeconds(40))
            .until(() ->
                LEFT.matcher(floe().log("ingest-1")).find()
                    && LEFT.matcher(floe().log("edge-2")).find());
        assertThat(older.ended()).isFalse();
        awaitHeard(one, 1, older);
        awaitHeard(two, 2, newer);

        floe().heal();
        long healed = System.nanoTime();
        await().atMost(Duration.ofSeconds(30)).until(older::ended);
        long fenced = (System.nanoTime() - healed) / 1_000_000;
        floe().awaitWhole(Duration.ofSeconds(30));
        long whole = (System.nanoTime() - healed) / 1_000_000;
        System.out.printf("split: one owner after %d ms, one cluster after %d ms%n", fenced, whole);

        awaitHeard(one, 2, newer);
        awaitHeard(two, 2, newer);
        assertOneAfterTheOther(one, 1, 2);
        assertOneAfterTheOther(two, 1, 2);
        assertThat(newer.ended()).isFalse();
        assertThat(fenced).as("ms until there is one owner").isLessThan(20_000);
        assertThat(floe().metric("ingest-1", "floe_origin_evicted_total")).isEqualTo(evicted + 1);
        assertThat(floe().log("ingest-1")).contains("a newer source owns /split on another server");
      }
    }
  }

  private static PacedSource source(String ingest, String mount, byte[] audio) {
    return new PacedSource(
        floe().door(ingest),
        mount,
        Platform.SOURCE_PASSWORD,
        "audio/mpeg",
        audio,
        Numbered.RATE,
        Numbered.RATE,
        false);
  }

  private static Recorder recorder(String edge, String mount) {
    InetSocketAddress door = floe().door(edge);
    return new Recorder(door.getHostString(), door.getPort(), mount);
  }

  private static Islands floe() {
    if (islands == null) {
      throw new IllegalStateException("not started");
    }
    return islands;
  }
}
