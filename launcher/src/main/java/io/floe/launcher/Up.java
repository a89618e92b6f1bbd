package io.floe.launcher;

import io.floe.launcher.database.Access;
import io.floe.launcher.database.Binaries;
import io.floe.launcher.database.Postgres;
import io.floe.launcher.folder.DataFolder;
import io.floe.launcher.folder.LaunchProblem;
import io.floe.launcher.folder.RunState;
import io.floe.launcher.folder.SecretKey;
import io.floe.launcher.process.LogTail;
import io.floe.launcher.process.Part;
import io.floe.launcher.process.Ports;
import io.floe.launcher.process.Program;
import io.floe.launcher.process.ServiceCommand;
import io.floe.launcher.process.ServicePlan;
import io.floe.launcher.process.Signals;
import io.floe.launcher.process.Supervisor;
import io.floe.launcher.station.FirstStart;
import io.floe.wire.config.ConfigSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

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
      Optional<FirstStart> first = FirstStart.of(folder, environment, configuration.station());
      if (first.isPresent() && Files.exists(folder.path().resolve("secrets.json"))) {
        console.say(
            "this data folder is of an earlier release: its mounts and passwords are not taken over; state them in a station file");
      }
      Optional<Access> given = Access.given(environment);
      Optional<Postgres> own =
          given.isPresent() ? Optional.empty() : Optional.of(own(options, folder));
      Map<String, String> control = new LinkedHashMap<>(configuration.forAdmin());
      control.putAll(SecretKey.forAdmin(folder, environment));
      control.putAll(given.or(() -> own.map(Postgres::access)).orElseThrow().environment());
      control.putAll(
          first.map(FirstStart::passwords).orElseGet(() -> FirstStart.given(environment)));
      if (first.isPresent()) {
        // Its nodes have no configuration to lose, and say nothing before they have one.
        control.put("FLOE_BEGIN_ANEW", "true");
      }
      ServiceCommand command = command(options, folder, control);
      command.prepare();
      Watch watch = new Watch(folder, command);
      List<List<Part>> stages = List.of(List.copyOf(own.stream().toList()), command.parts());
      Set<String> dispensable = dispensable(stages, first.isPresent());
      try (Supervisor supervisor =
          new Supervisor(stages, watch, Supervisor.Patience.USUAL, dispensable)) {
        listenToSignals(supervisor, configuration);
        try {
          supervise(options, stages, supervisor, configuration, first, whenReady);
        } finally {
          watch.over();
        }
      } finally {
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
        greet(options, configuration, first);
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
      supervisor.end();
    }
    console.say("stopped");
  }

  /** Tells the passwords of a first start, once, and where to go with them. */
  private void greet(UpOptions options, Configuration configuration, Optional<FirstStart> first) {
    ConfigSnapshot now = configuration.current();
    first.ifPresent(start -> {
      List<String> lines = start.lines(now);
      lines.forEach(console::line);
      if (lines.isEmpty() && !start.untold().isEmpty()) {
        console.say("the database has accounts already; their passwords are what they were");
      }
      FirstStart.over(new DataFolder(options.data()));
    });
    Greeting.lines(options, now, first.flatMap(start -> start.livePassword(now)))
        .forEach(console::line);
  }

  private Postgres own(UpOptions options, DataFolder folder) {
    if (!Files.exists(folder.database().resolve("data"))) {
      console.say("making the database in " + folder.database());
    }
    return Postgres.in(
        folder.database(),
        Binaries.in(build.home().resolve("launcher/target/postgres")),
        options.logToConsole() ? null : logs(options, folder),
        options.services());
  }

  private static Path logs(UpOptions options, DataFolder folder) {
    return options.logs() == null ? folder.logs() : options.logs();
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
          configuration.look();
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

  private ServiceCommand command(
      UpOptions options, DataFolder folder, Map<String, String> control) {
    DataFolder.createFolder(folder.configs());
    Path authLog = options.authLog() == null ? folder.authLog() : options.authLog();
    if (authLog.getParent() != null) {
      DataFolder.createFolder(authLog.getParent());
    }
    return new ServiceCommand(
        build.home(),
        build.jvmFlags(),
        options.host(),
        folder.configs(),
        options.logToConsole() ? null : logs(options, folder),
        authLog,
        options.logLevel(),
        "floe-" + UUID.randomUUID().toString().substring(0, 13),
        options.services(),
        Ports.freeOnLoopback(options.services().size(), options.services()),
        control,
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
            if (service.databasePort() > 0) {
              continue; // Looked after when the next one is made ready.
            }
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

  /** Whoever has sent and listened here before needs neither admin nor the database for it. */
  private static Set<String> dispensable(List<List<Part>> stages, boolean first) {
    return stages.stream()
        .flatMap(List::stream)
        .filter(part ->
            switch (part.need()) {
              case ALWAYS -> false;
              case FIRST_START -> !first;
              case NEVER -> true;
            })
        .map(Part::name)
        .collect(Collectors.toUnmodifiableSet());
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
