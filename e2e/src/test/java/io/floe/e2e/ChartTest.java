package io.floe.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart without a cluster: what it renders, and whether the services are made for that. */
class ChartTest {

  /**
   * What only a launcher says: pods have no parent, one name instead of a list of peers, and log to
   * stdout.
   */
  private static final Set<String> NOT_IN_A_POD =
      Set.of("FLOE_PARENT_PIPE", "FLOE_CLUSTER_MEMBERS", "FLOE_LOG_DAYS");

  /** Of the 64 characters of a node's id the random part takes nine. */
  private static final int LONGEST_NODE_NAME = 55;

  private static final List<String> SERVICES = List.of("ingest", "edge", "transcoder");

  private static final Map<String, Object> WITH_ADMIN =
      Map.of("admin.enabled", true, "database.trial.enabled", true);

  private final Chart plain = Chart.render(Map.of());
  private final Chart full =
      Chart.render(
          Map.of(
              "ingest.service.type", "LoadBalancer",
              "edge.service.type", "NodePort",
              "edge.autoscaling.enabled", true,
              "edge.javaOptions", "-Xmx1g",
              "transcoder.replicas", 3,
              "image.registry", "registry.example/radio",
              "image.tag", "1.2.3",
              "management.from[0].namespaceSelector.matchLabels.team", "watch",
              "snapshot.existingSecret", "station"));

  private final Chart operated = Chart.render(WITH_ADMIN);
  private final Chart operatedFull =
      Chart.render(
          Map.of(
              "admin.enabled", true,
              "admin.existingSecret", "mine",
              "admin.service.type", "LoadBalancer",
              "admin.javaOptions", "-Xmx1g",
              "database.url", "jdbc:postgresql://db.example/floe",
              "database.existingSecret", "database",
              "image.registry", "registry.example/radio",
              "image.tag", "1.2.3"));

  @Test
  void lint_findsNothing() {
    var found = Chart.lint(Chart.folder());
    assertThat(found.isFailed()).as("%s", found.getMessages()).isFalse();
  }

  @Test
  void objects_haveTheTypesOfKubernetes() {
    for (Chart chart : List.of(plain, full)) {
      assertThat(chart.objects()).hasSizeGreaterThan(9);
      for (JsonNode object : chart.objects()) {
        assertThat(KubernetesTypes.wrong(object)).isEmpty();
      }
    }
  }

  @Test
  void typesOfKubernetes_refuseWhatIsMisspeltMissingOrNoNumber() {
    ObjectNode misspelt = plain.one("Deployment", "floe-edge").deepCopy();
    ((ObjectNode) misspelt.at("/spec/template/spec/containers/0")).put("imagePolicy", "Always");
    assertThat(KubernetesTypes.wrong(misspelt).orElse("")).contains("imagePolicy");

    ObjectNode missing = plain.one("Deployment", "floe-edge").deepCopy();
    ((ObjectNode) missing.at("/spec")).remove("selector");
    assertThat(KubernetesTypes.wrong(missing).orElse("")).contains("selector");

    ObjectNode text = plain.one("Deployment", "floe-edge").deepCopy();
    ((ObjectNode) text.at("/spec")).put("replicas", "many");
    assertThat(KubernetesTypes.wrong(text).orElse("")).contains("many");
  }

  @Test
  void brokenTemplate_isNoticed(@TempDir Path temp) throws IOException {
    try (Stream<Path> files = Files.walk(Chart.folder())) {
      for (Path file : files.toList()) {
        Path copy = temp.resolve(Chart.folder().relativize(file).toString());
        if (!Files.exists(copy)) {
          Files.copy(file, copy);
        }
      }
    }
    Path pod = temp.resolve("templates/_pod.tpl");
    String text = Files.readString(pod);

    Files.writeString(pod, text.replace("readinessProbe:", "readynessProbe:"));
    assertThat(
            Chart.render(temp, Map.of()).objects().stream()
                .flatMap(object -> KubernetesTypes.wrong(object).stream()))
        .anySatisfy(wrong -> assertThat(wrong).contains("readynessProbe"));

    Files.writeString(pod, text.replace("{{- end -}}", ""));
    assertThat(Chart.lint(temp).isFailed()).isTrue();
  }

