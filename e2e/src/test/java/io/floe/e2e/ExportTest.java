package io.floe.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A platform as one file, and another one made of it. */
class ExportTest {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path temp;

  private static List<String> floe(String command, Path file, Path data) {
    return List.of(
        "env",
        "FLOE_SKIP_BUILD=1",
        Platform.root().resolve("floe").toString(),
        command,
        file.toString(),
        "--data",
        data.toString());
  }

  static Programs.Outcome run(String command, Path file, Path data) {
    return Programs.run(PATIENCE, floe(command, file, data).toArray(String[]::new));
  }

  static JsonNode snapshot(Path data) throws IOException {
    return new ObjectMapper().readTree(Files.readString(data.resolve("config/admin.json")));
  }

  static String password(Platform floe) {
    return floe.output()
        .lines()
        .filter(line -> line.contains("Admin Password:"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void platformThatWasWipedOut_isBack_asItWas_whateverWasKilledOnTheWay() throws Exception {
    Path first = temp.resolve("first");
    Path file = temp.resolve("floe.zip");
    String admin;
    JsonNode before;
    JsonNode audit;
    try (Platform floe = Platform.start(first)) {
      admin = password(floe);
      Rest rest = new Rest(floe.admin(), LivePathTest.basic("admin", admin));
      rest.create("/tenants", "{\"name\": \"north\"}");
      for (int i = 0; i < 40; i++) {
        rest.create("/mounts", "{\"name\": \"/north/" + i + "\", \"tenant\": \"north\"}");
      }
      rest.patch("/mounts/live", "{\"genre\": \"j\\u00e5zz \\\"'\"}");
      killedExports(first, rest);
      Programs.Outcome done = run("export", file, first);
      assertThat(done.exit()).as(done.output()).isZero();
      assertThat(done.output()).contains("rows of");
      audit = rest.get("/audit?limit=200");
      before = snapshot(first);
      assertThat(floe.stop()).isZero();
    }
    Path still = temp.resolve("still.zip");
    assertThat(run("export", still, first).orFail()).contains("rows of");
    assertThat(run("export", still, first).exit()).isEqualTo(1);

    Path second = temp.resolve("second");
    killedRestores(file, second);
    Programs.Outcome done = run("restore", file, second);
    assertThat(done.exit()).as(done.output()).isZero();
    assertThat(temp.resolve("second.restoring")).doesNotExist();
    assertThat(run("restore", file, second).output()).contains("is not empty");

    try (Platform floe = Platform.start(second)) {
      assertThat(floe.output()).doesNotContain("FIRST RUN");
      await().atMost(PATIENCE).until(() -> Files.exists(second.resolve("config/admin.json")));
      assertThat(snapshot(second)).isEqualTo(before);
      Rest rest = new Rest(floe.admin(), LivePathTest.basic("admin", admin));
      JsonNode now = rest.get("/audit?limit=200");
      for (JsonNode entry : audit.get("items")) {
        assertThat(now.get("items")).contains(entry);
      }
      assertThat(floe.stop()).isZero();
    }
  }

  /** An export that is killed leaves no file, or a whole one. */
  private void killedExports(Path data, Rest rest) throws Exception {
    Random random = new Random(1);
    for (int i = 0; i < 4; i++) {
      Path file = temp.resolve("killed-" + i + ".zip");
      Process export = Programs.start(temp.resolve("export.log"), floe("export", file, data));
      export.waitFor(300 + random.nextInt(1_500), TimeUnit.MILLISECONDS);
      kill(export);
      if (Files.exists(file)) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
          assertThat(zip.getEntry("manifest.json")).isNotNull();
        }
      }
      rest.patch("/mounts/live", "{\"description\": \"" + i + "\"}");
    }
  }

  /** A restore that is killed leaves no folder, and the next one does not mind. */
  private void killedRestores(Path file, Path data) throws Exception {
    Path draft = data.resolveSibling("second.restoring");
    Process early = Programs.start(temp.resolve("restore.log"), floe("restore", file, data));
    await().atMost(PATIENCE).until(() -> Files.exists(draft.resolve("postgres")));
    kill(early);
    Process late = Programs.start(temp.resolve("restore.log"), floe("restore", file, data));
    await().atMost(PATIENCE).until(() -> Files.exists(draft.resolve("postgres/data/PG_VERSION")));
    late.waitFor(500, TimeUnit.MILLISECONDS);
    kill(late);
    assertThat(data).doesNotExist();
  }

  /** All of it at once, with what it has started, as a crash of the machine would. */
  private static void kill(Process process) throws InterruptedException {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    all.forEach(ProcessHandle::destroyForcibly);
    process.waitFor();
  }
}
