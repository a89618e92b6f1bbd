package io.floe.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.RESTRICTED_TO_CLASS)
class FirstStepsTest {

  @TestHTTPResource("/")
  URI base;

  private Platform platform;

  @BeforeEach
  void open() {
    platform = new Platform(base).ready();
  }

  @Test
  void firstAccount_seesTheFirstMount() {
    Platform.Answer me = platform.get("/api/v1/me", Platform.admin());
    assertThat(me.json().path("role").asText()).isEqualTo("superadmin");
    Platform.Answer live = platform.get("/api/v1/mounts/live", Platform.admin());
    assertThat(live.status()).as(live.text()).isEqualTo(200);
    assertThat(live.json().path("tenant").asText()).isEqualTo("default");
    assertThat(live.json().path("passwordSet").asBoolean()).isTrue();
    assertThat(live.text()).doesNotContain("$2");
  }

  @Test
  void stranger_isAskedToLogIn() {
    Platform.Answer answer = platform.get("/api/v1/mounts", List.of());
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("content-type")).startsWith("application/problem+json");
    assertThat(answer.header("www-authenticate")).startsWith("Basic realm=\"Floe\"");
    Platform.Answer wrong = platform.get("/api/v1/mounts", Platform.basic("admin", "no"));
    assertThat(wrong.status()).isEqualTo(401);
  }
}
