package io.floe.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(EmptyDatabase.Anew.class)
class BeginAnewTest {

  @TestHTTPResource("/")
  URI base;

  @ConfigProperty(name = "empty.port")
  int port;

  @Inject FeedPublisher publisher;

  @Test
  void stationThatRuns_isGivenUp_whereSomebodySaysSo() throws Exception {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> EmptyDatabase.mounts(publisher.newest()).contains("/jazz"));
    try (Database database =
        new Database(port, Files.createTempDirectory("floe-admin-anew-data"))) {
      database.start();
      new Platform(base).ready();
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> publisher.newest().version() > 7);
      assertThat(EmptyDatabase.mounts(publisher.newest())).containsExactly("/live");
    }
  }
}
