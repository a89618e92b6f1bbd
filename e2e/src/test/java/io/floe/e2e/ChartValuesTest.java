package io.floe.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What single values of the chart are good for. */
class ChartValuesTest {

  private static final Map<String, Object> TRIAL =
      Map.of("admin.enabled", true, "database.trial.enabled", true);

  @Test
  void nodePorts_areTheChosenOnes_andShoutcastIsOneAbove() {
    Chart chart =
        trial(
            Map.of(
                "ingest.service.type",
                "NodePort",
                "ingest.service.nodePort",
                30800,
                "edge.service.type",
                "LoadBalancer",
                "edge.service.nodePort",
                30080,
                "admin.service.type",
                "NodePort",
                "admin.service.nodePort",
                30090));
    assertThat(nodePorts(chart, "ingest")).containsExactly(30800, 30801);
    assertThat(nodePorts(chart, "edge")).containsExactly(30080);
    assertThat(nodePorts(chart, "admin")).containsExactly(30090);
    chart.objects().forEach(each -> assertThat(KubernetesTypes.wrong(each)).isEmpty());
  }

  @Test
  void nodePorts_areOfKubernetesChoice_unlessChosen_andNoneInsideTheCluster() {
    Chart any = trial(Map.of("ingest.service.type", "NodePort"));
    assertThat(nodePorts(any, "ingest")).containsExactly(0, 0);
    Chart inside = trial(Map.of("ingest.service.nodePort", 30800));
    assertThat(nodePorts(inside, "ingest")).containsExactly(0, 0);
  }

  private static List<Integer> nodePorts(Chart chart, String service) {
    return chart
        .one("Service", "floe-" + service)
        .at("/spec/ports")
        .valueStream()
        .map(port -> port.path("nodePort").asInt())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-Xmx1g                             | -Xmx1g",
        "-Dx=y -XX:+UseStringDeduplication  | -Dx=y -XX:+UseStringDeduplication",
        "-XX:+UseG1GC                       | -XX:-UseSerialGC -XX:+UseG1GC",
        "-Xmn64m -XX:+UseParallelGC -Dx=y   | -XX:-UseSerialGC -Xmn64m -XX:+UseParallelGC -Dx=y",
      })
  void javaOptions_comeAfterTheImagesOwn_andLeaveOneCollector(String given, String told) {
    for (String service : List.of("ingest", "edge", "transcoder", "admin")) {
      Map<String, String> environment =
          Chart.environment(trial(Map.of(service + ".javaOptions", given)).container(service));
      assertThat(environment).containsEntry("_JAVA_OPTIONS", told);
      assertThat(environment).doesNotContainKey("JDK_JAVA_OPTIONS");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres:17.6",
        "registry.example/library/postgres:17.6",
        "registry.example:5000/library/postgres:17.6",
        "registry:5000/postgres:17.6"
      })
  void databaseOfTrials_comesFromARegistryOfYours(String image) {
    JsonNode pod =
        trial(Map.of("database.trial.image", image, "image.pullSecrets[0].name", "mine"))
            .one("StatefulSet", "floe-database")
            .at("/spec/template/spec");
    assertThat(pod.at("/containers/0/image").asText()).isEqualTo(image);
    assertThat(pod.at("/imagePullSecrets/0/name").asText()).isEqualTo("mine");
    assertThat(KubernetesTypes.wrong(trial(Map.of()).one("StatefulSet", "floe-database")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"postgres", "postgres:latest", "registry:5000/postgres", "registry:5000/p:latest"})
  void databaseOfTrials_hasNoMovingTag(String image) {
    assertThatThrownBy(() -> trial(Map.of("database.trial.image", image)))
        .hasMessageContaining("image");
  }

  @Test
  void autoscaler_takesOneEdgeAtATime_afterTheOneBeforeHasDrained() {
    for (int drain : List.of(0, 25, 600, 3600)) {
      JsonNode down =
          Chart.render(Map.of("edge.autoscaling.enabled", true, "drainSeconds", drain))
              .one("HorizontalPodAutoscaler", "floe-edge")
              .at("/spec/behavior/scaleDown");
      assertThat(down.path("policies")).hasSize(1);
      assertThat(down.at("/policies/0/type").asText()).isEqualTo("Pods");
      assertThat(down.at("/policies/0/value").asInt()).isEqualTo(1);
      assertThat(down.at("/policies/0/periodSeconds").asInt())
          .isBetween(Math.min(1_800, Math.max(120, drain)), 1_800); // which is Kubernetes' limit
    }
    assertThatThrownBy(() ->
            Chart.render(
                Map.of(
                    "edge.autoscaling.enabled", true,
                    "edge.autoscaling.minReplicas", 12,
                    "edge.autoscaling.maxReplicas", 10)))
        .hasMessageContaining("Raise maxReplicas");
  }

  /** A Secret of the operator's may lose what was only used once; that of the chart has it all. */
  @Test
  void passwordsOfTheFirstStart_mayGo_whereTheSecretIsTheOperators() {
    Set<String> needed = new TreeSet<>();
    for (Chart chart : List.of(trial(Map.of("admin.existingSecret", "mine")), trial(Map.of()))) {
      for (JsonNode variable : chart.container("admin").path("env")) {
        JsonNode secret = variable.at("/valueFrom/secretKeyRef");
        if (!secret.isMissingNode() && !secret.path("optional").asBoolean()) {
          needed.add(secret.path("name").asText() + "/" + secret.path("key").asText());
        }
      }
    }
    assertThat(needed)
        .containsExactlyInAnyOrder(
            "floe-credentials/database-password",
            "floe-credentials/admin-password",
            "floe-credentials/source-password",
            "floe-credentials/live-password");
  }

  @Test
  void emptyDatabase_replacesNothing_unlessTheValuesSaySo() {
    assertThat(Chart.environment(trial(Map.of()).container("admin")))
        .containsEntry("FLOE_BEGIN_ANEW", "false");
    assertThat(Chart.environment(trial(Map.of("admin.beginAnew", true)).container("admin")))
        .containsEntry("FLOE_BEGIN_ANEW", "true");
  }

  private static Chart trial(Map<String, ?> more) {
    Map<String, Object> values = new HashMap<>(TRIAL);
    values.putAll(more);
    return Chart.render(values);
  }
}
