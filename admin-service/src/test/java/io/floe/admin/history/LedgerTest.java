package io.floe.admin.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.floe.admin.history.ClientBook.Taken;
import io.floe.admin.history.Views.Point;
import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Message;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** The history of a played cluster, in a real Postgres, against what the players recorded. */
class LedgerTest extends Staged {

  private static final MountName LIVE = new MountName("/live");
  private static final long BYTES = 16_000;
  private static final Percentage CLOSE = Percentage.withPercentage(1);

  private Span all() {
    return stage.all();
  }

  private List<Point> trend(String mount, Step step) throws SQLException {
    return stage.reader().trend(stage.scope(mount), step, all());
  }

  private Views.TotalsView totals(String mount) throws SQLException {
    return stage.totals(mount);
  }

  @Test
  void minutes_agreeWithWhatListenersDid_throughRestarts() throws SQLException {
    Random random = new Random(20_261_129);
    stage.source("/live");
    Stage.Edge one = stage.edge("edge-1");
    Stage.Edge two = stage.edge("edge-2");
    long listened = 0;
    int[] most = new int[20];
    long[] sums = new long[20];
    for (int second = 0; second < 20 * 60; second++) {
      one.listeners.put(LIVE, random.nextInt(50));
      two.listeners.put(LIVE, second % 600 > 300 ? random.nextInt(50) : 0);
      int here = one.listeners.get(LIVE) + two.listeners.get(LIVE);
      listened += here;
      int minute = (second + 1) / 60;
      if (minute < 20) {
        most[minute] = Math.max(most[minute], here);
        sums[minute] += here;
      }
      stage.second(BYTES);
      if (second == 400) {
        stage.finish(); // as a service does that is told to end
        stage.restart();
      }
      if (second == 700) {
        stage.restart(); // and one that is not
      }
    }
    stage.finish();
    List<Point> points = trend("/live", Step.MINUTE);
    assertThat(points).hasSize(21);
    for (int minute = 1; minute < 20; minute++) {
      Point point = points.get(minute);
      assertThat(point.at()).isEqualTo(Stage.START.plusSeconds(60L * minute));
      if (minute != 11) { // of which a service took 41 s with it
        assertThat(point.seconds()).isEqualTo(60);
        assertThat(point.peak()).isEqualTo(most[minute]);
        assertThat(point.listeners()).isCloseTo(sums[minute] / 60.0, within(0.01));
      }
    }
    assertThat(points.get(11).seconds()).isEqualTo(60 - 42);
    assertThat(totals("/live").bytesOut()).as("traffic").isEqualTo(listened * BYTES);
    assertThat(totals("/live").listenerHours()).isCloseTo(listened / 3600.0, within(0.0001));
    assertThat(totals("").bytesOut()).as("of the tenant").isEqualTo(listened * BYTES);
    assertThat(trend("/live", Step.HOUR)).hasSize(1);
    assertThat(trend("/live", Step.HOUR).getFirst().seconds()).isEqualTo(1200 - 42);
  }

  @Test
  void edgeThatDies_countsUntilItsLastBeat() throws SQLException {
    stage.source("/live");
    stage.edge("edge-1").listeners.put(LIVE, 10);
    stage.edge("edge-2").listeners.put(LIVE, 30);
    stage.seconds(89, BYTES);
    stage.edge("edge-2").mute = true;
    stage.edge("edge-2").listeners.clear(); // they have gone, but its last beat says otherwise
    Stage.Edge dead = stage.edge("edge-2");
    dead.listeners.put(LIVE, 30);
    for (int i = 0; i < 3; i++) {
      stage.now = stage.now.plusSeconds(1);
      stage.edge("edge-1").second(BYTES);
      stage.edge("edge-1").heardAt++;
      stage.look();
    }
    stage.edges.remove("edge-2");
    stage.seconds(120, BYTES);
    stage.finish();
    Point second = trend("/live", Step.MINUTE).get(1);
    assertThat(second.at()).isEqualTo(Stage.START.plusSeconds(60));
    assertThat(second.seconds()).isEqualTo(60);
    // 40 listeners in the seconds 60 to 89, 10 in the other 30.
    assertThat(second.listeners()).isCloseTo(25.0, within(0.01));
    assertThat(totals("/live").bytesOut()).isEqualTo(BYTES * (89 * 40 + 123 * 10));
  }

