package io.floe.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agroal.api.AgroalDataSource;
import io.floe.wire.audio.MountName;
import io.floe.wire.config.UrlAuth;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whom a mount asks about its clients, by REST. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
class AuthTest {

  private static final String BODY =
      """
      {"auth":{"listenerAdd":"http://10.0.0.1/add?key=s3cret","whenDown":"allow","cache":"1m"}}\
      """;

  @TestHTTPResource("/")
  URI base;

  @Inject AgroalDataSource source;
  @Inject FeedPublisher publisher;

  private Platform platform;

  @BeforeEach
  void open() {
    platform = new Platform(base).ready();
    new World(source).lay();
  }

  private Platform.Answer patch(String who, String body) {
    return platform.call("PATCH", "/api/v1/mounts/live", World.as(who), body);
  }

  private JsonNode auth(String who) {
    return platform.get("/api/v1/mounts/live", World.as(who)).json().path("auth");
  }

  @Test
  void superadmin_setsIt_adminsSeeIt_andNobodyElse() {
    assertThat(patch("admin", BODY).status()).isEqualTo(403);
    Platform.Answer set = patch("superadmin", BODY);
    assertThat(set.status()).as(set.text()).isEqualTo(200);
    assertThat(auth("admin").toString())
        .isEqualTo(
            """
            {"listenerAdd":"http://10.0.0.1/add?key=s3cret","header":"icecast-auth-user: 1",\
            "timeout":"5s","whenDown":"allow","cache":"1m"}\
            """);
    for (String who : new String[] {"dj", "viewer"}) {
      assertThat(auth(who).isMissingNode()).as(who).isTrue();
      assertThat(platform.get("/api/v1/mounts", World.as(who)).text()).doesNotContain("s3cret");
    }
    assertThat(platform.get("/api/v1/audit", World.as("admin")).text())
        .contains("http://10.0.0.1/add?...")
        .doesNotContain("s3cret");
    UrlAuth published = publisher.newest().settings(new MountName("/live")).auth();
    assertThat(published)
        .isEqualTo(
            new UrlAuth(
                "http://10.0.0.1/add?key=s3cret",
                null,
                null,
                UrlAuth.USUAL_HEADER,
                UrlAuth.USUAL_TIMEOUT_MS,
                UrlAuth.WhenDown.ALLOW,
                60_000));
  }

  @Test
  void admin_changesTheRest_andCannotTakeItAway() {
    assertThat(patch("superadmin", BODY).status()).isEqualTo(200);
    assertThat(patch("admin", "{\"genre\":\"folk\"}").status()).isEqualTo(200);
    assertThat(patch("admin", "{\"auth\":null}").status()).isEqualTo(403);
    Platform.Answer put =
        platform.call("PUT", "/api/v1/mounts/live", World.as("admin"), "{\"genre\":\"jazz\"}");
    assertThat(put.status()).as(put.text()).isEqualTo(200);
    assertThat(auth("admin").path("whenDown").asText()).isEqualTo("allow");
    assertThat(
            platform
                .call(
                    "POST",
                    "/api/v1/mounts",
                    World.as("admin"),
                    BODY.replace("{\"auth\"", "{\"name\":\"/hooked\",\"auth\""))
                .status())
        .isEqualTo(403);
    assertThat(patch("superadmin", "{\"auth\":null}").status()).isEqualTo(200);
    assertThat(auth("admin").isMissingNode()).isTrue();
  }

  @Test
  void mistakes_areTold() {
    for (String wrong :
        new String[] {
          "\"http://x\"",
          "{\"listenerAdd\":\"ftp://x\"}",
          "{\"listenerAdd\":\"http://u:p@x\"}",
          "{\"mountAdd\":\"http://x\"}",
          "{\"timeout\":\"9s\"}",
          "{\"header\":\"a\"}",
          "{\"whenDown\":\"maybe\"}",
          "{\"cache\":5}"
        }) {
      Platform.Answer answer = patch("superadmin", "{\"auth\":" + wrong + "}");
      assertThat(answer.status()).as(wrong).isEqualTo(400);
      assertThat(answer.json().at("/errors/0/field").asText()).isEqualTo("auth");
    }
  }
}
