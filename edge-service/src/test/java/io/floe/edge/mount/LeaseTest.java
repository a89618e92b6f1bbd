package io.floe.edge.mount;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.StreamId;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Message;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Audio from an origin to an edge, whole whatever happens on the way. */
class LeaseTest {

  private final Stage stage = new Stage();

  @Test
  void listener_whileSourcePlays_getsTheTailThenLive() {
    Stage.Ingest ingest = stage.ingest("ingest");
    Stage.Edge edge = stage.edge("edge");
    stage.run(50);
    Stage.Source source = ingest.source().play(200, 3_200);
    stage.run(20_000);

    Stage.Opening opening = edge.open();
    assertThat(opening.mount().name()).isEqualTo(Stage.LIVE);
    assertThat(opening.tookMillis).isLessThan(300);
    String tail = edge.ring().text();
    assertThat(source.sent.toString(StandardCharsets.US_ASCII)).endsWith(tail);
    assertThat(tail.length()).isBetween(2 * 65_536, 2 * 65_536 + 3_200);

    opening.mount().joined();
    stage.run(10_000);
    source.pause();
    assertThat(source.sent.toString(StandardCharsets.US_ASCII)).endsWith(edge.ring().text());
    assertThat(edge.ring().text().length()).isGreaterThanOrEqualTo(tail.length() + 49 * 3_200);
    assertThat(edge.counters().intake().lost()).isZero();
    assertThat(edge.counters().intake().rewinds()).isZero();
    assertThat(edge.open().tookMillis).isZero();
  }

  @Test
  void audio_withOneMessageInTenLost_isByteIdentical() {
    for (int seed = 0; seed < 6; seed++) {
      Stage lossy = new Stage();
      Stage.Ingest ingest = lossy.ingest("ingest");
      Stage.Edge edge = lossy.edge("edge");
      lossy.run(50);
      Stage.Source source = ingest.source();
      source.append(Chunk.Kind.HEADER, new byte[1_000]);
      source.play(50, 2_000);
      lossy.run(1_000);
      Random random = new Random(seed);
      lossy.network.lose(d -> !d.from().equals(d.to()) && random.nextInt(10) == 0);
      Stage.Opening opening = edge.open();
      lossy.run(400);
      opening.mount().joined();
      for (int i = 0; i < 40; i++) {
        ingest.origins.retitle(Stage.LIVE, "title " + i, "", done -> {});
        lossy.run(400);
      }
      source.pause();
      lossy.run(3_000);

      String heard = edge.ring().text();
      String sent = source.sent.toString(StandardCharsets.US_ASCII);
      assertThat(sent).as("seed %d", seed).endsWith(heard);
      assertThat(heard.length()).as("seed %d", seed).isEqualTo(sent.length());
      assertThat(edge.counters().intake().repaired()).isPositive();
      assertThat(edge.counters().intake().lost()).isZero();
      assertThat(edge.counters().intake().unreferenced()).isZero();
      assertThat(edge.ring().ended).isFalse();
      assertThat(edge.rings).hasSize(1);
    }
  }

  @Test
  void edge_frozenForFourSeconds_missesNothing() {
    Stage.Ingest ingest = stage.ingest("ingest");
    Stage.Edge edge = stage.edge("edge");
    stage.run(50);
    Stage.Source source = ingest.source().play(100, 4_000);
    stage.run(1_000);
    edge.open().mount().joined();
    stage.run(1_000);

    stage.network.freeze("edge");
    stage.run(4_000);
    stage.network.thaw("edge");
    stage.run(2_000);
    source.pause();
    stage.run(1_000);

    assertThat(edge.ring().text()).isEqualTo(source.sent.toString(StandardCharsets.US_ASCII));
    assertThat(edge.counters().intake().lost()).isZero();
    assertThat(edge.counters().ownersLost()).isZero();
  }

  @Test
  void edge_frozenLongerThanTheRing_isLappedAndTheGapCounted() {
    Stage.Ingest ingest = stage.ingest("ingest");
    Stage.Edge edge = stage.edge("edge");
    stage.run(50);
    Stage.Source source = ingest.source().play(100, 100_000);
    stage.run(2_000);
    edge.open().mount().joined();
    stage.run(500);

    // 1 MB a second: the ring holds 8 s, the way to the edge 4 s more
    stage.network.freeze("edge");
    stage.run(20_000);
    stage.network.thaw("edge");
    stage.run(3_000);
    source.pause();
    stage.run(500);

    long total = source.sent.size() / 100_000;
    long heard = edge.ring().audio.size() / 100_000;
    assertThat(edge.counters().intake().lost()).isPositive();
    assertThat(total - heard - edge.counters().intake().lost())
        .isEqualTo(edge.ring().chunks.getFirst().sequence());
    assertThat(source.sent.toString(StandardCharsets.US_ASCII))
        .endsWith(edge.ring().text().substring(edge.ring().text().length() - 5_000_000));
  }