  @Test
  void values_thatAreMisspeltOrMissing_areRefusedByName() {
    assertThatThrownBy(() -> Chart.render(Map.of("edge.replcas", 3)))
        .hasMessageContaining("replcas");
    assertThatThrownBy(() -> Chart.render(Map.of("image.tag", "latest")))
        .hasMessageContaining("tag");
    assertThatThrownBy(() -> Chart.render(Map.of("drainSeconds", "long")))
        .hasMessageContaining("drainSeconds");
    assertThatThrownBy(() -> Chart.render(Map.of("snapshot.json", "")))
        .hasMessageContaining("--set-file snapshot.json=");
    assertThatThrownBy(() -> Chart.render(Map.of("snapshot.json", "live: yes")))
        .hasMessageContaining("no JSON");
  }

  @Test
  void snapshot_isTheOnlySecret_andOnlyReferredTo() {
    assertThat(plain.all("Secret")).hasSize(1);
    JsonNode secret = plain.one("Secret", "floe-snapshot");
    assertThat(
            new String(
                Base64.getDecoder().decode(secret.at("/data/config.json").asText()),
                StandardCharsets.UTF_8))
        .isEqualTo(Chart.STATION);
    assertThat(full.all("Secret")).isEmpty();
    for (String service : SERVICES) {
      assertThat(plain.pod(service).at("/volumes/0/secret/secretName").asText())
          .isEqualTo("floe-snapshot");
      assertThat(full.pod(service).at("/volumes/0/secret/secretName").asText())
          .isEqualTo("station");
      String file = Chart.environment(plain.container(service)).get("FLOE_CONFIG_FILE");
      assertThat(file)
          .isEqualTo(
              plain.container(service).at("/volumeMounts/0/mountPath").asText()
                  + "/"
                  + plain.pod(service).at("/volumes/0/secret/items/0/path").asText());
      assertThat(plain.container(service).findValues("secretKeyRef")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest", "edge", "transcoder", "admin"})
  void pod_isConfined(String service) {
    for (Chart chart : List.of(plain(service), full(service))) {
      JsonNode pod = chart.pod(service);
      JsonNode container = chart.container(service);
      assertThat(pod.at("/containers").size()).isEqualTo(1);
      assertThat(pod.at("/enableServiceLinks").asBoolean(true)).isFalse();
      assertThat(pod.at("/automountServiceAccountToken").asBoolean(true)).isFalse();
      assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
      assertThat(pod.at("/securityContext/runAsUser").asInt()).isPositive();
      assertThat(pod.at("/securityContext/seccompProfile/type").asText())
          .isEqualTo("RuntimeDefault");
      assertThat(pod.findValues("hostNetwork")).isEmpty();
      assertThat(pod.findValues("hostPath")).isEmpty();
      assertThat(pod.findValues("privileged")).isEmpty();
      JsonNode context = container.at("/securityContext");
      assertThat(context.at("/readOnlyRootFilesystem").asBoolean()).isTrue();
      assertThat(context.at("/allowPrivilegeEscalation").asBoolean(true)).isFalse();
      assertThat(context.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
      assertThat(container.at("/resources/requests").size()).isEqualTo(2);
      assertThat(container.at("/resources/limits/memory").asText()).isNotBlank();
      assertThat(container.at("/image").asText())
          .matches("(.*/)?floe-" + service + ":[^:]+")
          .doesNotContain("latest");
    }
    assertThat(full(service).container(service).at("/image").asText())
        .isEqualTo("registry.example/radio/floe-" + service + ":1.2.3");
  }

  @Test
  void everyObject_isOfThisReleaseAndOfTheBuiltVersion() throws IOException {
    String version =
        Files.readString(Platform.root().resolve("pom.xml"))
            .lines()
            .filter(line -> line.strip().startsWith("<version>"))
            .findFirst()
            .orElseThrow()
            .replaceAll("</?version>", "")
            .strip();
    for (JsonNode object : plain.objects()) {
      JsonNode labels = object.at("/metadata/labels");
      assertThat(labels.at("/app.kubernetes.io~1instance").asText()).isEqualTo("floe");
      assertThat(labels.at("/app.kubernetes.io~1version").asText()).isEqualTo(version);
    }
    assertThat(plain.container("edge").at("/image").asText()).isEqualTo("floe-edge:" + version);
    assertThat(Files.readString(Platform.root().resolve("deploy/compose.yaml")))
        .contains("floe-ingest:" + version, "floe-edge:" + version, "floe-transcoder:" + version);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest", "edge", "transcoder", "admin"})
  void probes_askTheManagementPort_whichNoServiceServes(String service) {
    JsonNode container = plain(service).container(service);
    int management = port(container, "management");
    assertThat(Chart.environment(container))
        .containsEntry("FLOE_MANAGEMENT_PORT", "" + management)
        .containsEntry("FLOE_MANAGEMENT_HOST", "@status.podIP");
    for (String probe : List.of("startup", "liveness", "readiness")) {
      assertThat(container.at("/" + probe + "Probe/httpGet/port").asText()).isEqualTo("management");
    }
    for (JsonNode each : full(service).all("Service")) {
      for (JsonNode port : each.at("/spec/ports")) {
        assertThat(port.path("targetPort").asText())
            .isNotEqualTo("management")
            .isNotEqualTo("" + management);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest", "edge", "transcoder", "admin"})
  void services_leadToPortsAndPodsThatAreThere(String service) {
    Chart chart = full(service);
    JsonNode labels =
        chart.one("Deployment", "floe-" + service).at("/spec/template/metadata/labels");
    List<JsonNode> leading =
        chart.all("Service").stream()
            .filter(each -> subset(each.at("/spec/selector"), labels))
            .toList();
    assertThat(leading)
        .extracting(each -> each.at("/metadata/name").asText())
        .containsExactlyInAnyOrderElementsOf(
            service.equals("transcoder")
                ? List.of("floe-cluster") // Nobody but the other nodes speaks to it.
                : List.of("floe-" + service, "floe-cluster"));
    for (JsonNode each : leading) {
      for (JsonNode port : each.at("/spec/ports")) {
        assertThat(port(chart.container(service), port.path("targetPort").asText())).isPositive();
      }
    }
    for (String kind :
        service.equals("admin")
            ? List.of("Deployment") // There is one pod of it, and nobody needs it to be there.
            : List.of("PodDisruptionBudget", "Deployment")) {
      JsonNode selector = chart.one(kind, "floe-" + service).at("/spec/selector/matchLabels");
      assertThat(subset(selector, labels)).isTrue();
    }
  }

  @Test
  void transcoders_takeJobsForTheRoomThatTheValuesName_andMayBeLeftOut() {
    Chart many =
        Chart.render(Map.of("transcoder.room", 1_000_000, "transcoder.resources.requests.cpu", 2));
    assertThat(Chart.environment(many.container("transcoder")))
        .containsEntry("FLOE_ROOM", "1000000");
    JsonNode usual = plain.container("transcoder");
    int requested = plain.container("transcoder").at("/resources/requests/cpu").asInt();
    assertThat(Integer.parseInt(Chart.environment(usual).get("FLOE_ROOM")))
        .as("beyond what it asks the scheduler for, nothing is certain")
        .isBetween(1, 1_000 * requested);
    assertThat(full.one("Deployment", "floe-transcoder").at("/spec/replicas").asInt()).isEqualTo(3);
    assertThat(
            Chart.render(Map.of("transcoder.replicas", 0))
                .one("Deployment", "floe-transcoder")
                .at("/spec/replicas")
                .asInt(-1))
        .isZero();
    assertThat(usual.path("ports").findValuesAsText("name"))
        .containsExactly("management", "cluster");
    assertThatThrownBy(() -> Chart.render(Map.of("transcoder.room", 0)))
        .hasMessageContaining("room");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest", "edge", "transcoder", "admin"})
  void podOfAReleaseWithALongName_isANodeAllTheSame(String service) {
    String release = "a-release-with-a-name-that-is-as-long-as-helm-lets-it";
    JsonNode deployment =
        Chart.named(release, service.equals("admin") ? WITH_ADMIN : Map.of())
            .all("Deployment")
            .stream()
            .filter(each -> each.at("/metadata/name").asText().endsWith("-" + service))
            .findFirst()
            .orElseThrow();
    assertThat(deployment.at("/metadata/name").asText() + "-0123456789-abcde")
        .as("with the parts that Kubernetes appends, as FLOE_NODE_NAME")
        .hasSizeLessThanOrEqualTo(LONGEST_NODE_NAME);
  }

  @Test
  void clusterName_resolvesToEveryPod_readyOrNot() {
    JsonNode cluster = plain.one("Service", "floe-cluster");
    assertThat(cluster.at("/spec/clusterIP").asText()).isEqualTo("None");
    assertThat(cluster.at("/spec/publishNotReadyAddresses").asBoolean()).isTrue();
    for (String service : SERVICES) {
      assertThat(Chart.environment(plain.container(service)))
          .containsEntry("FLOE_CLUSTER_SERVICE_DNS", "floe-cluster.radio.svc")
          .containsEntry("FLOE_CLUSTER_HOST", "@status.podIP")
          .containsEntry("FLOE_CLUSTER_PORT", "" + port(plain.container(service), "cluster"));
    }
  }

  @Test
  void policies_openPublicPortsToAll_andTheClusterToItsOwnPodsOnly() {
    for (JsonNode policy : full.all("NetworkPolicy")) {
      String name = policy.at("/metadata/name").asText();
      for (JsonNode rule : policy.at("/spec/ingress")) {
        Set<String> ports = new TreeSet<>();
        rule.path("ports").forEach(port -> ports.add(port.path("port").asText()));
        JsonNode from = rule.path("from");
        switch (name) {
          case "floe-ingest" -> assertThat(ports).containsExactly("icecast", "shoutcast");
          case "floe-edge" -> assertThat(ports).containsExactly("listen");
          case "floe-transcoder" -> throw new AssertionError("it has nothing public");
          default -> {
            assertThat(from).as("who may").isNotEmpty();
            boolean own = from.at("/0/podSelector/matchLabels").size() == 2;
            assertThat(own || ports.equals(Set.of("management"))).isTrue();
          }
        }
      }
    }
    assertThat(full.one("NetworkPolicy", "floe-cluster").at("/spec/ingress")).hasSize(2);
    assertThat(plain.one("NetworkPolicy", "floe-cluster").at("/spec/ingress")).hasSize(1);
    assertThat(Chart.render(Map.of("networkPolicy.enabled", false)).all("NetworkPolicy")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest", "edge", "transcoder"})
  void environment_saysWhatTheServiceKnows_andAllThatItWantsToKnow(String service) {
    Set<String> known = ServiceConfig.variables(service);
    Set<String> said = new TreeSet<>(Chart.environment(plain.container(service)).keySet());
    assertThat(known)
        .contains("FLOE_CONFIG_FILE", "FLOE_CLUSTER_SERVICE_DNS", "FLOE_MANAGEMENT_PORT")
        .contains(service.equals("transcoder") ? "FLOE_ROOM" : "FLOE_PORT");
    assertThat(known).containsAll(said);
    said.addAll(NOT_IN_A_POD);
    assertThat(said).containsAll(known);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest", "edge", "transcoder", "admin"})
  void drain_endsBeforeThePodIsKilled(String service) {
    Map<String, Object> values = new HashMap<>(service.equals("admin") ? WITH_ADMIN : Map.of());
    values.put("drainSeconds", 120);
    JsonNode pod = Chart.render(values).pod(service);
    assertThat(Chart.environment(pod.at("/containers/0")))
        .containsEntry("FLOE_DRAIN_SECONDS", "120");
    assertThat(pod.at("/terminationGracePeriodSeconds").asInt())
        .isGreaterThanOrEqualTo(
            120 + pod.at("/containers/0/lifecycle/preStop/sleep/seconds").asInt() + 15);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest", "edge", "transcoder"})
  void manifestOfTheService_agreesWithTheChart(String service) throws IOException {
    Path file = Platform.root().resolve(service + "-service/target/kubernetes/kubernetes.yml");
    JsonNode generated =
        Chart.read(Files.readString(file)).stream()
            .filter(each -> each.path("kind").asText().equals("Deployment"))
            .findFirst()
            .orElseThrow()
            .at("/spec/template/spec/containers/0");
    JsonNode ours = plain.container(service);

    Set<Integer> ports = new TreeSet<>();
    ours.path("ports").forEach(port -> ports.add(port.path("containerPort").asInt()));
    Set<Integer> theirs = new TreeSet<>();
    generated.path("ports").forEach(port -> theirs.add(port.path("containerPort").asInt()));
    if (service.equals("transcoder")) {
      theirs.remove(8080); // The generator does not see that Quarkus opens no such port.
    }
    assertThat(theirs).isEqualTo(ports);

    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      JsonNode ask = generated.path(probe).path("httpGet");
      assertThat(ask.path("path")).isEqualTo(ours.path(probe).path("httpGet").path("path"));
      assertThat(ask.path("port").asInt()).isEqualTo(port(ours, "management"));
    }
    Map<String, String> said = Chart.environment(generated);
    said.remove("KUBERNETES_NAMESPACE"); // the generator's own
    assertThat(said).isNotEmpty();
    assertThat(Chart.environment(ours)).containsAllEntriesOf(said);
    assertThat(generated.path("image").asText()).isEqualTo(ours.path("image").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest", "edge", "transcoder", "admin"})
  void service_bringsNoClientOfACluster(String service) throws IOException {
    try (Stream<Path> jars =
        Files.list(Platform.root().resolve(service + "-service/target/quarkus-app/lib/main"))) {
      assertThat(jars.map(jar -> jar.getFileName().toString()))
          .isNotEmpty()
          .noneMatch(jar -> jar.contains("fabric8") || jar.startsWith("io.kubernetes"));
    }
  }

  @Test
  void dockerfiles_takeOnlyWhatWasBuilt_andRunAsNobodyInParticular() throws IOException {
    List<String> flags =
        Files.readString(Platform.root().resolve("deploy/image/java.flags"))
            .lines()
            .filter(line -> !line.startsWith("#"))
            .toList();
    String needed =
        Files.readString(Platform.root().resolve("pom.xml"))
            .lines()
            .filter(line -> line.contains("<floe.jvm.flags>"))
            .findFirst()
            .orElseThrow()
            .replaceAll("</?floe.jvm.flags>", "")
            .strip();
    assertThat(String.join(" ", flags)).contains(needed);
    for (String service : List.of("ingest", "edge", "transcoder", "admin")) {
      List<String> lines = new ArrayList<>(Image.instructions(service));
      assertThat(lines)
          .startsWith("ARG JAVA_IMAGE=eclipse-temurin:25-jre", "FROM ${JAVA_IMAGE}")
          .contains("USER 10001:10001");
      assertThat(lines).filteredOn(line -> line.startsWith("COPY")).hasSize(4);
      assertThat(lines.indexOf("USER 10001:10001"))
          .isGreaterThan(
              lines.stream()
                  .filter(line -> line.startsWith("RUN"))
                  .map(lines::indexOf)
                  .findFirst()
                  .orElseThrow());
    }
  }

  /** A chart that has the service. */
  private Chart plain(String service) {
    return service.equals("admin") ? operated : plain;
  }

  private Chart full(String service) {
    return service.equals("admin") ? operatedFull : full;
  }

  private static int port(JsonNode container, String name) {
    for (JsonNode port : container.path("ports")) {
      if (port.path("name").asText().equals(name)) {
        return port.path("containerPort").asInt();
      }
    }
    throw new AssertionError("no port " + name);
  }

  private static boolean subset(JsonNode selector, JsonNode labels) {
    boolean all = !selector.isEmpty();
    for (Map.Entry<String, JsonNode> each : selector.properties()) {
      all &= each.getValue().equals(labels.path(each.getKey()));
    }
    return all;
  }
}
