package io.floe.launcher.process;

import io.floe.launcher.folder.DataFolder;
import io.floe.launcher.folder.SecretKey;
import io.floe.launcher.station.FirstStart;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a service's process is started: its program, JVM flags and environment. Immutable.
 *
 * @param home the project's folder, with what was built in it
 * @param jvmFlags what the cluster library needs
 * @param configs folder in which each service keeps its own copy of the configuration
 * @param logs folder to log to; null: standard output
 * @param clusterPorts by the order of {@code services}
 * @param control what only the admin service is told
 * @param training whether the processes are started to make their start caches
 */
public record ServiceCommand(
    Path home,
    List<String> jvmFlags,
    String host,
    Path configs,
    @Nullable Path logs,
    Path authLog,
    String logLevel,
    String cluster,
    List<ServicePlan> services,
    List<Integer> clusterPorts,
    Map<String, String> control,
    boolean training) {

  private static final String LOOPBACK = "127.0.0.1";

  public ServiceCommand {
    jvmFlags = List.copyOf(jvmFlags);
    services = List.copyOf(services);
    clusterPorts = List.copyOf(clusterPorts);
    control = Map.copyOf(control);
  }

  /** The services as parts of a platform. */
  public List<Part> parts() {
    return services.stream().<Part>map(plan -> new ServicePart(this, plan)).toList();
  }

  /** A process builder ready to start; its standard input is a pipe. */
  public ProcessBuilder builder(ServicePlan service) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmFlags);
    command.add("-XX:+UseSerialGC");
    command.add("-XX:+UseCompactObjectHeaders");
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.addAll(
        switch (service.kind()) {
          // The compiler for short programs: the other one costs a start seconds, and gains little.
          case ADMIN -> List.of("-Xmx384m", "-XX:TieredStopAtLevel=1");
          case INGEST -> List.of("-Xmx256m");
          // Almost nothing that an edge allocates lives for long, and a listener's write allocates
          // nothing: a young generation of the usual size would only be touched once and stay.
          case EDGE -> List.of("-Xms24m", "-Xmn8m", "-Xmx512m", "-XX:MaxDirectMemorySize=1g");
          // Megabytes of garbage for each second of audio, and almost none of it lives: a large
          // young generation is collected seldom, in milliseconds. One thread for that is enough.
          case TRANSCODER -> List.of("-Xmn128m", "-Xmx512m");
        });
    command.addAll(new Program(home, service.kind()).arguments(training));
    ProcessBuilder builder = new ProcessBuilder(command);
    FirstStart.VARIABLES.forEach(builder.environment()::remove);
    builder.environment().keySet().removeIf(name -> name.startsWith("FLOE_DATABASE_"));
    builder.environment().keySet().removeIf(SecretKey::names);
    builder.environment().putAll(environment(service));
    builder.redirectErrorStream(true);
    if (logs == null) {
      builder.redirectOutput(ProcessBuilder.Redirect.INHERIT);
    } else {
      File output = output(logs, service).toFile();
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output));
    }
    return builder;
  }

  /** The service's own copy of the configuration. */
  public static Path config(Path configs, String service) {
    return configs.resolve(service + ".json");
  }

  /** The log that the service itself writes. */
  public static Path log(Path logs, String service) {
    return logs.resolve(service + ".log");
  }

  /** What the service prints past its log: complaints of the JVM. */
  public static Path output(Path logs, ServicePlan service) {
    return logs.resolve(service.name() + ".out");
  }

  /** Empties what earlier runs printed. */
  public void prepare() {
    if (logs == null) {
      return;
    }
    DataFolder.createFolder(logs);
    for (ServicePlan service : services) {
      Path output = output(logs, service);
      try {
        Files.write(output, new byte[0]);
      } catch (IOException e) {
        throw DataFolder.unwritable(output, e);
      }
    }
  }

  Map<String, String> environment(ServicePlan service) {
    int clusterPort = clusterPorts.get(services.indexOf(service));
    List<String> members = clusterPorts.stream().map(port -> LOOPBACK + ":" + port).toList();
    Map<String, String> values =
        new java.util.HashMap<>(
            Map.of(
                "FLOE_NODE_NAME",
                service.name(),
                "FLOE_HOST",
                host,
                "FLOE_CONFIG_FILE",
                config(configs, service.name()).toString(),
                "FLOE_LOG_DIR",
                logs == null ? "-" : logs.toString(),
                "FLOE_AUTH_LOG_FILE",
                authLog.toString(),
                "FLOE_DRAIN_SECONDS",
                "0",
                "FLOE_PARENT_PIPE",
                "true"));
    values.putAll(
        Map.of(
            "FLOE_CLUSTER_NAME",
            cluster,
            "FLOE_CLUSTER_HOST",
            LOOPBACK,
            "FLOE_CLUSTER_PORT",
            Integer.toString(clusterPort),
            "FLOE_CLUSTER_MEMBERS",
            String.join(",", members)));
    values.putAll(
        Map.of(
            "QUARKUS_MANAGEMENT_HOST",
            LOOPBACK,
            "QUARKUS_MANAGEMENT_PORT",
            Integer.toString(service.managementPort()),
            "QUARKUS_LOG_LEVEL",
            logLevel.toUpperCase(java.util.Locale.ROOT),
            "QUARKUS_BANNER_ENABLED",
            "false",
            // It would tell each time that the launcher asks whether the service is ready yet.
            "QUARKUS_LOG_CATEGORY__IO_SMALLRYE_HEALTH__LEVEL",
            "ERROR"));
    if (service.port() > 0) {
      values.put("FLOE_PORT", Integer.toString(service.port()));
    }
    if (service.kind() == ServicePlan.Kind.ADMIN) {
      values.putAll(control);
    }
    if (logs != null) {
      values.put("QUARKUS_LOG_FILE_ENABLED", "true");
      values.put("QUARKUS_LOG_FILE_PATH", log(logs, service.name()).toString());
      values.put(
          "QUARKUS_LOG_FILE_FORMAT", "%d{yyyy-MM-dd HH:mm:ss,SSS} %-5p [%c{3.}] (%t) %s%e%n");
      values.put("QUARKUS_LOG_CONSOLE_ENABLED", "false");
    }
    return values;
  }
}
