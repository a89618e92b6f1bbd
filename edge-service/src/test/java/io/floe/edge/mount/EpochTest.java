package io.floe.edge.mount;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.bus.Message;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What listeners of an edge hear when sources come, go and take over. */
class EpochTest {

  private final Stage stage = new Stage();
  private Stage.Ingest one = stage.ingest("one");
  private Stage.Ingest two = stage.ingest("two");
  private Stage.Edge edge = stage.edge("edge");

  @BeforeEach
  void meet() {
    stage.run(2_500);
  }

  @Test
  void sourceThatReturns_withinTheLinger_goesOnInTheSameRing() {
    Stage.Source first = one.source().play(100, 1_000);
    stage.run(2_000);
    LiveMount mount = edge.open().mount();
    mount.joined();
    stage.run(1_000);
    first.end();
    assertThat(edge.open().absent()).isTrue();
    stage.run(9_000);
    assertThat(edge.ring().ended).isFalse();

    Stage.Source second = two.source().play(100, 1_000);
    stage.run(5_000);
    assertThat(edge.rings).hasSize(1);
    assertThat(edge.ring().ended).isFalse();
    second.pause();
    stage.run(500);
    assertThat(edge.ring().text()).isEqualTo(sent(first) + sent(second));
    assertThat(edge.open().mount()).isSameAs(mount);
    assertThat(edge.counters().intake().lost()).isZero();
  }

  @Test
  void sourceThatDoesNotReturn_endsTheRingAfterTheLinger() {
    Stage.Source source = one.source().play(100, 1_000);
    stage.run(2_000);
    edge.open().mount().joined();
    source.end();
    stage.run(9_800);
    assertThat(edge.ring().ended).isFalse();
    stage.run(400);
    assertThat(edge.ring().ended).isTrue();
    assertThat(edge.mounts.mounts()).isEmpty();
    assertThat(edge.open().absent()).isTrue();

    two.source().play(100, 1_000);
    stage.run(1_000);
    assertThat(edge.open().mount()).isNotNull();
    assertThat(edge.rings).hasSize(2);
  }

  @Test
  void lastChunks_lostBeforeTheEnd_areRepairedAfterIt() {
    Stage.Source source = one.source().play(100, 1_000);
    stage.run(2_000);
    edge.open().mount().joined();
    stage.run(1_000);
    stage.network.lose(d -> d.message() instanceof Message.Audio);
    stage.run(300);
    source.end();
    stage.network.lose(d -> false);
    stage.run(1_500);
    assertThat(edge.ring().text()).isEqualTo(sent(source));
  }

  @Test
  void ownerThatDies_isLostAfterThreeSeconds_andAnotherFollows() {
    Stage.Source first = one.source().play(100, 1_000);
    stage.run(2_000);
    LiveMount mount = edge.open().mount();
    mount.joined();
    stage.run(1_000);
    one.kill();
    first.pause();
    stage.run(2_500);
    assertThat(edge.counters().ownersLost()).isZero();
    stage.run(800);
    assertThat(edge.counters().ownersLost()).isEqualTo(1);
    assertThat(edge.open().absent()).isTrue();

    Stage.Source second = two.source().play(100, 1_000);
    stage.run(1_000);
    second.pause();
    stage.run(500);
    assertThat(edge.ring().text()).isEqualTo(sent(first) + sent(second));
    assertThat(edge.ring().ended).isFalse();
    assertThat(edge.open().mount()).isSameAs(mount);
  }

  @Test
  void owner_unheardForAWhileButAlive_goesOnWithoutLoss() {
    Stage.Source source = one.source().play(100, 1_000);
    stage.run(2_000);
    LiveMount mount = edge.open().mount();
    mount.joined();
    stage.run(500);
    stage.network.lose(d -> d.from().value().equals("one") && d.to().value().equals("edge"));
    stage.run(5_000);
    assertThat(edge.counters().ownersLost()).isEqualTo(1);
    stage.network.lose(d -> false);
    stage.run(2_000);
    source.pause();
    stage.run(500);
    assertThat(edge.ring().text()).isEqualTo(sent(source));
    assertThat(edge.open().mount()).isSameAs(mount);
    assertThat(edge.counters().intake().lost()).isZero();
  }

  @Test
  void takeoverByTheSameEncoder_isHeardWithoutAGap() {
    Stage.Source first = one.source().play(100, 1_000);
    stage.run(2_000);
    LiveMount mount = edge.open().mount();
    mount.joined();
    stage.run(1_000);
    first.pause();
    Stage.Source second = two.source();
    stage.run(350);
    assertThat(first.evicted).isNotNull();
    assertThat(edge.open().mount()).isSameAs(mount);
    second.play(100, 1_000);
    stage.run(2_000);
    second.pause();
    stage.run(500);

    assertThat(edge.ring().text()).isEqualTo(sent(first) + sent(second));
    assertThat(edge.rings).hasSize(1);
    assertThat(edge.counters().epochs()).isEqualTo(1);
    assertThat(edge.counters().intake().lost()).isZero();
  }

  @Test
  void takeover_whileTheOldRestIsMissing_waitsForIt() {
    Stage.Source first = one.source().play(100, 1_000);
    stage.run(2_000);
    edge.open().mount().joined();
    stage.run(1_050);
    stage.network.lose(d -> d.message() instanceof Message.Audio);
    stage.run(100);
    first.pause();
    first.stream().end("closed");
    Stage.Source second = two.source();
    stage.run(50);
    stage.network.lose(d -> false);
    second.play(50, 1_000);
    stage.run(2_000);
    second.pause();
    stage.run(500);
    assertThat(edge.ring().text()).isEqualTo(sent(first) + sent(second));
  }

