package io.floe.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** A service whose database is not there when it starts, comes, is killed and comes again. */
@QuarkusTest
@TestProfile(AwayTest.NoDatabase.class)
class AwayTest {

  private static final int WRITERS = 8;

  /** Names a port at which nobody listens yet. */
  public static final class NoDatabase implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      try {
        int port = Database.freePort();
        Path folder = Files.createTempDirectory("floe-admin-away");
        return Map.ofEntries(
            Map.entry("away.port", String.valueOf(port)),
            Map.entry("quarkus.datasource.jdbc.url", new Database(port, folder).url()),
            Map.entry("quarkus.datasource.username", "postgres"),
            Map.entry("quarkus.datasource.password", "postgres"),
            Map.entry("floe.admin-password", Platform.ADMIN_PASSWORD),
            Map.entry("floe.host", "127.0.0.1"),
            Map.entry("floe.station-file", folder.resolve("station.yaml").toString()),
            Map.entry("floe.config-file", folder.resolve("config.json").toString()),
            Map.entry("floe.auth-log-file", folder.resolve("auth.log").toString()),
            Map.entry("floe.cluster.name", "test-" + UUID.randomUUID()),
            Map.entry("floe.cluster.port", "0"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @TestHTTPResource("/")
  URI base;

  @TestHTTPResource(value = "/health/ready", management = true)
  URI ready;

  @ConfigProperty(name = "away.port")
  int port;

  @ConfigProperty(name = "floe.auth-log-file")
  Path authLog;

  @ConfigProperty(name = "floe.station-file")
  Path station;

  @Inject FeedPublisher publisher;
  @Inject Preparation preparation;

  private final Set<String> made = new ConcurrentSkipListSet<>();
  private final Queue<Platform.Answer> others = new ConcurrentLinkedQueue<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private Platform platform;
  private Platform health;

  @Test
  void service_servesWheneverItsDatabaseIsThere_andLosesNothingThatItConfirmed() throws Exception {
    platform = new Platform(base);
    health = new Platform(ready);
    Files.writeString(station, "tenants: [{name: default}]");
    assertAway(platform.get("/api/v1/me", Platform.admin()));
    assertThat(health.get("", List.of()).status()).isEqualTo(503);
    try (Database database =
        new Database(port, Files.createTempDirectory("floe-admin-away-data"))) {
      database.start();
      platform.ready();
      untilReady(200);
      int before = made.size();
      whileWriting(() -> {
        untilMade(before + 20);
        database.kill();
        untilRefused("/api/v1/mounts");
        untilReady(503);
        assertAway(platform.get("/api/v1/mounts", Platform.admin()));
        assertAway(post("/while-away"));
        assertAway(login());
        Files.writeString(station, "tenants: [{name: default, mounts: [{name: /by-the-file}]}]");
        preparation.reapply();
        database.start();
        untilReady(200);
        untilMade(made.size() + 20);
      });
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> listed().contains("/by-the-file"));
      assertThat(managed("by-the-file")).isTrue();
      Files.delete(station);
      preparation.reapply();
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> assertThat(managed("by-the-file")).as("nothing states it now").isFalse());
      assertThat(others).as("what was not made").allSatisfy(AwayTest::assertAway);
      assertThat(listed()).containsAll(made);
      assertThat(publisher.newest().tenants().getFirst().mounts())
          .extracting(mount -> mount.name().value())
          .containsAll(made);
      assertThat(Files.exists(authLog) ? Files.readString(authLog) : "")
          .as("a database that is away is nobody's wrong password")
          .isEmpty();
    }
  }

  private interface Doing {
    void run() throws Exception;
  }

  private void whileWriting(Doing doing) throws Exception {
    AtomicBoolean on = new AtomicBoolean(true);
    try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        writers.add(
            threads.submit(() -> {
              while (on.get()) {
                write("/m" + numbers.incrementAndGet());
              }
            }));
      }
      try {
        doing.run();
      } finally {
        on.set(false);
      }
      for (Future<?> writer : writers) {
        var _ = writer.get();
      }
    }
  }

  private void write(String mount) {
    Platform.Answer answer = post(mount);
    if (answer.status() == 201) {
      made.add(mount);
    } else {
      others.add(answer);
    }
  }

  private Platform.Answer post(String mount) {
    return platform.call(
        "POST",
        "/api/v1/mounts",
        Platform.admin(),
        "{\"name\":\"" + mount + "\",\"tenant\":\"default\"}");
  }

  private Platform.Answer login() {
    return platform.call(
        "POST",
        "/api/v1/session",
        List.of(),
        "{\"name\":\"admin\",\"password\":\"" + Platform.ADMIN_PASSWORD + "\"}");
  }

  private void untilMade(int count) {
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> made.size() >= count);
  }

  private void untilRefused(String path) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> platform.get(path, Platform.admin()).status() == 503);
  }

  private void untilReady(int status) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> health.get("", List.of()).status() == status);
  }

  private Set<String> listed() {
    return platform.names("/api/v1/mounts", Platform.admin());
  }

  private boolean managed(String mount) {
    return platform
        .get("/api/v1/mounts/" + mount, Platform.admin())
        .json()
        .path("managed")
        .asBoolean();
  }

  private static void assertAway(Platform.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(503);
    assertThat(answer.header("content-type")).startsWith("application/problem+json");
    assertThat(answer.header("retry-after")).isNotEmpty();
    assertThat(answer.text()).doesNotContain("xception").doesNotContain("jdbc");
  }
}
