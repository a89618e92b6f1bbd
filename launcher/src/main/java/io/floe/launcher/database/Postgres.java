package io.floe.launcher.database;

import io.floe.launcher.folder.DataFolder;
import io.floe.launcher.folder.LaunchProblem;
import io.floe.launcher.folder.Passwords;
import io.floe.launcher.folder.RunState;
import io.floe.launcher.process.Part;
import io.floe.launcher.process.Ports;
import io.floe.launcher.process.Probe;
import io.floe.launcher.process.ServicePlan;
import io.floe.launcher.process.Signals;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Floe's own Postgres, in a folder of the data folder: {@code data} is its cluster, {@code
 * password} that of the role {@code floe}, {@code port} where it listens on loopback, the same at
 * each start as long as that is free. The role owns the database {@code floe} and nothing else.
 * Safe from any thread.
 */
public final class Postgres implements Part {

  private static final String NAME = "postgres";
  private static final String ROLE = "floe";
  private static final long MAX_LOG_BYTES = 8L << 20;

  private final Binaries binaries;
  private final Wrapping wrapping;
  private final Path data;
  private final @Nullable Path log;
  private final int port;
  private final String password;

  /** Whether it has to be made. */
  private final AtomicBoolean missing;

  private Postgres(
      Binaries binaries,
      Wrapping wrapping,
      Path data,
      @Nullable Path log,
      int port,
      String password,
      AtomicBoolean missing) {
    this.binaries = binaries;
    this.wrapping = wrapping;
    this.data = data;
    this.log = log;
    this.port = port;
    this.password = password;
    this.missing = missing;
  }

  /**
   * The one of that folder, rid of what an earlier one has left; made when it starts if there is
   * none yet. The caller holds the lock of the data folder.
   *
   * @param logs folder to log to; null: standard output
   * @param planned whose ports it must not take
   * @throws LaunchProblem when it cannot run here
   */
  public static Postgres in(
      Path folder, Binaries binaries, @Nullable Path logs, List<ServicePlan> planned) {
    return in(folder, binaries, logs, planned, Wrapping.here());
  }

  /** As above, in a given wrapping. */
  static Postgres in(
      Path folder,
      Binaries binaries,
      @Nullable Path logs,
      List<ServicePlan> planned,
      Wrapping wrapping) {
    DataFolder.createFolder(folder);
    Path data = folder.resolve("data");
    Path passwordFile = folder.resolve("password");
    boolean missing = !Files.isDirectory(data);
    if (missing) {
      DataFolder.write(passwordFile, Passwords.generate().getBytes(StandardCharsets.US_ASCII));
    } else {
      requireVersion(data);
      Leftovers.end(data);
    }
    Path log = null;
    if (logs != null) {
      DataFolder.createFolder(logs);
      log = logs.resolve(NAME + ".log");
      keepShort(log);
    }
    int port = port(folder.resolve("port"), planned);
    return new Postgres(
        binaries, wrapping, data, log, port, text(passwordFile), new AtomicBoolean(missing));
  }

  /**
   * How to log in to the one that runs in that folder.
   *
   * @throws LaunchProblem when none was made there
   */
  public static Access running(Path folder) {
    return access(Integer.parseInt(text(folder.resolve("port"))), text(folder.resolve("password")));
  }

  /**
   * Removes that folder with all that is in it, and ends what runs there. The caller holds the lock
   * of the data folder.
   */
  public static void discard(Path folder) {
    for (String name : List.of("data", "data.new")) {
      Leftovers.end(folder.resolve(name));
    }
    try {
      DataFolder.delete(folder);
    } catch (IOException e) {
      throw DataFolder.unwritable(folder, e);
    }
  }

  /** How to log in to it. */
  public Access access() {
    return access(port, password);
  }

  private static Access access(int port, String password) {
    return new Access("jdbc:postgresql://127.0.0.1:" + port + "/" + ROLE, ROLE, password);
  }

  @Override
  public String name() {
    return NAME;
  }