  @Test
  void rest_ofAnEndedStream_thatCannotBeHad_isCountedAsLost() {
    Stage.Source first = one.source().play(100, 1_000);
    stage.run(2_000);
    edge.open().mount().joined();
    stage.run(1_050);
    String heard = edge.ring().text();
    stage.network.lose(d -> d.message() instanceof Message.Audio);
    stage.run(500);
    first.end();
    Stage.Source second = two.source();
    stage.run(400);
    stage.network.lose(d -> false);
    second.play(50, 1_000);
    stage.run(1_000);
    assertThat(edge.ring().text()).startsWith(heard).endsWith(sent(second).substring(1_000));
    assertThat(edge.counters().intake().lost()).isEqualTo(5);
  }

  @Test
  void sourceThatEnds_whileTheEdgeIsFrozen_isHeardToItsEnd() {
    Stage.Source source = one.source().play(100, 1_000);
    stage.run(2_000);
    edge.open().mount().joined();
    stage.run(1_050);
    stage.network.freeze("edge");
    stage.network.lose(d -> d.message() instanceof Message.Audio);
    stage.run(500);
    source.end();
    stage.run(4_000);
    stage.network.thaw("edge");
    stage.network.lose(d -> false);
    stage.run(1_000);
    assertThat(edge.ring().text()).isEqualTo(sent(source));
    assertThat(edge.counters().intake().lost()).isZero();
  }

  @Test
  void takeover_fromADeadOwner_waitsNoLongerThanThreeHundredMillis() {
    Stage.Source first = one.source().play(100, 1_000);
    stage.run(2_000);
    edge.open().mount().joined();
    stage.run(1_000);
    first.pause();
    one.kill();
    Stage.Source second = two.source();
    second.play(20, 1_000);
    stage.run(250);
    assertThat(edge.ring().text()).isEqualTo(sent(first));
    stage.run(150);
    assertThat(edge.ring().text()).isEqualTo(sent(first) + sent(second));
  }

  @Test
  void splitBrain_whenTheOtherStreamIsLong_itsNewestIsTaken_andNothingCountsAsLost() {
    stage.network.lose(d -> d.from().value().equals("two") != d.to().value().equals("two"));
    Stage.Source left = one.source().play(100, 1_000);
    stage.run(1_000);
    edge.open().mount().joined();
    Stage.Source right = two.source().play(20, 1_000);
    stage.run(60_000);
    stage.network.lose(d -> false);
    stage.run(3_000);
    right.pause();
    stage.run(500);

    String heard = edge.ring().text();
    assertThat(heard).startsWith(sent(left));
    assertThat(sent(right)).endsWith(heard.substring(sent(left).length()));
    assertThat(edge.counters().intake().lost()).isZero();
  }

  @Test
  void sourceOfAnotherType_endsItsOldListenersAndServesNewOnes() {
    Stage.Source first = one.source().play(100, 1_000);
    stage.run(2_000);
    LiveMount mount = edge.open().mount();
    mount.joined();
    first.end();
    stage.run(1_000);
    Stage.Source second = two.source("audio/aac", "127.0.0.1").play(100, 1_000);
    stage.run(500);

    assertThat(edge.rings.getFirst().ended).isTrue();
    assertThat(edge.rings.getFirst().text()).isEqualTo(sent(first));
    LiveMount fresh = edge.open().mount();
    assertThat(fresh).isNotSameAs(mount);
    assertThat(fresh.info().contentType()).isEqualTo("audio/aac");
    stage.run(500);
    second.pause();
    stage.run(100);
    assertThat(edge.rings.getLast().text()).isEqualTo(sent(second));
    assertThat(edge.mounts.mounts()).containsExactly(fresh);
  }

  @Test
  void splitBrain_whenHealed_theEdgeFollowsTheHigherEpoch() {
    stage.network.lose(d -> d.from().value().equals("two") != d.to().value().equals("two"));
    Stage.Source left = one.source().play(100, 1_000);
    stage.run(1_000);
    edge.open().mount().joined();
    Stage.Source right = two.source().play(100, 1_000);
    stage.run(3_000);
    stage.network.lose(d -> false);
    stage.run(3_000);
    right.pause();
    stage.run(500);

    assertThat(left.evicted).contains("newer source");
    assertThat(edge.ring().text()).isEqualTo(sent(left) + sent(right));
    assertThat(edge.ring().ended).isFalse();
  }

  @Test
  void liveStreamOfALowerEpoch_isFoundWhenTheHigherHasEnded() {
    stage.network.lose(d -> d.from().value().equals("two") && d.to().value().equals("one"));
    Stage.Source low = one.source();
    stage.run(10);
    stage.network.lose(d -> d.from().value().equals("one") != d.to().value().equals("one"));
    Stage.Source high = two.source().play(100, 1_000);
    stage.run(1_000);
    edge.open().mount().joined();
    high.end();
    low.play(100, 1_000);
    stage.run(500);
    stage.network.lose(d -> false);
    stage.run(2_000);
    low.pause();
    stage.run(500);
    assertThat(low.evicted).isNull();
    assertThat(edge.ring().text()).isEqualTo(sent(high) + sent(low));
  }

  @Test
  void stalledSource_keepsItsListeners() {
    Stage.Source source = one.source().play(100, 1_000);
    stage.run(2_000);
    LiveMount mount = edge.open().mount();
    mount.joined();
    source.pause();
    stage.run(60_000);
    assertThat(edge.ring().ended).isFalse();
    assertThat(edge.open().mount()).isSameAs(mount);
    source.send(10);
    stage.run(10);
    assertThat(edge.ring().text()).isEqualTo(sent(source));
  }

  private static String sent(Stage.Source source) {
    return source.sent.toString(StandardCharsets.US_ASCII);
  }
}
