package io.floe.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One admin service more for a platform, on the same database and in the same cluster: the launcher
 * starts one only. Its id comes before the other's, so it is the one on duty. Confined to one
 * thread.
 */
final class SecondAdmin implements AutoCloseable {

  private static final String NAME = "a-second";

  private final Process process;
  private final int port;
  private final int management;
  private final Path folder;

  /** Starts it with the command line and environment of the other, and waits until it serves. */
  SecondAdmin(Platform floe) {
    this(floe, Map.of());
  }

  /**
   * The same with more variables of the environment.
   *
   * @param more such as a clock of its own
   */
  SecondAdmin(Platform floe, Map<String, String> more) {
    port = floe.spare(1);
    management = floe.spare(2);
    folder = floe.data().resolve(NAME);
    try {
      Files.createDirectories(folder);
      Path other = Path.of("/proc", "" + floe.pid("admin"));
      ProcessBuilder builder = new ProcessBuilder(parts(other.resolve("cmdline")));
      Map<String, String> environment = builder.environment();
      environment.clear();
      for (String variable : parts(other.resolve("environ"))) {
        int equals = variable.indexOf('=');
        environment.put(variable.substring(0, equals), variable.substring(equals + 1));
      }
      environment.putAll(
          Map.of(
              "FLOE_NODE_NAME",
              NAME,
              "FLOE_PORT",
              "" + port,
              "FLOE_CLUSTER_PORT",
              "" + floe.spare(3),
              "FLOE_CONFIG_FILE",
              folder.resolve("config.json").toString(),
              "FLOE_AUTH_LOG_FILE",
              folder.resolve("auth.log").toString(),
              "FLOE_LOG_DIR",
              folder.toString(),
              "QUARKUS_MANAGEMENT_PORT",
              "" + management,
              "QUARKUS_LOG_FILE_PATH",
              folder.resolve("admin.log").toString()));
      environment.putAll(more);
      process =
          builder
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("admin.out").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      await()
          .atMost(Duration.ofSeconds(90))
          .pollInterval(Duration.ofMillis(100))
          .ignoreExceptions()
          .until(() -> Platform.get(management, "/q/health/ready").statusCode() == 200);
    } catch (RuntimeException | Error late) {
      close();
      throw late;
    }
  }

  private static List<String> parts(Path file) throws IOException {
    return List.of(Files.readString(file, StandardCharsets.UTF_8).split("\0"));
  }

  int port() {
    return port;
  }

  int management() {
    return management;
  }

  /** REST as the first superadmin. */
  Rest rest() {
    return new Rest(port, LivePathTest.basic("admin", Platform.ADMIN_PASSWORD));
  }

  /** Ends it without a chance to say a word. */
  void kill() {
    Fault.kill(process.pid());
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
