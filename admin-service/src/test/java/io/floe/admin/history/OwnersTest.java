package io.floe.admin.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.admin.history.ClientBook.Taken;
import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Message;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Mounts that change hands while they are on the air, and names of tenants that are used again. */
class OwnersTest extends Staged {

  private static final MountName LIVE = new MountName("/live");
  private static final long BYTES = 16_000;

  private long in(int tenant) {
    return stage.whole("bytes_in", tenant) / BYTES;
  }

  private String whys() {
    return stage.text(
        "select string_agg(coalesce(s.why, 'open') || ' ' || coalesce(m.tenant_id, 0), ', ' order by"
            + " m.tenant_id) from history_sessions s join history_mounts m on m.id = s.mount_id");
  }

  @Test
  void mountThatGoesToAnotherTenant_whileItsSourceIsOnTheAir_isCountedOnce() throws SQLException {
    stage.source("/live");
    stage.edge("edge-1").listeners.put(LIVE, 1);
    stage.seconds(600, BYTES);
    stage.owners.put(LIVE, "south");
    stage.seconds(600, BYTES);
    stage.finish();
    assertThat(in(0)).isEqualTo(1200);
    assertThat(in(1) + in(2)).isEqualTo(1200);
    assertThat(in(2)).isBetween(600L, 661L);
    assertThat(stage.whole("bytes_out", 0)).isEqualTo(1200 * BYTES);
    assertThat(whys()).isEqualTo("moved 1, open 2");

    stage.restart();
    stage.seconds(60, BYTES);
    stage.owners.clear();
    stage.seconds(60, BYTES);
    stage.sources.clear();
    stage.seconds(2, BYTES);
    stage.finish();
    assertThat(in(0)).isEqualTo(1320);
    assertThat(in(1) + in(2)).isEqualTo(1320);
    assertThat(whys()).isEqualTo("closed 1, moved 2");
  }

  @Test
  void mountThatGoesToAnotherTenant_whileNobodyLooks_isCountedOnce() throws SQLException {
    stage.source("/live");
    stage.seconds(600, BYTES);
    stage.finish();
    stage.run("update history_sessions set ended_at = seen_at, why = 'unseen'"); // as by a split
    stage.restart();
    stage.owners.put(LIVE, "south");
    for (int i = 0; i < 300; i++) {
      stage.pass(BYTES);
    }
    stage.seconds(60, BYTES);
    stage.finish();
    assertThat(in(0)).isEqualTo(960);
    assertThat(in(1)).isEqualTo(600);
    assertThat(in(2)).isEqualTo(360);
  }

  @Test
  void tenantThatIsDeleted_inAMinuteThatIsNotWritten_isNotCountedAgain() throws SQLException {
    stage.source("/live");
    stage.seconds(100, BYTES);
    stage.run("delete from tenants where name = 'north'");
    stage.owners.put(LIVE, ""); // the configuration knows of none
    assertThat(new HistoryRetention(stage.source).forget(stage.now)).isTrue();
    stage.seconds(20, BYTES);
    stage.sources.clear();
    stage.seconds(70, BYTES);
    stage.finish();
    assertThat(in(0)).isEqualTo(120);
    var _ = new HistoryRetention(stage.source).forget(stage.now.plus(Duration.ofHours(2)));
    assertThat(
            stage.number("select count(*) from history_mounts where tenant_id = 1 and mount <> ''"))
        .isZero();
  }

  @Test
  void tenantOfTheSameName_madeWithinTheMinute_hasNothingOfTheOneBefore() throws SQLException {
    long day = stage.now.atOffset(java.time.ZoneOffset.UTC).toLocalDate().toEpochDay();
    Stage.Source old = stage.source("/live");
    old.title = "old";
    stage.edge("edge-1").listeners.put(LIVE, 1);
    stage.seconds(100, BYTES);
    old.title = "old too";
    stage.seconds(5, BYTES);
    stage.run("delete from tenants where name = 'north'");
    stage.run(
        "insert into tenants (id, name, create_mounts, made_at) values (3, 'north', true, '%s')"
            .formatted(stage.now));
    stage.sources.clear();
    stage.source("/fresh"); // of the new one
    stage.seconds(3, BYTES);
    stage.edge("edge-1").listeners.clear();
    Message.Visit visit = new Message.Visit(LIVE, day, 7, "mpv", true);
    stage.visits.add(new Taken("edge-1", 0, List.of(visit)));
    stage.seconds(60, BYTES);
    stage.visits.add(new Taken("edge-1", 1, List.of(visit)));
    stage.seconds(60, BYTES);
    stage.finish();
    assertThat(in(3)).isEqualTo(123);
    assertThat(stage.whole("bytes_out", 3)).isZero();
    assertThat(in(0)).isEqualTo(105 + 123);
    assertThat(of3("history_songs")).isZero();
    assertThat(of3("history_clients")).isZero();
    assertThat(of3("history_agents")).isZero();
    assertThat(of3("history_sessions")).as("/fresh").isEqualTo(1);

    stage.source("/live").title = "new";
    stage.seconds(60, BYTES);
    stage.finish();
    assertThat(in(3)).isEqualTo(123 + 2 * 60);
    assertThat(of3("history_songs")).isEqualTo(1);
  }

  private long of3(String table) {
    return stage.number(
        "select count(*) from %s t join history_mounts m on m.id = t.mount_id where m.tenant_id = 3"
            .formatted(table));
  }
}
