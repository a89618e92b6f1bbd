package io.floe.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agroal.api.AgroalDataSource;
import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.SnapshotFile;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(PostgresResource.class)
class ChangesTest {

  private static final int MANY = 50;

  @TestHTTPResource("/")
  URI base;

  @Inject AgroalDataSource source;
  @Inject FeedPublisher publisher;
  @Inject Preparation preparation;

  @ConfigProperty(name = "floe.config-file")
  String configFile;

  private Platform platform;
  private World world;

  @BeforeEach
  void open() {
    platform = new Platform(base).ready();
    world = new World(source);
    world.lay();
  }

  @Test
  void parallelChanges_areAllThere_andAllPublished() throws IOException {
    try (ExecutorService threads = Executors.newFixedThreadPool(MANY)) {
      List<CompletableFuture<Integer>> done = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        String body = "{\"name\":\"/parallel/" + i + "\"}";
        done.add(
            CompletableFuture.supplyAsync(
                () -> platform.call("POST", "/api/v1/mounts", World.as("admin"), body).status(),
                threads));
      }
      assertThat(done).allSatisfy(each -> assertThat(each.join()).isEqualTo(201));
    }
    Set<String> listed = platform.names("/api/v1/mounts", World.as("admin"));
    ConfigSnapshot published = publisher.newest();
    ConfigSnapshot onDisk = new SnapshotFile(Path.of(configFile)).read();
    for (int i = 0; i < MANY; i++) {
      assertThat(listed).contains("/parallel/" + i);
      assertThat(published.mount(new MountName("/parallel/" + i))).isPresent();
      assertThat(onDisk.mount(new MountName("/parallel/" + i))).isPresent();
    }
  }

  @Test
  void parallelChangesOfOneMount_loseNothing() {
    List<String> bodies =
        List.of(
            "{\"genre\":\"jazz\"}",
            "{\"description\":\"all day\"}",
            "{\"burst\":1000}",
            "{\"maxDuration\":\"2h\"}",
            "{\"streamName\":\"North\"}",
            "{\"bannedAgents\":[\"curl\"]}");
    List<CompletableFuture<Integer>> done =
        bodies.stream()
            .map(body ->
                CompletableFuture.supplyAsync(() ->
                    platform
                        .call("PATCH", "/api/v1/mounts/live", World.as("admin"), body)
                        .status()))
            .toList();
    assertThat(done).allSatisfy(each -> assertThat(each.join()).isEqualTo(200));
    JsonNode live = platform.get("/api/v1/mounts/live", World.as("admin")).json();
    assertThat(live.path("genre").asText()).isEqualTo("jazz");
    assertThat(live.path("description").asText()).isEqualTo("all day");
    assertThat(live.path("burst").asInt()).isEqualTo(1000);
    assertThat(live.path("maxDuration").asText()).isEqualTo("2h");
    assertThat(live.path("streamName").asText()).isEqualTo("North");
    assertThat(live.path("bannedAgents").path(0).asText()).isEqualTo("curl");
  }

  @Test
  void change_isPublishedAtOnce_underAHigherVersion() {
    long before = publisher.newest().version();
    ok(platform.call("PATCH", "/api/v1/mounts/live", World.as("admin"), "{\"genre\":\"folk\"}"));
    ConfigSnapshot after = publisher.newest();
    assertThat(after.version()).isGreaterThan(before);
    assertThat(after.settings(new MountName("/live")).genre()).isEqualTo("folk");
    long version = after.version();
    ok(platform.call("PATCH", "/api/v1/mounts/live", World.as("admin"), "{\"genre\":\"folk\"}"));
    assertThat(publisher.newest().version()).as("nothing has changed").isEqualTo(version);
  }

  @Test
  void changeOfAnotherAdminService_isPublishedToo() {
    world.run(
        "update mounts set genre = 'blues' where name = '/live'",
        "update settings set version = version + 1000000000000");
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> "blues".equals(publisher.newest().settings(new MountName("/live")).genre()));
  }

  @Test
  void change_isInTheAuditLog_withoutSecrets() {
    ok(
        platform.call(
            "PATCH",
            "/api/v1/mounts/live",
            World.as("admin"),
            "{\"genre\":\"folk\",\"password\":\"a-secret-word\"}"));
    Platform.Answer audit = platform.get("/api/v1/audit?limit=5", World.as("admin"));
    JsonNode newest = audit.json().path("items").path(0);
    assertThat(newest.path("actor").asText()).isEqualTo("north-admin");
    assertThat(newest.path("address").asText()).isEqualTo("127.0.0.1");
    assertThat(newest.path("object").asText()).isEqualTo("mount /live");
    assertThat(newest.path("after").path("genre").asText()).isEqualTo("folk");
    assertThat(newest.path("after").path("passwordSet").asBoolean()).isTrue();
    assertThat(audit.text()).doesNotContain("a-secret-word").doesNotContain("$2b$");
  }

  @Test
  void innerSlash_isEscaped() {
    ok(platform.call("POST", "/api/v1/mounts", World.as("admin"), "{\"name\":\"/a/b.mp3\"}"));
    Platform.Answer found = platform.get("/api/v1/mounts/a%2Fb.mp3", World.as("admin"));
    assertThat(found.status()).as(found.text()).isEqualTo(200);
    assertThat(found.json().path("name").asText()).isEqualTo("/a/b.mp3");
  }

  @Test
  void put_setsBackWhatItDoesNotName_butForThePassword() {
    ok(
        platform.call(
            "PATCH",
            "/api/v1/mounts/live",
            World.as("admin"),
            "{\"genre\":\"folk\",\"password\":\"a-secret-word\",\"public\":true}"));
    Platform.Answer put =
        platform.call("PUT", "/api/v1/mounts/live", World.as("admin"), "{\"burst\":0}");
    assertThat(put.json().has("genre")).isFalse();
    assertThat(put.json().has("public")).isFalse();
    assertThat(put.json().path("burst").asInt()).isZero();
    assertThat(put.json().path("passwordSet").asBoolean()).isTrue();
    Platform.Answer patch =
        platform.call("PATCH", "/api/v1/mounts/live", World.as("admin"), "{\"passwordHash\":null}");
    assertThat(patch.json().path("passwordSet").asBoolean()).isFalse();
  }

  @Test
  void mistakes_areToldAllAtOnce() {
    Platform.Answer answer =
        platform.call(
            "POST",
            "/api/v1/mounts",
            World.as("admin"),
            "{\"name\":\"/q/x\",\"burst\":-1,\"sourceTimeout\":\"10\",\"gnere\":\"x\",\"allowed\":[\"10.0.0.1/8\"],"
                + "\"url\":\"ftp://x\",\"latency\":\"high\"}");
    assertThat(answer.status()).isEqualTo(400);
    List<String> fields = new ArrayList<>();
    answer.json().path("errors").forEach(error -> fields.add(error.path("field").asText()));
    assertThat(fields)
        .containsExactlyInAnyOrder(
            "name", "burst", "sourceTimeout", "gnere", "allowed", "url", "latency");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST  | /api/v1/mounts         | {\"name\":\"/live\"}              | 409",
        "PATCH | /api/v1/mounts/live    | {\"fallback\":\"/live\"}          | 422",
        "PATCH | /api/v1/mounts/live    | {\"fallback\":\"/south\"}         | 422",
        "PATCH | /api/v1/mounts/live    | {\"fallback\":\"/nowhere\"}       | 422",
        "PATCH | /api/v1/mounts/live    | {\"name\":\"/other\"}             | 409",
        "PATCH | /api/v1/tenants/north  | {\"quotas\":{\"mounts\":1}}       | 403",
        "POST  | /api/v1/users          | {\"name\":\"x\",\"role\":\"superadmin\",\"password\":\"abc\"} | 403",
        "PATCH | /api/v1/users/bob      | {\"role\":\"superadmin\"}         | 409",
        "PATCH | /api/v1/users/bob      | {\"mounts\":[\"/south\"]}         | 400",
        "POST  | /api/v1/mounts         | {not json                         | 400",
        "POST  | /api/v1/mounts         | [1]                               | 400",
        "GET   | /api/v1/mounts?limit=0 |                                   | 400",
        "GET   | /api/v1/nothing        |                                   | 404",
        "PUT   | /api/v1/mounts         | {}                                | 405",
      })
  void whatCannotBe_isRefused_asAProblem(String method, String path, String body, int status) {
    Platform.Answer answer = platform.call(method, path, World.as("admin"), body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.header("content-type")).startsWith("application/problem+json");
    assertThat(answer.json().path("status").asInt()).isEqualTo(status);
    assertThat(answer.json().path("title").asText()).isNotEmpty();
    assertThat(answer.text()).doesNotContain("Exception").doesNotContain("io.floe");
  }

  @Test
  void mountForNobody_isRefusedByField_asInAStationFile() {
    for (String body : List.of("{\"maxListeners\":0}", "{\"maxListeners\":-1}")) {
      for (String method : List.of("PATCH", "PUT")) {
        Platform.Answer answer =
            platform.call(method, "/api/v1/mounts/live", World.as("admin"), body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.json().at("/errors/0/field").asText()).isEqualTo("maxListeners");
        assertThat(answer.json().at("/errors/0/detail").asText()).contains("between 1 and");
      }
    }
    ok(platform.call("PATCH", "/api/v1/mounts/live", World.as("admin"), "{\"maxListeners\":1}"));
  }

  @Test
  void lastSuperadmin_stays() {
    ok(platform.call("DELETE", "/api/v1/users/superadmin", Platform.admin(), null));
    assertThat(platform.call("DELETE", "/api/v1/users/admin", Platform.admin(), null).status())
        .isEqualTo(409);
  }

  @Test
  void fallback_keepsNoNameFromOthers_andTellsNothingOfThem() {
    Platform.Answer there = fallback("/south");
    Platform.Answer nowhere = fallback("/nowhere");
    assertThat(there.text().replace("/south", "/nowhere")).isEqualTo(nowhere.text());
    ok(platform.call("POST", "/api/v1/mounts", World.as("foreign"), "{\"name\":\"/nowhere\"}"));
  }

  private Platform.Answer fallback(String mount) {
    return platform.call(
        "PATCH", "/api/v1/mounts/live", World.as("admin"), "{\"fallback\":\"" + mount + "\"}");
  }

  @Test
  void tenantOfADeletedOnesName_seesNothingOfIt() {
    ok(platform.call("POST", "/api/v1/tenants", Platform.admin(), "{\"name\":\"west\"}"));
    ok(platform.call("DELETE", "/api/v1/tenants/west", Platform.admin(), null));
    ok(platform.call("POST", "/api/v1/tenants", Platform.admin(), "{\"name\":\"west\"}"));
    ok(
        platform.call(
            "POST",
            "/api/v1/users",
            Platform.admin(),
            "{\"name\":\"wes\",\"role\":\"admin\",\"tenant\":\"west\",\"password\":\"of-the-west\"}"));
    List<String> wes = Platform.basic("wes", "of-the-west");
    JsonNode items = platform.get("/api/v1/audit", wes).json().path("items");
    assertThat(items)
        .hasSizeBetween(2, 3)
        .noneMatch(i -> i.path("action").asText().equals("delete"));
    assertThat(platform.get("/api/v1/audit", Platform.admin()).text()).contains("west (deleted)");
  }

  @Test
  void configurationThatNoNodeCouldTake_isRefused_beforeItIsCommitted() {
    // 1,700 mounts with a hundred user agents of 200 characters each: more than 32 MiB.
    world.run(
        "insert into mounts (tenant_id, name, enabled, burst, latency, takeover, source_timeout_ms,"
            + " charset, banned_agents) select 2, '/big/' || i, true, 65536, 'NORMAL', 'NEVER',"
            + " 10000, 'UTF-8', repeat(repeat('a', 200) || E'\\n', 99) || repeat('a', 200)"
            + " from generate_series(1, 1700) i");
    long before = publisher.newest().version();
    Platform.Answer refused =
        platform.call("PATCH", "/api/v1/mounts/live", World.as("admin"), "{\"genre\":\"dub\"}");
    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.text()).contains("at most 33554432 bytes").contains("remove mounts");
    assertThat(world.number("select count(*) from mounts where genre = 'dub'")).isZero();
    assertThat(publisher.newest().version()).isEqualTo(before);
    world.run("delete from mounts where name like '/big/%'");
    ok(platform.call("PATCH", "/api/v1/mounts/live", World.as("admin"), "{\"genre\":\"dub\"}"));
    assertThat(publisher.newest().settings(new MountName("/live")).genre()).isEqualTo("dub");
  }

  @Test
  void listsOfATenant_areBounded_andMayBecomeShorter() {
    world.run(
        "update mounts set banned = (select string_agg('2001:db8:' || to_hex(i) || '::/48', E'\\n')"
            + " from generate_series(1, 65000) i) where name = '/backup'");
    Platform.Answer refused =
        platform.call(
            "PATCH", "/api/v1/mounts/live", World.as("admin"), "{\"banned\":[\"192.0.2.0/24\"]}");
    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.text()).contains("at most 1048576 characters");
    Platform.Answer made =
        platform.call(
            "POST",
            "/api/v1/mounts",
            World.as("admin"),
            "{\"name\":\"/listing\",\"bannedAgents\":[\"curl\"]}");
    assertThat(made.status()).as(made.text()).isEqualTo(422);
    ok(
        platform.call(
            "PATCH", "/api/v1/mounts/backup", World.as("admin"), "{\"banned\":[\"192.0.2.1\"]}"));
    ok(
        platform.call(
            "PATCH", "/api/v1/mounts/live", World.as("admin"), "{\"banned\":[\"192.0.2.0/24\"]}"));
  }

  @Test
  void whatCannotBePublished_isCounted_andPublishedOnceItCan() {
    long failed = publisher.failed();
    world.run(
        "update mounts set genre = 'punk', fallback = '/live' where name = '/live'",
        "update settings set version = version + 1000000000000");
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> publisher.failed() > failed);
    assertThat(preparation.ready()).isTrue();
    world.run("update mounts set fallback = null where name = '/live'");
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> "punk".equals(publisher.newest().settings(new MountName("/live")).genre()));
  }

  @Test
  void restoredDatabase_withWhatIsInForce_isBroughtToItsVersionOnce() {
    ok(platform.call("PATCH", "/api/v1/mounts/live", World.as("admin"), "{\"genre\":\"ska\"}"));
    long version = publisher.newest().version();
    world.run("update settings set version = 1");
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> world.number("select version from settings") == version);
    assertThat(publisher.newest().version()).as("it is the same").isEqualTo(version);
  }

  @Test
  void quotaOfMounts_isKept() {
    ok(
        platform.call(
            "PATCH", "/api/v1/tenants/north", Platform.admin(), "{\"quotas\":{\"mounts\":4}}"));
    ok(platform.call("POST", "/api/v1/mounts", World.as("admin"), "{\"name\":\"/fourth\"}"));
    assertThat(
            platform
                .call("POST", "/api/v1/mounts", World.as("admin"), "{\"name\":\"/fifth\"}")
                .status())
        .isEqualTo(409);
  }

  private static void ok(Platform.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isBetween(200, 299);
  }
}
