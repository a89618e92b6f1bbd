package io.floe.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agroal.api.AgroalDataSource;
import io.floe.wire.audio.MountName;
import io.floe.wire.config.Codec;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.Rendition;
import io.floe.wire.config.Sibling;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(PostgresResource.class)
class RenditionsTest {

  private static final String PATH = "/api/v1/renditions";

  @TestHTTPResource("/")
  URI base;

  @Inject AgroalDataSource source;
  @Inject FeedPublisher publisher;

  private Platform platform;
  private World world;

  @BeforeEach
  void open() {
    platform = new Platform(base).ready();
    world = new World(source);
    world.lay();
  }

  @Test
  void rendition_isPublished_shown_andAudited() {
    Platform.Answer made = make("/live", "/a/live.opus", "opus", 96, "\"onDemand\":true");
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    assertThat(made.json().path("tenant").asText()).isEqualTo("north");
    assertThat(north().renditions())
        .containsExactly(
            new Rendition(
                new MountName("/live"),
                new MountName("/a/live.opus"),
                Codec.OPUS,
                96,
                null,
                null,
                null,
                true));
    JsonNode shown = platform.get(PATH + "/a%2Flive.opus", World.as("admin")).json();
    assertThat(shown.path("from").asText()).isEqualTo("/live");
    assertThat(shown.path("codec").asText()).isEqualTo("opus");
    assertThat(shown.path("bitrate").asInt()).isEqualTo(96);
    assertThat(shown.path("onDemand").asBoolean()).isTrue();
    assertThat(shown.path("managed").asBoolean(true)).isFalse();
    assertThat(shown.has("public")).isFalse();
    JsonNode audit = platform.get("/api/v1/audit?limit=1", World.as("admin")).json().path("items");
    assertThat(audit.path(0).path("object").asText()).isEqualTo("rendition /a/live.opus");
    assertThat(audit.path(0).path("after").path("bitrate").asInt()).isEqualTo(96);
  }

  @Test
  void superadmin_makesItForTheTenantOfTheInput() {
    Platform.Answer made =
        platform.call(
            "POST",
            PATH,
            Platform.admin(),
            "{\"from\":\"/south\",\"to\":\"/south.mp3\",\"codec\":\"mp3\",\"bitrate\":128}");
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    assertThat(made.json().path("tenant").asText()).isEqualTo("south");
  }

  @Test
  void patch_changesWhatItNames_andPutTheRest() {
    make("/live", "/low", "mp3", 32, "\"channels\":1,\"sampleRate\":22050,\"public\":false");
    JsonNode patched = change("PATCH", "{\"channels\":null,\"from\":\"/backup\"}", 200);
    assertThat(patched.has("channels")).isFalse();
    assertThat(patched.path("sampleRate").asInt()).isEqualTo(22_050);
    assertThat(patched.path("from").asText()).isEqualTo("/backup");
    JsonNode put = change("PUT", "{\"from\":\"/live\",\"codec\":\"opus\",\"bitrate\":64}", 200);
    assertThat(put.has("sampleRate")).isFalse();
    assertThat(put.has("public")).isFalse();
    assertThat(north().renditions().getFirst().codec()).isEqualTo(Codec.OPUS);
    assertThat(change("PUT", "{\"bitrate\":64}", 400).toString())
        .contains("\"from\"")
        .contains("\"codec\"");
    change("PATCH", "{\"to\":\"/other\"}", 409);
    change("PATCH", "{\"tenant\":\"south\"}", 409);
    assertThat(platform.call("DELETE", PATH + "/low", World.as("admin"), null).status())
        .isEqualTo(204);
    assertThat(north().renditions()).isEmpty();
    assertThat(platform.get(PATH + "/low", World.as("admin")).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "from: '/live', to: '/x', codec: 'mp3', bitrate: 100                     | 422 | bitrate",
        "from: '/live', to: '/x', codec: 'mp3', bitrate: 320, sampleRate: 22050  | 422 | bitrate",
        "from: '/live', to: '/x', codec: 'opus', bitrate: 96, sampleRate: 44100  | 422 | sampleRate",
        "from: '/live', to: '/x', codec: 'opus', bitrate: 500                    | 422 | bitrate",
        "from: '/live', to: '/x', codec: 'opus', bitrate: 96, channels: 3        | 400 | channels",
        "from: '/live', to: '/x', codec: 'aac', bitrate: 96                      | 400 | codec",
        "from: '/live', to: '/live', codec: 'opus', bitrate: 96                  | 422 | to",
        "from: '/live', to: '/admin/x', codec: 'opus', bitrate: 96               | 400 | to",
        "from: '/live', codec: 'opus', bitrate: 96                               | 400 | to",
        "from: '/live', to: '/x', bitrate: 96                                    | 400 | codec",
        "from: 'live', to: '/x', codec: 'opus', bitrate: 96                      | 400 | from",
        "from: '/nowhere', to: '/x', codec: 'opus', bitrate: 96                  | 422 | from",
        "from: '/south', to: '/x', codec: 'opus', bitrate: 96                    | 422 | from",
        "from: '/live.opus', to: '/x', codec: 'mp3', bitrate: 96                 | 422 | from",
        "from: '/backup', to: '/live', codec: 'mp3', bitrate: 96                 | 422 | to",
        "from: '/live', to: '/x', codec: 'opus', bitrate: 96, bitRate: 1         | 400 | bitRate",
      })
  void renditionThatCannotBe_isRefused_byField(String fields, int status, String field) {
    world.layRendition();
    String body = "{" + fields.replaceAll("(\\w+):", "\"$1\":").replace('\'', '"') + "}";
    Platform.Answer answer = platform.call("POST", PATH, World.as("admin"), body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.header("content-type")).startsWith("application/problem+json");
    assertThat(answer.json().path("errors").path(0).path("field").asText())
        .as(answer.text())
        .isEqualTo(field);
  }

