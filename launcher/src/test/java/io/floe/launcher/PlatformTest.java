package io.floe.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floe.launcher.folder.DataFolder;
import io.floe.launcher.folder.Passwords;
import io.floe.launcher.folder.RunState;
import io.floe.launcher.process.Signals;
import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.SnapshotFile;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as its users meet it: real processes, fake services. */
@Timeout(120)
class PlatformTest {

  private static final Duration PATIENCE = Duration.ofSeconds(45);

  @TempDir private Path temp;

  private Floe floe = new Floe(Path.of("."));

  @BeforeEach
  void makeProject() {
    floe = new Floe(temp);
  }

  @Test
  void up_startsTellsAndStops() throws Exception {
    try (Floe.Running up = floe.up("--ingests", "2", "--edges", "2")) {
      up.awaitReady();

      assertThat(up.text())
          .contains("FIRST RUN: SECURE CREDENTIALS GENERATED")
          .contains("Port:      " + floe.port)
          .contains("Mount:     /live")
          .contains("Player:    http://127.0.0.1:" + (floe.port + 4) + "/live");
      String live = secret(up, "Mount /live Pass:");
      assertThat(up.text())
          .contains("icecast://source:" + live + "@127.0.0.1:" + floe.port + "/live");
      for (String file : List.of("config/admin.json", "state.json")) {
        assertThat(floe.data.resolve(file)).content().doesNotContain(live);
      }
      Floe.Ended status = floe.run("status");
      assertThat(status.code()).isZero();
      assertThat(status.out())
          .contains("admin", "ingest-2", "edge-2", "healthy")
          .contains("Icecast " + (floe.port + 2), "REST " + (floe.port + 6));
      assertThat(floe.data.resolve("first-start.json")).doesNotExist();
      ProcessHandle service = floe.service("edge-2");

      up.terminate();

      assertThat(up.await()).isZero();
      assertThat(up.lines).endsWith("floe: stopping", "floe: stopped");
      assertThat(service.isAlive()).isFalse();
      assertThat(floe.data.resolve("state.json")).doesNotExist();
    }
  }

  @Test
  void services_areGivenTheirEnvironment() throws Exception {
    floe.environment.putAll(
        Map.of("FLOE_ADMIN_PASSWORD", "a-secret", "FLOE_SOURCE_PASSWORD", "b-secret"));
    try (Floe.Running up =
        floe.up("--log-level", "warn", "--auth-log-file", temp.resolve("x/auth.log").toString())) {
      up.awaitReady();

      Map<String, String> given = floe.given("edge-1");
      assertThat(given)
          .containsEntry("FLOE_HOST", "127.0.0.1")
          .containsEntry("FLOE_PORT", Integer.toString(floe.port + 4))
          .containsEntry("FLOE_CONFIG_FILE", floe.data.resolve("config/edge-1.json").toString())
          .containsEntry("FLOE_LOG_DIR", floe.data.resolve("logs").toString())
          .containsEntry("FLOE_AUTH_LOG_FILE", temp.resolve("x/auth.log").toString())
          .containsEntry("FLOE_PARENT_PIPE", "true")
          .containsEntry("FLOE_CLUSTER_HOST", "127.0.0.1")
          .containsEntry("QUARKUS_MANAGEMENT_HOST", "127.0.0.1")
          .containsEntry("QUARKUS_MANAGEMENT_PORT", Integer.toString(floe.port + 9))
          .containsEntry("QUARKUS_LOG_LEVEL", "WARN")
          .doesNotContainKeys("FLOE_ADMIN_PASSWORD", "FLOE_SOURCE_PASSWORD")
          .doesNotContainKeys("FLOE_LIVE_PASSWORD", "FLOE_DATABASE_URL", "FLOE_STATION_FILE");
      assertThat(floe.given("admin"))
          .containsEntry("FLOE_PORT", Integer.toString(floe.port + 6))
          .containsEntry("QUARKUS_MANAGEMENT_PORT", Integer.toString(floe.port + 7))
          .containsEntry("FLOE_ADMIN_PASSWORD", "a-secret")
          .containsEntry("FLOE_SOURCE_PASSWORD", "b-secret")
          .containsEntry("FLOE_DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/fake")
          .containsKey("FLOE_LIVE_PASSWORD");
      assertThat(given.get("FLOE_CLUSTER_MEMBERS").split(","))
          .hasSize(4)
          .contains("127.0.0.1:" + given.get("FLOE_CLUSTER_PORT"));
      assertThat(temp.resolve("x")).isDirectory();
      assertThat(up.text()).doesNotContain("-secret", "Admin Password", "Default Source");
    }
  }

