package io.floe.edge.mount;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How fast a listener learns whether its mount is there. */
class LookupTest {

  private final Stage stage = new Stage();

  @Test
  void unknownMount_isAbsentAsSoonAsAllIngestsHaveSaidSo() {
    stage.ingest("one");
    stage.ingest("two");
    Stage.Edge edge = stage.edge("edge");
    stage.run(2_500);
    Stage.Opening opening = edge.open();
    assertThat(opening.absent()).isTrue();
    assertThat(opening.tookMillis).isZero();
  }

  @Test
  void unknownMount_withASilentIngest_isAbsentAfterThreeHundredMillis() {
    stage.ingest("one");
    stage.ingest("two");
    Stage.Edge edge = stage.edge("edge");
    stage.run(2_500);
    stage.network.freeze("two");
    Stage.Opening opening = edge.open();
    stage.run(290);
    assertThat(opening.pending()).isTrue();
    stage.run(20);
    assertThat(opening.absent()).isTrue();
  }

  @Test
  void unknownMount_onAYoungEdge_isNotDeniedEarly() {
    Stage.Edge edge = stage.edge("edge");
    Stage.Ingest one = stage.ingest("one");
    stage.run(10);
    Stage.Opening opening = edge.open();
    assertThat(opening.pending()).isTrue();
    one.source().play(100, 1_000);
    stage.run(1);
    assertThat(opening.mount().name()).isEqualTo(Stage.LIVE);
  }

  @Test
  void mountWhoseBeaconsWereMissed_isFoundByAsking() {
    Stage.Ingest one = stage.ingest("one");
    Stage.Edge edge = stage.edge("edge");
    stage.run(2_500);
    stage.network.lose(d -> d.message() instanceof Message.Beacons);
    one.source().play(100, 1_000);
    stage.run(500);
    stage.network.lose(d -> false);
    Stage.Opening opening = edge.open();
    assertThat(opening.mount().name()).isEqualTo(Stage.LIVE);
    assertThat(edge.counters().searches()).isEqualTo(1);
  }

  @Test
  void coldMount_whoseOwnerIsStuck_isAnsweredWithinThreeHundredMillis() {
    Stage.Ingest one = stage.ingest("one");
    Stage.Edge edge = stage.edge("edge");
    stage.run(2_500);
    one.source().play(100, 1_000);
    stage.run(500);
    stage.network.freeze("one");
    Stage.Opening opening = edge.open();
    stage.run(290);
    assertThat(opening.pending()).isTrue();
    stage.run(20);
    assertThat(opening.mount().name()).isEqualTo(Stage.LIVE);
    stage.network.thaw("one");
    stage.run(200);
    assertThat(edge.ring().text()).isNotEmpty();
    // the request was repeated meanwhile: everything came more than once, and was taken once
    assertThat(edge.counters().intake().lost()).isZero();
  }

  @Test
  void manyListenersOfAColdMount_shareOneLease() {
    Stage.Ingest one = stage.ingest("one");
    Stage.Edge edge = stage.edge("edge");
    stage.run(2_500);
    one.source().play(100, 1_000);
    stage.run(500);
    List<Optional<LiveMount>> answers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      edge.mounts.open(Stage.LIVE, stage.network.loop(), answers::add);
    }
    stage.run(1);
    assertThat(answers).hasSize(50).allMatch(Optional::isPresent);
    assertThat(one.origins.counters().leases()).isEqualTo(1);
    assertThat(edge.rings).hasSize(1);
    assertThat(edge.counters().join().count()).isEqualTo(50);
  }

  @Test
  void madeUpNames_areShedBeyondTwoHundredASecond() {
    stage.ingest("one");
    Stage.Edge edge = stage.edge("edge");
    stage.run(2_500);
    List<Optional<LiveMount>> answers = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      edge.mounts.open(new MountName("/x" + i), stage.network.loop(), answers::add);
    }
    stage.run(1);
    assertThat(answers).hasSize(1_000).allMatch(Optional::isEmpty);
    assertThat(edge.counters().searches()).isEqualTo(200);
    assertThat(edge.counters().searchesShed()).isEqualTo(800);
    stage.run(1_000);
    assertThat(edge.open().absent()).isTrue();
    assertThat(edge.counters().searches()).isEqualTo(201);
  }

  @Test
  void listener_whoJoinsJustAsTheIdleMountFades_keepsIt() {
    Stage.Ingest one = stage.ingest("one");
    Stage.Edge edge = stage.edge("edge");
    stage.run(50);
    one.source().play(100, 1_000);
    stage.run(500);
    LiveMount mount = edge.open().mount();
    stage.run(30_500);
    mount.joined();
    stage.run(5_000);
    assertThat(edge.ring().ended).isFalse();
    assertThat(edge.open().mount()).isSameAs(mount);
  }

  @Test
  void closedEdge_givesItsLeasesBack() {
    Stage.Ingest one = stage.ingest("one");
    Stage.Edge edge = stage.edge("edge");
    stage.run(50);
    one.source().play(100, 1_000);
    stage.run(500);
    edge.open().mount().joined();
    edge.mounts.close();
    stage.run(10);
    long sent = one.origins.counters().sentChunks();
    stage.run(1_000);
    assertThat(edge.ring().ended).isTrue();
    assertThat(one.origins.counters().sentChunks()).isEqualTo(sent);
  }
}