  @Test
  void mountOfAnotherTenant_isToldApartFromNoneByNothing() {
    Platform.Answer there = make("/south", "/x", "mp3", 128, "\"onDemand\":false");
    Platform.Answer nowhere = make("/nowhere", "/x", "mp3", 128, "\"onDemand\":false");
    assertThat(there.text()).isEqualTo(nowhere.text());
  }

  @Test
  void nameOfAMount_isUniqueAcrossTenants_whoeverMakesIt() {
    world.layRendition();
    assertThat(make("/live", "/south", "mp3", 128, "\"onDemand\":false").status()).isEqualTo(409);
    assertThat(make("/live", "/live.opus", "mp3", 128, "\"onDemand\":false").status())
        .isEqualTo(409);
    Platform.Answer theirs =
        platform.call(
            "POST",
            PATH,
            World.as("foreign"),
            "{\"from\":\"/south\",\"to\":\"/live.opus\",\"codec\":\"mp3\",\"bitrate\":128}");
    assertThat(theirs.status()).as(theirs.text()).isEqualTo(409);
    assertThat(mount("foreign", "/live.opus").status()).isEqualTo(409);
    assertThat(mount("admin", "/live.opus").status())
        .as("its own may be configured")
        .isEqualTo(201);
    assertThat(north().mounts()).anyMatch(m -> m.name().value().equals("/live.opus"));
  }

