package io.floe.admin.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.MountName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchTest {

  private static final MountName LIVE = new MountName("/live");

  private final Watch watch = new Watch();
  private final Scene scene = new Scene();
  private String owner = "north";
  private Instant now = Instant.parse("2026-11-29T12:00:00Z");

  @Test
  void source_isTold_whenItComes_andOnceItHasBeenAwayForAWhile() {
    assertThat(look(0)).isEmpty();
    scene.source("/live", 7, "");
    assertThat(look(500)).singleElement().isInstanceOf(Change.Connected.class);
    assertThat(look(500)).isEmpty();
    scene.gone("/live");
    assertThat(look(500)).isEmpty();
    assertThat(look(1_999)).isEmpty();
    assertThat(look(1)).singleElement().isInstanceOf(Change.Lost.class);
    assertThat(look(10_000)).isEmpty();
  }

  @Test
  void sourceThatIsBackSoon_isToldOnceMore_andNeverAsLost() {
    scene.source("/live", 7, "");
    assertThat(look(0)).hasSize(1);
    scene.gone("/live");
    assertThat(look(500)).isEmpty();
    scene.source("/live", 8, "");
    assertThat(look(1_400))
        .singleElement()
        .isInstanceOfSatisfying(
            Change.Connected.class,
            connected -> {
              assertThat(connected.again()).isTrue();
              assertThat(connected.epoch()).isEqualTo(8);
            });
    assertThat(look(5_000)).isEmpty();
    scene.source("/live", 9, "");
    assertThat(look(500)).as("taken over at once").hasSize(1);
  }

  @Test
  void sourceThatGoes_whileTheClockIsSetBack_isToldToBeLost() {
    scene.source("/live", 7, "");
    assertThat(look(0)).hasSize(1);
    scene.gone("/live");
    assertThat(look(500)).isEmpty();
    assertThat(look(-3_600_000)).isEmpty();
    assertThat(look(2_000)).singleElement().isInstanceOf(Change.Lost.class);
  }

  @Test
  void sourceWithALowerEpoch_isAnotherOne() {
    scene.source("/live", 7, "");
    assertThat(look(0)).hasSize(1);
    scene.source("/live", 3, "");
    assertThat(look(500)).isEmpty();
    assertThat(look(2_000)).singleElement().isInstanceOf(Change.Lost.class);
    assertThat(look(500))
        .singleElement()
        .isInstanceOfSatisfying(
            Change.Connected.class, connected -> assertThat(connected.epoch()).isEqualTo(3));
    assertThat(look(5_000)).isEmpty();
  }

  @Test
  void sameStreamThatWasOutOfSight_isNothing() {
    scene.source("/live", 7, "");
    assertThat(look(0)).hasSize(1);
    scene.gone("/live");
    assertThat(look(1_900)).isEmpty();
    scene.source("/live", 7, "");
    assertThat(look(1_900)).isEmpty();
    scene.gone("/live");
    assertThat(look(100)).as("the wait begins anew").isEmpty();
    assertThat(look(1_900)).isEmpty();
  }

  @Test
  void title_isTold_whenItChanges_butNotTheFirst() {
    scene.source("/live", 7, "A");
    assertThat(look(0)).hasSize(1);
    scene.source("/live", 7, "B");
    assertThat(look(500))
        .singleElement()
        .isInstanceOfSatisfying(
            Change.Titled.class, titled -> assertThat(titled.title()).isEqualTo("B"));
    assertThat(look(500)).isEmpty();
  }

  @Test
  void renditions_areNoSources() {
    scene.rendition("/live.opus", 7);
    assertThat(look(0)).isEmpty();
    scene.gone("/live.opus");
    assertThat(look(10_000)).isEmpty();
  }

  @Test
  void streamOfANodeThatIsNotKnownYet_isToldOnceItIs() {
    scene.source("/live", 7, "");
    scene.ingestGone();
    assertThat(look(0)).isEmpty();
    scene.ingestBack();
    assertThat(look(500)).hasSize(1);
    scene.ingestGone();
    assertThat(look(500)).as("its stream is still heard").isEmpty();
  }

  @Test
  void whatWasToldBefore_isNotToldAgain() {
    watch.before("north", LIVE, 7, 5, "A");
    scene.source("/live", 7, "B");
    assertThat(look(0)).singleElement().isInstanceOf(Change.Titled.class);
    scene.gone("/live");
    assertThat(look(0)).isEmpty();
    assertThat(look(2_000))
        .singleElement()
        .isInstanceOfSatisfying(
            Change.Lost.class,
            lost -> {
              assertThat(lost.tenant()).isEqualTo("north");
              assertThat(lost.startedAt()).isEqualTo(5);
            });
  }

  @Test
  void sourceOfAnotherTenantNow_isToldToBoth_onceItIsKnownWhose() {
    scene.source("/live", 7, "A");
    assertThat(look(0)).hasSize(1);
    owner = "";
    assertThat(look(500)).as("nobody is known to have it").isEmpty();
    owner = "south";
    scene.source("/live", 7, "B");
    assertThat(look(500))
        .singleElement()
        .isInstanceOfSatisfying(
            Change.Moved.class,
            moved -> {
              assertThat(moved.from()).isEqualTo("north");
              assertThat(moved.to().tenant()).isEqualTo("south");
              assertThat(moved.to().title()).isEqualTo("B");
              assertThat(moved.to().again()).isFalse();
            });
    assertThat(look(500)).isEmpty();
    scene.source("/live", 7, "C");
    assertThat(look(500))
        .singleElement()
        .isInstanceOfSatisfying(
            Change.Titled.class, titled -> assertThat(titled.tenant()).isEqualTo("south"));
  }

  @Test
  void sourceOfAnotherTenant_thatTakesAMountOver_isNotOnTheAirAgain() {
    scene.source("/live", 7, "A");
    assertThat(look(0)).hasSize(1);
    owner = "south";
    scene.source("/live", 8, "A");
    List<Change> changes = look(500);
    assertThat(changes).hasSize(2);
    assertThat(changes.getFirst())
        .isInstanceOfSatisfying(
            Change.Lost.class,
            lost -> {
              assertThat(lost.tenant()).isEqualTo("north");
              assertThat(lost.epoch()).isEqualTo(7);
            });
    assertThat(changes.getLast())
        .isInstanceOfSatisfying(
            Change.Connected.class,
            connected -> {
              assertThat(connected.tenant()).isEqualTo("south");
              assertThat(connected.again()).isFalse();
            });
  }

  private List<Change> look(long ms) {
    now = now.plus(Duration.ofMillis(ms));
    return watch.look(scene.cluster(), now, stream -> owner);
  }
}