  @Test
  void serviceThatDies_isNamedAndStartedAgain() throws Exception {
    try (Floe.Running up = floe.up()) {
      up.awaitReady();
      ProcessHandle first = floe.service("edge-1");

      first.destroyForcibly();

      up.awaitLine(line -> line.startsWith("floe: edge-1 is back"));
      assertThat(up.text())
          .contains("floe: edge-1 died: killed (signal 9). Starting it again in 0.5 s");
      assertThat(floe.service("edge-1").pid()).isNotEqualTo(first.pid());
      Floe.Ended status = floe.run("status");
      assertThat(status.code()).isZero();
      assertThat(status.out()).contains("restarted once");
    }
  }

  @Test
  void serviceThatCannotStart_isToldWithItsLastWords() throws Exception {
    floe.environment.put("FAKE_ingest_1", "exit");
    try (Floe.Running up = floe.up()) {
      assertThat(up.await()).isEqualTo(1);
      assertThat(up.text())
          .contains("floe: ingest-1 ended while starting: exit code 3.")
          .contains("ingest-1| this fake cannot start")
          .doesNotContain("floe: ready");
      assertThat(floe.data.resolve("state.json")).doesNotExist();
    }
  }

  @Test
  void controlPlaneThatCannotStart_isTriedAgain_andKeepsNobodyOffTheAirAfterTheFirstTime()
      throws Exception {
    try (Floe.Running up = floe.up()) {
      up.awaitReady();
      up.terminate();
      assertThat(up.await()).isZero();
    }
    floe.environment.put("FAKE_admin", "exit");
    try (Floe.Running up = floe.up()) {
      up.awaitLine(line -> line.startsWith("floe: admin died: exit code 3."));
      up.awaitLine(line -> line.startsWith("floe: admin: not ready yet."));
      up.awaitReady();
      assertThat(floe.service("edge-1").isAlive()).isTrue();
      assertThat(floe.service("ingest-1").isAlive()).isTrue();
    }
  }

  @Test
  void controlPlaneThatCannotStart_endsTheFirstStart() throws Exception {
    floe.environment.put("FAKE_admin", "exit");
    try (Floe.Running up = floe.up()) {
      assertThat(up.await()).isEqualTo(1);
      assertThat(up.text())
          .contains("floe: admin ended while starting: exit code 3.")
          .doesNotContain("floe: ready");
    }
  }

  @Test
  void statusOfUnhealthyPlatform_isNotZero() throws Exception {
    floe.environment.put("FAKE_edge_1", "deaf");
    try (Floe.Running up = floe.up()) {
      await().atMost(PATIENCE).until(() -> floe.notes("edge-1").contains("listening"));
      await().atMost(PATIENCE).until(() -> floe.run("status").out().contains("ingest-1"));

      Floe.Ended status = floe.run("status");

      assertThat(status.code()).isEqualTo(1);
      assertThat(status.out()).contains("not ready");
      assertThat(up.text()).doesNotContain("floe: ready");
    }
  }

  @Test
  void launcherThatIsKilled_takesItsServicesAlong() throws Exception {
    try (Floe.Running up = floe.up()) {
      up.awaitReady();
      List<ProcessHandle> services = List.of(floe.service("ingest-1"), floe.service("edge-1"));

      up.process.destroyForcibly();

      await().atMost(PATIENCE).until(() -> services.stream().noneMatch(ProcessHandle::isAlive));
      assertThat(floe.notes("edge-1")).contains("standard input closed");
      Floe.Ended down = floe.run("down");
      assertThat(down.code()).isZero();
      assertThat(down.out()).contains("nothing runs on");
    }
  }

  @Test
  void folder_isForOnePlatformAtOneTime() throws Exception {
    try (Floe.Running first = floe.up()) {
      first.awaitReady();
      try (Floe.Running second = floe.up("--port", "1")) {
        assertThat(second.await()).isEqualTo(2);
      }
      try (Floe.Running second = floe.up()) {
        assertThat(second.await()).isEqualTo(1);
        assertThat(second.text())
            .contains("is in use by another ./floe up (PID " + first.process.pid() + ")");
      }
      assertThat(floe.run("status").code()).isZero();
    }
  }

