package io.floe.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Restores that are killed between the filling of their database and the move into their place, and
 * behind it. A debugger holds the launcher at these moments, so none is met by chance.
 */
class KilledRestoreTest {

  private static final String RESTORE = "io.floe.launcher.RestoreCommand";

  /** The database is full, and runs. */
  private static final HeldLauncher.Place FILLED =
      new HeldLauncher.Place(
          "io.floe.launcher.Archive", "io.floe.launcher.process.Supervisor", "end", false);

  /** The database has ended. */
  private static final HeldLauncher.Place CLOSED =
      new HeldLauncher.Place(RESTORE, "io.floe.launcher.station.FirstStart", "over", false);

  /** Only the move is left to do. */
  private static final HeldLauncher.Place COMPLETE =
      new HeldLauncher.Place(RESTORE, "java.nio.file.Files", "move", false);

  private static final HeldLauncher.Place MOVED =
      new HeldLauncher.Place(RESTORE, "java.nio.file.Files", "move", true);

  @TempDir private static Path archives;
  private static Path file = Path.of("");
  private static JsonNode snapshot = new ObjectMapper().nullNode();
  private static String admin = "";

  @TempDir private Path temp;

  /** A platform with a history: somebody was on the air, with a title. */
  @BeforeAll
  static void export() throws IOException {
    Path first = archives.resolve("first");
    file = archives.resolve("floe.zip");
    try (Platform floe = Platform.start(first)) {
      admin = ExportTest.password(floe);
      Rest rest = new Rest(floe.admin(), LivePathTest.basic("admin", admin));
      rest.create("/tenants", "{\"name\": \"north\"}");
      rest.create(
          "/mounts", "{\"name\": \"/north\", \"tenant\": \"north\", \"password\": \"e2e-north\"}");
      try (PacedSource source = sourceOnceThere(floe.ingest(1))) {
        LivePathTest.awaitOnAir(floe, "/north");
        String title = "/admin/metadata?mode=updinfo&mount=/north&song=Heard";
        String login = LivePathTest.basic("source", "e2e-north");
        assertThat(Platform.get(floe.ingest(1), title, "Authorization", login).body())
            .contains("<return>1</return>");
        Broadcasts.awaitMore(source, 12L * Numbered.RATE);
      }
      snapshot = ExportTest.snapshot(first);
      assertThat(floe.stop()).isZero();
    }
    ExportTest.run("export", file, first).orFail();
    for (String table : List.of("history_sessions", "history_songs", "history_days", "audit")) {
      assertThat(tables(file))
          .anyMatch(
              each -> each.path("name").asText().equals(table) && each.path("rows").asInt() > 0);
    }
  }

  /** The ingest has to hear of the mount first. */
  private static PacedSource sourceOnceThere(int port) {
    return await()
        .atMost(Duration.ofSeconds(10))
        .ignoreExceptionsMatching(AssertionError.class::isInstance)
        .until(
            () ->
                new PacedSource(
                    port,
                    "/north",
                    "e2e-north",
                    "audio/mpeg",
                    Numbered.seconds(1, 60),
                    Numbered.RATE,
                    Numbered.RATE,
                    true),
            source -> true);
  }

  /** With the sums of their rows. */
  private static JsonNode tables(Path archive) throws IOException {
    try (ZipFile zip = new ZipFile(archive.toFile());
        InputStream in = zip.getInputStream(zip.getEntry("manifest.json"))) {
      return new ObjectMapper().readTree(in).get("tables");
    }
  }

  private HeldLauncher restoreUntil(HeldLauncher.Place place, Path data) {
    return HeldLauncher.at(
        place, temp.resolve("restore.log"), "restore", file.toString(), "--data", data.toString());
  }

