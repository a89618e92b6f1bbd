package io.floe.admin.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.admin.history.ClientBook.Taken;
import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Message;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A tenant that makes ever new mounts. */
class ManyMountsTest extends Staged {

  private static final MountName LIVE = new MountName("/live");
  private static final long BYTES = 16_000;

  @Test
  void mountsBeyondTheMost_countInTheirTenant_andInNoRowOfTheirOwn() throws SQLException {
    stage.mostMounts = 5;
    stage.restart();
    Stage.Edge edge = stage.edge("edge-1");
    for (int i = 0; i < 8; i++) {
      stage.source("/m" + i).title = "title";
      edge.listeners.put(new MountName("/m" + i), 1);
    }
    stage.source("/south");
    long day = stage.now.atOffset(ZoneOffset.UTC).toLocalDate().toEpochDay();
    for (int i = 0; i < 8; i++) {
      Message.Visit visit = new Message.Visit(new MountName("/m" + i), day, i, "mpv", true);
      stage.visits.add(new Taken("edge-1", i, List.of(visit)));
    }
    stage.seconds(150, BYTES);
    stage.finish();
    assertThat(stage.whole("bytes_in", 1)).isEqualTo(8 * 150 * BYTES);
    assertThat(stage.whole("bytes_in", 2)).isEqualTo(150 * BYTES);
    assertThat(stage.whole("bytes_in", 0)).isEqualTo(9 * 150 * BYTES);
    assertThat(stage.whole("bytes_out", 1)).isEqualTo(8 * 150 * BYTES);
    assertThat(stage.whole("listeners", 1)).isEqualTo(8 * 150);
    assertThat(
            stage.number(
                "select count(*) from history_clients c join history_mounts m on m.id ="
                    + " c.mount_id where m.mount = '' and m.tenant_id = 1"))
        .isEqualTo(8);
    assertThat(stage.number("select count(*) from history_mounts where mount like '/m%'"))
        .isEqualTo(5);
    for (String table :
        List.of("history_hours", "history_days", "history_sessions", "history_songs")) {
      assertThat(
              stage.number(
                  "select count(*) from %s t join history_mounts m on m.id = t.mount_id where mount"
                          .formatted(table)
                      + " like '/m%'"))
          .as(table)
          .isEqualTo(5);
    }
    assertThat(stage.counters.mountsUncounted.sum()).isEqualTo(3 * 3);

    // Nothing is known of them any more, and yet nothing counts twice: only a second is missing.
    stage.restart();
    stage.seconds(50, BYTES);
    stage.finish();
    assertThat(stage.whole("bytes_out", 1)).isEqualTo(8 * 200 * BYTES);
    assertThat(stage.whole("bytes_in", 1)).isBetween((8 * 200 - 3) * BYTES, 8 * 200 * BYTES);
  }

  @Test
  void mountThatGetsRoom_hasAHistoryFromThenOn() throws SQLException {
    stage.mostMounts = 1;
    stage.restart();
    Stage.Source old = stage.source("/old");
    stage.seconds(70, BYTES);
    stage.source("/live");
    stage.seconds(110, BYTES);
    stage.sources.remove(old.id.mount());
    stage.seconds(120, BYTES);
    assertThat(stage.scope("/live").mounts()).isEmpty();
    assertThat(new HistoryRetention(stage.source, 100, 10, 0).forget(stage.now)).isTrue();
    stage.seconds(120, BYTES);
    stage.finish();
    assertThat(stage.scope("/old").mounts()).isEmpty();
    assertThat(stage.scope("/live").mounts()).hasSize(1);
    assertThat(stage.whole("bytes_in", 0)).isEqualTo((180 + 350) * BYTES);
  }

  @Test
  void mountThatAnEdgeHasForgotten_isForgotten_andCountedFromZeroAgain() throws SQLException {
    stage.source("/live");
    Stage.Edge edge = stage.edge("edge-1");
    edge.listeners.put(LIVE, 1);
    edge.listeners.put(new MountName("/other"), 1);
    stage.seconds(10, BYTES);
    edge.listeners.remove(LIVE);
    stage.seconds(20 * 60, BYTES);
    edge.counts.remove(LIVE);
    stage.seconds(25 * 60, BYTES);
    assertThat(counters()).as("not before it has been away for long").isEqualTo(3);
    stage.seconds(15 * 60, BYTES);
    assertThat(counters()).isEqualTo(2);
    edge.listeners.put(LIVE, 1);
    stage.seconds(30, BYTES);
    stage.finish();
    assertThat(stage.totals("/live").bytesOut()).isEqualTo(40 * BYTES);
  }

  private long counters() {
    return stage.number("select count(*) from history_counters");
  }
}
