package io.floe.admin.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.floe.admin.history.ClientBook.Taken;
import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Message;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Days in which nobody writes the history, while edges run on or go. */
class LongPauseTest extends Staged {

  private static final MountName LIVE = new MountName("/live");
  private static final long BYTES = 16_000;
  private static final int DAYS = 4 * 86_400;

  @BeforeEach
  void open() throws SQLException {
    stage.source("/live");
    stage.edge("edge-1").listeners.put(LIVE, 2);
    stage.seconds(70, BYTES);
    stage.visits.add(visits());
    stage.finish();
  }

  private static Taken visits() {
    long today = Stage.START.getEpochSecond() / 86_400;
    return new Taken(
        "edge-1",
        0,
        java.util.Collections.nCopies(3, new Message.Visit(LIVE, today, 7, "mpv", true)));
  }

  @Test
  void edgeThatRanOn_isCountedOnce() throws SQLException {
    for (int i = 0; i < DAYS; i++) {
      stage.pass(BYTES);
    }
    stage.restart();
    // As the service does before the first minute is over.
    assertThat(new HistoryRetention(stage.source).forget(stage.now)).isTrue();
    assertThat(stage.ledger.open(stage.now).next()).containsEntry("edge-1", 3L);
    stage.seconds(70, BYTES);
    stage.visits.add(visits());
    stage.finish();
    long seconds = 70 + DAYS + 70;
    assertThat(stage.totals("/live").bytesOut()).isEqualTo(seconds * 2 * BYTES);
    assertThat(stage.totals("").bytesOut()).isEqualTo(seconds * 2 * BYTES);
    assertThat(stage.totals("/live").listenerHours())
        .isCloseTo(seconds * 2 / 3600.0, within(0.0001));
    assertThat(stage.reader().agents(stage.scope("/live"), stage.all(), 10))
        .containsExactly(new Views.AgentLine("mpv", 3));
  }

  @Test
  void edgeThatHasGone_isForgotten_whenThoseThatAreThereHaveBeenHeard() throws SQLException {
    stage.edges.clear();
    stage.edge("edge-2").listeners.put(LIVE, 1);
    stage.now = stage.now.plus(Duration.ofDays(4));
    stage.restart();
    stage.seconds(70, BYTES);
    stage.finish();
    assertThat(nodes()).as("it may be on its way back").isEqualTo(2);
    stage.now = stage.now.plus(Duration.ofHours(1));
    stage.seconds(70, BYTES);
    stage.finish();
    assertThat(nodes()).isEqualTo(1);
    assertThat(stage.number("select count(*) from history_counters where node = 'edge-1'"))
        .isZero();
    assertThat(stage.number("select count(*) from history_visits")).isZero();
    assertThat(stage.ledger.open(stage.now).next()).isEmpty();
  }

  @Test
  void edgeThatComesBack_whenItWasForgotten_isCountedFromItsStart() throws SQLException {
    stage.edge("edge-1").mute = true;
    stage.edges.clear();
    for (int day = 0; day < 4; day++) {
      stage.now = stage.now.plus(Duration.ofDays(1));
      stage.seconds(2, BYTES);
      stage.finish();
    }
    assertThat(nodes()).isZero();
    stage.edge("edge-1").listeners.put(LIVE, 2);
    stage.seconds(70, BYTES);
    stage.finish();
    assertThat(stage.totals("/live").bytesOut()).isEqualTo(140 * 2 * BYTES);
    assertThat(List.of(nodes())).containsExactly(1L);
  }

  private long nodes() {
    return stage.number("select count(*) from history_counters where mount = ''");
  }
}
