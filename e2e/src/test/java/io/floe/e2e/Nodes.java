package io.floe.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floe.wire.bus.ClusterSettings;
import io.floe.wire.bus.ClusteredBus;
import io.floe.wire.bus.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Services of one cluster on this machine, started one by one and each with a config file of its
 * own, which may not be there. Confined to one thread.
 */
final class Nodes implements AutoCloseable {

  private static final Pattern JVM_FLAGS =
      Pattern.compile("<floe\\.jvm\\.flags>(.*?)</floe\\.jvm\\.flags>");

  /** Icecast and SHOUTcast port or listener port, cluster port, management port. */
  private static final int PORTS = 4;

  private final List<String> names;
  private final int base;
  private final Path folder;
  private final Map<String, Process> processes = new TreeMap<>();
  private final Map<String, Map<String, String>> settings = new HashMap<>();

  /**
   * Starts nothing yet.
   *
   * @param names such as {@code ingest-1} and {@code edge-1}
   */
  Nodes(String... names) {
    this.names = List.of(names);
    base = Platform.freeBlock(names.length * PORTS);
    try {
      Path parent = Platform.root().resolve("e2e/target/platforms");
      Files.createDirectories(parent);
      folder = Files.createTempDirectory(parent, "nodes");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The public port of a node. */
  int port(String name) {
    return base + names.indexOf(name) * PORTS;
  }

  /** Its config file. */
  Path config(String name) {
    return folder.resolve(name).resolve("config.json");
  }

  /** Replaces its config file, as an operator would. */
  void configure(String name, String json) {
    try {
      Path file = config(name);
      Files.createDirectories(file.getParent());
      Path draft = file.resolveSibling("draft");
      Files.writeString(draft, json);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sets an environment variable of a node that has not been started. */
  void set(String name, String variable, String value) {
    settings.computeIfAbsent(name, _ -> new HashMap<>()).put(variable, value);
  }

  /** Starts a node; it is not awaited. */
  void start(String name) {
    try {
      Files.createDirectories(folder.resolve(name));
      String kind = name.substring(0, name.indexOf('-'));
      List<String> command = new ArrayList<>();
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
      builder.environment().putAll(environment(name));
      processes.put(name, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a node and waits until it serves. */
  void startAndAwait(String name) {
    start(name);
    awaitReady(name);
  }

  void awaitReady(String name) {
    try {
      await()
          .atMost(Duration.ofSeconds(150))
          .pollInterval(Duration.ofMillis(50))
          .until(() -> health(name, "ready") == 200);
    } catch (ConditionTimeoutException late) {
      throw new AssertionError(name + " is not ready:\n" + log(name), late);
    }
  }

  /** What the node answers about its health: a status, 0 for nothing. */
  int health(String name, String what) {
    try {
      return Platform.get(management(name), "/q/health/" + what).statusCode();
    } catch (UncheckedIOException notThere) {
      return 0;
    }
  }

  double metric(String name, String metric) {
    return Platform.metric(management(name), metric);
  }

  /** Has this process join the cluster, as the control plane would. */
  ClusteredBus join(String name) {
    return ClusteredBus.join(
        new NodeId(name),
        new ClusterSettings(
            folder.getFileName().toString(), "127.0.0.1", 0, members(), Optional.empty()));
  }

  private List<String> members() {
    return names.stream().map(each -> "127.0.0.1:" + cluster(each)).toList();
  }

  /** What a node has printed so far. */
  String log(String name) {
    try {
      return Files.readString(folder.resolve(name + ".out"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends a node as an operator would, and waits. */
  void stop(String name) {
    @Nullable Process process = processes.remove(name);
    assertThat(process).as(name).isNotNull();
    end(process);
  }

  /** Ends a node at once, as a fault would. */
  void kill(String name) {
    @Nullable Process process = processes.remove(name);
    assertThat(process).as(name).isNotNull();
    process.destroyForcibly();
  }

  @Override
  public void close() {
    processes.values().forEach(Process::destroy);
    processes.values().forEach(Nodes::end);
  }

  private static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private int cluster(String name) {
    return port(name) + 2;
  }

  private int management(String name) {
    return port(name) + 3;
  }

  private Map<String, String> environment(String name) {
    Map<String, String> values =
        new HashMap<>(
            Map.of(
                "FLOE_NODE_NAME",
                name,
                "FLOE_HOST",
                "127.0.0.1",
                "FLOE_PORT",
                "" + port(name),
                "FLOE_CONFIG_FILE",
                config(name).toString(),
                "FLOE_LOG_DIR",
                folder.resolve(name).toString(),
                "FLOE_DRAIN_SECONDS",
                "0",
                "FLOE_PARENT_PIPE",
                "true"));
    values.putAll(
        Map.of(
            "FLOE_CLUSTER_NAME",
            folder.getFileName().toString(),
            "FLOE_CLUSTER_HOST",
            "127.0.0.1",
            "FLOE_CLUSTER_PORT",
            "" + cluster(name),
            "FLOE_CLUSTER_MEMBERS",
            String.join(",", members()),
            "QUARKUS_MANAGEMENT_HOST",
            "127.0.0.1",
            "QUARKUS_MANAGEMENT_PORT",
            "" + management(name)));
    values.putAll(settings.getOrDefault(name, Map.of()));
    return values;
  }
}
