package io.floe.admin.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/** A database as one file and back, with a real Postgres. */
class ArchiveTest {

  private static final String USER = "postgres";
  private static final String HOSTILE =
      "a\"b,c\nd\\N\\.\r\n'; drop table users; -- \u00e5\ud83d\ude00";

  private static EmbeddedPostgres postgres;

  @TempDir Path folder;
  private Path file;
  private String said = "";

  @BeforeAll
  static void start() throws IOException {
    postgres = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofSeconds(90)).start();
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  @BeforeEach
  void databases() throws SQLException {
    file = folder.resolve("floe.zip");
    try (Connection server = connect(USER);
        Statement statement = server.createStatement()) {
      for (String name : new String[] {"one", "two"}) {
        statement.execute("drop database if exists " + name + " with (force)");
        statement.execute("create database " + name);
      }
    }
  }

  private static String url(String database) {
    return postgres.getJdbcUrl(USER, database);
  }

  private static Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(url(database), USER, USER);
  }

  private static void migrate(String database, MigrationVersion version) {
    var _ =
        Flyway.configure()
            .dataSource(url(database), USER, USER)
            .locations("classpath:db/migration")
            .target(version)
            .load()
            .migrate();
  }

  private static void execute(String database, String sql, String... values) throws SQLException {
    try (Connection connection = connect(database);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      statement.execute();
    }
  }

  /** A station with something in every table that matters, and what breaks careless files. */
  private static void fill(String database) throws SQLException {
    execute(database, "update settings set version = 1700000000123, public_url = ''");
    for (String tenant : new String[] {"default", "gone", "north"}) {
      execute(database, "insert into tenants (name, create_mounts) values (?, true)", tenant);
    }
    execute(database, "delete from tenants where name = 'gone'");
    execute(
        database,
        "insert into users (tenant_id, name, role, password_hash) values (null, 'admin', 'superadmin', ?)",
        HOSTILE);
    execute(
        database,
        "insert into users (tenant_id, name, role, password_hash) values (3, 'bob', 'dj', 'x')");
    execute(
        database,
        "insert into mounts (tenant_id, name, enabled, stream_name, description, burst, latency,"
            + " takeover, source_timeout_ms, charset)"
            + " values (3, '/live', true, ?, '', 1, 'NORMAL', 'NEVER', 1, 'UTF-8')",
        HOSTILE);
    execute(database, "insert into grants (user_id, mount_id) values (2, 1)");
    execute(
        database,
        "insert into tokens (user_id, name, hash, scopes, created_at) values (2, 't', 'h', '', now())");
    execute(
        database,
        "insert into sessions (user_id, hash, created_at, last_seen_at) values (1, 's', now(), now())");
    execute(
        database,
        "insert into audit (at, actor, action, object, before) select now(), 'a', 'b', ?, repeat('x', n) from generate_series(1, 2000) n",
        HOSTILE);
  }

  /** Every table but those that are not archived, as Postgres writes it. */
  private static Map<String, String> content(String database) throws SQLException, IOException {
    Map<String, String> all = new TreeMap<>();
    try (Connection connection = connect(database)) {
      for (String table : Schema.tables(connection).keySet()) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut("copy (select * from " + table + " order by 1) to stdout", out);
        all.put(table, out.toString(StandardCharsets.UTF_8));
      }
    }
    return all;
  }

  private int run(String command, String database) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    int code =
        ArchiveProgram.run(
            new String[] {command, file.toString()},
            Map.of(
                "FLOE_DATABASE_URL",
                url(database),
                "FLOE_DATABASE_USER",
                USER,
                "FLOE_DATABASE_PASSWORD",
                USER),
            stream,
            stream);
    said = out.toString(StandardCharsets.UTF_8);
    return code;
  }

  private static long count(String database, String sql) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Test
  void archive_bringsEverythingBack_butTheLoginsOfBrowsers() throws Exception {
    migrate("one", MigrationVersion.LATEST);
    fill("one");
    assertThat(run("export", "one")).as(said).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(run("restore", "two")).as(said).isZero();
    assertThat(content("two")).isEqualTo(content("one"));
    assertThat(count("two", "select count(*) from sessions")).isZero();
    assertThat(said).contains("rows of").contains("are restored");
  }

  @Test
  void restoredDatabase_goesOnCounting() throws Exception {
    migrate("one", MigrationVersion.LATEST);
    fill("one");
    assertThat(run("export", "one")).as(said).isZero();
    assertThat(run("restore", "two")).as(said).isZero();
    execute("two", "insert into tenants (name, create_mounts) values ('west', true)");
    assertThat(count("two", "select id from tenants where name = 'west'")).isEqualTo(4);
    execute("two", "insert into bans (network, created_at) values ('192.0.2.1', now())");
    assertThat(count("two", "select id from bans")).isEqualTo(1);
  }

  @Test
  void archiveOfAnEarlierRelease_isBroughtUpToDate() throws Exception {
    migrate("one", MigrationVersion.fromVersion("1"));
    fill("one");
    Map<String, String> before = content("one");
    assertThat(run("export", "one")).as(said).isZero();
    assertThat(run("restore", "two")).as(said).isZero();
    assertThat(content("two").keySet()).contains("renditions").containsAll(before.keySet());
    assertThat(content("two").get("audit")).isEqualTo(before.get("audit"));
    assertThat(content("two").get("grants")).isEqualTo(before.get("grants"));
  }

  @Test
  void archiveOfALaterRelease_isRefused() throws Exception {
    migrate("one", MigrationVersion.LATEST);
    execute("one", "update flyway_schema_history set version = '9999' where version = '1'");
    execute("one", "update flyway_schema_history set installed_rank = 9999 where version = '9999'");
    assertThat(run("export", "one")).as(said).isZero();
    assertThat(run("restore", "two")).isEqualTo(1);
    assertThat(said).contains("newer release");
    assertThat(count("two", "select count(*) from pg_tables where schemaname = 'public'")).isZero();
  }

  @Test
  void databaseWithAccounts_isNotOverwritten() throws Exception {
    migrate("one", MigrationVersion.LATEST);
    fill("one");
    assertThat(run("export", "one")).as(said).isZero();
    Map<String, String> before = content("one");
    assertThat(run("restore", "one")).isEqualTo(1);
    assertThat(said).contains("empty one");
    assertThat(content("one")).isEqualTo(before);
  }

  @Test
  void fileThatIsThere_isNotOverwritten_andNothingIsLeftOfAFailedExport() throws Exception {
    assertThat(run("export", "one")).isEqualTo(1);
    assertThat(said).contains("nothing in that database");
    assertThat(file).doesNotExist();
    Files.writeString(file, "precious");
    assertThat(run("export", "one")).isEqualTo(1);
    assertThat(said).contains("not overwritten");
    assertThat(file).hasContent("precious");
    assertThat(run("restore", "two")).isEqualTo(1);
    assertThat(said).contains("no archive");
    file = folder.resolve("missing.zip");
    assertThat(run("restore", "two")).isEqualTo(1);
    assertThat(said).contains("there is no");
  }

  @Test
  void emptyServiceDatabase_canBeRestoredInto() throws Exception {
    migrate("one", MigrationVersion.LATEST);
    fill("one");
    assertThat(run("export", "one")).as(said).isZero();
    migrate("two", MigrationVersion.LATEST);
    assertThat(run("restore", "two")).as(said).isZero();
    assertThat(content("two")).isEqualTo(content("one"));
  }

  @Test
  void damagedArchives_restoreNothing_orEverything() throws Exception {
    migrate("one", MigrationVersion.LATEST);
    fill("one");
    assertThat(run("export", "one")).as(said).isZero();
    Map<String, String> whole = content("one");
    migrate("two", MigrationVersion.LATEST);
    byte[] archive = Files.readAllBytes(file);
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 80; i++) {
      byte[] damaged = archive.clone();
      int hits = 1 + random.nextInt(4);
      for (int hit = 0; hit < hits; hit++) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(
          file,
          random.nextInt(4) == 0
              ? java.util.Arrays.copyOf(damaged, random.nextInt(damaged.length))
              : damaged);
      int code = run("restore", "two");
      if (code == 0) {
        assertThat(content("two")).isEqualTo(whole);
        databases();
        migrate("two", MigrationVersion.LATEST);
      } else {
        refused++;
        assertThat(code).isEqualTo(1);
        assertThat(count("two", "select count(*) from users")).as(said).isZero();
        assertThat(count("two", "select count(*) from settings")).isEqualTo(1);
      }
    }
    assertThat(refused).isGreaterThan(50);
  }

  @Test
  void rowsThatSomebodyChanged_areNoticed() throws Exception {
    migrate("one", MigrationVersion.LATEST);
    fill("one");
    assertThat(run("export", "one")).as(said).isZero();
    Path changed = folder.resolve("changed.zip");
    try (ZipFile from = new ZipFile(file.toFile());
        ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(changed))) {
      for (ZipEntry entry : from.stream().toList()) {
        String text = new String(from.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
        to.putNextEntry(new ZipEntry(entry.getName()));
        to.write(text.replace("superadmin", "superadmim").getBytes(StandardCharsets.UTF_8));
        to.closeEntry();
      }
    }
    file = changed;
    assertThat(run("restore", "two")).isEqualTo(1);
    assertThat(said).contains("damaged").contains("users");
    assertThat(count("two", "select count(*) from users")).isZero();
  }
}
