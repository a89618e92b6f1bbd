package io.floe.launcher;

import io.floe.launcher.folder.DataFolder;
import io.floe.launcher.folder.LaunchProblem;
import io.floe.launcher.folder.RunState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code floe down}: ends the platform of a data folder. */
@Command(description = "Stops the platform; does nothing when none runs.", sortOptions = false)
final class DownCommand implements Callable<Integer> {

  /** The launcher gives its services 10 s, and then its database. */
  private static final long LAUNCHER_SECONDS = 30;

  private static final long SERVICE_SECONDS = 10;

  private final Console console;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      defaultValue = ".floe",
      description = "The folder given to 'up'. Default: ${DEFAULT-VALUE}")
  private Path data = Path.of(".floe");

  DownCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    DataFolder folder = new DataFolder(data);
    Optional<RunState> found =
        Files.isDirectory(folder.path()) ? RunState.read(folder) : Optional.empty();
    if (found.isEmpty()) {
      console.say("nothing runs on " + folder.path());
      return 0;
    }
    RunState state = found.get();
    List<ProcessHandle> services = new ArrayList<>();
    for (RunState.Service service : state.services()) {
      RunState.process(service.pid(), service.startedAt()).ifPresent(services::add);
    }
    Optional<ProcessHandle> launcher = RunState.process(state.pid(), state.startedAt());
    if (launcher.isEmpty() && services.isEmpty()) {
      RunState.clear(folder);
      console.say("nothing runs on " + folder.path());
      return 0;
    }
    launcher.ifPresent(process -> end(process, LAUNCHER_SECONDS));
    services.forEach(ProcessHandle::destroy);
    services.forEach(process -> end(process, SERVICE_SECONDS));
    RunState.clear(folder);
    console.say("stopped");
    return 0;
  }

  private static void end(ProcessHandle process, long patienceSeconds) {
    process.destroy();
    try {
      process.onExit().get(patienceSeconds, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      process.destroyForcibly();
      awaitDeath(process);
    } catch (ExecutionException e) {
      throw new LaunchProblem("cannot wait for PID " + process.pid() + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitDeath(ProcessHandle process) {
    try {
      process.onExit().get(5, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new LaunchProblem("PID " + process.pid() + " cannot be ended: end it by hand.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
