package io.floe.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The whole platform, started by the launcher as a user starts it, on ports and a data folder of
 * its own. Any thread.
 */
final class Platform implements AutoCloseable {

  static final String SOURCE_PASSWORD = "e2e-source";
  static final String LIVE_PASSWORD = "e2e-live";
  static final String ADMIN_PASSWORD = "e2e-admin";

  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private final Process launcher;
  private final List<String> output = new ArrayList<>();
  private final CountDownLatch ready = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final int port;
  private final int listenPort;
  private final int adminPort;
  private final int managementPort;
  private final int ingests;
  private final Path data;

  private Platform(
      int ingests,
      int edges,
      Path data,
      @Nullable Path stationFile,
      Map<String, String> environment) {
    int base = freeBlock(40);
    this.port = base;
    this.listenPort = base + 20;
    this.adminPort = base + 29;
    this.managementPort = base + 30;
    this.ingests = ingests;
    this.data = data;
    List<String> command =
        new ArrayList<>(
            List.of(
                root().resolve("floe").toString(),
                "up",
                "--host",
                "127.0.0.1",
                "--port",
                "" + port,
                "--listen-port",
                "" + listenPort,
                "--admin-port",
                "" + adminPort,
                "--management-port",
                "" + managementPort,
                "--ingests",
                "" + ingests,
                "--edges",
                "" + edges,
                "--data",
                data.toString()));
    if (stationFile != null) {
      command.addAll(List.of("--config", stationFile.toString()));
    }
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().putAll(environment);
      builder.environment().put("FLOE_SKIP_BUILD", "1");
      launcher = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread reader = new Thread(this::read, "launcher-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts and waits until the launcher says that it is ready. */
  static Platform start(int ingests, int edges, @Nullable Path stationFile) {
    return start(ingests, edges, stationFile, Map.of());
  }

  /**
   * Starts and waits until the launcher says that it is ready.
   *
   * @param more variables of the environment
   */
  static Platform start(
      int ingests, int edges, @Nullable Path stationFile, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("FLOE_SOURCE_PASSWORD", SOURCE_PASSWORD);
    environment.put("FLOE_LIVE_PASSWORD", LIVE_PASSWORD);
    environment.put("FLOE_ADMIN_PASSWORD", ADMIN_PASSWORD);
    return ready(new Platform(ingests, edges, folder(), stationFile, environment));
  }

  /** One ingest and one edge that make up their own passwords, if the folder is new. */
  static Platform start(Path data) {
    return ready(new Platform(1, 1, data, null, Map.of()));
  }

  private static Platform ready(Platform platform) {
    try {
      long patience = Math.round(90 * Machine.slowness());
      if (!platform.ready.await(patience, TimeUnit.SECONDS)) {
        platform.close();
        throw new AssertionError("not ready after " + patience + " s:\n" + platform.output());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (!platform.output().contains("floe: ready")) {
      platform.close();
      throw new AssertionError("the launcher ended:\n" + platform.output());
    }
    return platform;
  }

  /** Root of the project. */
  static Path root() {
    return Path.of(System.getProperty("floe.root", "..")).toAbsolutePath().normalize();
  }

  /** Icecast port of the n-th ingest, from 1. */
  int ingest(int n) {
    return port + 2 * (n - 1);
  }

  /** SHOUTcast port of the first ingest. */
  int shoutcast() {
    return port + 1;
  }

  /** Listener port of the n-th edge, from 1. */
  int edge(int n) {
    return listenPort + n - 1;
  }

  /** The n-th port that is this platform's and used by none of its services, from 1 to 9. */
  int spare(int n) {
    return port + 10 + n;
  }

  /** REST port of the admin service. */
  int admin() {
    return adminPort;
  }

  /** REST as the first superadmin. */
  Rest rest() {
    return new Rest(adminPort, LivePathTest.basic("admin", ADMIN_PASSWORD));
  }

  /** Management port of the admin service. */
  int adminManagement() {
    return managementPort;
  }

  /** Management port of the n-th ingest or edge, ingests first, from 1. */
  int management(int n) {
    return managementPort + n;
  }

  /** Management port of the n-th edge, from 1. */
  int edgeManagement(int n) {
    return management(ingests + n);
  }

  Path data() {
    return data;
  }

  String output() {
    synchronized (output) {
      return String.join("\n", output);
    }
  }

  long pid() {
    return launcher.pid();
  }

  /** PID of the present process of a service, such as {@code edge-1}. */
  long pid(String service) {
    return launcher
        .descendants()
        .filter(process -> named(process, service))
        .mapToLong(ProcessHandle::pid)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no process of " + service));
  }

  /** What a service has logged so far. */
  String log(String service) {
    try {
      return Files.readString(data.resolve("logs").resolve(service + ".log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean named(ProcessHandle process, String service) {
    try {
      String environment =
          Files.readString(
              Path.of("/proc", "" + process.pid(), "environ"), StandardCharsets.ISO_8859_1);
      return List.of(environment.split("\0")).contains("FLOE_NODE_NAME=" + service);
    } catch (IOException ended) {
      return false;
    }
  }

  /** Runs another launcher command against this platform's folder. */
  Programs.Outcome floe(String command, String... more) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "env",
                "FLOE_SKIP_BUILD=1",
                root().resolve("floe").toString(),
                command,
                "--data",
                data.toString()));
    line.addAll(List.of(more));
    return Programs.run(Duration.ofSeconds(60), line.toArray(String[]::new));
  }

  /** GET on loopback. */
  static HttpResponse<String> get(int port, String path, String... headers) {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .timeout(Duration.ofSeconds(10));
      if (headers.length > 0) {
        request.headers(headers);
      }
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Value of the first sample of a metric whose line starts with {@code name}, or 0 when there is
   * none.
   */
  static double metric(int managementPort, String name) {
    return get(managementPort, "/q/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElse(0);
  }

  /** Asks the launcher to stop and waits for it. */
  int stop() {
    launcher.destroy();
    try {
      if (!launcher.waitFor(30, TimeUnit.SECONDS)) {
        launcher.destroyForcibly();
        throw new AssertionError("the launcher did not stop within 30 s:\n" + output());
      }
      ended.await(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return launcher.exitValue();
  }

  @Override
  public void close() {
    if (launcher.isAlive()) {
      stop();
    }
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(launcher.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        synchronized (output) {
          output.add(line);
        }
        if (line.equals("floe: ready")) {
          ready.countDown();
        }
      }
    } catch (IOException closed) {
      // The launcher has gone.
    }
    ended.countDown();
    ready.countDown();
  }

  private static Path folder() {
    try {
      Path target = root().resolve("e2e/target/platforms");
      Files.createDirectories(target);
      return Files.createTempDirectory(target, "p");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first port of a block below the ephemeral range that is free now. */
  static int freeBlock(int size) {
    for (int base = 12_000 + (int) (ProcessHandle.current().pid() % 97) * 100;
        base < 32_000;
        base += size) {
      boolean free = true;
      for (int i = 0; i < size && free; i++) {
        try (ServerSocket probe = new ServerSocket(base + i, 1, InetAddress.getLoopbackAddress())) {
          free = probe.isBound();
        } catch (IOException taken) {
          free = false;
        }
      }
      if (free) {
        return base;
      }
    }
    throw new IllegalStateException("no free block of ports");
  }

  /**
   * Gives tests the one platform that they share: one ingest, two edges. It ends with the test run.
   */
  static final class Shared implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Platform.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.GLOBAL)
          .getOrComputeIfAbsent("platform", key -> new Closing(start(1, 2, null)), Closing.class)
          .platform();
    }

    private record Closing(Platform platform) implements AutoCloseable {
      @Override
      public void close() {
        platform.close();
      }
    }
  }
}
