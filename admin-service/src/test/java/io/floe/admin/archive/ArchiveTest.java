package io.floe.admin.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.awaitility.Awaitility;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database as one file and back, with a real Postgres. */
class ArchiveTest {

  /** Rows enough that whoever writes or reads them is seen at it. */
  private static final String MUCH =
      "insert into audit (at, actor, action, object, before) select now(), 'a', 'b', md5(n::text),"
          + " (select string_agg(md5((n * 100 + i)::text), '') from generate_series(1, 20) i)"
          + " from generate_series(1, 100000) n";

  private static Databases databases;

  @TempDir Path folder;
  private Path file;
  private String said = "";

  @BeforeAll
  static void start() {
    databases = new Databases();
  }

  @AfterAll
  static void stop() {
    databases.close();
  }

  @BeforeEach
  void renew() throws SQLException {
    file = folder.resolve("floe.zip");
    databases.renew("one", "two");
  }

  private int run(String command, String database) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code =
        ArchiveProgram.run(
            new String[] {command, file.toString()},
            new ArchiveConfig(databases.url(database), Databases.USER, Databases.USER),
            new PrintStream(out, true, StandardCharsets.UTF_8));
    said = out.toString(StandardCharsets.UTF_8);
    return code;
  }

  @Test
  void archive_bringsEverythingBack_butTheLoginsOfBrowsers() throws Exception {
    databases.migrate("one", MigrationVersion.LATEST);
    databases.fill("one");
    try (Connection connection = databases.connect("one")) {
      assertThat(Filling.empty(connection)).as("nothing to lose").isEmpty();
    }
    assertThat(run("export", "one")).as(said).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(run("restore", "two")).as(said).isZero();
    assertThat(databases.content("two")).isEqualTo(databases.content("one"));
    assertThat(databases.content("two"))
        .containsKeys("settings", "history_minutes", "history_sessions", "webhook_deliveries")
        .doesNotContainKeys("sessions", "history_salts");
    assertThat(databases.count("two", "select count(*) from sessions")).isZero();
    assertThat(databases.count("two", "select count(*) from history_salts")).isZero();
    assertThat(said).contains("rows of").contains("are restored");
  }

  @Test
  void restoredDatabase_goesOnCounting() throws Exception {
    databases.migrate("one", MigrationVersion.LATEST);
    databases.fill("one");
    assertThat(run("export", "one")).as(said).isZero();
    assertThat(run("restore", "two")).as(said).isZero();
    databases.execute("two", "insert into tenants (name, create_mounts) values ('west', true)");
    assertThat(databases.count("two", "select id from tenants where name = 'west'")).isEqualTo(4);
    databases.execute("two", "insert into bans (network, created_at) values ('192.0.2.1', now())");
    assertThat(databases.count("two", "select max(id) from bans")).isEqualTo(2);
  }

  @Test
  void draftsOfKilledExports_areSweptUp_andNobodyElses() throws Exception {
    databases.migrate("one", MigrationVersion.LATEST);
    databases.fill("one");
    Path left = Files.writeString(folder.resolve("floe.zip.0f.part"), "hashes");
    Path under = Files.writeString(folder.resolve("floe.zip.1f.part"), "hashes");
    List<Path> others = new ArrayList<>();
    for (String name : List.of("floe.zip.notes.part", "other.zip.0f.part", "floe.zip.0f")) {
      others.add(Files.writeString(folder.resolve(name), "somebody's"));
    }
    Path folderOfThatName = Files.createDirectory(folder.resolve("floe.zip.2f.part"));
    try (FileChannel writing = FileChannel.open(under, StandardOpenOption.WRITE)) {
      assertThat(writing.tryLock()).isNotNull();
      assertThat(run("export", "one")).as(said).isZero();
      assertThat(left).doesNotExist();
      assertThat(under).as("another export is at it").exists();
    }
    assertThat(others).allMatch(Files::exists);
    assertThat(folderOfThatName).exists();
    assertThat(run("export", "one")).isEqualTo(1);
    Files.delete(file);
    assertThat(run("export", "one")).as(said).isZero();
    assertThat(under).doesNotExist();
  }

  @Test
  void exportThatIsKilledWhileItWrites_leavesNoFile_andTheNextNothingOfIt() throws Exception {
    databases.migrate("one", MigrationVersion.LATEST);
    databases.fill("one");
    databases.execute("one", MUCH);
    Process export = start("export", "one");
    Awaitility.await()
        .atMost(Duration.ofSeconds(120))
        .pollInterval(Duration.ofMillis(1))
        .until(() -> drafts() > 1_000_000 || !export.isAlive());
    export.destroyForcibly();
    assertThat(export.waitFor()).as("killed, not done").isNotZero();
    assertThat(drafts()).isGreaterThan(1_000_000);
    assertThat(file).doesNotExist();
    assertThat(run("export", "one")).as(said).isZero();
    assertThat(drafts()).isZero();
    assertThat(run("restore", "two")).as(said).isZero();
    assertThat(databases.count("two", "select count(*) from audit")).isEqualTo(102_000);
  }

  @Test
  void restoreThatIsKilledWhileItFills_changesNothing() throws Exception {
    databases.migrate("one", MigrationVersion.LATEST);
    databases.fill("one");
    databases.execute("one", MUCH);
    assertThat(run("export", "one")).as(said).isZero();
    databases.migrate("two", MigrationVersion.LATEST);
    Map<String, String> before = databases.content("two");
    Process restore = start("restore", "two");
    String filling =
        "select count(*) from pg_stat_activity where datname = 'two' and query ilike 'copy%audit%'"
            + " and state = 'active'";
    Awaitility.await()
        .atMost(Duration.ofSeconds(120))
        .pollInterval(Duration.ofMillis(1))
        .until(() -> databases.count("one", filling) > 0 || !restore.isAlive());
    restore.destroyForcibly();
    assertThat(restore.waitFor()).as("killed, not done").isNotZero();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() ->
            databases.count("one", "select count(*) from pg_stat_activity where datname = 'two'")
                == 0);
    assertThat(databases.content("two")).isEqualTo(before);
    assertThat(run("restore", "two")).as(said).isZero();
    assertThat(databases.count("two", "select count(*) from audit")).isEqualTo(102_000);
  }

  /** The program, as a process that can be killed. */
  private Process start(String command, String database) throws IOException {
    ProcessBuilder program =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            ArchiveProgram.class.getName(),
            command,
            file.toString());
    program.environment().put("FLOE_DATABASE_URL", databases.url(database));
    program.environment().put("FLOE_DATABASE_USER", Databases.USER);
    program.environment().put("FLOE_DATABASE_PASSWORD", Databases.USER);
    return program.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
  }

  /** Bytes in files that are not whole. */
  private long drafts() throws IOException {
    long bytes = 0;
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, "*.part")) {
      for (Path part : parts) {
        bytes += Files.size(part);
      }
    }
    return bytes;
  }

  @Test
  void archiveOfAnEarlierRelease_isBroughtUpToDate() throws Exception {
    databases.migrate("one", MigrationVersion.fromVersion("1"));
    databases.fill("one");
    Map<String, String> before = databases.content("one");
    assertThat(run("export", "one")).as(said).isZero();
    assertThat(run("restore", "two")).as(said).isZero();
    assertThat(databases.content("two").keySet())
        .contains("renditions")
        .containsAll(before.keySet());
    assertThat(databases.content("two").get("audit")).isEqualTo(before.get("audit"));
    assertThat(databases.content("two").get("grants")).isEqualTo(before.get("grants"));
  }

  @Test
  void deliveriesThatWaited_areNotSentByTheCopy() throws Exception {
    databases.migrate("one", MigrationVersion.LATEST);
    databases.fill("one");
    databases.execute(
        "one",
        "insert into webhooks (tenant_id, url, events, enabled, secret, created_at) values"
            + " (3, 'https://x.example/...', 'source.lost', true, '', now())");
    for (String state : List.of("WAITING", "DELIVERED")) {
      databases.execute(
          "one",
          "insert into webhook_deliveries (webhook_id, event_key, event, body, state, attempts,"
              + " created_at, next_at) values (1, 'key of "
              + state
              + "', 'source.lost', '{}', '"
              + state
              + "', 1, now(), now())");
    }
    assertThat(run("export", "one")).as(said).isZero();
    assertThat(run("restore", "two")).as(said).isZero();
    assertThat(
            databases.count(
                "two", "select count(*) from webhook_deliveries where state = 'WAITING'"))
        .isZero();
    assertThat(
            databases.count(
                "two",
                "select count(*) from webhook_deliveries where state = 'DROPPED' and error like"
                    + " '%restored' and next_at is null and finished_at is not null"))
        .isEqualTo(1);
    assertThat(
            databases.count(
                "two", "select count(*) from webhook_deliveries where state = 'DELIVERED'"))
        .isEqualTo(1);
  }

  @Test
  void archiveOfALaterRelease_isRefused() throws Exception {
    databases.migrate("one", MigrationVersion.LATEST);
    databases.execute(
        "one", "update flyway_schema_history set version = '9999' where version = '1'");
    databases.execute(
        "one", "update flyway_schema_history set installed_rank = 9999 where version = '9999'");
    assertThat(run("export", "one")).as(said).isZero();
    assertThat(run("restore", "two")).isEqualTo(1);
    assertThat(said).contains("newer release");
    assertThat(databases.count("two", "select count(*) from pg_tables where schemaname = 'public'"))
        .isZero();
  }

  @Test
  void databaseWithAccounts_isNotOverwritten() throws Exception {
    databases.migrate("one", MigrationVersion.LATEST);
    databases.fill("one");
    assertThat(run("export", "one")).as(said).isZero();
    Map<String, String> before = databases.content("one");
    assertThat(run("restore", "one")).isEqualTo(1);
    assertThat(said).contains("empty one");
    assertThat(databases.content("one")).isEqualTo(before);
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
    databases.migrate("one", MigrationVersion.LATEST);
    databases.fill("one");
    assertThat(run("export", "one")).as(said).isZero();
    databases.migrate("two", MigrationVersion.LATEST);
    assertThat(run("restore", "two")).as(said).isZero();
    assertThat(databases.content("two")).isEqualTo(databases.content("one"));
  }

  @Test
  void damagedArchives_restoreNothing_orEverything() throws Exception {
    databases.migrate("one", MigrationVersion.LATEST);
    databases.fill("one");
    assertThat(run("export", "one")).as(said).isZero();
    Map<String, String> whole = databases.content("one");
    databases.migrate("two", MigrationVersion.LATEST);
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
        assertThat(databases.content("two")).isEqualTo(whole);
        renew();
        databases.migrate("two", MigrationVersion.LATEST);
      } else {
        refused++;
        assertThat(code).isEqualTo(1);
        assertThat(databases.count("two", "select count(*) from users")).as(said).isZero();
        assertThat(databases.count("two", "select count(*) from settings")).isEqualTo(1);
      }
    }
    assertThat(refused).isGreaterThan(50);
  }

  @Test
  void rowsThatSomebodyChanged_areNoticed() throws Exception {
    databases.migrate("one", MigrationVersion.LATEST);
    databases.fill("one");
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
    assertThat(databases.count("two", "select count(*) from users")).isZero();
  }
}
