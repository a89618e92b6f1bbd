package io.floe.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The control plane in the chart, without a cluster. */
class ChartAdminTest {

  private static final Map<String, String> CREDENTIALS =
      Map.of(
          "FLOE_ADMIN_PASSWORD", "admin-password",
          "FLOE_SOURCE_PASSWORD", "source-password",
          "FLOE_LIVE_PASSWORD", "live-password");

  private final Chart trial =
      Chart.render(Map.of("admin.enabled", true, "database.trial.enabled", true));

  private final Chart own =
      Chart.render(
          Map.of(
              "admin.enabled", true,
              "admin.existingSecret", "mine",
              "admin.stationSecret", "station",
              "admin.webhookAllow[0]", "10.96.0.0/12",
              "admin.ingress.enabled", true,
              "admin.ingress.host", "admin.radio.example",
              "admin.ingress.tlsSecret", "certificate",
              "admin.from[0].namespaceSelector.matchLabels.team", "radio",
              "database.url", "jdbc:postgresql://db.example/floe",
              "database.existingSecret", "database"));

  @Test
  void objects_haveTheTypesOfKubernetes() {
    for (Chart chart : List.of(trial, own)) {
      for (JsonNode object : chart.objects()) {
        assertThat(KubernetesTypes.wrong(object)).isEmpty();
      }
    }
  }

  @Test
  void databaseOrItsPassword_missing_isSaid() {
    assertThatThrownBy(() -> Chart.render(Map.of("admin.enabled", true)))
        .hasMessageContaining("--set database.url=");
    assertThatThrownBy(() ->
            Chart.render(
                Map.of("admin.enabled", true, "database.url", "jdbc:postgresql://db/floe")))
        .hasMessageContaining("--set database.existingSecret=");
    assertThatThrownBy(() ->
            Chart.render(
                Map.of(
                    "admin.enabled", true,
                    "database.url", "jdbc:postgresql://db/floe",
                    "database.trial.enabled", true)))
        .hasMessageContaining("exclude each other");
    assertThatThrownBy(
            () -> Chart.render(Map.of("admin.enabled", true, "database.url", "mysql://db/floe")))
        .hasMessageContaining("url");
  }

  @Test
  void credentials_areMadeOnceEachAndOnlyReferredTo() {
    JsonNode secret = trial.one("Secret", "floe-credentials");
    assertThat(trial.all("Secret")).hasSize(1);
    assertThat(secret.at("/metadata/annotations/helm.sh~1resource-policy").asText())
        .isEqualTo("keep");
    Set<String> seen = new TreeSet<>();
    byte[] sealing = decoded(secret.at("/data/secret-key").asText());
    assertThat(decoded(new String(sealing, StandardCharsets.US_ASCII))).hasSize(32);
    secret.path("data").properties().stream()
        .filter(each -> !each.getKey().equals("secret-key"))
        .forEach(each -> {
          String password =
              new String(
                  Base64.getDecoder().decode(each.getValue().asText()), StandardCharsets.US_ASCII);
          assertThat(password).matches("[0-9A-Za-z]{24}");
          assertThat(seen.add(password)).isTrue();
        });
    assertThat(seen).hasSize(4);
    assertThat(trial.objects().stream().filter(each -> each != secret).map(JsonNode::toString))
        .noneMatch(text -> seen.stream().anyMatch(text::contains));
    Map<String, String> admin = Chart.environment(trial.container("admin"));
    CREDENTIALS.forEach(
        (variable, key) -> assertThat(admin).containsEntry(variable, "#floe-credentials/" + key));
    assertThat(admin)
        .containsEntry("FLOE_DATABASE_URL", "jdbc:postgresql://floe-database:5432/floe")
        .containsEntry("FLOE_DATABASE_PASSWORD", "#floe-credentials/database-password");
    assertThat(own.all("Secret")).isEmpty();
    Map<String, String> adminOfOwn = Chart.environment(own.container("admin"));
    CREDENTIALS.forEach(
        (variable, key) -> assertThat(adminOfOwn).containsEntry(variable, "#mine/" + key));
    assertThat(adminOfOwn).containsEntry("FLOE_DATABASE_PASSWORD", "#database/password");
  }

  @Test
  void secretKey_isReferredTo_andSoAreNetworksThatWebhooksMayGoTo() {
    assertThat(Chart.environment(trial.container("admin")))
        .containsEntry("FLOE_SECRET_KEY", "#floe-credentials/secret-key")
        .containsEntry("FLOE_SECRET_KEY_OLD", "#floe-credentials/secret-key-old")
        .doesNotContainKey("FLOE_WEBHOOK_ALLOW");
    assertThat(trial.container("admin").path("env").toString())
        .contains("\"key\":\"secret-key\",\"name\":\"floe-credentials\",\"optional\":true");
    Chart allowing =
        Chart.render(
            Map.of(
                "admin.enabled",
                true,
                "database.trial.enabled",
                true,
                "admin.webhookAllow[0]",
                "10.96.0.0/12",
                "admin.webhookAllow[1]",
                "fd00::/8"));
    assertThat(Chart.environment(allowing.container("admin")))
        .containsEntry("FLOE_WEBHOOK_ALLOW", "10.96.0.0/12,fd00::/8");
  }