  @Test
  void edge_stuckButRenewing_hasAtMostThreeMebibytesUnderWay() {
    Stage.Ingest ingest = stage.ingest("ingest");
    Bus stuck = stage.network.join("stuck");
    Stage.Source source = ingest.source();
    source.play(100, 100_000);
    StreamId stream = source.stream().id();
    stage.network.freeze("stuck");
    stuck.send(ingest.bus.self(), new Message.Lease(stream, 0, 0, true));
    for (int second = 0; second < 10; second++) {
      stage.run(1_000);
      stuck.send(ingest.bus.self(), new Message.Lease(stream, 0, 0, false));
    }

    assertThat(ingest.origins.counters().sentBytes()).isBetween(3L << 20, (3 << 20) + 100_000L);
    assertThat(ingest.origins.counters().blocked()).isPositive();
    stage.network.thaw("stuck");
    stage.run(10);
    assertThat(ingest.origins.counters().sentBytes()).isEqualTo(source.sent.size());
  }

  @Test
  void headersAndTitles_forLateJoiner_comeBeforeTheAudio() {
    Stage.Ingest ingest = stage.ingest("ingest");
    Stage.Edge edge = stage.edge("edge");
    stage.run(50);
    Stage.Source source = ingest.source("application/ogg", "127.0.0.1");
    source.append(Chunk.Kind.HEADER, "first link".getBytes(StandardCharsets.US_ASCII));
    source.play(100, 4_000);
    stage.run(3_000);
    source.append(Chunk.Kind.TITLE, "now".getBytes(StandardCharsets.US_ASCII));
    stage.run(30_000);
    edge.open();

    assertThat(edge.ring().chunks.get(0).kind()).isEqualTo(Chunk.Kind.HEADER);
    assertThat(edge.ring().chunks.get(1).text()).isEqualTo("now");
    Chunk first = edge.ring().chunks.get(2);
    assertThat(first.header()).isEqualTo(edge.ring().chunks.get(0).sequence());
    assertThat(first.title()).isEqualTo(edge.ring().chunks.get(1).sequence());
  }

  @Test
  void tail_neverCrossesALink() {
    Stage.Ingest ingest = stage.ingest("ingest");
    Stage.Edge edge = stage.edge("edge");
    stage.run(50);
    Stage.Source source = ingest.source("application/ogg", "127.0.0.1");
    source.append(Chunk.Kind.HEADER, "first link".getBytes(StandardCharsets.US_ASCII));
    source.send(100_000);
    source.append(Chunk.Kind.HEADER, "second link".getBytes(StandardCharsets.US_ASCII));
    source.send(5_000);
    source.send(5_000);
    stage.run(10);
    edge.open();

    assertThat(edge.ring().chunks.getFirst().text()).isEqualTo("second link");
    assertThat(edge.ring().audio.size()).isEqualTo(10_000);
  }

  @Test
  void coldEdge_whenSourceWasSilentForThreeSeconds_getsHeadersButNoOldAudio() {
    Stage.Ingest ingest = stage.ingest("ingest");
    Stage.Edge edge = stage.edge("edge");
    stage.run(50);
    Stage.Source source = ingest.source("application/ogg", "127.0.0.1");
    source.append(Chunk.Kind.HEADER, "link".getBytes(StandardCharsets.US_ASCII));
    source.send(50_000);
    stage.run(3_500);
    Stage.Opening opening = edge.open();
    assertThat(opening.mount()).isNotNull();
    assertThat(edge.ring().audio.size()).isZero();
    assertThat(edge.ring().chunks.getFirst().text()).isEqualTo("link");

    source.send(700);
    stage.run(10);
    assertThat(edge.ring().audio.size()).isEqualTo(700);
  }

  @Test
  void lastChunkBeforeAPause_whenLost_isRepairedByTheNextBeacon() {
    Stage.Ingest ingest = stage.ingest("ingest");
    Stage.Edge edge = stage.edge("edge");
    stage.run(50);
    Stage.Source source = ingest.source();
    source.send(1_000);
    stage.run(500);
    edge.open().mount().joined();
    stage.network.lose(d -> d.message() instanceof Message.Audio);
    source.send(2_000);
    stage.run(50);
    stage.network.lose(d -> false);
    assertThat(edge.ring().audio.size()).isEqualTo(1_000);
    stage.run(1_300);
    assertThat(edge.ring().audio.size()).isEqualTo(3_000);
    assertThat(edge.counters().intake().repaired()).isEqualTo(1);
  }

  @Test
  void mount_withoutListeners_isReleasedAfterHalfAMinute() {
    Stage.Ingest ingest = stage.ingest("ingest");
    Stage.Edge edge = stage.edge("edge");
    stage.run(50);
    ingest.source().play(200, 1_000);
    stage.run(1_000);
    LiveMount mount = edge.open().mount();
    mount.joined();
    stage.run(40_000);
    assertThat(edge.mounts.mounts()).hasSize(1);
    mount.left();
    stage.run(29_000);
    assertThat(edge.ring().ended).isFalse();
    stage.run(3_000);

    assertThat(edge.ring().ended).isTrue();
    assertThat(edge.mounts.mounts()).isEmpty();
    long sent = ingest.origins.counters().sentChunks();
    stage.run(2_000);
    assertThat(ingest.origins.counters().sentChunks()).isEqualTo(sent);
    assertThat(edge.open().mount()).isNotSameAs(mount);
  }
}
