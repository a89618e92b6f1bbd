package io.floe.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Charts and exports, of a history that is laid straight into the tables. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
class InsightsTest {

  private static final String TREND = "/api/v1/insights/trend";
  private static final String RANGE = "from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z";

  @TestHTTPResource("/")
  URI base;

  @Inject AgroalDataSource source;

  private Platform platform;
  private World world;

  @BeforeEach
  void open() {
    platform = new Platform(base).ready();
    world = new World(source);
    world.lay();
    world.run(
        "delete from history_mounts",
        "insert into history_mounts (id, tenant_id, mount) values (1001, null, ''), (1002, 1, ''),"
            + " (1003, 1, '/live'), (1004, 1, '/backup'), (1005, 2, '/south'), (1006, 2, ''),"
            + " (1007, 1, '/gone')");
    for (int mount = 1001; mount <= 1007; mount++) {
      lay(mount);
    }
  }

  /** Numbers that tell whose they are. */
  private void lay(int mount) {
    world.run(
        "insert into history_minutes select %d, at, (1::bigint << 60) - 1, 60 * %d, %d, 1, 2, 3000, 4"
                .formatted(mount, mount, mount + 1)
            + " from unnest(array['2026-03-02T10:00:00Z', '2026-03-02T10:02:00Z']::timestamptz[])"
            + " as at",
        "insert into history_hours values (%d, '2026-03-02T10:00:00Z', 120, 120, %d, 2, 4, 6000, 8)"
            .formatted(mount, mount + 1),
        "insert into history_days values (%d, '2026-03-02', '2026-03-02T00:00:00Z', 120, 120, %d, 2, 4, 7200000, 8, 5)"
            .formatted(mount, mount + 1),
        "insert into history_songs (mount_id, at, title) values (%d, '2026-03-02T10:00:00Z', 'song of %d'), (%d, '2026-03-02T10:01:00Z', '=HYPERLINK(\"http://evil.example\")')"
            .formatted(mount, mount, mount),
        "insert into history_sessions values (%d, %d, true, 'ingest', 'audio/mpeg', '2026-03-02T10:00:00Z', '2026-03-02T10:05:00Z', null, null, 77)"
            .formatted(mount, 1_772_445_600_000L + mount),
        "insert into history_agents values (%d, '2026-03-02', 'player of %d', 3)"
            .formatted(mount, mount));
  }