  private static byte[] decoded(String base64) {
    return Base64.getDecoder().decode(base64);
  }

  @Test
  void credentials_thatAreThere_stayInAnUpgrade_andWhatIsMissingIsMade() {
    ObjectNode secret = trial.one("Secret", "floe-credentials").deepCopy();
    ((ObjectNode) secret.path("data")).remove("live-password");
    FakeCluster.put("floe-credentials", secret.toString());
    try {
      Chart upgraded = Chart.render(Map.of("admin.enabled", true, "database.trial.enabled", true));
      JsonNode after = upgraded.one("Secret", "floe-credentials").path("data");
      assertThat(after.path("live-password").asText()).isNotBlank();
      assertThat(after.properties()).containsAll(secret.path("data").properties()).hasSize(5);
    } finally {
      FakeCluster.remove("floe-credentials");
    }
    assertThat(
            Chart.render(Map.of("admin.enabled", true, "database.trial.enabled", true))
                .one("Secret", "floe-credentials")
                .at("/data/admin-password"))
        .isNotEqualTo(secret.at("/data/admin-password"));
  }

  @Test
  void credentials_thatTheseValuesDoNotAskFor_stay() {
    JsonNode secret = trial.one("Secret", "floe-credentials");
    FakeCluster.put("floe-credentials", secret.toString());
    try {
      Chart ownSecret =
          Chart.render(
              Map.of(
                  "admin.enabled", true,
                  "admin.existingSecret", "mine",
                  "database.trial.enabled", true));
      assertThat(ownSecret.one("Secret", "floe-credentials").path("data"))
          .isEqualTo(secret.path("data"));
      Chart ownDatabase =
          Chart.render(
              Map.of(
                  "admin.enabled", true,
                  "database.url", "jdbc:postgresql://db.example/floe",
                  "database.existingSecret", "database"));
      JsonNode between = ownDatabase.one("Secret", "floe-credentials");
      assertThat(between.path("data")).isEqualTo(secret.path("data"));
      FakeCluster.put("floe-credentials", between.toString());
      assertThat(
              Chart.render(Map.of("admin.enabled", true, "database.trial.enabled", true))
                  .one("Secret", "floe-credentials")
                  .path("data"))
          .as("of the database that the volume still has")
          .isEqualTo(secret.path("data"));
    } finally {
      FakeCluster.remove("floe-credentials");
    }
  }

  @Test
  void stationFile_hasItsVariables_andAnotherFileIsAnotherPod() {
    Map<String, Object> values =
        Map.of(
            "admin.enabled", true,
            "database.trial.enabled", true,
            "admin.stationSecret", "station",
            "admin.extraEnv[0].name", "SOURCE",
            "admin.extraEnv[0].valueFrom.secretKeyRef.name", "mine",
            "admin.extraEnv[0].valueFrom.secretKeyRef.key", "source",
            "admin.envFrom[0].secretRef.name", "all-of-mine");
    Chart unknown = Chart.render(values);
    unknown.objects().forEach(each -> assertThat(KubernetesTypes.wrong(each)).isEmpty());
    assertThat(Chart.environment(unknown.container("admin")))
        .containsEntry("SOURCE", "#mine/source");
    assertThat(unknown.container("admin").at("/envFrom/0/secretRef/name").asText())
        .isEqualTo("all-of-mine");
    assertThat(unknown.container("ingest").has("envFrom")).isFalse();
    assertThat(checksum(unknown)).isEmpty();
    try {
      FakeCluster.put("station", stationSecret("dGVuYW50czogW10="));
      String first = checksum(Chart.render(values));
      FakeCluster.put("station", stationSecret("YmFuczogW10="));
      assertThat(first).hasSize(64).isNotEqualTo(checksum(Chart.render(values)));
    } finally {
      FakeCluster.remove("station");
    }
  }

  private static String checksum(Chart chart) {
    return chart
        .one("Deployment", "floe-admin")
        .at("/spec/template/metadata/annotations/checksum~1station")
        .asText();
  }

