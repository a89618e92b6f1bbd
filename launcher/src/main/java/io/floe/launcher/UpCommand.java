package io.floe.launcher;

import io.floe.launcher.process.PortPlan;
import io.floe.launcher.process.ServicePlan;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code floe up}: reads and checks the options. */
@Command(
    description = "Starts the platform and stays in front until Ctrl-C.",
    sortOptions = false,
    abbreviateSynopsis = true,
    usageHelpWidth = 110)
final class UpCommand implements Callable<Integer> {

  private static final int MOST_PROCESSES = 50;
  private static final Set<String> LEVELS = Set.of("debug", "info", "warn", "error");

  private final Build build;
  private final Console console;
  private final String[] arguments;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "0.0.0.0",
      description = "Address to bind, IPv6 too; :: serves both. Default: ${DEFAULT-VALUE}")
  private String host = "0.0.0.0";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8000",
      description =
          "Icecast port of ingest 1; SHOUTcast on the next; ingest n two further each. Default: ${DEFAULT-VALUE}")
  private int port;

  @Option(
      names = "--listen-port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Listener port of edge 1; edge n one further each. Default: ${DEFAULT-VALUE}")
  private int listenPort;

  @Option(
      names = "--admin-port",
      paramLabel = "PORT",
      defaultValue = "8090",
      description = "REST of the admin service. Default: ${DEFAULT-VALUE}")
  private int adminPort;

  @Option(
      names = "--management-port",
      paramLabel = "PORT",
      defaultValue = "9000",
      description =
          "Health and metrics, on loopback: of admin; the others from the next on. Default: ${DEFAULT-VALUE}")
  private int managementPort;

  @Option(
      names = "--ingests",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many ingests. Default: ${DEFAULT-VALUE}")
  private int ingests;

  @Option(
      names = "--edges",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many edges. Default: ${DEFAULT-VALUE}")
  private int edges;

  @Option(
      names = "--transcoders",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many transcoders; 0: no renditions are made. Default: ${DEFAULT-VALUE}")
  private int transcoders;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Station file, applied at each start. Default: floe.yaml, if there")
  private @Nullable Path config;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      defaultValue = ".floe",
      description =
          "State: database, secrets, configuration, logs; one 'up' at a time. Default: ${DEFAULT-VALUE}")
  private Path data = Path.of(".floe");

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      defaultValue = "info",
      description = "debug, info, warn or error. Default: ${DEFAULT-VALUE}")
  private String logLevel = "info";

  @Option(
      names = "--log-file",
      paramLabel = "FOLDER",
      description = "Where services log, a file each; - is the terminal. Default: DATA/logs")
  private @Nullable String logFile;

  @Option(
      names = "--auth-log-file",
      paramLabel = "FILE",
      description = "Failed logins, for fail2ban. Default: DATA/auth.log")
  private @Nullable Path authLog;

  @Option(
      names = "--daemon",
      description = "Leave it running; returns when it is ready or has failed.")
  private boolean daemon;

  @Option(names = "--demo", description = "Also stream a bundled sound, with titles, on /demo.")
  private boolean demo;

  @Option(names = "--daemon-child", hidden = true)
  private boolean daemonChild;

  @Option(names = "--https-port", hidden = true)
  private @Nullable String httpsPort;

  UpCommand(Build build, Console console, String[] arguments) {
    this.build = build;
    this.console = console;
    this.arguments = arguments.clone();
  }

  @Override
  public Integer call() {
    UpOptions options = checked();
    if (daemonChild) {
      return new DaemonChild(build, console).run(options);
    }
    return daemon
        ? new DaemonParent(console).run(options, arguments)
        : new Up(build, console, System.getenv()).run(options, () -> {});
  }

  /** The options, or the complaint that belongs above the usage. */
  UpOptions checked() {
    refuseLater("--https-port", httpsPort);
    range("--port", port, 1, 65_535);
    range("--listen-port", listenPort, 1, 65_535);
    range("--admin-port", adminPort, 1, 65_535);
    range("--management-port", managementPort, 1, 65_535);
    range("--ingests", ingests, 1, MOST_PROCESSES);
    range("--edges", edges, 1, MOST_PROCESSES);
    range("--transcoders", transcoders, 0, MOST_PROCESSES);
    if (!LEVELS.contains(logLevel)) {
      throw wrong("--log-level is debug, info, warn or error, not '" + logLevel + "'");
    }
    checkHost();
    boolean toConsole = "-".equals(logFile);
    Path logs = logFile == null || toConsole ? null : Path.of(logFile).toAbsolutePath();
    if (logs != null && Files.isRegularFile(logs)) {
      throw wrong("--log-file names a folder, one file per service; " + logFile + " is a file");
    }
    if (authLog != null && Files.isDirectory(authLog)) {
      throw wrong("--auth-log-file names a file; " + authLog + " is a folder");
    }
    List<ServicePlan> services;
    try {
      services =
          PortPlan.of(port, listenPort, adminPort, managementPort, ingests, edges, transcoders);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
    return new UpOptions(
        host,
        services,
        config == null ? null : config.toAbsolutePath().normalize(),
        data.toAbsolutePath().normalize(),
        logLevel,
        logs == null ? null : logs.normalize(),
        toConsole,
        authLog == null ? null : authLog.toAbsolutePath().normalize(),
        demo);
  }

  private void checkHost() {
    String bare =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    try {
      if (bare.isBlank()) {
        throw new UnknownHostException(host);
      }
      var _ = InetAddress.getByName(bare);
      host = bare;
    } catch (UnknownHostException e) {
      throw wrong("--host is an address or a name of this machine, not '" + host + "'");
    }
  }

  private void range(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw wrong("%s is between %d and %d, not %d".formatted(option, least, most, value));
    }
  }

  private void refuseLater(String option, @Nullable String value) {
    if (value != null) {
      throw wrong(option + " is not in this release yet");
    }
  }

  private ParameterException wrong(String what) {
    return new ParameterException(java.util.Objects.requireNonNull(spec).commandLine(), what);
  }
}
