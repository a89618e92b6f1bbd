package io.floe.admin.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** From one release to the next, and the one before on the tables of the next. */
class UpgradeTest {

  private static Databases databases;

  @BeforeAll
  static void start() {
    databases = new Databases();
  }

  @AfterAll
  static void stop() {
    databases.close();
  }

  private static List<MigrationInfo> migrations() throws SQLException {
    databases.renew("plan");
    return Arrays.asList(databases.flyway("plan", MigrationVersion.LATEST).info().all());
  }

  @Test
  void everyReleasedSchema_isBroughtUpToDate_withAllThatIsInIt() throws Exception {
    for (MigrationInfo migration : migrations()) {
      databases.renew("old");
      databases.migrate("old", migration.getVersion());
      databases.fill("old");
      try (Connection database = databases.connect("old")) {
        assertThat(Filling.empty(database)).as("tables of %s", migration.getVersion()).isEmpty();
      }
      Map<String, String> before = databases.columns("old");
      databases.migrate("old", MigrationVersion.LATEST);
      Map<String, String> after = databases.columns("old");
      before.forEach((column, values) ->
          assertThat(after).as("from %s", migration.getVersion()).containsEntry(column, values));
    }
  }

  @Test
  void everyRelease_canWriteToTheNewestTables() throws Exception {
    for (MigrationInfo migration : migrations()) {
      databases.renew("new");
      databases.migrate("new", MigrationVersion.LATEST);
      try (Connection database = databases.connect("new")) {
        Filling.of(database, Integer.parseInt(migration.getVersion().getVersion()));
      }
      assertThat(databases.count("new", "select count(*) from audit")).isEqualTo(2_000);
    }
  }

  @Test
  void urlsInTheAuditLog_loseWhatMayBeSecret() throws Exception {
    databases.renew("urls");
    databases.migrate("urls", MigrationVersion.fromVersion("7"));
    String insert =
        "insert into audit (at, actor, action, object, before, after) values (now(), 'a', 'b', ?, ?, ?)";
    databases.execute(
        "urls",
        insert,
        "webhook 1",
        "{\"id\":\"1\",\"url\":\"https://h.example:8443/T1/secret-1?k=2\",\"events\":[]}",
        "{\"id\":\"1\",\"url\":\"http://h.example/\",\"events\":[]}");
    databases.execute(
        "urls",
        insert,
        "mount /live",
        "{\"url\":\"https://a.example/of-people?x=1\"}",
        "{\"url\":\"https://a.example/of-people?x=1\",\"auth\":{\"listenerAdd\":\"http://h.example/a?k=secret-2\","
            + "\"sourceConnect\":\"http://h.example/s?k=secret-3\"}}");
    databases.migrate("urls", MigrationVersion.LATEST);
    assertThat(
            databases.count("urls", "select count(*) from audit where audit::text like '%secret%'"))
        .isZero();
    assertThat(databases.columns("urls").get("audit.before"))
        .isEqualTo(
            "{\"id\":\"1\",\"url\":\"https://h.example:8443/...\",\"events\":[]}\n"
                + "{\"url\":\"https://a.example/of-people?x=1\"}");
    assertThat(databases.columns("urls").get("audit.after"))
        .isEqualTo(
            "{\"id\":\"1\",\"url\":\"http://h.example/\",\"events\":[]}\n"
                + "{\"url\":\"https://a.example/of-people?x=1\",\"auth\":{\"listenerAdd\":\"http://h.example/a?...\","
                + "\"sourceConnect\":\"http://h.example/s?...\"}}");
  }

  @Test
  void migrations_onlyAdd() throws Exception {
    for (MigrationInfo migration : migrations()) {
      if (!migration.getVersion().equals(MigrationVersion.fromVersion("1"))) {
        assertThat(Harm.of(sql(migration.getScript())))
            .as("%s does what the release before may not bear", migration.getScript())
            .isEmpty();
      }
    }
  }

  @Test
  void whatAnEarlierReleaseMayNotBear_isFound() {
    for (String harmful :
        List.of(
            "drop table audit",
            "truncate audit",
            "update mounts set genre = 'x'",
            "delete from audit",
            "insert into settings (id) values (2)",
            "create unique index genre on mounts (genre)",
            "create trigger x before insert on mounts for each row execute function y()",
            "alter table mounts drop constraint mounts_name_key",
            "alter table mounts drop column genre",
            "alter table mounts rename column genre to kind",
            "alter table mounts alter column genre set not null",
            "alter table mounts alter column genre type integer",
            "alter table mounts add constraint x check (length(genre) < 9)",
            "alter table mounts add column kind text not null",
            "alter table mounts add column a text, add column b text not null",
            "alter table mounts add column a text, drop column genre",
            "alter table mounts add column kind text not null default '' unique")) {
      assertThat(Harm.of(harmful + ";")).as(harmful).hasSize(1);
    }
    assertThat(
            Harm.of(
                """
                -- A table; and more.
                create table pets (
                  id bigint primary key, -- not null
                  mount bigint references mounts (id) on delete cascade
                );
                create unique index pets_of_mount on pets (mount);
                insert into pets (id) values (1);
                create index mounts_by_genre on mounts (genre);
                alter table mounts add column kind text, add column size integer not null default 5;
                """))
        .isEmpty();
  }

  private static String sql(String script) throws IOException {
    try (InputStream in = UpgradeTest.class.getResourceAsStream("/db/migration/" + script)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
