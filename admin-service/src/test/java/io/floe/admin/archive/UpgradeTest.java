package io.floe.admin.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** From one release to the next, and the one before on the tables of the next. */
class UpgradeTest {

  /** What a release does that the one before could not live with, while both run. */
  private static final Pattern HARMFUL =
      Pattern.compile(
          "\\bdrop (table|column|index|view)|\\brename\\b|\\balter column\\b.*\\b(type|set not null)|\\btruncate\\b"
              + "|\\badd column\\b(?=.*\\bnot null\\b)(?!.*\\bdefault\\b)|\\badd constraint\\b");

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
      Map<String, String> before = databases.columns("old");
      databases.migrate("old", MigrationVersion.LATEST);
      Map<String, String> after = databases.columns("old");
      before.forEach((column, values) ->
          assertThat(after).as("from %s", migration.getVersion()).containsEntry(column, values));
    }
  }

  @Test
  void firstRelease_canWriteToTheNewestTables() throws Exception {
    databases.renew("new");
    databases.migrate("new", MigrationVersion.LATEST);
    databases.fill("new");
    assertThat(databases.count("new", "select count(*) from audit")).isEqualTo(2_000);
  }

  @Test
  void migrations_onlyAdd() throws Exception {
    for (MigrationInfo migration : migrations()) {
      if (migration.getVersion().equals(MigrationVersion.fromVersion("1"))) {
        continue;
      }
      for (String statement : sql(migration.getScript()).split(";")) {
        String flat = statement.replaceAll("--[^\n]*", " ").replaceAll("\\s+", " ");
        assertThat(HARMFUL.matcher(flat.toLowerCase(Locale.ROOT)).find())
            .as("%s takes something away: %s", migration.getScript(), flat)
            .isFalse();
      }
    }
  }

  private static String sql(String script) throws IOException {
    try (InputStream in = UpgradeTest.class.getResourceAsStream("/db/migration/" + script)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
