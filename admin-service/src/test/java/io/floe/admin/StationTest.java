package io.floe.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.agroal.api.AgroalDataSource;
import io.floe.admin.rest.Refusal;
import io.floe.admin.station.Applying;
import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.Sibling;
import io.floe.wire.station.StationFile;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(PostgresResource.class)
class StationTest {

  private static final String YAML =
      """
      publicUrl: https://radio.example
      bans: [198.51.100.0/24]
      tenants:
        - name: north
          quotas: {mounts: 10, listeners: 100}
          sourcePassword: source-of-north
          users:
            - {name: carol, role: dj, mounts: [/live], password: carols-password}
          mounts:
            - name: /live
              genre: jazz
              password: live-of-north
              fallback: /backup
            - name: /backup
          renditions:
            - {from: /live, to: /live.opus, codec: opus, bitrate: 96}
          siblings:
            - {suffix: .mp3, codec: mp3, bitrate: 128}
      """;

  @TestHTTPResource("/")
  URI base;

  @Inject AgroalDataSource source;
  @Inject FeedPublisher publisher;
  @Inject Applying applying;

  private Platform platform;
  private World world;

  @BeforeEach
  void open() {
    platform = new Platform(base).ready();
    world = new World(source);
    world.lay();
  }

  @Test
  void webhooks_areGiven_keptToTheFile_andNothingChangesWhenItIsAppliedAgain() {
    String stated =
        """
        tenants:
          - name: north
            webhooks:
              - {url: "http://127.0.0.1:1/a", events: [source.lost], secret: secret-of-the-file}
              - url: http://127.0.0.1:1/b
                events: [listeners.threshold]
                threshold: 10
                mounts: [/live]
                enabled: false
                secret: {env: HOOK}
        """;
    applying.apply(StationFile.read(stated, Map.of("HOOK", "secret-of-a-variable")).station());
    JsonNode hooks = platform.get("/api/v1/webhooks", World.as("admin")).json().path("items");
    assertThat(hooks).hasSize(2);
    assertThat(hooks.findValuesAsText("managed")).containsOnly("true");
    assertThat(hooks.path(1).path("threshold").asInt()).isEqualTo(10);
    assertThat(hooks.path(1).path("enabled").asBoolean(true)).isFalse();
    long audit = world.number("select count(*) from audit");
    applying.apply(StationFile.read(stated, Map.of("HOOK", "secret-of-a-variable")).station());
    assertThat(world.number("select count(*) from audit"))
        .as("nothing has changed")
        .isEqualTo(audit);

    Platform.Answer refused =
        platform.call(
            "PATCH",
            "/api/v1/webhooks/1",
            World.as("admin"),
            "{\"secret\":\"another-secret-123\"}");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text()).contains("station file");
    assertThat(platform.call("DELETE", "/api/v1/webhooks/1", World.as("admin"), null).status())
        .isEqualTo(409);

    applying.apply(StationFile.read(stated, Map.of("HOOK", "secret-that-is-new")).station());
    assertThat(platform.get("/api/v1/audit", World.as("admin")).text())
        .contains("change, secret too")
        .doesNotContain("secret-");

