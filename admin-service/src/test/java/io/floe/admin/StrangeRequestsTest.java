package io.floe.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever is sent, by whomever: an answer that says what is wrong, never a failure inside. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
class StrangeRequestsTest {

  private static final int ROUNDS = 1_500;

  private static final List<String> METHODS =
      List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW");

  private static final List<String> THINGS =
      List.of("tenants", "users", "mounts", "tokens", "bans", "audit", "settings", "session", "me");

  private static final List<String> PARTS = List.of("kick-source", "listeners", "password");

  private static final List<String> NAMES =
      List.of(
          "live",
          "north",
          "bob",
          "1",
          "\u0000",
          "a\u0000b",
          "\uD800",
          "é😀",
          "..",
          ".",
          " ",
          "%",
          "'; drop table users; --",
          "999999999999999999",
          "9999999999999999999999",
          "-1",
          "x".repeat(300),
          "a/b",
          "\u202E",
          "\r\nX: y");

  private static final List<String> BODIES =
      List.of(
          "",
          "null",
          "[]",
          "{}",
          "1e400",
          "\"\\u0000\"",
          "{\"name\":\"\\u0000\"}",
          "{\"name\":\"\\ud800\"}",
          "{\"name\":{\"name\":1}}",
          "{\"name\":\"x\",\"name\":\"y\"}",
          "{\"network\":\"10.0.0.0/33\"}",
          "{\"network\":\"192.0.2.9\",\"reason\":\"\\u0000\"}",
          "{\"password\":\"" + "p".repeat(10_000) + "\"}",
          "{\"passwordHash\":\"$2a$13$" + "a".repeat(53) + "\"}",
          "{\"passwordHash\":\"$2a$31$" + "a".repeat(53) + "\"}",
          "{\"burst\":1e999999999}",
          "{\"burst\":" + "9".repeat(5_000) + "}",
          "{\"quotas\":{\"mounts\":1.5}}",
          "{\"trustedProxies\":[" + "[".repeat(3_000) + "]".repeat(3_000) + "]}",
          "[".repeat(100_000),
          "{\"a\":".repeat(50_000),
          "{\"name\":\"x\"",
          "\uFEFF{}",
          "<xml/>");

  private static final List<String> AUTHORIZATIONS =
      List.of(
          "Basic",
          "Basic ",
          "Basic !!!",
          "Basic " + base64("no-colon"),
          "Basic " + base64(":"),
          "Basic " + base64("admin\u0000:x"),
          "Basic " + base64("admin:" + "x".repeat(3_000)),
          "Bearer",
          "Bearer ",
          "Bearer floe_" + "x".repeat(3_000),
          "Digest username=\"admin\"",
          "basic\tadmin",
          "");

  @TestHTTPResource("/")
  URI base;

  @Inject AgroalDataSource source;

  private Platform platform;
  private World world;

  @BeforeEach
  void open() {
    platform = new Platform(base).ready();
    world = new World(source);
    world.lay();
  }

  @Test
  void anyRequest_isAnswered_withoutAFailureInside() {
    Random random = new Random(20261126);
    for (int i = 0; i < ROUNDS; i++) {
      if (i % 100 == 0) {
        world.lay();
      }
      String method = any(random, METHODS);
      String path = path(random);
      boolean reads = method.equals("GET") || method.equals("HEAD") || method.equals("TRACE");
      String body = reads || random.nextInt(4) == 0 ? null : any(random, BODIES);
      Platform.Answer answer = platform.call(method, path, headers(random), body);
      String what = "%s %s %s".formatted(method, path, body == null ? "" : cut(body));
      assertThat(answer.status()).as(what + " " + answer.text()).isBetween(200, 499);
      if (answer.status() >= 400 && !method.equals("HEAD") && path.startsWith("/api/v1/")) {
        assertThat(answer.header("content-type")).as(what).startsWith("application/problem+json");
      }
      assertThat(answer.text()).as(what).doesNotContain("Exception").doesNotContain("\tat ");
    }
  }

  private static String path(Random random) {
    StringBuilder path = new StringBuilder("/api/v1/").append(any(random, THINGS));
    for (int i = random.nextInt(4); i > 0; i--) {
      path.append('/')
          .append(random.nextInt(5) == 0 ? any(random, PARTS) : escaped(any(random, NAMES)));
    }
    if (random.nextInt(3) == 0) {
      String key = any(random, List.of("after", "limit", "tenant", "user", "x"));
      String value = any(random, NAMES);
      path.append('?').append(key).append('=');
      path.append(escaped(random.nextBoolean() ? base64(value) : value));
    }
    return path.toString();
  }

  private static List<String> headers(Random random) {
    List<String> headers = new ArrayList<>();
    switch (random.nextInt(6)) {
      case 0 -> headers.addAll(List.of("Authorization", any(random, AUTHORIZATIONS)));
      case 1 -> headers.addAll(List.of("Cookie", "floe_session=" + "x".repeat(random.nextInt(99))));
      case 2 -> headers.addAll(World.as("admin"));
      default -> headers.addAll(Platform.admin());
    }
    if (random.nextInt(5) == 0) {
      headers.addAll(List.of("Origin", any(random, List.of("null", "http://", "http://x:y", "%"))));
      headers.addAll(List.of("X-Forwarded-For", any(random, List.of("1.2.3", ",", "[::1]:x"))));
    }
    return headers;
  }

  private static <T> T any(Random random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String cut(String text) {
    return text.length() > 80 ? text.substring(0, 80) : text;
  }
}
