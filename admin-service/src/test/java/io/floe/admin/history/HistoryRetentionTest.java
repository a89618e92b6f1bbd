package io.floe.admin.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HistoryRetentionTest extends Staged {

  @BeforeEach
  void open() {
    stage.run(
        "insert into history_mounts (id, tenant_id, mount) values (101, 1, '/live'),"
            + " (102, 1, '/other'), (103, 2, '/south'), (104, null, '/nobody')");
  }

  private void songs(int mount, int count) {
    stage.run(
        ("insert into history_songs (mount_id, at, title) select %d, timestamptz '%s' - n *"
                + " interval '1 minute', 'title ' || n from generate_series(1, %d) n")
            .formatted(mount, stage.now, count));
    stage.run(
        ("insert into history_sessions select %d, n, true, 'ingest', 'audio/mpeg', timestamptz '%s'"
                + " - n * interval '1 minute', '%s', '%s', 'closed', 1 from generate_series(1, %d) n")
            .formatted(mount, stage.now, stage.now, stage.now, count));
  }

  private long count(String table, int mount) {
    return stage.number("select count(*) from %s where mount_id = %d".formatted(table, mount));
  }

  @Test
  void tenantWithMany_losesItsOldest_andTheOthersNothing() throws SQLException {
    songs(101, 900);
    songs(102, 30);
    songs(103, 40);
    songs(104, 10);
    assertThat(new HistoryRetention(stage.source, 100, 200_000, 9_000).forget(stage.now)).isTrue();
    for (String table : List.of("history_songs", "history_sessions")) {
      assertThat(count(table, 103)).as(table).isEqualTo(40);
      assertThat(count(table, 104)).as(table).isEqualTo(10);
      assertThat(count(table, 101)).as(table).isEqualTo(25);
      assertThat(count(table, 102)).as("as new as those, " + table).isEqualTo(25);
    }
    assertThat(stage.number("select count(*) from history_songs where title = 'title 25'"))
        .isEqualTo(3);
    assertThat(new HistoryRetention(stage.source, 100, 200_000, 9_000).forget(stage.now)).isTrue();
    assertThat(stage.number("select count(*) from history_songs")).isEqualTo(100);
  }

  @Test
  void sourceThatIsOnTheAir_isNotForgotten_howeverOldAndHoweverManyThereAre() throws SQLException {
    songs(101, 900);
    songs(103, 40);
    stage.run(
        "update history_sessions set ended_at = null, why = null, started_at = '2020-01-01' where"
            + " epoch = 1");
    assertThat(new HistoryRetention(stage.source, 100, 200_000, 9_000).forget(stage.now)).isTrue();
    assertThat(
            stage.number(
                "select count(*) from history_sessions where started_at = '2020-01-01' and ended_at"
                    + " is null"))
        .isEqualTo(2);
    assertThat(count("history_sessions", 101)).isLessThan(100);
  }

  @Test
  void tenantWithTooManyMounts_losesThoseThatWereThereLongestAgo_andTheOthersNone()
      throws SQLException {
    stage.run(
        "insert into history_mounts (id, tenant_id, mount) select n, 1, '/made' || n from"
            + " generate_series(201, 220) n");
    stage.run(
        "insert into history_days select id, date '2026-03-01' - greatest(0, 210 - id),"
            + " timestamptz '2026-03-01', 1, 1, 1, 1, 1, 1, 1 from history_mounts where id > 200");
    stage.run(
        "insert into history_days select id, '2026-03-01', '2026-03-01', 1, 1, 1, 1, 1, 1, 1 from"
            + " history_mounts where id < 200");
    // Seen longest ago of all, and on the air.
    stage.run(
        "insert into history_sessions values (201, 1, true, 'ingest', 'audio/mpeg', '2026-01-01',"
            + " '2026-03-01', null, null, 1)");
    stage.run("insert into history_songs (mount_id, at, title) values (202, '2026-03-01', 'x')");
    assertThat(new HistoryRetention(stage.source, 100, 200_000, 6).forget(stage.now)).isTrue();
    // On the air, and then of the last day those that have been there longest.
    assertThat(mounts()).isEqualTo("101 102 103 104 201 210 211 212");
    assertThat(new HistoryRetention(stage.source, 100, 5, 6).forget(stage.now)).isTrue();
    assertThat(mounts()).as("of all tenants").isEqualTo("101 102 103 104 201");
    assertThat(stage.number("select count(*) from history_songs")).isZero();
  }

  private String mounts() throws SQLException {
    try (Connection connection = stage.source.getConnection();
        Statement statement = connection.createStatement();
        var found =
            statement.executeQuery(
                "select string_agg(id::text, ' ' order by id) from history_mounts")) {
      found.next();
      return found.getString(1);
    }
  }

  @Test
  void salts_goThoughSomebodyHoldsTheTurn() throws SQLException {
    stage.run("insert into history_salts values ('2026-02-28', '\\x00'), ('2026-03-01', '\\x01')");
    stage.run(
        "insert into history_days values (101, '2026-02-28', '2026-02-28', 1, 1, 1, 1, 1, 1, 1)");
    stage.run("insert into history_clients values (101, '2026-02-28', 7), (101, '2026-02-28', 8)");
    HistoryRetention retention = new HistoryRetention(stage.source);
    try (Connection other = stage.source.getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("select writer from history_writer for update");
      assertThatThrownBy(() -> retention.closeDays(stage.now)).hasMessageContaining("lock timeout");
      assertThat(stage.number("select count(*) from history_salts")).isEqualTo(1);
      other.rollback();
    }
    assertThat(retention.closeDays(stage.now)).isTrue();
    assertThat(stage.number("select count(*) from history_clients")).isZero();
    assertThat(stage.number("select clients from history_days")).isEqualTo(2);
  }
}
