package io.floe.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mount that a source of a tenant has made on the fly, and others who want its name. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
class MadeMountTest {

  private static final String FLY = "{\"name\":\"/fly\",\"tenant\":\"%s\"}";

  @TestHTTPResource("/")
  URI base;

  @Inject AgroalDataSource source;

  @ConfigProperty(name = "floe.cluster.name")
  String cluster;

  @ConfigProperty(name = "floe.cluster.port")
  int port;

  @TempDir Path folder;

  @Test
  void mountThatIsOnTheAirForATenant_isNoOtherTenantsToConfigure() {
    Platform platform = new Platform(base).ready();
    new World(source).lay();
    try (Playing playing = new Playing(cluster, port, folder, List.of("/fly"), "north")) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> {
            Platform.Answer refused = make(platform, "south", "foreign");
            return refused.status() == 409 && refused.text().contains("taken");
          });
      assertThat(make(platform, "north", "admin").status()).isEqualTo(201);
      assertThat(make(platform, "south", "superadmin").status()).isEqualTo(201);
      playing.end();
    }
  }

  /** Makes it, and takes it back. */
  private static Platform.Answer make(Platform platform, String tenant, String who) {
    Platform.Answer answer =
        platform.call("POST", "/api/v1/mounts", World.as(who), FLY.formatted(tenant));
    platform.call("DELETE", "/api/v1/mounts/fly", World.as("superadmin"), null);
    return answer;
  }
}