  @Test
  void mountMadeOnTheFly_isItsTenants_whenItsSourceGoesWithinTheMinute() throws SQLException {
    stage.madeOnTheFly = true;
    stage.source("/live");
    stage.edge("edge-1").listeners.put(LIVE, 2);
    stage.seconds(40, BYTES);
    stage.sources.clear();
    stage.seconds(40, BYTES);
    stage.finish();
    assertThat(totals("/live").bytesIn()).isEqualTo(40 * BYTES);
    assertThat(totals("/live").bytesOut()).isEqualTo(80 * 2 * BYTES);
    assertThat(stage.number("select count(*) from history_mounts where mount = '/live'")).isOne();
  }

  @Test
  void mountMadeOnTheFly_isCountedOnce_whenItsSourceGoesSoonAfterARestart() throws SQLException {
    stage.madeOnTheFly = true;
    stage.source("/live");
    stage.edge("edge-1").listeners.put(LIVE, 2);
    stage.seconds(70, BYTES);
    stage.restart();
    stage.seconds(30, BYTES);
    stage.sources.clear();
    stage.seconds(30, BYTES);
    stage.restart(); // another one, which has not seen the source at all
    stage.seconds(30, BYTES);
    stage.finish();
    assertThat(totals("/live").bytesIn()).isEqualTo(100 * BYTES);
    assertThat(totals("/live").bytesOut()).isEqualTo(160 * 2 * BYTES);
    assertThat(totals("").bytesIn()).as("of the tenant").isEqualTo(100 * BYTES);
    assertThat(stage.number("select count(*) from history_mounts where mount = '/live'")).isOne();
  }

  @Test
  void counterThatStartsAgain_isNoNegativeTraffic() throws SQLException {
    stage.source("/live");
    Stage.Edge edge = stage.edge("edge-1");
    edge.listeners.put(LIVE, 5);
    stage.seconds(100, BYTES);
    edge.counts.clear(); // within a minute
    stage.seconds(50, BYTES);
    stage.finish();
    stage.restart();
    edge.counts.clear(); // while nobody looked
    stage.seconds(70, BYTES);
    stage.finish();
    assertThat(totals("/live").bytesOut()).isEqualTo(220 * 5 * BYTES);
    assertThat(trend("/live", Step.MINUTE)).allMatch(point -> point.bytesOut() >= 0);
  }

  @Test
  void outageOfThreeHours_isAGapAtItsPlace_andLosesNoTraffic() throws SQLException {
    stage.source("/live");
    stage.edge("edge-1").listeners.put(LIVE, 2);
    stage.seconds(2 * 3600 + 599, BYTES);
    stage.finish();
    for (int i = 0; i < 3 * 3600; i++) {
      stage.pass(BYTES);
    }
    stage.restart();
    stage.seconds(3600, BYTES);
    stage.finish();
    Instant gapFrom = Stage.START.plusSeconds(2 * 3600 + 600);
    Instant gapTo = gapFrom.plus(Duration.ofHours(3));
    List<Point> minutes = trend("/live", Step.MINUTE);
    assertThat(minutes).noneMatch(p -> !p.at().isBefore(gapFrom) && p.at().isBefore(gapTo));
    assertThat(minutes).anyMatch(p -> p.at().equals(gapFrom.minusSeconds(60)));
    assertThat(minutes).anyMatch(p -> p.at().equals(gapTo));
    assertThat(minutes)
        .filteredOn(p -> p.seconds() == 60)
        .as("no minute has the traffic of hours")
        .allMatch(p -> p.bytesOut() <= 60 * 2 * BYTES);
    assertThat(trend("/live", Step.HOUR).stream().map(Point::at))
        .contains(Stage.START.plus(Duration.ofHours(2)), Stage.START.plus(Duration.ofHours(5)))
        .doesNotContain(
            Stage.START.plus(Duration.ofHours(3)), Stage.START.plus(Duration.ofHours(4)));
    long seconds = 2 * 3600 + 599 + 3 * 3600 + 3600;
    assertThat(totals("/live").bytesOut()).isEqualTo(seconds * 2 * BYTES);
    assertThat(totals("/live").bytesIn()).isEqualTo(seconds * BYTES);
    assertThat(
            stage.number(
                "select bytes_out from history_hours h join history_mounts m on m.id = h.mount_id"
                    + " where mount = '/live' and at = '2026-03-02T03:00:00Z'"))
        .as("an hour that nobody saw has its traffic")
        .isCloseTo(3600 * 2 * BYTES, CLOSE);
  }