  @Test
  void mountThatARenditionIsMadeOf_stays_untilThatIsGone() {
    world.layRendition();
    mount("admin", "/live.opus");
    Platform.Answer refused =
        platform.call("DELETE", "/api/v1/mounts/live", World.as("admin"), null);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text()).contains("/live.opus");
    assertThat(
            platform.call("DELETE", "/api/v1/mounts/live.opus", World.as("admin"), null).status())
        .as("the settings of what is made may go")
        .isEqualTo(204);
    platform.call("DELETE", PATH + "/live.opus", World.as("admin"), null);
    assertThat(platform.call("DELETE", "/api/v1/mounts/live", World.as("admin"), null).status())
        .isEqualTo(204);
  }

  @Test
  void quotaOfMounts_countsWhatRenditionsMake_once() {
    String quota = "{\"quotas\":{\"mounts\":4}}";
    assertThat(platform.call("PATCH", "/api/v1/tenants/north", Platform.admin(), quota).status())
        .isEqualTo(200);
    assertThat(make("/live", "/live.opus", "opus", 96, "\"onDemand\":true").status())
        .isEqualTo(201);
    assertThat(mount("admin", "/fifth").status()).isEqualTo(409);
    assertThat(make("/live", "/low", "mp3", 32, "\"onDemand\":true").text())
        .contains("quota of 4 mounts");
    assertThat(mount("admin", "/live.opus").status()).isEqualTo(201);
    assertThat(make("/live", "/backup", "mp3", 32, "\"onDemand\":true").status())
        .as("a mount that is there already")
        .isEqualTo(201);
    assertThat(mount("admin", "/fifth").status()).isEqualTo(409);
  }

  @Test
  void lists_areCutIntoPages_andHaveWhatIsGranted() {
    make("/live", "/b", "mp3", 32, "\"onDemand\":true");
    make("/live", "/B", "mp3", 32, "\"onDemand\":true");
    make("/backup", "/live.mp3", "mp3", 32, "\"onDemand\":true");
    mount("admin", "/live.mp3");
    make("/backup", "/hidden", "mp3", 32, "\"onDemand\":true");
    JsonNode first = platform.get(PATH + "?limit=2", World.as("admin")).json();
    assertThat(tos(first)).containsExactly("/B", "/b");
    JsonNode rest =
        platform.get(PATH + "?after=" + first.path("next").asText(), World.as("admin")).json();
    assertThat(tos(rest)).containsExactly("/hidden", "/live.mp3");
    assertThat(rest.has("next")).isFalse();
    assertThat(tos(platform.get(PATH, World.as("dj")).json())).containsExactly("/B", "/b");
    world.run(
        "insert into grants (user_id, mount_id) select 4, id from mounts where name = '/live.mp3'");
    assertThat(tos(platform.get(PATH, World.as("dj")).json()))
        .as("what is made of a mount that is not granted, but is granted itself")
        .containsExactly("/B", "/b", "/live.mp3");
    assertThat(platform.get(PATH + "/live.mp3", World.as("dj")).status()).isEqualTo(200);
    assertThat(platform.get(PATH + "/hidden", World.as("dj")).status()).isEqualTo(404);
    assertThat(tos(platform.get(PATH + "?tenant=south", Platform.admin()).json())).isEmpty();
    assertThat(tos(platform.get(PATH + "?tenant=north", Platform.admin()).json())).hasSize(4);
  }

  @Test
  void tenantWithRenditions_isKept() {
    world.run(
        "delete from mounts where tenant_id = 2",
        "insert into renditions (tenant_id, from_mount, to_mount, codec, bitrate, on_demand)"
            + " values (2, '/unstated', '/unstated.mp3', 'MP3', 128, true)");
    Platform.Answer refused =
        platform.call("DELETE", "/api/v1/tenants/south", Platform.admin(), null);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text()).contains("renditions");
  }

  @Test
  void siblings_areAFieldOfTheTenant() {
    String path = "/api/v1/tenants/north";
    String both =
        "{\"siblings\":[{\"suffix\":\".opus\",\"codec\":\"opus\",\"bitrate\":96},"
            + "{\"suffix\":\".mp3\",\"codec\":\"mp3\",\"bitrate\":128,\"channels\":1,\"onDemand\":true}]}";
    Platform.Answer given = platform.call("PATCH", path, World.as("admin"), both);
    assertThat(given.status()).as(given.text()).isEqualTo(200);
    Sibling mp3 = new Sibling(".mp3", Codec.MP3, 128, null, 1, true);
    assertThat(north().siblings())
        .containsExactly(mp3, new Sibling(".opus", Codec.OPUS, 96, null, null, false));
    JsonNode shown = platform.get(path, World.as("viewer")).json().path("siblings");
    assertThat(shown.path(0).path("suffix").asText()).isEqualTo(".mp3");
    assertThat(shown.path(0).path("channels").asInt()).isEqualTo(1);
    assertThat(shown.path(1).has("sampleRate")).isFalse();
    long version = publisher.newest().version();
    platform.call("PATCH", path, World.as("admin"), both);
    assertThat(publisher.newest().version()).as("nothing has changed").isEqualTo(version);
    platform.call("PATCH", path, World.as("admin"), "{\"createMounts\":true}");
    assertThat(north().siblings()).hasSize(2);
    platform.call("PUT", path, World.as("admin"), "{\"createMounts\":true}");
    assertThat(north().siblings()).isEmpty();
    platform.call("PATCH", path, World.as("admin"), both);
    platform.call("PATCH", path, World.as("admin"), "{\"siblings\":null}");
    assertThat(north().siblings()).isEmpty();
    Platform.Answer made =
        platform.call(
            "POST", "/api/v1/tenants", Platform.admin(), "{\"name\":\"west\"," + both.substring(1));
    assertThat(made.json().path("siblings")).as(made.text()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{'suffix':'mp3','codec':'mp3','bitrate':128}]                    | suffix is a dot or hyphen",
        "[{'suffix':'.mp3','codec':'mp3','bitrate':100}]                   | bitrate at 44100 Hz",
        "[{'suffix':'.mp3','codec':'aac','bitrate':128}]                   | codec is mp3 or opus",
        "[{'suffix':'.mp3','codec':'mp3'}]                                 | bitrate is missing",
        "[{'suffix':'.mp3','codec':'mp3','bitrate':128,'public':true}]     | public is not a field",
        "[{'suffix':'.a','codec':'mp3','bitrate':128},{'suffix':'.a','codec':'mp3','bitrate':64}] | twice",
        "['.mp3']                                                          | is a list of objects",
        "{'suffix':'.mp3'}                                                 | is a list",
      })
  void siblingThatCannotBe_isRefused(String siblings, String said) {
    Platform.Answer answer =
        platform.call(
            "PATCH",
            "/api/v1/tenants/north",
            World.as("admin"),
            "{\"siblings\":" + siblings.replace('\'', '"') + "}");
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    JsonNode error = answer.json().path("errors").path(0);
    assertThat(error.path("field").asText()).isEqualTo("siblings");
    assertThat(error.path("detail").asText()).contains(said);
  }

  private Platform.Answer make(String from, String to, String codec, int bitrate, String more) {
    return platform.call(
        "POST",
        PATH,
        World.as("admin"),
        "{\"from\":\"%s\",\"to\":\"%s\",\"codec\":\"%s\",\"bitrate\":%d,%s}"
            .formatted(from, to, codec, bitrate, more));
  }

  private Platform.Answer mount(String who, String name) {
    return platform.call("POST", "/api/v1/mounts", World.as(who), "{\"name\":\"" + name + "\"}");
  }

  private JsonNode change(String method, String body, int status) {
    Platform.Answer answer = platform.call(method, PATH + "/low", World.as("admin"), body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    return answer.json();
  }

  private static List<String> tos(JsonNode page) {
    return page.path("items").findValuesAsText("to");
  }

  private ConfigSnapshot.Tenant north() {
    return publisher.newest().tenants().stream()
        .filter(tenant -> tenant.name().equals("north"))
        .findFirst()
        .orElseThrow();
  }
}