  private Path draft(Path data) {
    return data.resolveSibling(data.getFileName() + ".restoring");
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void restoreKilledBeforeItsMove_leavesAnEmptyFolderAsItWas_andTheNextIsWhole() throws Exception {
    Path data = temp.resolve("second");
    Files.createDirectory(data);
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-x---"));
    Object before = Files.readAttributes(data, BasicFileAttributes.class).fileKey();

    HeldLauncher filled = restoreUntil(FILLED, data);
    assertThat(filled.said()).contains("rows of").contains("are restored");
    assertThat(draft(data).resolve("postgres/data/postmaster.pid")).exists();
    filled.kill();
    assertUntouched(data, before);

    HeldLauncher closed = restoreUntil(CLOSED, data);
    assertThat(closed.said()).contains("are restored");
    assertThat(draft(data).resolve("postgres/data/PG_VERSION")).exists();
    assertThat(draft(data).resolve("postgres/data/postmaster.pid")).doesNotExist();
    closed.killAll();
    assertUntouched(data, before);

    HeldLauncher complete = restoreUntil(COMPLETE, data);
    assertThat(draft(data).resolve("started")).exists();
    complete.kill();
    assertUntouched(data, before);

    ExportTest.run("restore", file, data).orFail();
    assertThat(names(temp)).containsExactly("restore.log", "second");
    assertWhole(data);
  }

  @Test
  void restoreKilledBeforeItsMove_leavesNoFolder_andAPlatformThereBeginsAnew() throws Exception {
    Path data = temp.resolve("third");
    restoreUntil(COMPLETE, data).killAll();
    assertThat(names(temp)).containsExactly("restore.log", "third.restoring");
    assertThat(Files.getPosixFilePermissions(draft(data)))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    try (Platform floe = Platform.start(data)) {
      Rest rest = new Rest(floe.admin(), LivePathTest.basic("admin", ExportTest.password(floe)));
      assertThat(rest.get("/tenants").toString()).doesNotContain("north");
    }
  }

  @Test
  void restoreKilledBehindItsMove_isWhole() throws Exception {
    Path data = temp.resolve("fourth");
    HeldLauncher moved = restoreUntil(MOVED, data);
    assertThat(moved.said()).doesNotContain("everything is in");
    moved.kill();
    assertThat(names(temp)).containsExactly("fourth", "restore.log");
    Programs.Outcome again = ExportTest.run("restore", file, data);
    assertThat(again.exit()).as(again.output()).isEqualTo(1);
    assertThat(again.output()).contains("is not empty");
    assertWhole(data);
  }

  @Test
  void archiveThatIsRefused_leavesNothing() throws Exception {
    Path damaged = temp.resolve("damaged.zip");
    try (ZipFile from = new ZipFile(file.toFile());
        ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(damaged))) {
      for (ZipEntry entry : from.stream().toList()) {
        String text = new String(from.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
        to.putNextEntry(new ZipEntry(entry.getName()));
        to.write(text.replace("Heard", "Herd").getBytes(StandardCharsets.UTF_8));
        to.closeEntry();
      }
    }
    Programs.Outcome refused = ExportTest.run("restore", damaged, temp.resolve("fifth"));
    assertThat(refused.exit()).as(refused.output()).isEqualTo(1);
    assertThat(refused.output()).contains("damaged").contains("history_songs");
    assertThat(names(temp)).containsExactly("damaged.zip");
  }

  private static void assertUntouched(Path data, Object before) throws IOException {
    assertThat(data).isEmptyDirectory();
    assertThat(Files.readAttributes(data, BasicFileAttributes.class).fileKey()).isEqualTo(before);
    assertThat(Files.getPosixFilePermissions(data))
        .isEqualTo(PosixFilePermissions.fromString("rwxr-x---"));
  }

  /** Every row is there; a platform publishes the same snapshot and knows the same history. */
  private void assertWhole(Path data) throws IOException {
    assertThat(names(data)).containsExactly("lock", "logs", "postgres", "started");
    assertThat(names(data.resolve("postgres"))).containsExactly("data", "password", "port");
    assertThat(working(draft(data))).isEmpty();
    Path again = temp.resolve("again.zip");
    ExportTest.run("export", again, data).orFail();
    assertThat(tables(again)).isEqualTo(tables(file));
    try (Platform floe = Platform.start(data)) {
      assertThat(floe.output()).doesNotContain("FIRST RUN");
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> Files.exists(data.resolve("config/admin.json")));
      assertThat(ExportTest.snapshot(data)).isEqualTo(snapshot);
      Rest rest = new Rest(floe.admin(), LivePathTest.basic("admin", admin));
      assertThat(rest.get("/insights/sessions?mount=/north").path("items")).hasSize(1);
      assertThat(rest.get("/insights/totals?mount=/north").path("bytesIn").asLong())
          .isGreaterThan(10L * Numbered.RATE);
      assertThat(floe.stop()).isZero();
    }
  }

  /** Processes that work in a folder, also in one that has been taken away. */
  private static List<String> working(Path folder) {
    return ProcessHandle.allProcesses()
        .map(each -> Path.of("/proc", "" + each.pid(), "cwd"))
        .map(KilledRestoreTest::target)
        .filter(each -> each.startsWith(folder.toString()))
        .toList();
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException ended) {
      return "";
    }
  }
}
