package io.floe.launcher.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.floe.launcher.folder.LaunchProblem;
import io.floe.launcher.folder.RunState;
import io.floe.launcher.process.Probe;
import io.floe.launcher.process.Signals;
import io.floe.launcher.process.Supervisor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The real Postgres, as this machine's user. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class PostgresTest {

  private static final Path PROGRAMS = Path.of("target", "postgres").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** A database that was just made, to be copied: making one takes seconds. */
  @TempDir private static Path made = Path.of("set before all");

  @TempDir private Path temp;

  private final List<String> said = new CopyOnWriteArrayList<>();
  private final List<Supervisor> supervisors = new ArrayList<>();
  private volatile RunState.Service state = new RunState.Service("none", 0, 0, List.of(), 0, 0, 0);
  private Path folder = Path.of("set before each");

  @BeforeAll
  static void makeOne() {
    var _ = Postgres.in(made, Binaries.in(PROGRAMS), null, List.of()).builder();
  }

  @BeforeEach
  void chooseFolder() {
    folder = temp.resolve("postgres");
  }

  @AfterEach
  void stopAll() throws Exception {
    for (Supervisor supervisor : supervisors) {
      supervisor.stop().get(30, TimeUnit.SECONDS);
      supervisor.close();
    }
    Leftovers.end(folder.resolve("data"));
  }

  @Test
  void firstStart_makesDatabaseThatOnlyItsPasswordOpens() throws Exception {
    Postgres postgres = postgres();
    Access access = postgres.access();
    start(postgres);

    assertThat(one(access, "show listen_addresses")).isEqualTo("127.0.0.1");
    assertThat(Files.readAllLines(folder.resolve("data/postmaster.pid")).get(4))
        .as("folder of its Unix socket")
        .isEmpty();
    assertThat(one(access, "show fsync")).isEqualTo("on");
    assertThat(one(access, "show password_encryption")).isEqualTo("scram-sha-256");
    assertThat(one(access, "select current_database() || ' ' || current_user"))
        .isEqualTo("floe floe");
    assertThat(one(access, "select rolsuper from pg_roles where rolname = current_user"))
        .isEqualTo("f");
    assertThat(one(access, "select lower('ÅSE')")).isEqualTo("åse");
    assertThat(one(access, "select 'Zulu' < 'alpha'")).isEqualTo("t");
    assertThat(Files.getPosixFilePermissions(folder.resolve("password"))).hasSize(2);
    assertThat(Files.getPosixFilePermissions(folder.resolve("data"))).hasSize(3);
    assertThat(folder.resolve("superuser")).doesNotExist();
    assertThat(access.toString()).doesNotContain(String.valueOf(access.password()));
    assertThat(Files.readString(folder.resolve("logs/postgres.log")))
        .doesNotContain(String.valueOf(access.password()));
    for (String user : List.of("floe", "postgres")) {
      assertThatThrownBy(() -> one(new Access(access.url(), user, "wrong"), "select 1"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password authentication failed");
    }
  }

  @Test
  void firstStart_fromAClusterOfTheBuild_isNoDifferent() throws Exception {
    Path programs =
        Files.createSymbolicLink(temp.resolve("programs"), Binaries.in(PROGRAMS).folder());
    Binaries binaries = new Binaries(programs);
    binaries.makeCluster();
    binaries.makeCluster();
    assertThat(temp.resolve("programs-cluster/PG_VERSION")).exists();
    assertThat(temp.resolve("superuser")).doesNotExist();

    Postgres postgres = Postgres.in(folder, binaries, folder.resolve("logs"), List.of());
    start(postgres);

    assertThat(one(postgres.access(), "select current_database() || ' ' || current_user"))
        .isEqualTo("floe floe");
    assertThat(one(postgres.access(), "show password_encryption")).isEqualTo("scram-sha-256");
    assertThatThrownBy(() -> one(new Access(postgres.access().url(), "postgres", ""), "select 1"))
        .isInstanceOf(SQLException.class);
  }

  @Test
  void restart_keepsDataAndPort() throws Exception {
    copyOne();
    Postgres first = postgres();
    start(first);
    run(first.access(), "create table t as select 42 as n");
    stop();

    Postgres second = postgres();
    start(second);

    assertThat(second.access()).isEqualTo(first.access());
    assertThat(one(second.access(), "select n from t")).isEqualTo("42");
  }

  @Test
  void portThatIsTakenMeanwhile_isReplaced() throws Exception {
    copyOne();
    Access before = postgres().access();
    int port = Integer.parseInt(Files.readString(folder.resolve("port")));

    try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
      Postgres again = postgres();
      assertThat(again.access().url()).isNotEqualTo(before.url());
      start(again);
      assertThat(one(again.access(), "select 1")).isEqualTo("1");
    }
  }

  @Test
  void postgresThatIsKilled_isStartedAgainWithWhatWasCommitted() throws Exception {
    copyOne();
    Postgres postgres = postgres();
    start(postgres);
    run(postgres.access(), "create table t (n int)");
    run(postgres.access(), "insert into t select generate_series(1, 1000)");
    long pid = state.pid();

    Signals.send("KILL", pid);

    await()
        .atMost(PATIENCE)
        .until(() -> said.stream().anyMatch(line -> line.startsWith("postgres is back")));
    assertThat(said.getFirst()).startsWith("postgres died: killed (signal 9)");
    assertThat(state.pid()).isNotEqualTo(pid);
    assertThat(one(postgres.access(), "select count(*) from t")).isEqualTo("1000");
  }

  @Test
  void dataThatIsTakenAway_isWaitedFor_andNotMadeAnew() throws Exception {
    copyOne();
    Postgres postgres = postgres();
    start(postgres);
    run(postgres.access(), "create table t as select 42 as n");
    Files.move(folder.resolve("data"), folder.resolve("elsewhere"));

    Signals.send("KILL", state.pid());
    await()
        .atMost(PATIENCE)
        .until(() -> said.stream().anyMatch(line -> line.contains("is not where it was")));
    Files.move(folder.resolve("elsewhere"), folder.resolve("data"));

    await()
        .atMost(PATIENCE)
        .until(() -> said.stream().anyMatch(line -> line.startsWith("postgres is back")));
    assertThat(one(postgres.access(), "select n from t")).isEqualTo("42");
  }

  @Test
  void launcherThatIsKilled_takesItAlong() throws Exception {
    copyOne();
    try (Keeper keeper = new Keeper()) {
      ProcessHandle postgres = keeper.postgres();

      keeper.process.destroyForcibly().waitFor();

      await().atMost(PATIENCE).until(() -> !postgres.isAlive());
      await().atMost(PATIENCE).until(() -> Leftovers.in(folder.resolve("data")).isEmpty());
    }
    Postgres next = postgres();
    start(next);
    assertThat(one(next.access(), "select 1")).isEqualTo("1");
  }

  @Test
  void postgresThatOutlivedItsLauncher_isEndedBeforeTheNextStart() throws Exception {
    copyOne();
    Postgres before = postgres();
    Process orphan = new ProcessBuilder(alone(before.builder().command())).inheritIO().start();
    int port = Integer.parseInt(Files.readString(folder.resolve("port")));
    await().atMost(PATIENCE).until(() -> Probe.databaseReady(port));
    run(before.access(), "create table t as select 42 as n");

    Postgres next = postgres();

    assertThat(orphan.isAlive()).isFalse();
    start(next);
    assertThat(next.access()).isEqualTo(before.access());
    assertThat(one(next.access(), "select n from t")).isEqualTo("42");
  }

  @Test
  void numberOfDeadPostgres_thatAnotherProgramHasNow_hindersNobody() throws Exception {
    copyOne();
    Postgres first = postgres();
    start(first);
    stop();
    Files.writeString(
        folder.resolve("data/postmaster.pid"),
        "%d%n%s%n1%n5432%n%n127.0.0.1%n%n"
            .formatted(ProcessHandle.current().pid(), folder.resolve("data")));

    Postgres second = postgres();
    start(second);

    assertThat(one(second.access(), "select 1")).isEqualTo("1");
  }

  @Test
  void creationThatWasCutShort_isBegunAnew() throws Exception {
    Files.createDirectories(folder.resolve("data.new/base"));
    Files.writeString(folder.resolve("data.new/PG_VERSION"), "17\n");

    Postgres postgres = postgres();
    start(postgres);

    assertThat(one(postgres.access(), "select 1")).isEqualTo("1");
    assertThat(folder.resolve("data.new")).doesNotExist();
  }

  @Test
  void dataOfOtherVersion_isNotTouched() throws Exception {
    Files.createDirectories(folder.resolve("data"));
    Files.writeString(folder.resolve("data/PG_VERSION"), "16\n");

    assertThatThrownBy(this::postgres)
        .isInstanceOf(LaunchProblem.class)
        .hasMessageContaining("is of Postgres 16 and this release brings 17");
  }

  /** Root can become another user; whoever else runs the tests is one already. */
  @Test
  @EnabledIf("root")
  void userWhoIsNotRoot_runsItToo() throws Exception {
    for (Path each : List.of(temp, Files.createDirectory(folder))) {
      Files.setAttribute(each, "unix:uid", 65_534);
    }
    List<String> nobody = Wrapping.in(Wrapping.Guise.NOBODY).command(List.of());
    try (Keeper keeper = new Keeper(nobody.toArray(String[]::new))) {
      assertThat(keeper.postgres().info().user()).isEqualTo(keeper.process.info().user());
      assertThat(Files.getAttribute(folder.resolve("data/PG_VERSION"), "unix:uid"))
          .isEqualTo(65_534);
      assertThat(keeper.postgres().isAlive()).isTrue();
      keeper.process.getOutputStream().close();
      assertThat(keeper.process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(keeper.process.exitValue()).isZero();
    }
  }

  @Test
  @EnabledIf("root")
  void rootWithoutNamespaces_runsItAsNobody_andWithThemAgain() throws Exception {
    copyOne();
    Postgres first = postgres();
    start(first);
    run(first.access(), "create table t as select 42 as n");
    stop();

    for (Wrapping.Guise guise : List.of(Wrapping.Guise.NOBODY, Wrapping.Guise.NAMESPACE)) {
      Postgres next =
          Postgres.in(
              folder, Binaries.in(PROGRAMS), folder.resolve("logs"), List.of(), Wrapping.in(guise));
      start(next);
      assertThat(one(next.access(), "select n from t")).isEqualTo("42");
      stop();
    }
  }

  static boolean root() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
  }

  /** Its program and arguments, without what ties it to this process. */
  private static List<String> alone(List<String> command) {
    List<String> alone = new ArrayList<>(command);
    int at = alone.indexOf("--pdeathsig");
    if (at >= 0) {
      alone.subList(at - 1, at + 2).clear();
    }
    return alone;
  }

  private void copyOne() throws IOException {
    try (Stream<Path> files = Files.walk(made)) {
      for (Path each : files.toList()) {
        Files.copy(
            each,
            folder.resolve(made.relativize(each).toString()),
            StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private Postgres postgres() {
    return Postgres.in(folder, Binaries.in(PROGRAMS), folder.resolve("logs"), List.of());
  }

  private void start(Postgres postgres) throws Exception {
    Supervisor supervisor =
        new Supervisor(List.of(List.of(postgres)), new Watch(), Supervisor.Patience.USUAL);
    supervisors.add(supervisor);
    supervisor.start().get(60, TimeUnit.SECONDS);
  }

  private void stop() throws Exception {
    try (Supervisor supervisor = supervisors.removeLast()) {
      supervisor.stop().get(30, TimeUnit.SECONDS);
    }
    assertThat(Leftovers.in(folder.resolve("data"))).isEmpty();
    assertThat(Files.readString(folder.resolve("logs/postgres.log")))
        .contains("received fast shutdown request")
        .contains("database system is shut down");
  }

  private static String one(Access access, String query) throws SQLException {
    try (Connection connection = connection(access);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  private static void run(Access access, String sql) throws SQLException {
    try (Connection connection = connection(access);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Connection connection(Access access) throws SQLException {
    return DriverManager.getConnection(access.url(), access.user(), access.password());
  }

  private final class Watch implements Supervisor.Watcher {
    @Override
    public void said(String sentence) {
      said.add(sentence);
    }

    @Override
    public void changed(List<RunState.Service> services) {
      state = services.getFirst();
    }
  }

  /** A {@link PostgresKeeper} as a process. */
  private final class Keeper implements AutoCloseable {
    private final Process process;
    private final long pid;

    Keeper(String... wrapping) throws IOException {
      List<String> command = new ArrayList<>(List.of(wrapping));
      command.addAll(
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-cp",
              System.getProperty("java.class.path"),
              PostgresKeeper.class.getName(),
              folder.toString(),
              PROGRAMS.toString()));
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      long last = 0;
      String line;
      while ((line = out.readLine()) != null && !line.equals("ready")) {
        if (line.startsWith("pid ")) {
          last = Long.parseLong(line.substring(4));
        }
      }
      assertThat(line).isEqualTo("ready");
      pid = last;
    }

    ProcessHandle postgres() {
      return ProcessHandle.of(pid).orElseThrow();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
