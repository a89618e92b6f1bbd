package io.floe.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Services in network namespaces of their own, whose cluster traffic goes over one bridge. A node
 * can be taken off the bridge, or put on another one: packets then vanish without a word, as on a
 * network that has failed. Tests reach each node by a second link. Needs root on Linux.
 */
final class Islands implements AutoCloseable {

  private static final Pattern JVM_FLAGS =
      Pattern.compile("<floe\\.jvm\\.flags>(.*?)</floe\\.jvm\\.flags>");

  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  /** bcrypt of {@link Platform#SOURCE_PASSWORD}. */
  private static final String CONFIG =
      """
      {"version": 1, "tenants": [{"name": "default", "createMounts": true, "sourcePasswordHash":
       "$2b$10$6YGu1Afs3x1Dc6KDSRYJruC69aFmpmIo0Y45AdeosxTUTzYOQ1zdi"}]}
      """;

  private final String prefix = "floe" + ProcessHandle.current().pid() % 100_000;
  private final List<String> names;
  private final Path folder;
  private final Map<String, Process> processes = new TreeMap<>();

  /**
   * Starts the services and waits until each knows all the others.
   *
   * @param names such as {@code ingest-1} and {@code edge-1}
   */
  Islands(String... names) {
    this.names = List.of(names);
    try {
      Path parent = Platform.root().resolve("e2e/target/platforms");
      Files.createDirectories(parent);
      folder = Files.createTempDirectory(parent, "islands");
      Files.writeString(folder.resolve("config.json"), CONFIG);
      Runtime.getRuntime().addShutdownHook(new Thread(this::remove));
      build();
      for (String name : names) {
        processes.put(name, launch(name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
    awaitWhole(Duration.ofSeconds(60));
  }

  /** Whether this machine lets a test do that. */
  static boolean possible() {
    return System.getProperty("os.name").equals("Linux")
        && Programs.run(Duration.ofSeconds(5), "id", "-u").output().strip().equals("0");
  }

  /** The public port of a node. */
  InetSocketAddress door(String name) {
    return new InetSocketAddress(front(name), 8000);
  }

  /** Waits until every node knows all the others to be alive. */
  void awaitWhole(Duration limit) {
    await()
        .atMost(limit)
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions()
        .until(() ->
            names.stream().allMatch(name -> metric(name, "floe_bus_peers") == names.size() - 1));
  }

  double metric(String name, String metric) {
    try {
      return HTTP.send(
              HttpRequest.newBuilder(URI.create("http://" + front(name) + ":9000/q/metrics"))
                  .timeout(Duration.ofSeconds(5))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body()
          .lines()
          .filter(line -> line.startsWith(metric + " ") || line.startsWith(metric + "{"))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a node has printed so far. */
  String log(String name) {
    try {
      return Files.readString(folder.resolve(name + ".out"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nothing from or to that node arrives any more. */
  void cut(String name) {
    hub("link", "set", port(name), "nomaster");
  }

  /** These nodes reach each other and nobody else. */
  void part(String... those) {
    for (String name : those) {
      hub("link", "set", port(name), "master", "other");
    }
  }

  /** Everybody reaches everybody again. */
  void heal() {
    for (String name : names) {
      hub("link", "set", port(name), "master", "main");
    }
  }

  @Override
  public void close() {
    processes.values().forEach(Process::destroy);
    for (Process process : processes.values()) {
      try {
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    remove();
  }

  private void build() {
    ip("netns", "add", prefix);
    for (String bridge : List.of("main", "other")) {
      hub("link", "add", bridge, "type", "bridge");
      hub("link", "set", bridge, "up");
    }
    for (String name : names) {
      String space = space(name);
      ip("netns", "add", space);
      ip("-n", space, "link", "set", "lo", "up");
      hub("link", "add", port(name), "type", "veth", "peer", "name", "back", "netns", space);
      hub("link", "set", port(name), "master", "main", "up");
      ip("-n", space, "addr", "add", back(name) + "/24", "dev", "back");
      ip("-n", space, "link", "set", "back", "up");
      ip("link", "add", outer(name), "type", "veth", "peer", "name", "front", "netns", space);
      ip("addr", "add", net(name) + ".1/24", "dev", outer(name));
      ip("link", "set", outer(name), "up");
      ip("-n", space, "addr", "add", front(name) + "/24", "dev", "front");
      ip("-n", space, "link", "set", "front", "up");
    }
  }

  private Process launch(String name) throws IOException {
    String kind = name.substring(0, name.indexOf('-'));
    List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", space(name)));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Matcher flags = JVM_FLAGS.matcher(Files.readString(Platform.root().resolve("pom.xml")));
    if (flags.find()) {
      command.addAll(Arrays.asList(flags.group(1).split(" ")));
    }
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx256m", "-jar"));
    command.add(
        Platform.root().resolve(kind + "-service/target/quarkus-app/quarkus-run.jar").toString());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(folder.resolve(name + ".out").toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "FLOE_NODE_NAME",
                name,
                "FLOE_PORT",
                "8000",
                "FLOE_CONFIG_FILE",
                folder.resolve("config.json").toString(),
                "FLOE_PARENT_PIPE",
                "true",
                "FLOE_CLUSTER_NAME",
                prefix,
                "FLOE_CLUSTER_HOST",
                back(name),
                "FLOE_CLUSTER_MEMBERS",
                String.join(",", names.stream().map(n -> back(n) + ":5701").toList()),
                "QUARKUS_MANAGEMENT_HOST",
                "0.0.0.0"));
    return builder.start();
  }

  private void remove() {
    for (String name : names) {
      Programs.run(Duration.ofSeconds(10), "ip", "netns", "del", space(name));
    }
    Programs.run(Duration.ofSeconds(10), "ip", "netns", "del", prefix);
  }

  private String space(String name) {
    return prefix + "-" + name;
  }

  private int index(String name) {
    return names.indexOf(name) + 1;
  }

  private String port(String name) {
    return "port" + index(name);
  }

  private String outer(String name) {
    return prefix + "-" + index(name);
  }

  /** From the range for measurements between networks: nobody's real address. */
  private String net(String name) {
    return "198.18." + index(name);
  }

  private String front(String name) {
    return net(name) + ".2";
  }

  private String back(String name) {
    return "198.19.0." + index(name);
  }

  private void hub(String... arguments) {
    List<String> line = new ArrayList<>(List.of("-n", prefix));
    line.addAll(List.of(arguments));
    ip(line.toArray(String[]::new));
  }

  private static void ip(String... arguments) {
    List<String> line = new ArrayList<>(List.of("ip"));
    line.addAll(List.of(arguments));
    Programs.run(Duration.ofSeconds(10), line.toArray(String[]::new)).orFail();
  }
}