  @Test
  void peakOfAMinute_isThereAfterADay_andWhenMinutesAreForgotten() throws SQLException {
    stage.source("/live");
    Stage.Edge edge = stage.edge("edge-1");
    edge.listeners.put(LIVE, 3);
    stage.seconds(11 * 3600 + 1234, BYTES);
    Instant moment = stage.now.plusSeconds(1);
    edge.listeners.put(LIVE, 400);
    stage.second(BYTES);
    edge.listeners.put(LIVE, 3);
    stage.seconds(13 * 3600, BYTES);
    stage.finish();
    Instant minute = moment.truncatedTo(ChronoUnit.MINUTES);
    assertThat(stage.reader().peak(stage.scope("/live"), all())).contains(minute);
    assertThat(trend("/live", Step.MINUTE)).hasSizeGreaterThan(24 * 60);
    var retention = new HistoryRetention(stage.source);
    var _ = retention.forget(stage.now.plus(Duration.ofDays(3)));
    assertThat(trend("/live", Step.MINUTE)).isEmpty();
    assertThat(trend("/live", Step.HOUR))
        .filteredOn(p -> p.at().equals(moment.truncatedTo(ChronoUnit.HOURS)))
        .allMatch(p -> p.peak() == 400)
        .hasSize(1);
    var _ = retention.forget(stage.now.plus(Duration.ofDays(100)));
    assertThat(trend("/live", Step.HOUR)).isEmpty();
    assertThat(trend("/live", Step.DAY).getFirst().peak()).isEqualTo(400);
    assertThat(totals("/live").peak()).isEqualTo(400);
    var _ = retention.forget(stage.now.plus(Duration.ofDays(4 * 366)));
    assertThat(stage.number("select count(*) from history_days")).isZero();
  }

  @Test
  void twoServicesOnDuty_writeTheSameOnce() throws SQLException {
    stage.source("/live").title = "one";
    stage.edge("edge-1").listeners.put(LIVE, 7);
    Ledger other = new Ledger(stage.source, stage.counters);
    for (int i = 0; i < 300; i++) {
      stage.pass(BYTES);
      stage.look();
      for (Batch batch : stage.sampler.over(stage.now)) {
        var _ = stage.ledger.write(stage.now, batch, List.of());
        var _ = other.write(stage.now, batch, List.of());
        var _ = other.write(stage.now, batch, List.of()); // as after an unknown commit
      }
    }
    stage.finish();
    assertThat(totals("/live").bytesOut()).isEqualTo(300 * 7 * BYTES);
    assertThat(totals("/live").bytesIn()).isEqualTo(300 * BYTES);
    assertThat(trend("/live", Step.HOUR).getFirst().seconds()).isEqualTo(300);
    assertThat(stage.number("select count(*) from history_songs")).isEqualTo(1);
    assertThat(stage.number("select count(*) from history_sessions")).isEqualTo(1);
  }

  @Test
  void songs_areThereOnce_asLongAsTheyAreSaidInARow() throws SQLException {
    Stage.Source live = stage.source("/live");
    for (String title : List.of("one", "two", "", "two", "one")) {
      live.title = title;
      stage.seconds(40, BYTES);
    }
    stage.finish();
    stage.restart();
    stage.seconds(5, BYTES);
    stage.finish();
    assertThat(stage.reader().songs(stage.scope("/live"), Long.MAX_VALUE, 10))
        .extracting(Views.SongLine::title)
        .containsExactly("one", "two", "one");
  }

