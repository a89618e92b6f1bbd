package io.floe.launcher;

import io.floe.launcher.folder.DataFolder;
import io.floe.launcher.folder.LaunchProblem;
import io.floe.launcher.folder.RunState;
import io.floe.launcher.process.LogTail;
import io.floe.launcher.process.Part;
import io.floe.launcher.process.Ports;
import io.floe.launcher.process.Program;
import io.floe.launcher.process.ServiceCommand;
import io.floe.launcher.process.ServicePlan;
import io.floe.launcher.process.Signals;
import io.floe.launcher.process.Supervisor;
import io.floe.launcher.station.FirstStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs a platform from its first process to its last. The main thread waits; signals and the
 * supervisor come on threads of their own and only complete futures.
 */
final class Up {

  /** Lines of each log that are shown when a start fails. */
  private static final int LAST_WORDS = 8;

  private final Build build;
  private final Console console;
  private final Map<String, String> environment;

  /** Completes when somebody wants the platform to end. */
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  Up(Build build, Console console, Map<String, String> environment) {
    this.build = build;
    this.console = console;
    this.environment = Map.copyOf(environment);
  }

  /**
   * @param whenReady called once everything is ready and said
   */
  int run(UpOptions options, Runnable whenReady) {
    requirePrograms(options);
    DataFolder folder = new DataFolder(options.data());
    folder.create();
    try (DataFolder.Lock _ = folder.lock()) {
      endLeftovers(folder);
      Ports.requireFree(options.host(), options.services());
      Configuration configuration = new Configuration(console, folder, options, environment);
      Optional<FirstStart> first = configuration.start();
      first.ifPresent(secrets -> secrets.lines().forEach(console::line));
      ServiceCommand command = command(options, folder);
      command.prepare();
      Watch watch = new Watch(folder, command);
      List<List<Part>> stages = List.of(command.parts());
      try (Supervisor supervisor = new Supervisor(stages, watch, Supervisor.Patience.USUAL)) {
        listenToSignals(supervisor, configuration);
        supervise(options, stages, supervisor, configuration, first, whenReady);
      } finally {
        watch.over();
        RunState.clear(folder);
      }
    }
    return 0;
  }

  private void supervise(
      UpOptions options,
      List<List<Part>> stages,
      Supervisor supervisor,
      Configuration configuration,
      Optional<FirstStart> first,
      Runnable whenReady) {
    console.say("starting " + names(options.services()) + ", data in " + options.data());
    CompletableFuture<Void> ready = supervisor.start();
    try {
      CompletableFuture.anyOf(ready, end).join();
      if (!end.isDone()) {
        Optional<String> live = first.map(FirstStart::livePassword);
        Greeting.lines(options, configuration.current(), live).forEach(console::line);
        try (Demo _ = new Demo(console, options, configuration)) {
          console.say("ready");
          whenReady.run();
          end.join();
        }
      }
      console.say("stopping");
    } catch (CompletionException e) {
      if (e.getCause() instanceof LaunchProblem problem) {
        throw new LaunchProblem(problem.sentence() + lastWords(stages), e);
      }
      throw e;
    } finally {
      stop(supervisor);
    }
    console.say("stopped");
  }

  /** What everybody logged before the end, for the person who has to find out why. */
  private static String lastWords(List<List<Part>> stages) {
    StringBuilder words = new StringBuilder();
    for (Part part : stages.stream().flatMap(List::stream).toList()) {
      for (Path file : part.logs()) {
        if (words.isEmpty()) {
          words.append(" Its log is in ").append(file.getParent()).append('.');
        }
        LogTail.of(file, LAST_WORDS)
            .forEach(line -> words.append("\n  ").append(part.name()).append("| ").append(line));
      }
    }
    return words.toString();
  }

  private static void stop(Supervisor supervisor) {
    CompletableFuture<Void> stopped = supervisor.stop();
    try {
      stopped.get(supervisor.longestStop().toSeconds() + 5, TimeUnit.SECONDS);
    } catch (TimeoutException | java.util.concurrent.ExecutionException e) {
      supervisor.kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void listenToSignals(Supervisor supervisor, Configuration configuration) {
    AtomicBoolean asked = new AtomicBoolean();
    Runnable endOrKill =
        () -> {
          if (asked.getAndSet(true)) {
            supervisor.kill();
          }
          end.complete(null);
        };
    Signals.on("TERM", endOrKill);
    Signals.on("INT", endOrKill);
    boolean hadTerminal = terminalThere();
    Signals.on(
        "HUP",
        () -> {
          if (hadTerminal && !terminalThere()) {
            // The window was closed, and with it everybody who could stop us with Ctrl-C.
            end.complete(null);
            return;
          }
          configuration.reapply();
          supervisor.hangUp();
        });
  }

  private static boolean terminalThere() {
    try {
      Files.newInputStream(Path.of("/dev/tty")).close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private ServiceCommand command(UpOptions options, DataFolder folder) {
    Path ownLogs = options.logs() == null ? folder.logs() : options.logs();
    Path authLog = options.authLog() == null ? folder.authLog() : options.authLog();
    if (authLog.getParent() != null) {
      DataFolder.createFolder(authLog.getParent());
    }
    return new ServiceCommand(
        build.home(),
        build.jvmFlags(),
        options.host(),
        folder.config(),
        options.logToConsole() ? null : ownLogs,
        authLog,
        options.logLevel(),
        "floe-" + UUID.randomUUID().toString().substring(0, 13),
        options.services(),
        Ports.freeOnLoopback(options.services().size(), options.services()),
        false);
  }

  private void requirePrograms(UpOptions options) {
    options.services().stream()
        .map(ServicePlan::kind)
        .distinct()
        .forEach(kind -> new Program(build.home(), kind).require());
  }

  /** Services that outlived a launcher by some accident. */
  private void endLeftovers(DataFolder folder) {
    RunState.read(folder)
        .ifPresent(state -> {
          for (RunState.Service service : state.services()) {
            RunState.process(service.pid(), service.startedAt())
                .ifPresent(process -> {
                  console.say(
                      "%s of an earlier run is still there (PID %d): ending it"
                          .formatted(service.name(), process.pid()));
                  end(process);
                });
          }
        });
  }

  private static void end(ProcessHandle process) {
    process.destroy();
    try {
      process.onExit().get(5, TimeUnit.SECONDS);
    } catch (TimeoutException | java.util.concurrent.ExecutionException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String names(List<ServicePlan> services) {
    return String.join(", ", services.stream().map(ServicePlan::name).toList());
  }

  /** Keeps {@code state.json} true while the platform runs. */
  private final class Watch implements Supervisor.Watcher {
    private final DataFolder folder;
    private final ServiceCommand command;
    private volatile boolean over;

    Watch(DataFolder folder, ServiceCommand command) {
      this.folder = folder;
      this.command = command;
    }

    @Override
    public void said(String sentence) {
      console.problem(sentence);
    }

    @Override
    public synchronized void changed(List<RunState.Service> services) {
      if (over) {
        return;
      }
      ProcessHandle self = ProcessHandle.current();
      try {
        new RunState(
                self.pid(),
                RunState.startOf(self),
                command.cluster(),
                command.logs() == null ? "-" : command.logs().toString(),
                services)
            .write(folder);
      } catch (LaunchProblem e) {
        console.problem(e.sentence());
      }
    }

    synchronized void over() {
      over = true;
    }
  }
}
