package io.floe.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.floe.admin.audit.Retention;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(PostgresResource.class)
class RetentionTest {

  @TestHTTPResource("/")
  URI base;

  @Inject AgroalDataSource source;
  @Inject Retention retention;

  private World world;

  @BeforeEach
  void open() {
    var _ = new Platform(base).ready();
    world = new World(source);
    world.lay();
    world.run("delete from audit", "delete from tokens", "delete from sessions");
  }

  @Test
  void whatIsOld_goes_andTheRestStays() {
    world.run(
        audit(1, "401 days"),
        audit(2, "399 days"),
        audit(3, "15 days"),
        audit(4, "13 days"),
        session("a", "25 hours", "1 minute"),
        session("b", "2 hours", "61 minutes"),
        session("c", "23 hours", "59 minutes"),
        token("d", "now() - interval '31 days'"),
        token("e", "now() - interval '29 days'"),
        token("f", "null"));
    assertThat(retention.forget(Instant.now())).isEqualTo(4);
    assertThat(world.number("select count(*) from audit")).isEqualTo(3);
    assertThat(world.number("select min(id) from audit where address is not null")).isEqualTo(4);
    assertThat(world.number("select count(*) from sessions where hash = 'c'")).isEqualTo(1);
    assertThat(world.number("select count(*) from sessions")).isEqualTo(1);
    assertThat(world.number("select count(*) from tokens")).isEqualTo(2);
    assertThat(retention.forget(Instant.now())).as("nothing is left to forget").isZero();
  }

  @Test
  void auditLog_hasAMillionEntriesAtMost() {
    world.run(audit(5, "2 days"), audit(6, "1 day"), audit(1_000_005, "0 days"));
    var _ = retention.forget(Instant.now());
    assertThat(world.number("select min(id) from audit")).isEqualTo(6);
    assertThat(world.number("select count(*) from audit")).isEqualTo(2);
  }

  private static String audit(long id, String age) {
    return "insert into audit (id, at, actor, address, action, object) values (%d, now() - interval '%s', 'x', '192.0.2.1', 'change', 'y')"
        .formatted(id, age);
  }

  private static String session(String hash, String age, String unused) {
    return "insert into sessions (user_id, hash, created_at, last_seen_at) values (1, '%s', now() - interval '%s', now() - interval '%s')"
        .formatted(hash, age, unused);
  }

  private static String token(String hash, String end) {
    return "insert into tokens (user_id, name, hash, scopes, created_at, expires_at) values (1, 'x', '%s', 'read', now(), %s)"
        .formatted(hash, end);
  }
}