  @Test
  void sessions_endWhenTheirSourcesGo_andWhileNobodyLooks() throws SQLException {
    stage.source("/live");
    stage.source("/live.opus", "transcoder-1");
    stage.seconds(70, BYTES);
    stage.sources.remove(LIVE);
    stage.second(BYTES);
    stage.source("/live");
    stage.seconds(100, BYTES);
    stage.finish();
    Instant seen = stage.now;
    stage.sources.clear();
    stage.now = stage.now.plusSeconds(600);
    stage.restart();
    stage.source("/live");
    stage.seconds(70, BYTES);
    stage.source("/live", "ingest-gone");
    stage.second(BYTES);
    stage.sources.clear();
    stage.second(BYTES);
    stage.finish();
    List<Views.SessionLine> sessions =
        stage.reader().sessions(stage.scope("/live"), Views.SessionLine.Place.START, 10);
    assertThat(sessions)
        .extracting(Views.SessionLine::why)
        .containsExactly("node lost", "replaced", "unseen", "closed");
    assertThat(sessions.get(3).startedAt()).isEqualTo(Stage.START);
    assertThat(sessions.get(3).endedAt()).isEqualTo(Stage.START.plusSeconds(71));
    assertThat(sessions.get(3).bytesIn()).isEqualTo(70 * BYTES);
    assertThat(sessions.get(2).endedAt()).isEqualTo(seen);
    assertThat(
            stage.reader().sessions(stage.scope("/live.opus"), Views.SessionLine.Place.START, 10))
        .as("what a rendition makes is no source")
        .isEmpty();
    assertThat(totals("/live.opus").bytesIn()).isEqualTo(171 * BYTES);
  }

  @Test
  void sessionThatIsFollowed_beforeAServiceIsBack_endsAtOnce() throws SQLException {
    stage.source("/live");
    stage.seconds(5, BYTES);
    stage.finish();
    stage.restart();
    stage.source("/live");
    stage.seconds(5, BYTES);
    stage.finish();
    assertThat(stage.reader().sessions(stage.scope("/live"), Views.SessionLine.Place.START, 10))
        .extracting(Views.SessionLine::why)
        .containsExactly(null, "unseen");
  }

