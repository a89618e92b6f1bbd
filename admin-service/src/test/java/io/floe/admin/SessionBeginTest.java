package io.floe.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import io.floe.admin.account.Logins;
import io.floe.admin.account.Secrets;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions that begin while the password changes that opens them. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
class SessionBeginTest {

  @TestHTTPResource("/")
  URI base;

  @Inject AgroalDataSource source;
  @Inject Logins logins;

  private Platform platform;
  private World world;

  @BeforeEach
  void open() {
    platform = new Platform(base).ready();
    world = new World(source);
    world.lay();
  }

  @Test
  void session_doesNotBegin_onceThePasswordIsAnotherOne() {
    String hash = Secrets.hash("first-one");
    world.run("update users set password_hash = '" + hash + "' where name = 'dj'");
    List<String> begun = List.of("Cookie", "floe_session=" + logins.begin("dj", hash));
    assertThat(me(begun)).isEqualTo(200);
    assertThat(change().status()).isEqualTo(200);
    assertThat(me(begun)).isEqualTo(401);
    assertThatThrownBy(() -> logins.begin("dj", hash))
        .isInstanceOf(AuthenticationFailedException.class);
    assertThat(world.number("select count(*) from sessions")).isZero();
  }

  @Test
  void sessionThatBegins_whileThePasswordChanges_endsWithIt() throws SQLException {
    try (Connection login = source.getConnection();
        Statement statement = login.createStatement()) {
      login.setAutoCommit(false);
      statement.execute("select id from users where name = 'dj' for update");
      CompletableFuture<Platform.Answer> change = CompletableFuture.supplyAsync(this::change);
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> world.number("select count(*) from pg_locks where not granted") > 0);
      statement.execute(
          "insert into sessions (user_id, hash, created_at, last_seen_at)"
              + " select id, 'begun', now(), now() from users where name = 'dj'");
      login.commit();
      assertThat(change.orTimeout(10, TimeUnit.SECONDS).join().status()).isEqualTo(200);
    }
    assertThat(world.number("select count(*) from sessions where hash = 'begun'")).isZero();
  }

  private Platform.Answer change() {
    return platform.call(
        "PATCH", "/api/v1/users/dj", World.as("admin"), "{\"password\":\"another-one\"}");
  }

  private int me(List<String> headers) {
    return platform.get("/api/v1/me", headers).status();
  }
}
