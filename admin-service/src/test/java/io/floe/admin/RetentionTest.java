package io.floe.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.floe.admin.audit.Retention;
import io.floe.admin.publish.Changes;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(PostgresResource.class)
class RetentionTest {

  @TestHTTPResource("/")
  URI base;

  @Inject AgroalDataSource source;
  @Inject Changes changes;
  @Inject Retention retention;
  @Inject Preparation preparation;

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
    assertThat(retention.forget(Instant.now()).rows()).isEqualTo(4);
    assertThat(world.number("select count(*) from audit")).isEqualTo(3);
    assertThat(world.number("select min(id) from audit where address is not null")).isEqualTo(4);
    assertThat(world.number("select count(*) from sessions where hash = 'c'")).isEqualTo(1);
    assertThat(world.number("select count(*) from sessions")).isEqualTo(1);
    assertThat(world.number("select count(*) from tokens")).isEqualTo(2);
    assertThat(retention.forget(Instant.now()).rows()).as("nothing is left to forget").isZero();
  }

  @Test
  void tenantThatDoesMuch_losesItsOldestEntries_andTheOthersNothing() {
    world.run(
        entries("'south'", 40, "5 days"),
        entries("null", 10, "4 days"),
        entries("'north'", 900, "3 days"));
    Retention small = new Retention(changes, 100);
    assertThat(small.forget(Instant.now())).isEqualTo(new Retention.Forgotten(850, true));
    assertThat(world.number("select count(*) from audit where tenant = 'south'")).isEqualTo(40);
    assertThat(world.number("select count(*) from audit where tenant is null")).isEqualTo(10);
    assertThat(world.number("select count(*) from audit where tenant = 'north'")).isEqualTo(50);
    assertThat(world.number("select min(object::int) from audit where tenant = 'north'"))
        .as("the newest of them")
        .isEqualTo(851);
    assertThat(small.forget(Instant.now()).rows()).isZero();
    world.run(entries("null", 900, "1 day"));
    assertThat(small.forget(Instant.now()).rows()).isEqualTo(901);
    assertThat(world.number("select count(*) from audit where tenant = 'south'")).isEqualTo(33);
    assertThat(world.number("select count(*) from audit where tenant is null"))
        .as("the platform is one of them")
        .isEqualTo(33);
  }

  @Test
  void auditLog_whoseNumbersHaveHoles_losesNothing() {
    world.run(audit(5, "2 days"), audit(6, "1 day"), audit(1_000_005, "0 days"));
    assertThat(retention.forget(Instant.now()).rows()).isZero();
    assertThat(world.number("select count(*) from audit")).isEqualTo(3);
  }

  @Test
  void muchThatIsOld_goesInSlices() {
    world.run(
        "insert into audit (at, actor, action, object) select now() - interval '401 days', 'x',"
            + " 'change', 'y' from generate_series(1, 25000)",
        audit(1_000_000, "15 days"));
    world.run(
        "create or replace function one_slice() returns trigger language plpgsql as $$ begin if"
            + " (select count(*) from gone) > 10000 then raise exception 'too many at once'; end if;"
            + " return null; end $$",
        "create trigger one_slice after delete on audit referencing old table as gone for each"
            + " statement execute function one_slice()");
    try {
      long rows = 0;
      Retention.Forgotten last;
      do {
        last = retention.forget(Instant.now());
        rows += last.rows();
      } while (!last.done());
      assertThat(rows).isEqualTo(25_000);
    } finally {
      world.run("drop trigger one_slice on audit", "drop function one_slice");
    }
    assertThat(world.number("select count(*) from audit")).isEqualTo(1);
    assertThat(world.number("select count(*) from audit where address is not null")).isZero();
  }

  @Test
  void failure_isTriedAgainAMinuteLater_andKeepsTheServiceReady() {
    Instant hours = Instant.now().plus(Duration.ofHours(3));
    world.run(
        "create or replace function stay() returns trigger language plpgsql as $$ begin raise"
            + " exception 'not now'; end $$",
        "create trigger stay before delete on audit for each row execute function stay()",
        audit(1, "401 days"));
    try {
      retention.step(hours);
      assertThat(world.number("select count(*) from audit")).isEqualTo(1);
      assertThat(preparation.ready()).isTrue();
    } finally {
      world.run("drop trigger stay on audit", "drop function stay");
    }
    retention.step(hours.plusSeconds(59));
    assertThat(world.number("select count(*) from audit")).as("not yet").isEqualTo(1);
    retention.step(hours.plusSeconds(61));
    assertThat(world.number("select count(*) from audit")).isZero();
  }

  private static String entries(String tenant, int count, String age) {
    return "insert into audit (at, actor, tenant, action, object) select now() - interval '%s', 'x', %s, 'change', n from generate_series(1, %d) n"
        .formatted(age, tenant, count);
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
