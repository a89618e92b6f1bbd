package io.floe.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** Compose without an engine: what its file says, and whether the services are made for that. */
class ComposeTest {

  private static final Set<String> OF_A_SERVICE =
      Set.of(
          "restart",
          "read_only",
          "tmpfs",
          "user",
          "cap_drop",
          "security_opt",
          "mem_limit",
          "stop_grace_period",
          "networks",
          "image",
          "build",
          "hostname",
          "environment",
          "ports",
          "volumes");

  private final JsonNode compose = compose();

  @Test
  void keys_areThoseOfCompose_andWhatIsNamedIsThere() {
    assertThat(compose.path("name").asText()).isEqualTo("floe");
    assertThat(names(compose.path("services")))
        .containsExactlyInAnyOrder("postgres", "admin", "ingest", "transcoder", "edge-1", "edge-2");
    compose
        .path("services")
        .properties()
        .forEach(service -> {
          assertThat(OF_A_SERVICE).as(service.getKey()).containsAll(names(service.getValue()));
          JsonNode networks = service.getValue().path("networks");
          Set<String> used = new TreeSet<>();
          if (networks.isArray()) {
            networks.forEach(each -> used.add(each.asText()));
          } else {
            used.addAll(names(networks));
          }
          assertThat(names(compose.path("networks"))).containsAll(used);
          JsonNode build = service.getValue().path("build");
          if (!build.isMissingNode()) {
            assertThat(Platform.root().resolve(build.path("dockerfile").asText())).exists();
          }
          for (JsonNode volume : service.getValue().path("volumes")) {
            assertThat(names(compose.path("volumes"))).contains(volume.asText().split(":")[0]);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"admin", "ingest", "transcoder", "edge-1", "edge-2"})
  void service_isToldWhatItKnows_andIsConfined(String name) {
    String kind = name.replaceAll("-.*", "");
    JsonNode service = compose.path("services").path(name);
    assertThat(ServiceConfig.variables(kind)).containsAll(names(service.path("environment")));
    assertThat(service.at("/environment/FLOE_NODE_NAME").asText()).isEqualTo(name);
    String host = service.at("/environment/FLOE_CLUSTER_HOST").asText();
    if (service.path("networks").size() == 1) {
      assertThat(host).isEqualTo(service.path("hostname").asText());
    } else {
      // What all networks know might be an address that no other node reaches.
      assertThat(host).isNotEqualTo(service.path("hostname").asText()).isNotEqualTo(name);
      assertThat(service.at("/networks/default/aliases").valueStream().map(JsonNode::asText))
          .contains(host);
    }
    assertThat(service.at("/networks/default/aliases/0"))
        .isEqualTo(service.at("/environment/FLOE_CLUSTER_SERVICE_DNS"));
    assertThat(service.path("image").asText())
        .isEqualTo(
            Chart.render(Map.of("admin.enabled", true, "database.trial.enabled", true))
                .container(kind)
                .path("image")
                .asText());
    assertThat(service.path("read_only").asBoolean()).isTrue();
    assertThat(service.at("/cap_drop/0").asText()).isEqualTo("ALL");
    for (JsonNode port : service.path("ports")) {
      boolean forEverybody = !port.asText().startsWith("127.0.0.1:");
      assertThat(
              forEverybody
                  && (port.asText().endsWith(":9000")
                      || Set.of("admin", "transcoder").contains(kind)))
          .as("%s is public", port.asText())
          .isFalse();
    }
  }

  @Test
  void portsOfTheMachine_areDifferent() {
    List<String> published =
        compose
            .path("services")
            .valueStream()
            .flatMap(service -> service.path("ports").valueStream())
            .map(port -> port.asText().replaceAll("^127[.]0[.]0[.]1:|:[0-9]+$", ""))
            .toList();
    assertThat(published).hasSize(10).doesNotHaveDuplicates();
  }

  @Test
  void passwords_areChosenByWhoStartsIt_andOnlyAdminAndPostgresGetThem() {
    for (String name : List.of("admin", "postgres", "ingest", "transcoder", "edge-1", "edge-2")) {
      for (Map.Entry<String, JsonNode> each :
          compose.path("services").path(name).path("environment").properties()) {
        if (each.getKey().endsWith("_PASSWORD")) {
          assertThat(each.getValue().asText()).matches("\\$\\{FLOE_[A-Z]+_PASSWORD:\\?.+}");
          assertThat(name).isIn("admin", "postgres");
        }
      }
    }
    assertThat(compose.at("/services/postgres/networks").toString()).isEqualTo("[\"database\"]");
    assertThat(compose.at("/networks/database/internal").asBoolean()).isTrue();
    assertThat(compose.at("/services/postgres/ports").isMissingNode()).isTrue();
    assertThat(compose.at("/services/admin/environment/FLOE_DATABASE_URL").asText())
        .isEqualTo("jdbc:postgresql://postgres:5432/floe");
  }

  /**
   * Compose reads the whole file for every command, and refuses all while a password is missing.
   */
  @Test
  void steps_areInAnOrderThatWorks() throws IOException {
    String text = Files.readString(Platform.root().resolve("deploy/compose.yaml"));
    assertThat(text.indexOf(">deploy/.env"))
        .isPositive()
        .isLessThan(text.indexOf("docker compose"));
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** With what it merges. */
  private static JsonNode compose() {
    try {
      Object read =
          new Yaml().load(Files.readString(Platform.root().resolve("deploy/compose.yaml")));
      return new ObjectMapper().valueToTree(read);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
