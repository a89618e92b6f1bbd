package io.floe.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every operation, tried by everybody, against the list in operations.txt. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
class OperationsTest {

  private static final List<String> WHO =
      List.of(
          "anonymous",
          "viewer",
          "dj",
          "admin",
          "superadmin",
          "foreign",
          "foreign-dj",
          "foreign-viewer");

  private static final List<String> FOREIGN = List.of("foreign", "foreign-dj", "foreign-viewer");

  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "patch", "head", "options", "trace");

  private static final Map<String, String> BODIES =
      Map.ofEntries(
          Map.entry("POST /api/v1/session", "{\"name\":\"viewer\",\"password\":\"viewer\"}"),
          Map.entry(
              "PUT /api/v1/me/password", "{\"current\":\"{me}\",\"password\":\"another-one\"}"),
          Map.entry("PATCH /api/v1/settings", "{\"publicUrl\":\"https://radio.example\"}"),
          Map.entry("PATCH /api/v1/branding", "{\"name\":\"North Radio\"}"),
          Map.entry("POST /api/v1/tenants", "{\"name\":\"west\"}"),
          Map.entry("PUT /api/v1/tenants/{name}", "{\"createMounts\":false}"),
          Map.entry("PATCH /api/v1/tenants/{name}", "{\"createMounts\":false}"),
          Map.entry(
              "POST /api/v1/users",
              "{\"name\":\"new\",\"role\":\"viewer\",\"tenant\":\"north\",\"password\":\"secret-1\"}"),
          Map.entry("PUT /api/v1/users/{name}", "{\"role\":\"viewer\",\"mounts\":[\"/live\"]}"),
          Map.entry("PATCH /api/v1/users/{name}", "{\"mounts\":[\"/live\"]}"),
          Map.entry("POST /api/v1/mounts", "{\"name\":\"/new\",\"tenant\":\"north\"}"),
          Map.entry("PUT /api/v1/mounts/{name}", "{\"genre\":\"jazz\"}"),
          Map.entry("PATCH /api/v1/mounts/{name}", "{\"genre\":\"jazz\"}"),
          Map.entry("POST /api/v1/mounts/{name}/move-listeners", "{\"to\":\"/backup\"}"),
          Map.entry(
              "POST /api/v1/renditions",
              "{\"tenant\":\"north\",\"from\":\"/live\",\"to\":\"/low\",\"codec\":\"mp3\",\"bitrate\":32}"),
          Map.entry(
              "PUT /api/v1/renditions/{name}",
              "{\"from\":\"/live\",\"codec\":\"opus\",\"bitrate\":64}"),
          Map.entry("PATCH /api/v1/renditions/{name}", "{\"bitrate\":64}"),
          Map.entry("POST /api/v1/tokens", "{\"name\":\"t\",\"scopes\":[\"read\"]}"),
          Map.entry(
              "POST /api/v1/webhooks",
              "{\"tenant\":\"north\",\"url\":\"https://hooks.example/\",\"events\":[\"source.lost\"]}"),
          Map.entry("PATCH /api/v1/webhooks/{id}", "{\"enabled\":false}"),
          Map.entry("POST /api/v1/bans", "{\"network\":\"192.0.2.1\"}"));

  private static final Set<String> ASKED =
      Set.of(
          "/admin/listclients",
          "/admin/killsource",
          "/admin/killclient",
          "/admin/moveclients",
          "/admin/fallbacks",
          "/admin/metadata");

  private static final Set<String> WITH_PASSWORD =
      Set.of("PUT /api/v1/me/password", "POST /api/v1/tokens");

  /** Of Icecast's pages, whose parameters are all in the query. */
  private static final String QUERY =
      "?mode=updinfo&mount=/live&song=x&id=1&destination=/backup&fallback=/backup";

  @TestHTTPResource("/")
  URI base;

  @Inject AgroalDataSource source;

  @ConfigProperty(name = "floe.cluster.name")
  String cluster;

  @ConfigProperty(name = "floe.cluster.port")
  int port;

  @TempDir java.nio.file.Path folder;

  private Platform platform;
  private World world;
  private Playing playing;

  @BeforeEach
  void open() {
    platform = new Platform(base).ready();
    world = new World(source);
    world.lay();
    playing = new Playing(cluster, port, folder, List.of("/live", "/backup"));
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() ->
            tryAs("superadmin", "GET /admin/listclients").status() == 200
                && tryAs("superadmin", "GET /admin/moveclients").status() == 200);
  }

  @AfterEach
  void close() {
    playing.end();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> tryAs("superadmin", "GET /admin/listclients").status() == 400);
    playing.close();
  }

  @Test
  void everyOperation_isListed() {
    assertThat(operations()).isEqualTo(new TreeSet<>(expectations().keySet()));
  }

  @Test
  void everyOperation_doesForEverybodyWhatTheListSays() {
    SoftAssertions softly = new SoftAssertions();
    expectations()
        .forEach((operation, statuses) -> {
          for (int i = 0; i < WHO.size(); i++) {
            lay(operation);
            Platform.Answer answer = tryAs(WHO.get(i), operation);
            softly
                .assertThat(answer.status())
                .as("%s as %s: %s", operation, WHO.get(i), answer.text())
                .isEqualTo(statuses.get(i));
            if (answer.status() >= 400) {
              softly
                  .assertThat(answer.header("content-type"))
                  .as(operation)
                  .startsWith(
                      !operation.contains(" /admin/")
                          ? "application/problem+json"
                          : answer.status() == 401 ? "text/plain" : "text/html");
            }
          }
        });
    softly.assertAll();
  }

  /** A token for everything may do what its owner may, but for what takes a password. */
  @Test
  void everyOperation_doesForATokenWhatTheListSaysOfItsOwner() {
    SoftAssertions softly = new SoftAssertions();
    expectations()
        .forEach((operation, statuses) -> {
          for (int i = 1; i < WHO.size(); i++) {
            lay(operation);
            world.layTokens();
            Platform.Answer answer = ask(WHO.get(i), World.token(WHO.get(i)), operation);
            softly
                .assertThat(answer.status())
                .as("%s with a token of %s: %s", operation, WHO.get(i), answer.text())
                .isEqualTo(withToken(operation, statuses.get(i)));
          }
        });
    softly.assertAll();
  }

  private static int withToken(String operation, int owner) {
    if (operation.contains(" /admin/")) {
      return owner == 403 ? 403 : 401;
    }
    return WITH_PASSWORD.contains(operation) ? 403 : owner;
  }

  /** What is there for that operation, before anybody has touched it. */
  private void lay(String operation) {
    world.lay();
    if (operation.contains("/renditions")) {
      world.layRendition();
    }
    if (operation.contains("/webhooks")) {
      layWebhook();
    }
  }

  /** An operation that is hidden from the document would be one that nobody has reviewed. */
  @Test
  void noOperation_isHiddenFromTheDocument() {
    Set<String> methods = new TreeSet<>();
    for (JavaClass type : new ClassFileImporter().importPackages("io.floe.admin")) {
      if (type.isAnnotatedWith(Path.class)) {
        type.getMethods().stream()
            .filter(method ->
                method.getAnnotations().stream()
                    .anyMatch(each -> each.getRawType().isMetaAnnotatedWith(HttpMethod.class)))
            .forEach(method -> methods.add(method.getFullName()));
      }
    }
    assertThat(methods).hasSameSizeAs(operations());
  }

  @Test
  void headIsJudgedAsGet_andNothingElseIsOpen() {
    world.lay();
    world.layRendition();
    layWebhook();
    for (String operation : operations()) {
      if (operation.startsWith("GET ")) {
        for (String who : WHO) {
          assertThat(tryAs(who, operation.replace("GET ", "HEAD ")).status())
              .as("HEAD of %s as %s", operation, who)
              .isEqualTo(tryAs(who, operation).status());
        }
      }
    }
    for (String path :
        List.of("/", "/q", "/q/health", "/q/metrics", "/q/dev", "/q/swagger-ui", "/q/info")) {
      assertThat(platform.get(path, List.of()).status()).as(path).isEqualTo(404);
    }
  }

  @Test
  void lists_haveNothingOfOthers() {
    world.lay();
    world.layRendition();
    layWebhook();
    // What is on the air is shown by the configuration in force, which becomes what was laid.
    assertThat(tryAs("admin", "PATCH /api/v1/mounts/{name}").status()).isEqualTo(200);
    SoftAssertions softly = new SoftAssertions();
    for (String operation : operations()) {
      if (operation.startsWith("GET ") && !operation.contains("{")) {
        for (String who : FOREIGN) {
          softly
              .assertThat(tryAs(who, operation).text())
              .as("%s as %s", operation, who)
              .doesNotContain("north")
              .doesNotContain("/live")
              .doesNotContain("bob");
        }
        softly
            .assertThat(tryAs("dj", operation).text())
            .as(operation)
            .doesNotContain("/backup")
            .doesNotContain("/north-secret")
            .doesNotContain("south");
      }
    }
    softly.assertAll();
    assertThat(platform.get("/api/v1/mounts/backup", World.as("dj")).status()).isEqualTo(404);
    assertThat(
            platform
                .call("POST", "/api/v1/mounts/backup/kick-source", World.as("dj"), null)
                .status())
        .isEqualTo(404);
    assertThat(platform.get("/api/v1/mounts", World.as("dj")).text()).contains("/live");
  }

  @Test
  void limitOfAList_isAWholeNumber_andSaysSoOtherwise() {
    world.lay();
    layWebhook();
    int lists = 0;
    JsonNode document = platform.get("/q/openapi?format=json", List.of()).json();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      if (path.getValue().at("/get/parameters").findValuesAsText("name").contains("limit")) {
        lists++;
        String list = "GET " + path.getKey() + "?limit=";
        for (String wrong : List.of("abc", "1.5", "-1", "0", "201", "99999999999", "%00")) {
          Platform.Answer answer = tryAs("superadmin", list + wrong);
          assertThat(answer.status()).as(list + wrong).isEqualTo(400);
          assertThat(answer.header("content-type")).startsWith("application/problem+json");
          assertThat(answer.json().at("/errors/0/field").asText()).isEqualTo("limit");
          assertThat(answer.json().at("/errors/0/detail").asText()).contains("between 1 and 200");
        }
        for (String right : List.of("", "1", "200")) {
          assertThat(tryAs("superadmin", list + right).status()).as(list + right).isEqualTo(200);
        }
        assertThat(tryAs("anonymous", list + "abc").status()).as(list).isEqualTo(401);
      }
    }
    assertThat(lists).as("lists").isGreaterThan(6);
    assertThat(tryAs("viewer", "GET /api/v1/users?limit=abc").status()).isEqualTo(403);
    JsonNode limit = document.at("/components/schemas/Limit");
    assertThat(limit.path("type").asText()).isEqualTo("integer");
    assertThat(limit.path("maximum").asInt()).isEqualTo(200);
  }

  @Test
  void nothing_isToldOfSecrets() {
    world.lay();
    layWebhook();
    for (String operation : operations()) {
      if (operation.startsWith("GET ")) {
        assertThat(tryAs("superadmin", operation).text())
            .as(operation)
            .doesNotContain("$2")
            .doesNotContain("passwordHash")
            .doesNotContain("secret-of-a-webhook")
            .doesNotContain("0".repeat(64));
      }
    }
  }

  /** At a port where nobody listens, so that trying it takes no time. */
  private void layWebhook() {
    Platform.Answer made =
        platform.call(
            "POST",
            "/api/v1/webhooks",
            World.as("superadmin"),
            "{\"tenant\":\"north\",\"url\":\"http://127.0.0.1:1/\",\"events\":[\"source.lost\"],"
                + "\"secret\":\"secret-of-a-webhook\"}");
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    assertThat(made.json().path("id").asText()).isEqualTo("1");
  }

  private Platform.Answer tryAs(String who, String operation) {
    return ask(who, World.as(who), operation);
  }

  private Platform.Answer ask(String who, List<String> headers, String operation) {
    int space = operation.indexOf(' ');
    String path = operation.substring(space + 1);
    String name =
        path.startsWith("/api/v1/tenants")
            ? "north"
            : path.startsWith("/api/v1/users")
                ? "bob"
                : path.startsWith("/api/v1/renditions") ? "live.opus" : "live";
    String body = BODIES.get(operation);
    return platform.call(
        operation.substring(0, space),
        path.replace("{name}", name).replace("{id}", "1").replace("{command}", "buildm3u")
            + (ASKED.contains(path) ? QUERY : ""),
        headers,
        body == null ? null : body.replace("{me}", World.name(who)));
  }

  private Set<String> operations() {
    Set<String> found = new TreeSet<>();
    JsonNode paths = platform.get("/q/openapi?format=json", List.of()).json().path("paths");
    for (Map.Entry<String, JsonNode> path : paths.properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        if (METHODS.contains(method.getKey())) {
          found.add(method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
        }
      }
    }
    return found;
  }

  private static Map<String, List<Integer>> expectations() {
    Map<String, List<Integer>> expected = new LinkedHashMap<>();
    try (InputStream in = OperationsTest.class.getResourceAsStream("/operations.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.split("\n", -1)) {
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        List<String> words = new ArrayList<>(Arrays.asList(line.trim().split(" +", -1)));
        assertThat(words).as(line).hasSize(2 + WHO.size());
        expected.put(
            words.get(0) + " " + words.get(1),
            words.subList(2, words.size()).stream().map(Integer::valueOf).toList());
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return expected;
  }
}
