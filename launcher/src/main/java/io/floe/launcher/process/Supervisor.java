package io.floe.launcher.process;

import io.floe.launcher.folder.DataFolder;
import io.floe.launcher.folder.LaunchProblem;
import io.floe.launcher.folder.RunState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Starts the services, all at once, and keeps them running until told to stop: one that dies is
 * started again, after a pause that doubles. All state is confined to the thread {@code
 * floe-supervisor}; callers get futures.
 */
public final class Supervisor implements AutoCloseable {

  /**
   * How patient a supervisor is.
   *
   * @param start until every service is ready
   * @param stop between asking a service to end and ending it
   * @param firstPause before a restart; doubles up to {@code longestPause}
   * @param steady a service that ran so long starts again with the first pause
   */
  public record Patience(
      Duration start, Duration stop, Duration firstPause, Duration longestPause, Duration steady) {

    public static final Patience USUAL =
        new Patience(
            Duration.ofSeconds(90),
            Duration.ofSeconds(10),
            Duration.ofMillis(500),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30));
  }

  /** Hears what happens, on the supervisor's thread. */
  public interface Watcher {
    /** Something a person should know. */
    void said(String sentence);

    /** The processes are now these. */
    void changed(List<RunState.Service> services);
  }

  /** Ctrl-C reaches the services too; wait to see whether their end was part of ours. */
  private static final Duration VERDICT = Duration.ofMillis(200);

  private static final Duration BETWEEN_PROBES = Duration.ofMillis(150);

  private final ServiceCommand command;
  private final Watcher watcher;
  private final Patience patience;
  private final List<Watched> services = new ArrayList<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("floe-supervisor").daemon().factory());
  private boolean stopping;

  public Supervisor(ServiceCommand command, Watcher watcher, Patience patience) {
    this.command = command;
    this.watcher = watcher;
    this.patience = patience;
    command.services().forEach(plan -> services.add(new Watched(plan, patience.firstPause())));
  }

  /**
   * Starts everything. The future completes when every service is ready, or with a {@link
   * LaunchProblem} when one ends before, or does not get ready; {@link #stop} is then up to the
   * caller.
   */
  public CompletableFuture<Void> start() {
    on(() -> {
      for (Watched service : services) {
        if (!launch(service)) {
          return;
        }
      }
      changed();
      after(patience.start(), this::giveUpOnStart);
    });
    return ready;
  }

  /** Ends everything: a polite signal first. The future completes when no service is left. */
  public CompletableFuture<Void> stop() {
    on(() -> {
      if (stopping) {
        return;
      }
      stopping = true;
      services.forEach(Watched::askToEnd);
      after(patience.stop(), this::killAll);
      finishIfStopped();
    });
    return stopped;
  }

  /** Ends everything at once. */
  public void kill() {
    on(() -> {
      stopping = true;
      killAll();
      finishIfStopped();
    });
  }

  /** Tells every service to open its logs anew. */
  public void hangUp() {
    on(() -> {
      for (Watched service : services) {
        if (service.ready && service.process != null) {
          Signals.send("HUP", service.process.pid());
        }
      }
    });
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void on(Runnable task) {
    after(Duration.ZERO, task);
  }

  private void after(Duration delay, Runnable task) {
    Runnable loud =
        () -> {
          try {
            task.run();
          } catch (RuntimeException e) {
            watcher.said("this should not have happened, please report it: " + e);
          }
        };
    try {
      var _ = thread.schedule(loud, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // Closed: nothing runs any more.
    }
  }

  private boolean launch(Watched service) {
    try {
      Process process = command.builder(service.plan).start();
      service.began(process);
      var _ = process.onExit().thenAccept(ended -> on(() -> noticed(service, ended)));
      probe(service, process);
      return true;
    } catch (IOException e) {
      ready.completeExceptionally(
          new LaunchProblem(
              service.plan.name() + " cannot be started: " + DataFolder.reason(e) + ".", e));
      return false;
    }
  }

  private void probe(Watched service, Process process) {
    Thread.startVirtualThread(() -> {
      boolean answer = Probe.ready(service.plan.managementPort());
      on(() -> probed(service, process, answer));
    });
  }

  private void probed(Watched service, Process process, boolean answer) {
    if (stopping || !service.runs(process) || !process.isAlive()) {
      return;
    }
    if (!answer) {
      after(BETWEEN_PROBES, () -> probe(service, process));
      return;
    }
    service.ready = true;
    if (service.restarts > 0) {
      watcher.said(service.plan.name() + " is back (PID " + process.pid() + ")");
    }
    changed();
    if (services.stream().allMatch(each -> each.ready)) {
      ready.complete(null);
    }
  }

  private void noticed(Watched service, Process process) {
    after(stopping ? Duration.ZERO : VERDICT, () -> ended(service, process));
  }

  private void ended(Watched service, Process process) {
    if (!service.runs(process)) {
      return;
    }
    service.process = null;
    service.ready = false;
    if (stopping) {
      finishIfStopped();
      return;
    }
    String how = how(process.exitValue());
    if (!ready.isDone()) {
      ready.completeExceptionally(
          new LaunchProblem(service.plan.name() + " ended while starting: " + how + "."));
      return;
    }
    if (ready.isCompletedExceptionally()) {
      return;
    }
    Duration pause = service.pauseAfterEnd(patience);
    watcher.said(
        "%s died: %s. Starting it again in %s s"
            .formatted(service.plan.name(), how, seconds(pause)));
    changed();
    after(pause, () -> restart(service));
  }

  private void restart(Watched service) {
    if (stopping) {
      return;
    }
    service.restarts++;
    if (launch(service)) {
      changed();
    } else {
      Duration pause = service.pauseAfterEnd(patience);
      watcher.said(
          service.plan.name() + " cannot be started; trying again in " + seconds(pause) + " s");
      after(pause, () -> restart(service));
    }
  }

  private void giveUpOnStart() {
    List<String> late =
        services.stream().filter(each -> !each.ready).map(each -> each.plan.name()).toList();
    if (!ready.isDone() && !late.isEmpty()) {
      ready.completeExceptionally(
          new LaunchProblem(
              "%s did not get ready within %d s."
                  .formatted(String.join(", ", late), patience.start().toSeconds())));
    }
  }

  private void killAll() {
    services.forEach(Watched::killNow);
  }

  private void finishIfStopped() {
    changed();
    if (services.stream().allMatch(each -> each.process == null)) {
      stopped.complete(null);
    }
  }

  private void changed() {
    watcher.changed(services.stream().map(Watched::state).toList());
  }

  private static String seconds(Duration pause) {
    return pause.toMillis() % 1000 == 0
        ? Long.toString(pause.toSeconds())
        : Double.toString(pause.toMillis() / 1000.0);
  }

  private static String how(int exitCode) {
    return switch (exitCode - 128) {
      case 9 -> "killed (signal 9)";
      case 6, 11 -> "crashed (signal " + (exitCode - 128) + ")";
      case 2, 15 -> "told to stop by another program (signal " + (exitCode - 128) + ")";
      default -> "exit code " + exitCode;
    };
  }

  /** One service and its present process. Confined to the supervisor's thread. */
  private static final class Watched {
    private final ServicePlan plan;
    private Duration nextPause;
    private @Nullable Process process;
    private long beganNanos;
    private boolean ready;
    private int restarts;

    Watched(ServicePlan plan, Duration firstPause) {
      this.plan = plan;
      this.nextPause = firstPause;
    }

    void began(Process started) {
      process = started;
      beganNanos = System.nanoTime();
      ready = false;
    }

    /** Whether that is its present process. */
    boolean runs(Process other) {
      return process != null && process.pid() == other.pid();
    }

    Duration pauseAfterEnd(Patience patience) {
      if (System.nanoTime() - beganNanos > patience.steady().toNanos()) {
        nextPause = patience.firstPause();
      }
      Duration pause = nextPause;
      Duration doubled = pause.multipliedBy(2);
      nextPause =
          doubled.compareTo(patience.longestPause()) > 0 ? patience.longestPause() : doubled;
      return pause;
    }

    void askToEnd() {
      if (process != null) {
        process.toHandle().destroy();
      }
    }

    void killNow() {
      if (process != null) {
        process.toHandle().destroyForcibly();
      }
    }

    RunState.Service state() {
      Process now = process;
      return new RunState.Service(
          plan.name(),
          now == null ? 0 : now.pid(),
          now == null ? 0 : RunState.startOf(now.toHandle()),
          plan.doors().stream()
              .filter(door -> door.port() != plan.managementPort())
              .map(door -> door.use().replaceAll(" port of .*", "") + " " + door.port())
              .toList(),
          plan.managementPort(),
          restarts);
    }
  }
}
