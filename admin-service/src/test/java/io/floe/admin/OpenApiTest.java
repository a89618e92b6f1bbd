package io.floe.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The document that the console's types are made from is the one that is served. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
class OpenApiTest {

  private static final Path KEPT = Path.of("src/main/webui/openapi.json");
  private static final Path SERVED = Path.of("target/openapi.json");

  private final ObjectMapper json =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  @TestHTTPResource("/q/openapi?format=json")
  URI document;

  @Test
  void document_isTheOneThatTheConsoleKnows() throws IOException, InterruptedException {
    JsonNode served = served();
    Files.writeString(
        SERVED, json.writeValueAsString(json.treeToValue(served, Object.class)) + "\n");
    assertThat(Files.exists(KEPT) ? json.readTree(KEPT.toFile()) : null)
        .as(
            "REST has changed: cp target/openapi.json src/main/webui/ in admin-service, then npm run types in src/main/webui")
        .isEqualTo(served);
  }

  @Test
  void fields_thatAreAlwaysThereAreRequired() throws IOException, InterruptedException {
    JsonNode schemas = served().path("components").path("schemas");

    assertThat(schemas.path("MountView").path("required"))
        .extracting(JsonNode::asText)
        .contains("name", "tenant", "enabled", "burst", "managed")
        .doesNotContain("genre", "public", "maxListeners");
    assertThat(schemas.path("MountBody").path("required"))
        .extracting(JsonNode::asText)
        .containsExactly("name");
    assertThat(schemas.path("LiveMount").path("required"))
        .extracting(JsonNode::asText)
        .contains("public", "listeners")
        .doesNotContain("tenant", "bitrate");
  }

  private JsonNode served() throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return json.readTree(
          http.send(HttpRequest.newBuilder(document).build(), BodyHandlers.ofString()).body());
    }
  }
}