  @Test
  void portInUse_isOneSentence() throws Exception {
    try (ServerSocket other = new ServerSocket()) {
      other.bind(new InetSocketAddress("127.0.0.1", floe.port + 1));
      try (Floe.Running up = floe.up()) {
        assertThat(up.await()).isEqualTo(1);
        assertThat(up.lines).hasSize(1);
        assertThat(up.text())
            .contains("port " + (floe.port + 1) + " (SHOUTcast port of ingest-1)")
            .contains("--port");
        assertThat(floe.data.resolve("first-start.json")).doesNotExist();
      }
    }
  }

  @Test
  void daemon_reportsAndStaysUntilDown() throws Exception {
    try (Floe.Running parent = floe.up("--daemon")) {
      assertThat(parent.await()).isZero();
      assertThat(parent.text())
          .contains("FIRST RUN")
          .contains("floe: ready")
          .contains("running in the background, PID ");
      String live = secret(parent, "Mount /live Pass:");
      RunState state = RunState.read(new DataFolder(floe.data)).orElseThrow();
      assertThat(parent.text()).contains("PID " + state.pid());

      floe.service("ingest-1").destroyForcibly();

      Path log = floe.data.resolve("logs/floe.log");
      await().atMost(PATIENCE).until(() -> Files.readString(log).contains("ingest-1 is back"));
      assertThat(log).content().doesNotContain(live);
      assertThat(floe.run("logs", "floe", "--no-follow").out()).contains("ingest-1 is back");

      Floe.Ended down = floe.run("down");

      assertThat(down.code()).isZero();
      assertThat(down.out()).isEqualTo("floe: stopped");
      assertThat(RunState.process(state.pid(), state.startedAt())).isEmpty();
      assertThat(floe.data.resolve("state.json")).doesNotExist();
    } finally {
      var _ = floe.run("down");
    }
  }

  @Test
  void daemon_thatCannotStart_reportsWhy() throws Exception {
    floe.environment.put("FAKE_edge_1", "exit");
    try (Floe.Running parent = floe.up("--daemon")) {
      assertThat(parent.await()).isEqualTo(1);
      assertThat(parent.text())
          .contains("floe: edge-1 ended while starting")
          .contains("this fake cannot start")
          .doesNotContain("running in the background");
    }
  }

  @Test
  void stationFile_isCheckedAndPassedOnToAdmin() throws Exception {
    Path file = temp.resolve("floe.yaml");
    Files.writeString(file, "tenants: [{name: north, mounts: [{name: /jazz, burst: 1234}]}]");
    try (Floe.Running up = floe.up()) {
      up.awaitReady();
      assertThat(floe.given("admin")).containsEntry("FLOE_STATION_FILE", file.toString());
      assertThat(floe.given("ingest-1")).doesNotContainKey("FLOE_STATION_FILE");

      Files.writeString(file, "tenants: [{name: north, mounts: [{name: /jazz, burst: 2000}]}]");
      Signals.send("HUP", up.process.pid());
      up.awaitLine(line -> line.equals("floe: logs opened anew, station file passed on"));
      await().atMost(PATIENCE).until(() -> floe.notes("admin").contains("hangup"));
      await().atMost(PATIENCE).until(() -> floe.notes("edge-1").contains("hangup"));
      await().atMost(PATIENCE).until(() -> floe.notes("transcoder-1").contains("hangup"));

      Files.writeString(file, "tenants: 7");
      Signals.send("HUP", up.process.pid());
      up.awaitLine(line -> line.contains("line 1: tenants is a list"));
      assertThat(up.process.isAlive()).isTrue();
    }
  }

  @Test
  void firstStart_thatWasCutShort_tellsPasswordsThatWork() throws Exception {
    floe.environment.put("FAKE_edge_1", "exit");
    try (Floe.Running up = floe.up()) {
      assertThat(up.await()).isEqualTo(1);
      assertThat(up.text()).doesNotContain("FIRST RUN");
    }
    floe.environment.put("FAKE_edge_1", "");
    try (Floe.Running up = floe.up()) {
      up.awaitReady();
      String live = secret(up, "Mount /live Pass:");
      assertThat(floe.given("admin")).containsEntry("FLOE_LIVE_PASSWORD", live);
      ConfigSnapshot snapshot = new SnapshotFile(floe.data.resolve("config/admin.json")).read();
      String hash = snapshot.settings(new MountName("/live")).passwordHash();
      assertThat(Passwords.matches(live, String.valueOf(hash))).isTrue();
    }
  }

