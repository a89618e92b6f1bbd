package io.floe.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.floe.admin.account.Secrets;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Guessed tokens take turns as passwords do. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
class LoginTurnsTest {

  @TestHTTPResource("/")
  URI base;

  @Inject AgroalDataSource source;

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

  @Test
  void guessedTokens_waitAsPasswordsDo_andAreALineEach() throws IOException {
    trustLoopback();
    String client = "198.51.100.201";
    long began = 0;
    for (int guess = 1; guess <= 9; guess++) {
      if (guess == 5) {
        began = System.nanoTime();
      }
      // Whatever looks like a token, and what does not.
      String secret = guess % 2 == 0 ? "floe_no" : "floe_" + Secrets.random();
      assertThat(me(bearer(secret, client))).isEqualTo(401);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .as("four turns, half a second apart")
        .isGreaterThanOrEqualTo(Duration.ofMillis(2_000));
    Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> lines(client) == 9);
  }

  @Test
  void tokenThatIsInUse_doesNotWaitForThoseWhoGuessAtTheSameAddress() {
    trustLoopback();
    String client = "198.51.100.202";
    Platform.Answer made =
        platform.call(
            "POST", "/api/v1/tokens", World.as("dj"), "{\"name\":\"t\",\"scopes\":[\"read\"]}");
    String token = made.json().path("token").asText();
    assertThat(me(bearer(token, client))).isEqualTo(200);
    for (int guess = 1; guess <= 5; guess++) {
      assertThat(me(bearer("floe_" + Secrets.random(), client))).isEqualTo(401);
    }
    long began = System.nanoTime();
    for (int i = 0; i < 8; i++) {
      assertThat(me(bearer(token, client))).isEqualTo(200);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .as("eight turns would take four seconds")
        .isLessThan(Duration.ofMillis(3_000));
    world.run("delete from tokens");
    assertThat(me(bearer(token, client))).as("once it is deleted").isEqualTo(401);
  }

  private int me(List<String> headers) {
    return platform.get("/api/v1/me", headers).status();
  }

  private static List<String> bearer(String secret, String client) {
    return List.of("Authorization", "Bearer " + secret, "X-Forwarded-For", client);
  }

  private void trustLoopback() {
    Platform.Answer trusted =
        platform.call(
            "PATCH",
            "/api/v1/settings",
            Platform.admin(),
            "{\"trustedProxies\":[\"127.0.0.0/8\"]}");
    assertThat(trusted.status()).as(trusted.text()).isEqualTo(200);
  }

  private long lines(String client) throws IOException {
    Path path = Path.of(authLog);
    List<String> all = Files.exists(path) ? Files.readAllLines(path) : List.of();
    return all.stream().filter(line -> line.contains("from " + client + ":")).count();
  }
}