  private static String stationSecret(String base64) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"station\"},"
        + "\"data\":{\"floe.yaml\":\""
        + base64
        + "\"}}";
  }

  @Test
  void onlyAdmin_knowsPasswords() {
    for (String service : List.of("ingest", "edge", "transcoder")) {
      assertThat(Chart.environment(trial.container(service)))
          .noneSatisfy((name, value) -> assertThat(value).startsWith("#"))
          .doesNotContainKey("FLOE_DATABASE_URL");
    }
  }

  @Test
  void everyPod_keepsItsOwnCopyOfTheConfiguration() {
    for (String service : List.of("ingest", "edge", "transcoder", "admin")) {
      assertThat(trial.pod(service).at("/volumes/0/emptyDir/sizeLimit").asText()).isNotBlank();
      assertThat(Chart.environment(trial.container(service)).get("FLOE_CONFIG_FILE"))
          .isEqualTo(
              trial.container(service).at("/volumeMounts/0/mountPath").asText() + "/config.json");
      assertThat(trial.container(service).at("/volumeMounts/0/readOnly").asBoolean()).isFalse();
    }
  }

  @Test
  void stationFile_isMountedWhereAdminIsToldToLook() {
    JsonNode container = own.container("admin");
    JsonNode mount = container.at("/volumeMounts/2");
    JsonNode volume = own.pod("admin").at("/volumes/2");
    assertThat(volume.at("/name")).isEqualTo(mount.at("/name"));
    assertThat(volume.at("/secret/secretName").asText()).isEqualTo("station");
    assertThat(Chart.environment(container))
        .containsEntry("FLOE_STATION_FILE", mount.at("/mountPath").asText() + "/floe.yaml");
    assertThat(volume.at("/secret/items").isMissingNode())
        .as("all keys: the file may name a logo beside it")
        .isTrue();
    assertThat(Chart.environment(trial.container("admin"))).doesNotContainKey("FLOE_STATION_FILE");
  }

  @Test
  void ingress_leadsToAdminAlone() {
    JsonNode ingress = own.one("Ingress", "floe-admin");
    assertThat(ingress.at("/spec/rules/0/host").asText()).isEqualTo("admin.radio.example");
    assertThat(ingress.at("/spec/tls/0/secretName").asText()).isEqualTo("certificate");
    JsonNode backend = ingress.at("/spec/rules/0/http/paths/0/backend/service");
    JsonNode service = own.one("Service", backend.at("/name").asText());
    assertThat(service.at("/spec/ports/0/name")).isEqualTo(backend.at("/port/name"));
    assertThat(service.at("/spec/selector/app.kubernetes.io~1component").asText())
        .isEqualTo("admin");
    assertThat(trial.all("Ingress")).isEmpty();
    assertThat(own.one("NetworkPolicy", "floe-admin").at("/spec/ingress/0/from")).hasSize(1);
  }

  @Test
  void databaseOfTrials_isForAdminAlone_andNoNodeOfTheCluster() {
    JsonNode set = trial.one("StatefulSet", "floe-database");
    JsonNode labels = set.at("/spec/template/metadata/labels");
    for (JsonNode service : trial.all("Service")) {
      boolean leads = true;
      for (Map.Entry<String, JsonNode> each : service.at("/spec/selector").properties()) {
        leads &= each.getValue().equals(labels.path(each.getKey()));
      }
      assertThat(leads).isEqualTo(service.at("/metadata/name").asText().equals("floe-database"));
    }
    JsonNode rule = trial.one("NetworkPolicy", "floe-database").at("/spec/ingress");
    assertThat(rule).hasSize(1);
    assertThat(rule.at("/0/from")).hasSize(1);
    assertThat(rule.at("/0/from/0/podSelector/matchLabels/app.kubernetes.io~1component").asText())
        .isEqualTo("admin");
    JsonNode container = set.at("/spec/template/spec/containers/0");
    assertThat(container.at("/image").asText()).matches("postgres:\\d+\\.\\d+");
    assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(set.at("/spec/template/spec/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(own.all("StatefulSet")).isEmpty();
    assertThat(own.all("PersistentVolumeClaim")).isEmpty();
  }

  @Test
  void environmentOfAdmin_isWhatTheServiceKnows() {
    Set<String> said = new TreeSet<>(Chart.environment(own.container("admin")).keySet());
    said.remove("_JAVA_OPTIONS");
    said.addAll(
        List.of(
            "FLOE_PARENT_PIPE",
            "FLOE_CLUSTER_MEMBERS",
            "FLOE_DEMO_PASSWORD_HASH",
            "FLOE_LOG_DAYS"));
    assertThat(said).isEqualTo(ServiceConfig.variables("admin"));
  }

  @Test
  void manifestOfAdmin_agreesWithTheChart() throws IOException {
    JsonNode generated =
        Chart.read(
                Files.readString(
                    Platform.root().resolve("admin-service/target/kubernetes/kubernetes.yml")))
            .stream()
            .filter(each -> each.path("kind").asText().equals("Deployment"))
            .findFirst()
            .orElseThrow()
            .at("/spec/template/spec/containers/0");
    JsonNode ours = trial.container("admin");
    Map<String, String> said = Chart.environment(generated);
    said.remove("KUBERNETES_NAMESPACE"); // the generator's own
    said.remove("FLOE_DRAIN_SECONDS"); // one value for all services
    assertThat(Chart.environment(ours)).containsAllEntriesOf(said);
    assertThat(generated.path("image")).isEqualTo(ours.path("image"));
    assertThat(ports(generated)).isEqualTo(ports(ours));
    assertThat(Files.readString(Platform.root().resolve("deploy/compose.yaml")))
        .contains(ours.path("image").asText());
  }

  private static Set<Integer> ports(JsonNode container) {
    Set<Integer> ports = new TreeSet<>();
    container.path("ports").forEach(port -> ports.add(port.path("containerPort").asInt()));
    return ports;
  }
}
