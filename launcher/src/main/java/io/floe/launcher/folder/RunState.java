package io.floe.launcher.folder;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/**
 * What runs on a data folder, as {@code state.json} tells the other commands.
 *
 * @param pid of the launcher
 * @param startedAt of the launcher's process, ms since 1970; tells it from a later process with the
 *     same PID
 * @param cluster name of the cluster
 * @param logs the folder that services log to, or {@code -}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RunState(
    long pid, long startedAt, String cluster, String logs, List<Service> services) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  public RunState {
    services = List.copyOf(services);
  }

  /**
   * One service and its present process.
   *
   * @param pid 0 while it is down
   * @param ports what it opens, in words: {@code icecast 8000}
   * @param managementPort health and metrics; 0 when it has none
   * @param databasePort of a Postgres; 0 when it is none
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Service(
      String name,
      long pid,
      long startedAt,
      List<String> ports,
      int managementPort,
      int databasePort,
      int restarts) {
    public Service {
      ports = List.copyOf(ports);
    }
  }

  /** The state of the folder's platform, if one left a state there. */
  public static Optional<RunState> read(DataFolder folder) {
    return DataFolder.read(folder.state())
        .map(bytes -> {
          try {
            return JSON.readValue(bytes, RunState.class);
          } catch (IOException e) {
            throw new LaunchProblem(
                folder.state() + " is damaged: stop what runs there by hand and remove that file.",
                e);
          }
        });
  }

  /** Writes this as the folder's state. */
  public void write(DataFolder folder) {
    try {
      DataFolder.write(
          folder.state(), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
    } catch (IOException e) {
      throw DataFolder.unwritable(folder.state(), e);
    }
  }

  /** Says that nothing runs there. */
  public static void clear(DataFolder folder) {
    try {
      Files.deleteIfExists(folder.state());
    } catch (IOException e) {
      throw DataFolder.unwritable(folder.state(), e);
    }
  }

  /** The live process with that PID, unless it is another that got the number later. */
  public static Optional<ProcessHandle> process(long pid, long startedAt) {
    return pid <= 0
        ? Optional.empty()
        : ProcessHandle.of(pid)
            .filter(ProcessHandle::isAlive)
            .filter(handle -> startedAt == 0 || startOf(handle) == startedAt);
  }

  /** When a process was started, ms since 1970, or 0 when the system does not tell. */
  public static long startOf(ProcessHandle handle) {
    return handle.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
  }
}