  private JsonNode get(String path, String who) {
    Platform.Answer answer = platform.get(path, World.as(who));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  private static List<String> texts(JsonNode list, String field) {
    List<String> texts = new ArrayList<>();
    list.forEach(item -> texts.add(item.path(field).asText()));
    return texts;
  }

  @Test
  void trend_hasWhatWasSeen_andGapsAreGaps() {
    JsonNode items = get(TREND + "?mount=/live&" + RANGE, "viewer").path("items");
    assertThat(items.path(0).toString())
        .isEqualTo(
            """
            {"at":"2026-03-02T10:00:00Z","seconds":60,"listeners":1003.0,"peak":1004,"bytesIn":1,\
            "bytesOut":2,"listenerSeconds":3.0,"visits":4}\
            """);
    assertThat(texts(items, "at")).containsExactly("2026-03-02T10:00:00Z", "2026-03-02T10:02:00Z");
    assertThat(get(TREND + "?mount=live&step=hour&" + RANGE, "dj").path("items")).hasSize(1);
    assertThat(get(TREND + "?mount=/live&step=day&" + RANGE, "dj").path("items")).hasSize(1);
    assertThat(get(TREND + "?mount=/live", "dj").path("items")).as("nothing today").isEmpty();
    assertThat(get(TREND + "?mount=/north-secret", "admin").path("items"))
        .as("there, but without a history")
        .isEmpty();
  }

  @Test
  void everybody_seesTheirOwn() {
    assertThat(peak("", "superadmin")).isEqualTo(1002);
    assertThat(peak("&tenant=south", "superadmin")).isEqualTo(1007);
    assertThat(peak("", "admin")).isEqualTo(1003);
    assertThat(peak("&mount=/gone", "admin")).as("of a mount that is gone").isEqualTo(1008);
    assertThat(peak("", "foreign")).isEqualTo(1007);
    for (String path : List.of("trend", "totals", "top", "sessions")) {
      String all = "/api/v1/insights/" + path + "?mount=";
      for (String mount : List.of("/backup", "/south", "/gone", "/nowhere")) {
        assertThat(platform.get(all + mount, World.as("viewer")).status())
            .as(path + mount)
            .isEqualTo(404);
      }
      assertThat(platform.get(all + "/live", World.as("foreign")).status()).isEqualTo(404);
      assertThat(
              platform
                  .get("/api/v1/insights/" + path + "?tenant=south", World.as("admin"))
                  .status())
          .isEqualTo(404);
    }
    assertThat(texts(get("/api/v1/songs", "viewer").path("items"), "mount"))
        .containsExactly("/live", "/live");
    assertThat(texts(get("/api/v1/insights/sessions", "dj").path("items"), "mount"))
        .containsExactly("/live");
    assertThat(texts(get("/api/v1/insights/sessions", "admin").path("items"), "mount"))
        .containsExactly("/gone", "/backup", "/live");
    assertThat(texts(get("/api/v1/insights/top?" + RANGE, "viewer").path("mounts"), "mount"))
        .containsExactly("/live");
    assertThat(
            texts(get("/api/v1/insights/top?by=agent&" + RANGE, "viewer").path("agents"), "agent"))
        .containsExactly("player of 1003");
    for (String list : List.of("songs", "insights/sessions", "insights/top")) {
      assertThat(platform.get("/api/v1/" + list + "?format=csv&" + RANGE, World.as("dj")).text())
          .contains("/live")
          .doesNotContain("/backup")
          .doesNotContain("/south");
    }
  }

  @Test
  void lastDay_isSummedUpToTheMinute_andLongerTimesInWholeDays() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    Instant from = now.minus(Duration.ofHours(24));
    world.run("delete from history_mounts where id <> 1003");
    minute(now.minus(Duration.ofHours(30)), 500, 1_000);
    minute(from.plusSeconds(60), 3, 1);
    minute(now.minus(Duration.ofHours(3)), 4, 10);
    minute(now.minusSeconds(60), 5, 100);
    world.run(
        "insert into history_hours select mount_id, date_trunc('hour', at, 'UTC'), 60, 60, max(peak), 0,"
            + " sum(bytes_out), sum(listened_ms), sum(visits) from history_minutes where at > '%s'"
                .formatted(now.minus(Duration.ofHours(47)))
            + " group by 1, 2",
        "update history_hours set bytes_out = bytes_out + 7000 where at = '%s'"
            .formatted(now.minus(Duration.ofHours(3)).truncatedTo(ChronoUnit.HOURS)),
        "insert into history_days select mount_id, date(at at time zone 'UTC'),"
            + " date_trunc('day', at, 'UTC'), 60, 60, max(peak), 0, sum(bytes_out),"
            + " sum(listened_ms), sum(visits) from history_hours where at > '%s' group by 1, 2, 3"
                .formatted(now.minus(Duration.ofHours(47))));
    String day = "mount=/live&from=" + from + "&to=" + now;
    JsonNode totals = get("/api/v1/insights/totals?" + day, "admin");
    assertThat(totals.path("bytesOut").asLong()).as(totals.toString()).isEqualTo(7_111);
    assertThat(totals.path("visits").asLong()).isEqualTo(3);
    assertThat(totals.path("peak").asInt()).isEqualTo(5);
    assertThat(totals.path("peakAt").asText()).isEqualTo(now.minusSeconds(60).toString());
    JsonNode top = get("/api/v1/insights/top?" + day, "admin").at("/mounts/0");
    assertThat(top.path("bytesOut").asLong()).isEqualTo(7_111);
    assertThat(top.path("peak").asInt()).isEqualTo(5);
    Instant hour = now.minus(Duration.ofHours(3));
    String part = "mount=/live&from=" + hour.minusSeconds(60) + "&to=" + hour.plusSeconds(60);
    assertThat(get("/api/v1/insights/totals?" + part, "admin").path("bytesOut").asLong())
        .as("within an hour")
        .isEqualTo(10);

    String days = "mount=/live&from=" + now.minus(Duration.ofDays(3)) + "&to=" + now;
    totals = get("/api/v1/insights/totals?" + days, "admin");
    assertThat(totals.path("bytesOut").asLong()).isEqualTo(8_111);
    assertThat(totals.path("peak").asInt()).isEqualTo(500);
    assertThat(totals.path("peakAt").asText())
        .isEqualTo(now.minus(Duration.ofHours(30)).toString());
    for (String cut :
        List.of(
            "from=2026-03-02T12:00:00Z&to=2026-03-05T00:00:00Z",
            "from=2026-02-20T00:00:00Z&to=2026-03-02T09:00:00Z")) {
      totals = get("/api/v1/insights/totals?mount=/live&" + cut, "admin");
      assertThat(totals.path("peak").asInt()).isEqualTo(1004);
      assertThat(totals.path("peakAt").asText())
          .as("of a day that is cut, " + cut)
          .isEqualTo("2026-03-02T10:00:00Z");
      assertThat(get("/api/v1/insights/top?" + cut, "admin").at("/mounts/0/peak").asInt())
          .isEqualTo(1004);
    }
  }