  @Test
  void databaseWithAccounts_isNotGivenNewPasswords() throws Exception {
    floe.environment.put("FAKE_admin", "empty");
    try (Floe.Running up = floe.up()) {
      up.awaitReady();
      assertThat(up.text())
          .doesNotContain("FIRST RUN")
          .contains("the database has accounts already");
    }
  }

  @Test
  void up_withoutDatabaseOfYours_bringsItsOwn() throws Exception {
    floe.environment.remove("FLOE_DATABASE_URL");
    Path programs = Path.of("target/postgres").toAbsolutePath();
    Files.createDirectories(programs);
    Files.createDirectories(temp.resolve("launcher/target"));
    Files.createSymbolicLink(temp.resolve("launcher/target/postgres"), programs);
    ProcessHandle postgres;
    try (Floe.Running up = floe.up()) {
      up.awaitReady();
      postgres = floe.service("postgres");
      String url = floe.given("admin").get("FLOE_DATABASE_URL");
      assertThat(url).startsWith("jdbc:postgresql://127.0.0.1:").endsWith("/floe");
      assertThat(floe.given("admin")).containsEntry("FLOE_DATABASE_USER", "floe");
      assertThat(floe.run("status").out()).contains("postgres", "healthy");

      up.terminate();

      assertThat(up.await()).isZero();
      assertThat(postgres.isAlive()).isFalse();
      assertThat(floe.data.resolve("logs/postgres.log"))
          .content()
          .contains("database system is shut down");
    }
  }

  @Test
  void stationFile_thatComesLater_isPassedOnAtHangup() throws Exception {
    Path file = temp.resolve("floe.yaml");
    try (Floe.Running up = floe.up()) {
      up.awaitReady();
      assertThat(floe.given("admin"))
          .as("where it will be")
          .containsEntry("FLOE_STATION_FILE", file.toString());

      Signals.send("HUP", up.process.pid());
      up.awaitLine(line -> line.equals("floe: logs opened anew"));

      Files.writeString(file, "tenants: [{name: north}]");
      Signals.send("HUP", up.process.pid());
      up.awaitLine(line -> line.equals("floe: logs opened anew, station file passed on"));
    }
  }

  @Test
  void stationFile_withMistakes_startsNothing() throws Exception {
    Path file = temp.resolve("other.yaml");
    Files.writeString(file, "publicUrl: 7\ntenants: 7\n");
    try (Floe.Running up = floe.up("--config", "other.yaml")) {
      assertThat(up.await()).isEqualTo(1);
      assertThat(up.text())
          .contains(file + " was not applied")
          .contains("line 1: publicUrl")
          .contains("line 2: tenants")
          .doesNotContain("FIRST RUN");
    }
    try (Floe.Running up = floe.up("--config", "missing.yaml")) {
      assertThat(up.await()).isEqualTo(1);
      assertThat(up.text()).contains("missing.yaml: no such file");
    }
  }

  @Test
  void serviceThatDoesNotStop_isEnded() throws Exception {
    floe.environment.put("FAKE_edge_1", "stubborn");
    try (Floe.Running up = floe.up()) {
      up.awaitReady();
      ProcessHandle edge = floe.service("edge-1");

      up.terminate();

      await().atMost(PATIENCE).until(() -> floe.notes("edge-1").contains("but staying"));
      up.terminate();
      assertThat(up.await()).isZero();
      assertThat(edge.isAlive()).isFalse();
    }
  }

  @Test
  void secondStart_printsNoSecrets() throws Exception {
    try (Floe.Running up = floe.up()) {
      up.awaitReady();
      up.terminate();
      assertThat(up.await()).isZero();
    }
    try (Floe.Running up = floe.up()) {
      up.awaitReady();
      assertThat(up.text())
          .doesNotContain("FIRST RUN")
          .contains("source:PASSWORD@")
          .contains("as printed at the first start");
      assertThat(floe.given("admin")).doesNotContainKey("FLOE_ADMIN_PASSWORD");
    }
  }

  private static String secret(Floe.Running up, String label) {
    return up.lines.stream()
        .filter(line -> line.contains(label))
        .map(line -> line.substring(line.indexOf(label) + label.length()).strip())
        .findFirst()
        .orElseThrow();
  }
}
