package io.floe.admin.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.MountName;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clocks that differ, or are set back. */
class ClocksTest extends Staged {

  private static final MountName LIVE = new MountName("/live");
  private static final long BYTES = 16_000;

  private Stage.Source live;

  @BeforeEach
  void open() {
    live = stage.source("/live");
    stage.edge("edge-1").listeners.put(LIVE, 2);
  }

  private List<String> titles() throws SQLException {
    return stage.reader().songs(stage.scope("/live"), Long.MAX_VALUE, 10).stream()
        .map(Views.SongLine::title)
        .toList();
  }

  @Test
  void serviceWhoseClockIsBehind_takesOver_andLosesNothing() throws SQLException {
    live.title = "one";
    stage.seconds(100, BYTES);
    live.title = "two";
    stage.seconds(100, BYTES);
    stage.finish();
    stage.now = stage.now.minusSeconds(300);
    stage.restart();
    stage.seconds(20, BYTES);
    live.title = "three";
    stage.seconds(50, BYTES);
    stage.finish();
    assertThat(stage.totals("/live").bytesOut()).isEqualTo(270 * 2 * BYTES);
    assertThat(stage.totals("/live").bytesIn()).isEqualTo(270 * BYTES);
    assertThat(titles()).containsExactly("three", "two", "one");
    stage.seconds(400, BYTES); // until it is as late as it was before
    stage.finish();
    stage.restart();
    stage.seconds(2, BYTES);
    stage.finish();
    assertThat(stage.totals("/live").bytesOut()).isEqualTo(672 * 2 * BYTES);
    assertThat(titles()).containsExactly("three", "two", "one");
    assertThat(stage.reader().trend(stage.scope("/live"), Step.MINUTE, stage.all()))
        .as("no minute has the traffic of many")
        .allMatch(minute -> minute.bytesOut() <= 2 * 60 * 2 * BYTES);
  }

  @Test
  void twoServices_oneAheadOfTheOther_writeTheSameOnce() throws SQLException {
    Ledger other = new Ledger(stage.source, stage.counters);
    Sampler ahead = new Sampler(mount -> Optional.of(Stage.NORTH));
    for (int i = 0; i < 600; i++) {
      live.title = List.of("one", "two", "three", "one").get(i / 150);
      stage.pass(BYTES);
      stage.look();
      ahead.look(
          stage.now.plusSeconds(7),
          stage.cluster(),
          stage.edges.values().stream().map(Stage.Edge::peer).toList());
      for (Batch batch : ahead.over(stage.now.plusSeconds(7))) {
        var _ = other.write(stage.now.plusSeconds(7), batch, List.of());
      }
      stage.write(stage.sampler.over(stage.now));
    }
    stage.finish();
    assertThat(stage.totals("/live").bytesOut()).isEqualTo(600 * 2 * BYTES);
    assertThat(stage.totals("/live").bytesIn()).isEqualTo(600 * BYTES);
    assertThat(titles()).containsExactly("one", "three", "two", "one");
  }
}
