package io.floe.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agroal.api.AgroalDataSource;
import io.floe.admin.account.Secrets;
import io.floe.admin.publish.Publisher;
import io.floe.wire.config.ConfigSnapshot;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users who change their own passwords. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
class OwnPasswordTest {

  private static final String CHANGE = "/api/v1/me/password";
  private static final String FRESH = "a-fresh-one";

  @TestHTTPResource("/")
  URI base;

  @Inject AgroalDataSource source;
  @Inject Publisher publisher;

  @ConfigProperty(name = "floe.auth-log-file")
  String authLog;

  private Platform platform;
  private World world;

  @BeforeEach
  void open() {
    platform = new Platform(base).ready();
    world = new World(source);
    world.lay();
  }

  @ParameterizedTest
  @ValueSource(strings = {"viewer", "dj", "north-admin", "superadmin"})
  void change_countsAtOnce_endsTheOtherSessions_andLeavesThisOneAndTheTokens(String user) {
    List<String> here = session(user);
    List<String> elsewhere = session(user);
    List<String> bearer = token(user);
    Platform.Answer changed = change(here, user, FRESH);
    assertThat(changed.status()).as(changed.text()).isEqualTo(204);
    assertThat(me(Platform.basic(user, user))).isEqualTo(401);
    assertThat(me(Platform.basic(user, FRESH))).isEqualTo(200);
    assertThat(me(elsewhere)).isEqualTo(401);
    assertThat(me(here)).isEqualTo(200);
    assertThat(me(bearer)).isEqualTo(200);
    assertThat(me(World.as(user.equals("viewer") ? "dj" : "viewer"))).as("others").isEqualTo(200);
    assertThat(noted(user)).containsExactly("change, password too");
    assertThat(audit().toString()).doesNotContain(FRESH).doesNotContain("$2");
    if (user.equals("dj")) {
      assertThat(Secrets.matches(FRESH, hash("dj"))).as("for titles").isTrue();
    }
  }