  /**
   * Makes it if there was none at first. What is missing later is not made anew: somebody has taken
   * it away, and may bring it back. Whoever was here before leaves nobody behind.
   */
  @Override
  public ProcessBuilder builder() {
    if (missing.getAndSet(false)) {
      new Creation(binaries, wrapping, data.resolveSibling(".").normalize())
          .make(data, ROLE, password);
    }
    if (!Files.isDirectory(data)) {
      throw new LaunchProblem("the database is not where it was, in %s.".formatted(data));
    }
    Leftovers.end(data);
    wrapping.own(data);
    List<String> command = new ArrayList<>();
    command.add(binaries.program("postgres").toString());
    command.addAll(List.of("-D", data.toString()));
    Map<String, String> settings =
        Map.of(
            "listen_addresses", "127.0.0.1",
            "port", Integer.toString(port),
            "unix_socket_directories", "",
            "max_connections", "40",
            "shared_buffers", "32MB",
            "fsync", "on",
            "full_page_writes", "on",
            "log_line_prefix", "%m [%p] ",
            "timezone", "UTC",
            "log_timezone", "UTC");
    new java.util.TreeMap<>(settings)
        .forEach((key, value) -> command.addAll(List.of("-c", key + "=" + value)));
    ProcessBuilder builder = new ProcessBuilder(wrapping.command(command));
    bare(builder);
    builder.directory(data.toFile());
    builder.redirectErrorStream(true);
    builder.redirectOutput(
        log == null
            ? ProcessBuilder.Redirect.INHERIT
            : ProcessBuilder.Redirect.appendTo(log.toFile()));
    return builder;
  }

  @Override
  public boolean ready() {
    return Probe.databaseReady(port);
  }

  @Override
  public Need need() {
    return Need.FIRST_START;
  }

  /** SIGTERM would wait for clients to leave by themselves. */
  @Override
  public void askToEnd(ProcessHandle process) {
    Signals.send("INT", process.pid());
  }

  @Override
  public List<Path> logs() {
    return log == null ? List.of() : List.of(log);
  }

  @Override
  public RunState.Service state(@Nullable ProcessHandle process, int restarts) {
    return new RunState.Service(
        NAME,
        process == null ? 0 : process.pid(),
        process == null ? 0 : RunState.startOf(process),
        List.of("Postgres " + port),
        0,
        port,
        restarts);
  }

  /** Nothing of the launcher's environment: it holds secrets, and what Postgres would listen to. */
  static void bare(ProcessBuilder builder) {
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(List.of("PATH", "HOME", "TMPDIR"));
    environment.put("LC_ALL", "C");
  }

  private static void requireVersion(Path data) {
    String version = text(data.resolve("PG_VERSION"));
    if (!version.equals(Binaries.MAJOR)) {
      throw new LaunchProblem(
          "the database in %s is of Postgres %s and this release brings %s: write it to a file with ./floe export of the release that made it, and ./floe restore that into a new folder with this one."
              .formatted(data, version, Binaries.MAJOR));
    }
  }

  private static int port(Path file, List<ServicePlan> planned) {
    if (Files.exists(file)) {
      String text = text(file);
      if (text.matches("\\d{4,5}") && Ports.isFree(Integer.parseInt(text), planned)) {
        return Integer.parseInt(text);
      }
    }
    int port = Ports.freeOnLoopback(1, planned).getFirst();
    DataFolder.write(file, Integer.toString(port).getBytes(StandardCharsets.US_ASCII));
    return port;
  }

  private static void keepShort(Path log) {
    try {
      if (Files.exists(log) && Files.size(log) > MAX_LOG_BYTES) {
        Files.move(log, log.resolveSibling(NAME + ".log.1"), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw DataFolder.unwritable(log, e);
    }
  }

  private static String text(Path file) {
    return DataFolder.read(file)
        .map(bytes -> new String(bytes, StandardCharsets.US_ASCII).strip())
        .orElseThrow(() ->
            new LaunchProblem(
                "the database of this data folder lacks the file %s: restore it from a backup."
                    .formatted(file)));
  }
}
