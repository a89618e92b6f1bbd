package io.floe.admin.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** What the owner of a stream says last of it counts, whether somebody looked before or not. */
class LastWordsTest extends Staged {

  private static final long BYTES = 16_000;

  private String sessions() {
    return stage.text(
        "select string_agg(m.mount || ' ' || s.bytes_in || ' ' || coalesce(s.why, 'open'), ', '"
            + " order by s.epoch) from history_sessions s join history_mounts m on m.id ="
            + " s.mount_id");
  }

  @Test
  void bytesSinceTheLastLook_areCounted_onceHoweverOftenTheyAreTold() throws SQLException {
    Stage.Source live = stage.source("/live");
    stage.seconds(58, BYTES);
    live.bytesIn += 5_000;
    stage.end(live, "");
    stage.seconds(10, BYTES); // into another minute
    stage.finish();
    stage.restart(); // another service hears it as well
    stage.seconds(3, BYTES);
    stage.ended.clear();
    stage.seconds(70, BYTES);
    stage.finish();
    assertThat(stage.whole("bytes_in", 0)).isEqualTo(58 * BYTES + 5_000);
    assertThat(sessions()).isEqualTo("/live " + (58 * BYTES + 5_000) + " closed");
  }

  @Test
  void streamAtWhichNobodyLooked_isThere() throws SQLException {
    stage.madeOnTheFly = true;
    stage.seconds(5, BYTES);
    Stage.Source quick = stage.source("/quick");
    quick.bytesIn = 3_000;
    stage.end(quick, Stage.NORTH);
    stage.seconds(100, BYTES);
    stage.finish();
    assertThat(stage.whole("bytes_in", 1)).isEqualTo(3_000);
    assertThat(sessions()).isEqualTo("/quick 3000 closed");
  }

  @Test
  void sourceThatIsReplaced_hasItsLastBytes_whenItsOwnerSaysSoLater() throws SQLException {
    Stage.Source first = stage.source("/live");
    stage.seconds(30, BYTES);
    first.bytesIn += 700;
    stage.now = stage.now.plusMillis(1);
    Stage.Source second = stage.source("/live");
    stage.seconds(2, BYTES);
    stage.end(first, "");
    stage.seconds(60, BYTES);
    stage.finish();
    assertThat(stage.sources).containsValue(second);
    assertThat(stage.whole("bytes_in", 0)).isEqualTo(92 * BYTES + 700);
    assertThat(sessions())
        .isEqualTo("/live " + (30 * BYTES + 700) + " replaced, /live " + 62 * BYTES + " open");
  }
}