  private void minute(Instant at, int peak, int bytes) {
    world.run(
        "insert into history_minutes values (1003, '%s', 1, 1, %d, 0, %d, 1000, 1)"
            .formatted(at, peak, bytes));
  }

  private int peak(String query, String who) {
    JsonNode totals = get("/api/v1/insights/totals?" + RANGE + query, who);
    assertThat(totals.path("peakAt").asText()).isEqualTo("2026-03-02T10:00:00Z");
    assertThat(totals.path("listenerHours").asDouble()).isEqualTo(2.0);
    assertThat(totals.at("/days/0/day").asText()).isEqualTo("2026-03-02");
    assertThat(totals.at("/days/0/clients").asInt(-1))
        .isEqualTo(query.isEmpty() && who.equals("superadmin") ? -1 : 5);
    assertThat(totals.at("/months/0/month").asText()).isEqualTo("2026-03");
    assertThat(totals.at("/months/0/bytesOut").asInt()).isEqualTo(4);
    return totals.path("peak").asInt();
  }

  @Test
  void timezone_isOneThatThereIs_orUtc() {
    String path = "/api/v1/tenants/north";
    Platform.Answer set =
        platform.call("PATCH", path, World.as("admin"), "{\"timezone\":\"Europe/Oslo\"}");
    assertThat(set.status()).as(set.text()).isEqualTo(200);
    assertThat(get(path, "viewer").path("timezone").asText()).isEqualTo("Europe/Oslo");
    assertThat(
            platform
                .call("PATCH", path, World.as("admin"), "{\"timezone\":\"Oslo\"}")
                .json()
                .at("/errors/0/field")
                .asText())
        .isEqualTo("timezone");
    assertThat(platform.call("PATCH", path, World.as("admin"), "{\"timezone\":null}").json())
        .noneMatch(field -> field.asText().contains("Oslo"));
    assertThat(get(path, "viewer").has("timezone")).isFalse();
  }

  @Test
  void renditionsOfGrantedMounts_areSeenWithThem() {
    world.layRendition();
    world.run("insert into history_mounts (id, tenant_id, mount) values (1008, 1, '/live.opus')");
    lay(1008);
    assertThat(get(TREND + "?mount=/live.opus&" + RANGE, "viewer").path("items")).hasSize(2);
  }

  @Test
  void siblingsOfGrantedMounts_areSeenWithThem_unlessTheyAreMountsOfTheirOwn() {
    world.run(
        "insert into siblings (tenant_id, suffix, codec, bitrate, on_demand) values"
            + " (1, '.ogg', 'OPUS', 96, false), (1, '.mp3', 'MP3', 96, false),"
            + " (1, '.opus', 'OPUS', 96, false)",
        "insert into mounts (tenant_id, name, enabled, burst, latency, takeover,"
            + " source_timeout_ms, charset) values (1, '/live.mp3', true, 1, 'NORMAL', 'NEVER', 1,"
            + " 'UTF-8')",
        "insert into renditions (tenant_id, from_mount, to_mount, codec, bitrate, on_demand) values"
            + " (1, '/backup', '/live.opus', 'OPUS', 96, false)",
        "insert into history_mounts (id, tenant_id, mount) values (1008, 1, '/live.ogg'),"
            + " (1009, 1, '/live.mp3'), (1010, 1, '/live.opus')");
    lay(1008);
    lay(1009);
    lay(1010);
    assertThat(texts(get("/api/v1/songs", "viewer").path("items"), "mount"))
        .contains("/live", "/live.ogg")
        .doesNotContain("/live.mp3", "/live.opus");
    for (String other : List.of("/live.mp3", "/live.opus")) {
      assertThat(platform.get(TREND + "?mount=" + other, World.as("viewer")).status())
          .as(other)
          .isEqualTo(404);
    }
    world.run(
        "insert into grants (user_id, mount_id) select 3, id from mounts where name ="
            + " '/live.mp3'");
    assertThat(get(TREND + "?mount=/live.mp3&" + RANGE, "viewer").path("items")).hasSize(2);
  }

