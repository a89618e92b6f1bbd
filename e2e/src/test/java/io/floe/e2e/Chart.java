package io.floe.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The chart, rendered as helm renders it. Immutable. */
record Chart(List<JsonNode> objects) {

  static final String STATION = "{\"version\": 7, \"tenants\": []}";

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  Chart {
    objects = List.copyOf(objects);
  }

  /** With the default values, a station, and those values. */
  static Chart render(Map<String, ?> values) {
    return render(folder(), values);
  }

  static Chart render(Path folder, Map<String, ?> values) {
    return render(folder, "floe", values);
  }

  /** As a release of that name. */
  static Chart named(String release, Map<String, ?> values) {
    return render(folder(), release, values);
  }

  private static Chart render(Path folder, String release, Map<String, ?> values) {
    FakeCluster.require();
    TemplateCommand template =
        new Helm(folder)
            .template()
            .withName(release)
            .withNamespace("radio")
            .withKubeVersion("1.30.0");
    if (!values.containsKey("snapshot.json") && !values.containsKey("admin.enabled")) {
      template.setFile("snapshot.json", station());
    }
    new TreeMap<>(values).forEach(template::set);
    return new Chart(read(template.call()));
  }

  /** What helm says of the chart itself, warnings included. */
  static LintResult lint(Path folder) {
    return new Helm(folder).lint().strict().call();
  }

  static Path folder() {
    return Platform.root().resolve("helm/floe");
  }

  /** The documents of a YAML text that hold anything. */
  static List<JsonNode> read(String yaml) {
    try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(yaml)) {
      return documents.readAll().stream().filter(JsonNode::isObject).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<JsonNode> all(String kind) {
    return objects.stream().filter(each -> each.path("kind").asText().equals(kind)).toList();
  }

  JsonNode one(String kind, String name) {
    return all(kind).stream()
        .filter(each -> each.at("/metadata/name").asText().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
  }

  /** The pod of a service. */
  JsonNode pod(String service) {
    return one("Deployment", "floe-" + service).at("/spec/template/spec");
  }

  /** The one container of a service's pod. */
  JsonNode container(String service) {
    return pod(service).at("/containers/0");
  }

  /**
   * Environment of a container by name: a text, {@code @} and the path of a field of the pod, or
   * {@code #} and a Secret and its key.
   */
  static Map<String, String> environment(JsonNode container) {
    Map<String, String> environment = new TreeMap<>();
    for (JsonNode variable : container.path("env")) {
      JsonNode field = variable.at("/valueFrom/fieldRef/fieldPath");
      JsonNode secret = variable.at("/valueFrom/secretKeyRef");
      String value =
          !field.isMissingNode()
              ? "@" + field.asText()
              : !secret.isMissingNode()
                  ? "#" + secret.path("name").asText() + "/" + secret.path("key").asText()
                  : variable.path("value").asText();
      environment.put(variable.path("name").asText(), value);
    }
    return environment;
  }

  private static Path station() {
    try {
      Path file =
          Files.createDirectories(Platform.root().resolve("e2e/target")).resolve("station.json");
      return Files.writeString(file, STATION);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
