package io.floe.launcher;

import io.floe.launcher.folder.DataFolder;
import io.floe.launcher.folder.RunState;
import io.floe.launcher.process.Probe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code floe status}: what runs on a data folder. */
@Command(
    description = "Lists processes, ports and health; exit code 0 only when all are healthy.",
    sortOptions = false)
final class StatusCommand implements Callable<Integer> {

  private static final String ROW = "%-13s %-8s %-34s %-11s %s";

  private final Console console;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      defaultValue = ".floe",
      description = "The folder given to 'up'. Default: ${DEFAULT-VALUE}")
  private Path data = Path.of(".floe");

  StatusCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    DataFolder folder = new DataFolder(data);
    Optional<RunState> found =
        Files.isDirectory(folder.path()) ? RunState.read(folder) : Optional.empty();
    if (found.isEmpty() || RunState.process(found.get().pid(), found.get().startedAt()).isEmpty()) {
      console.say("nothing runs on " + folder.path());
      return 1;
    }
    RunState state = found.get();
    console.line(ROW.formatted("PROCESS", "PID", "PORTS", "MANAGEMENT", "HEALTH").stripTrailing());
    console.line(ROW.formatted("launcher", state.pid(), "", "", "healthy").stripTrailing());
    boolean all = true;
    for (RunState.Service service : state.services()) {
      boolean alive = RunState.process(service.pid(), service.startedAt()).isPresent();
      boolean healthy = alive && answers(service);
      all &= healthy;
      String health = healthy ? "healthy" : alive ? "not ready" : "down";
      console.line(
          ROW.formatted(
              service.name(),
              alive ? service.pid() : "-",
              String.join(", ", service.ports()),
              service.managementPort() == 0 ? "" : service.managementPort(),
              health + restarts(service.restarts())));
    }
    return all ? 0 : 1;
  }

  private static boolean answers(RunState.Service service) {
    return service.databasePort() == 0
        ? Probe.ready(service.managementPort())
        : Probe.databaseReady(service.databasePort());
  }

  private static String restarts(int count) {
    return switch (count) {
      case 0 -> "";
      case 1 -> ", restarted once";
      default -> ", restarted " + count + " times";
    };
  }
}