    apply(
        """
        tenants:
          - name: north
            webhooks:
              - {url: "http://127.0.0.1:1/a", events: [source.connected], secret: secret-of-the-file}
        """);
    JsonNode left = platform.get("/api/v1/webhooks", World.as("admin")).json().path("items");
    assertThat(left).hasSize(1);
    assertThat(left.path(0).path("events").path(0).asText()).isEqualTo("source.connected");
    apply("tenants: [{name: north}]");
    assertThat(
            platform
                .get("/api/v1/webhooks/1", World.as("admin"))
                .json()
                .path("managed")
                .asBoolean(true))
        .as("the file says nothing any more")
        .isFalse();
    assertThatThrownBy(() ->
            apply(
                """
                tenants:
                  - name: north
                    webhooks:
                      - {url: "http://10.0.0.1/", events: [source.lost], secret: secret-of-the-file}
                """))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("FLOE_WEBHOOK_ALLOW");
  }

  @Test
  void whatTheFileStates_wins_andTheRestStays() {
    apply(YAML);
    ConfigSnapshot now = publisher.newest();
    assertThat(now.publicUrl()).isEqualTo("https://radio.example");
    assertThat(now.settings(new MountName("/live")).genre()).isEqualTo("jazz");
    assertThat(now.settings(new MountName("/live")).fallback()).isEqualTo(new MountName("/backup"));
    assertThat(now.mount(new MountName("/south"))).isPresent();
    assertThat(now.mount(new MountName("/north-secret"))).isPresent();
    assertThat(platform.get("/api/v1/me", Platform.basic("carol", "carols-password")).status())
        .isEqualTo(200);
    JsonNode live = platform.get("/api/v1/mounts/live", World.as("admin")).json();
    assertThat(live.path("managed").asBoolean()).isTrue();
    JsonNode secret = platform.get("/api/v1/mounts/north-secret", World.as("admin")).json();
    assertThat(secret.path("managed").asBoolean()).isFalse();
  }

  @Test
  void renditionsAndSiblings_areManagedByTheFile() {
    world.layRendition();
    apply(YAML.replace("bitrate: 96", "bitrate: 64"));
    ConfigSnapshot.Tenant north =
        publisher.newest().mount(new MountName("/live")).orElseThrow().tenant();
    assertThat(north.renditions()).hasSize(1);
    assertThat(north.renditions().getFirst().bitrate()).isEqualTo(64);
    assertThat(north.siblings()).extracting(Sibling::suffix).containsExactly(".mp3");
    String path = "/api/v1/renditions/live.opus";
    assertThat(platform.get(path, World.as("admin")).json().path("managed").asBoolean()).isTrue();
    Platform.Answer changed = platform.call("PATCH", path, World.as("admin"), "{\"bitrate\":128}");
    assertThat(changed.status()).isEqualTo(409);
    assertThat(changed.text()).contains("is managed by the station file").contains("bitrate");
    assertThat(platform.call("DELETE", path, World.as("admin"), null).status()).isEqualTo(409);
    assertThat(
            platform
                .call("PATCH", "/api/v1/tenants/north", World.as("admin"), "{\"siblings\":[]}")
                .status())
        .isEqualTo(409);

    apply("tenants: [{name: north}]");
    assertThat(platform.call("DELETE", path, World.as("admin"), null).status())
        .as("what the file states no more")
        .isEqualTo(204);
    assertThat(
            platform
                .call("PATCH", "/api/v1/tenants/north", World.as("admin"), "{\"siblings\":[]}")
                .status())
        .isEqualTo(200);
  }

  @Test
  void renditionOfAnotherTenant_isTakenOverByTheFile() {
    world.run(
        "insert into renditions (tenant_id, from_mount, to_mount, codec, bitrate, on_demand)"
            + " values (2, '/south', '/live.opus', 'MP3', 128, true)");
    apply(YAML);
    assertThat(publisher.newest().rendition(new MountName("/live.opus")))
        .hasValueSatisfying(made -> {
          assertThat(made.tenant().name()).isEqualTo("north");
          assertThat(made.rendition().onDemand()).isFalse();
        });
  }

  @Test
  void sameFileAgain_changesNothing() {
    apply(YAML);
    long version = publisher.newest().version();
    apply(YAML);
    assertThat(publisher.newest().version()).isEqualTo(version);
  }

  @Test
  void whatTheFileStates_isNotChangedByRest() {
    apply(YAML);
    Platform.Answer genre =
        platform.call("PATCH", "/api/v1/mounts/live", World.as("admin"), "{\"genre\":\"folk\"}");
    assertThat(genre.status()).isEqualTo(409);
    assertThat(genre.text()).contains("is managed by the station file").contains("genre");
    assertThat(
            platform
                .call("PATCH", "/api/v1/mounts/live", World.as("admin"), "{\"genre\":\"jazz\"}")
                .status())
        .as("the same value")
        .isEqualTo(200);
    assertThat(
            platform
                .call("PATCH", "/api/v1/mounts/live", World.as("admin"), "{\"password\":\"xyz\"}")
                .status())
        .isEqualTo(409);
    assertThat(
            platform
                .call("PATCH", "/api/v1/mounts/backup", World.as("admin"), "{\"password\":\"xyz\"}")
                .status())
        .as("the file gives no password")
        .isEqualTo(200);
    assertThat(platform.call("DELETE", "/api/v1/mounts/live", World.as("admin"), null).status())
        .isEqualTo(409);
    assertThat(
            platform
                .call(
                    "PATCH",
                    "/api/v1/tenants/north",
                    Platform.admin(),
                    "{\"quotas\":{\"mounts\":3}}")
                .status())
        .isEqualTo(409);
    assertThat(
            platform
                .call("PATCH", "/api/v1/tenants/north", Platform.admin(), "{\"createMounts\":true}")
                .status())
        .as("the file says nothing of that")
        .isEqualTo(200);
  }

  @Test
  void whatTheFileStatesNoMore_isFreeAgain() {
    apply(YAML);
    apply("tenants: []");
    assertThat(
            platform
                .call("PATCH", "/api/v1/mounts/live", World.as("admin"), "{\"genre\":\"folk\"}")
                .status())
        .isEqualTo(200);
  }

  @Test
  void prune_leavesWhatIsStated() {
    world.run(
        "insert into renditions (tenant_id, from_mount, to_mount, codec, bitrate, on_demand)"
            + " values (1, '/live', '/goes', 'MP3', 128, true)");
    apply("prune: true\n" + YAML);
    ConfigSnapshot now = publisher.newest();
    assertThat(now.tenants()).extracting(ConfigSnapshot.Tenant::name).containsExactly("north");
    assertThat(now.tenants().getFirst().mounts()).hasSize(2);
    assertThat(now.tenants().getFirst().renditions())
        .extracting(each -> each.to().value())
        .containsExactly("/live.opus");
    assertThat(now.tenants().getFirst().users())
        .extracting(ConfigSnapshot.User::name)
        .containsExactly("carol");
    assertThat(now.admins()).as("superadmins stay").hasSize(2);
    assertThat(now.bans().networks()).hasSize(1);
  }

  @Test
  void stationThatCannotBe_changesNothing() {
    long version = publisher.newest().version();
    assertThatThrownBy(() -> apply(YAML.replace("carol", "foreign"))).isInstanceOf(Refusal.class);
    assertThat(publisher.newest().version()).isEqualTo(version);
    assertThat(platform.get("/api/v1/mounts/live", World.as("admin")).text())
        .doesNotContain("jazz");
  }

  private void apply(String yaml) {
    StationFile.Reading reading = StationFile.read(yaml, Map.of());
    assertThat(reading.problems()).isEmpty();
    applying.apply(reading.station());
  }
}