  @Test
  void change_withoutASession_endsAllSessions() {
    List<String> session = session("dj");
    assertThat(change(World.as("dj"), "dj", FRESH).status()).isEqualTo(204);
    assertThat(me(session)).isEqualTo(401);
    assertThat(change(World.as("dj"), "dj", "another-one").status()).isEqualTo(401);
    assertThat(change(Platform.basic("dj", FRESH), FRESH, "another-one").status()).isEqualTo(204);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"current\":\"wrong\",\"password\":\"a-fresh-one\"} | current  | is not your password",
        "{\"current\":\"\",\"password\":\"a-fresh-one\"}      | current  | is not your password",
        "{\"current\":\"dj\"}                                 | password | is missing",
        "{\"password\":\"a-fresh-one\"}                       | current  | is missing",
        "{\"current\":\"dj\",\"password\":\"\"}               | password | cannot be used",
        "{\"current\":1,\"password\":\"a-fresh-one\"}         | current  | is a string",
        "{\"current\":\"dj\",\"password\":\"a-fresh-one\",\"role\":\"admin\"} | role | no field",
        "{\"current\":\"dj\",\"password\":\"a-fresh-one\",\"name\":\"bob\"}   | name | no field",
      })
  void whatCannotBe_isRefusedByField_andChangesNothing(String body, String field, String detail) {
    Platform.Answer answer = platform.call("PUT", CHANGE, World.as("dj"), body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.json().at("/errors/0/field").asText()).isEqualTo(field);
    assertThat(answer.json().at("/errors/0/detail").asText())
        .contains(detail.equals("no field") ? "is not a field" : detail);
    assertThat(me(World.as("dj"))).isEqualTo(200);
    assertThat(noted("dj")).isEmpty();
  }

  @Test
  void guessing_isALineEach_andWaitsAsLoginsDo() throws IOException {
    Platform.Answer trusted =
        platform.call(
            "PATCH",
            "/api/v1/settings",
            Platform.admin(),
            "{\"trustedProxies\":[\"127.0.0.0/8\"]}");
    assertThat(trusted.status()).as(trusted.text()).isEqualTo(200);
    String client = "198.51.100.77";
    List<String> session = new ArrayList<>(session("dj"));
    session.addAll(List.of("X-Forwarded-For", client));
    long start = 0;
    for (int guess = 1; guess <= 9; guess++) {
      if (guess == 6) {
        start = System.nanoTime();
      }
      assertThat(change(session, "guess-" + guess, FRESH).status()).isEqualTo(400);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .as("four turns, half a second apart")
        .isGreaterThan(Duration.ofMillis(1_400));
    Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> lines(client) == 9);
    assertThat(me(session)).as("who guesses stays logged in").isEqualTo(200);
  }

  @Test
  void token_changesNoPassword_andAPageOfAnotherSiteNeither() {
    Platform.Answer byToken = change(token("dj"), "dj", FRESH);
    assertThat(byToken.status()).isEqualTo(403);
    assertThat(byToken.text()).contains("token changes no password");
    List<String> session = session("dj");
    List<String> cookieAlone = session.subList(0, 2);
    assertThat(change(cookieAlone, "dj", FRESH).status()).isEqualTo(403);
    List<String> foreign = new ArrayList<>(World.as("dj"));
    foreign.addAll(List.of("Origin", "https://evil.example"));
    assertThat(change(foreign, "dj", FRESH).status()).isEqualTo(403);
    assertThat(me(World.as("dj"))).isEqualTo(200);
  }

  @Test
  void passwordOfTheStationFile_isChangedThere() {
    world.run("update users set managed = E'role\npassword' where name = 'bob'");
    Platform.Answer refused = change(World.as("bob"), "bob", FRESH);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text()).contains("managed by the station file");
    assertThat(me(World.as("bob"))).isEqualTo(200);
    world.run("update users set managed = E'role' where name = 'bob'");
    assertThat(change(World.as("bob"), "bob", FRESH).status()).isEqualTo(204);
  }

  private Platform.Answer change(List<String> as, String current, String password) {
    return platform.call(
        "PUT", CHANGE, as, "{\"current\":\"" + current + "\",\"password\":\"" + password + "\"}");
  }

  private int me(List<String> as) {
    return platform.get("/api/v1/me", as).status();
  }

  /** Cookie and csrf value of a new session. */
  private List<String> session(String user) {
    String body = "{\"name\":\"" + user + "\",\"password\":\"" + user + "\"}";
    Platform.Answer in = platform.call("POST", "/api/v1/session", List.of(), body);
    assertThat(in.status()).as(in.text()).isEqualTo(200);
    return List.of(
        "Cookie",
        in.header("set-cookie").split(";", 2)[0],
        "X-Floe-Csrf",
        in.json().path("csrf").asText());
  }

  private List<String> token(String user) {
    Platform.Answer made =
        platform.call(
            "POST",
            "/api/v1/tokens",
            Platform.basic(user, user),
            "{\"name\":\"t\",\"scopes\":[\"read\",\"write\"]}");
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    return List.of("Authorization", "Bearer " + made.json().path("token").asText());
  }

  /** What was done to that user, but for logins. */
  private List<String> noted(String user) {
    List<String> actions = new ArrayList<>();
    for (JsonNode each : audit()) {
      String action = each.path("action").asText();
      if (each.path("object").asText().equals("user " + user) && !action.equals("login")) {
        assertThat(each.path("actor").asText()).isEqualTo(user);
        actions.add(action);
      }
    }
    return actions;
  }

  private JsonNode audit() {
    return platform.get("/api/v1/audit?limit=100", Platform.admin()).json().path("items");
  }

  private String hash(String user) {
    return publisher.newest().tenants().stream()
        .flatMap(tenant -> tenant.users().stream())
        .filter(each -> each.name().equals(user))
        .map(ConfigSnapshot.User::passwordHash)
        .findFirst()
        .orElse("");
  }

  private int lines(String client) throws IOException {
    return (int)
        Files.readAllLines(Path.of(authLog)).stream()
            .filter(line -> line.contains("from " + client + ":"))
            .count();
  }
}