  @Test
  void lists_comeInParts() {
    String next = "";
    List<String> titles = new ArrayList<>();
    do {
      JsonNode page = get("/api/v1/songs?limit=3&after=" + next, "superadmin");
      titles.addAll(texts(page.path("items"), "title"));
      next = page.path("next").asText();
    } while (!next.isEmpty());
    assertThat(titles).hasSize(8);
    JsonNode first = get("/api/v1/insights/sessions?limit=1", "admin");
    JsonNode second =
        get("/api/v1/insights/sessions?limit=2&after=" + first.path("next").asText(), "admin");
    assertThat(texts(second.path("items"), "mount")).containsExactly("/backup", "/live");
    assertThat(second.has("next")).isFalse();
  }

  @Test
  void exports_areNoFormulas_andAskedForInTwoWays() {
    String path = "/api/v1/songs?mount=/live";
    Platform.Answer csv = platform.get(path + "&format=csv", World.as("dj"));
    assertThat(csv.header("content-type")).isEqualTo("text/csv;charset=UTF-8");
    assertThat(csv.text())
        .isEqualTo(
            """
            at,mount,title\r
            2026-03-02T10:01:00Z,/live,"'=HYPERLINK(""http://evil.example"")"\r
            2026-03-02T10:00:00Z,/live,song of 1003\r
            """);
    List<String> accept = new ArrayList<>(World.as("dj"));
    accept.addAll(List.of("Accept", "text/csv"));
    assertThat(platform.get(path, accept).text()).isEqualTo(csv.text());
    assertThat(platform.get(TREND + "?mount=/live&format=csv&" + RANGE, World.as("dj")).text())
        .isEqualTo(
            """
            at,seconds,listeners,peak,bytesIn,bytesOut,listenerSeconds,visits\r
            2026-03-02T10:00:00Z,60,1003.0,1004,1,2,3.0,4\r
            2026-03-02T10:02:00Z,60,1003.0,1004,1,2,3.0,4\r
            """);
    assertThat(
            platform
                .get("/api/v1/insights/totals?mount=/live&format=csv&" + RANGE, World.as("dj"))
                .text())
        .contains("\r\n2026-03-02,1004,5,2.0,2,4,8,120\r\n");
  }

  @Test
  void exportOfManySongs_isWhole_andBounded() {
    world.run(
        "insert into history_songs (mount_id, at, title) select 1004, '2026-03-02T11:00:00Z'::timestamptz"
            + " + n * interval '1 second', 'title ' || n from generate_series(1, 52000) n");
    String text = platform.get("/api/v1/songs?mount=/backup&format=csv", World.as("admin")).text();
    assertThat(text.lines().count()).isEqualTo(50_001);
    assertThat(text).contains(",title 52000\r\n").contains(",title 2001\r\n");
  }

  @Test
  void wrongQueries_areToldWhatIsRight() {
    for (String wrong :
        List.of(
            "from=yesterday",
            "to=2026-03-02",
            "from=2026-03-03T00:00:00Z&to=2026-03-02T00:00:00Z",
            "from=-999999999-01-01T00:00:00Z",
            "step=week",
            "format=xml")) {
      Platform.Answer answer = platform.get(TREND + "?" + wrong, World.as("admin"));
      assertThat(answer.status()).as(wrong + answer.text()).isEqualTo(400);
      assertThat(answer.json().at("/errors/0/field").asText())
          .isEqualTo(wrong.substring(0, wrong.indexOf('=')));
    }
    assertThat(platform.get("/api/v1/insights/top?by=song", World.as("admin")).status())
        .isEqualTo(400);
    assertThat(platform.get(TREND + "?mount=%00", World.as("admin")).status()).isBetween(400, 404);
    assertThat(
            platform
                .get(
                    TREND + "?from=2026-03-02T01:00:00%2B01:00&to=2026-03-03T00:00:00Z",
                    World.as("admin"))
                .status())
        .isEqualTo(200);
  }
}