  @Test
  void clients_areCountedOncePerDay_andOnlyTheirNumberIsKept() throws SQLException {
    long today = Stage.START.atOffset(java.time.ZoneOffset.UTC).toLocalDate().toEpochDay();
    stage.source("/live");
    stage.edge("edge-2").listeners.put(new MountName("/other"), 1);
    stage.seconds(30, BYTES);
    List<Message.Visit> first = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      first.add(new Message.Visit(LIVE, today, i % 700, i % 2 == 0 ? "VLC" : "", true));
    }
    stage.visits.add(new Taken("edge-1", 0, first));
    stage.visits.add(
        new Taken(
            "edge-2",
            0,
            List.of(
                new Message.Visit(LIVE, today, 3, "mpv", true),
                new Message.Visit(new MountName("/other"), today, 9_999, "mpv", true),
                new Message.Visit(LIVE, today, 800, "mpv", false))));
    stage.finish();
    stage.restart();
    stage.visits.add(new Taken("edge-1", 0, first)); // asked for again
    stage.seconds(30, BYTES);
    stage.finish();
    assertThat(totals("/live").days().getFirst().clients()).isEqualTo(701);
    assertThat(totals("").days().getFirst().clients()).as("of the tenant").isEqualTo(702);
    assertThat(stage.reader().agents(stage.scope("/live"), all(), 10))
        .containsExactlyInAnyOrder(
            new Views.AgentLine(ClientBook.NONE, 500),
            new Views.AgentLine("VLC", 500),
            new Views.AgentLine("mpv", 1));
    assertThat(stage.number("select count(*) from history_salts")).isEqualTo(4);
    assertThat(
            stage.number(
                "select count(*) from history_clients where mount_id = (select id from"
                    + " history_mounts where mount = '' and tenant_id is null)"))
        .as("days of the platform are others")
        .isZero();
    var retention = new HistoryRetention(stage.source);
    var _ = retention.closeDays(stage.now.plus(Duration.ofDays(2)));
    assertThat(stage.number("select count(*) from history_clients")).isZero();
    assertThat(stage.number("select count(*) from history_salts where day <= '2026-03-02'"))
        .isZero();
    assertThat(totals("/live").days().getFirst().clients()).isEqualTo(701);
    assertThat(totals("").days().getFirst().clients()).isEqualTo(702);
  }

  @Test
  void edgeToWhichNobodyComes_isNotCountedAgain_andClosedDaysStayClosed() throws SQLException {
    stage.source("/live");
    stage.edge("edge-1").listeners.put(LIVE, 1);
    stage.seconds(10, BYTES);
    Message.Visit visit = new Message.Visit(LIVE, 20_514, 7, "mpv", true);
    stage.visits.add(new Taken("edge-1", 0, List.of(visit)));
    stage.finish();
    for (int day = 0; day < 8; day++) {
      stage.now = stage.now.plus(Duration.ofDays(1));
      stage.seconds(2, BYTES);
      stage.finish();
      var _ = new HistoryRetention(stage.source).closeDays(stage.now);
    }
    assertThat(stage.ledger.open(stage.now).next()).containsEntry("edge-1", 1L);
    stage.visits.add(new Taken("edge-1", 1, List.of(visit)));
    stage.seconds(2, BYTES);
    stage.finish();
    assertThat(stage.number("select count(*) from history_clients")).isZero();
    assertThat(stage.counters.visitsLost.sum()).isEqualTo(1);
    assertThat(totals("/live").days().getFirst().clients()).isEqualTo(1);
  }

  @Test
  void clientsBeyondTheMost_areCountedAsSuch() throws SQLException {
    stage.ledger = new Ledger(stage.source, stage.counters, 10, Places.MOST_MOUNTS);
    stage.source("/live");
    stage.seconds(10, BYTES);
    List<Message.Visit> many = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      many.add(new Message.Visit(LIVE, 20_514, i, "p" + i, true));
    }
    stage.visits.add(new Taken("edge-1", 0, many.subList(0, 10)));
    stage.finish();
    stage.seconds(10, BYTES);
    stage.visits.add(new Taken("edge-1", 10, many.subList(10, 25)));
    stage.finish();
    assertThat(
            stage.number(
                "select count(*) from history_clients c join history_mounts m on m.id"
                    + " = c.mount_id where mount = '/live'"))
        .isEqualTo(10);
    assertThat(stage.counters.clientsUncounted.sum()).isEqualTo(30);
  }

  @Test
  void minuteOf5000Mounts_isWrittenLongBeforeTheNext() throws SQLException {
    Stage.Edge edge = stage.edge("edge-1");
    for (int i = 0; i < 5_000; i++) {
      edge.listeners.put(new MountName("/m" + i), 1 + i % 9);
    }
    stage.seconds(60, BYTES);
    long start = System.nanoTime();
    stage.seconds(5, BYTES); // makes the places, once
    stage.finish();
    long first = (System.nanoTime() - start) / 1_000_000;
    stage.seconds(55, BYTES);
    start = System.nanoTime();
    stage.finish();
    long next = (System.nanoTime() - start) / 1_000_000;
    System.out.printf(
        "history: a minute of 5000 mounts is written in %d, then %d ms%n", first, next);
    assertThat(stage.number("select count(*) from history_hours")).isEqualTo(5_002);
    assertThat(next).isLessThan(30_000);
  }

  @Test
  void daysAreCut_whereTheTenantLives() throws SQLException {
    stage.run("update tenants set timezone = 'Europe/Oslo' where name = 'north'");
    stage.now = Instant.parse("2026-03-02T22:59:00Z");
    stage.source("/live");
    stage.source("/south");
    stage.edge("edge-1").listeners.put(LIVE, 1);
    stage.seconds(120, BYTES);
    stage.finish();
    assertThat(totals("/live").days())
        .extracting(Views.DayLine::day)
        .containsExactly("2026-03-02", "2026-03-03");
    assertThat(
            stage.number(
                "select count(distinct day) from history_days d join history_mounts m"
                    + " on m.id = d.mount_id where mount = '/south'"))
        .isEqualTo(1);
  }

  @Test
  void mountOfAnotherTenant_isAnotherMount_andGoesWithItsTenant() throws SQLException {
    stage.source("/live");
    stage.source("/south");
    stage.seconds(70, BYTES);
    stage.finish();
    assertThat(stage.scope("/south").mounts()).isEmpty();
    stage.run("delete from tenants where name = 'north'");
    assertThat(new HistoryRetention(stage.source).forget(stage.now)).isTrue();
    assertThat(
            stage.number(
                "select count(*) from history_minutes t join history_mounts m on m.id = t.mount_id"
                    + " where mount = '/live'"))
        .isZero();
    stage.seconds(70, BYTES);
    stage.finish(); // goes on, though what was known of the mounts has gone
    assertThat(new HistoryRetention(stage.source).forget(stage.now)).isTrue();
    assertThat(stage.whole("bytes_in", 0)).isEqualTo(2 * 140 * BYTES);
    assertThat(stage.number("select count(*) from history_mounts where mount = '/live'"))
        .isEqualTo(1);
  }
}
