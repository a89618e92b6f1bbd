package io.floe.launcher.process;

import io.floe.launcher.folder.DataFolder;
import io.floe.launcher.folder.LaunchProblem;
import io.floe.launcher.folder.RunState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Starts the parts of a platform and keeps them running until told to stop: one that dies is
 * started again, after a pause that doubles. All start at once; they end in stages, the last one
 * first. All state is confined to the thread {@code floe-supervisor}; callers get futures.
 */
public final class Supervisor implements AutoCloseable {

  /**
   * How patient a supervisor is.
   *
   * @param start until every part that is needed is ready
   * @param lack from then on until it goes on without the others
   * @param stop between asking the parts of a stage to end and ending them
   * @param firstPause before a restart; doubles up to {@code longestPause}
   * @param steady a part that ran so long starts again with the first pause
   */
  public record Patience(
      Duration start,
      Duration lack,
      Duration stop,
      Duration firstPause,
      Duration longestPause,
      Duration steady) {

    public static final Patience USUAL =
        new Patience(
            Duration.ofSeconds(90),
            Duration.ofSeconds(15),
            Duration.ofSeconds(10),
            Duration.ofMillis(500),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30));
  }

  /** Hears what happens, on the supervisor's thread. */
  public interface Watcher {
    /** Something a person should know. */
    void said(String sentence);

    /** The processes are now these. Not everybody wants to know. */
    default void changed(List<RunState.Service> services) {}
  }

  /** Ctrl-C reaches the services too; wait to see whether their end was part of ours. */
  private static final Duration VERDICT = Duration.ofMillis(200);

  private static final Duration BETWEEN_PROBES = Duration.ofMillis(150);

  private final Watcher watcher;
  private final Patience patience;
  private final Set<String> dispensable;
  private final List<List<Watched>> stages = new ArrayList<>();
  private final List<Watched> parts = new ArrayList<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("floe-supervisor").daemon().factory());
  private boolean stopping;

  /** One that needs every part of the stages, see the other constructor. */
  public Supervisor(
      List<? extends List<? extends Part>> stages, Watcher watcher, Patience patience) {
    this(stages, watcher, patience, Set.of());
  }

  /**
   * @param stages those of one end when those of all later ones have
   * @param dispensable names of parts without which a start succeeds all the same: one that ends is
   *     started again, and one that is not ready in time is told of
   */
  public Supervisor(
      List<? extends List<? extends Part>> stages,
      Watcher watcher,
      Patience patience,
      Set<String> dispensable) {
    this.watcher = watcher;
    this.patience = patience;
    this.dispensable = Set.copyOf(dispensable);
    for (List<? extends Part> stage : stages) {
      List<Watched> together =
          stage.stream().map(part -> new Watched(part, patience.firstPause())).toList();
      this.stages.add(together);
      parts.addAll(together);
    }
  }

  /** The longest that {@link #stop} takes. */
  public Duration longestStop() {
    return patience.stop().multipliedBy(Math.max(1, stages.size()));
  }

  /**
   * Starts everything. The future completes when every part is ready, or all but dispensable ones
   * are for a while; or with a {@link LaunchProblem} when another one ends before, or does not get
   * ready, and {@link #stop} is then up to the caller.
   */
  public CompletableFuture<Void> start() {
    on(() -> {
      after(patience.start(), this::giveUpOnStart);
      parts.forEach(this::launch);
      changed();
    });
    return ready;
  }

  /** Ends everything: a polite signal first. The future completes when no part is left. */
  public CompletableFuture<Void> stop() {
    on(this::beginStop);
    return stopped;
  }

  /** Ends everything at once. */
  public void kill() {
    on(() -> {
      beginStop();
      parts.forEach(Watched::killNow);
    });
  }

  /** Stops everything and waits until nothing is left; what does not go in time is killed. */
  public void end() {
    CompletableFuture<Void> last = stop();
    try {
      last.get(longestStop().toSeconds() + 5, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tells every part to open its logs anew. */
  public void hangUp() {
    on(() -> {
      for (Watched each : parts) {
        if (each.ready && each.process != null) {
          each.part.hangUp(each.process.toHandle());
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

  private void beginStop() {
    if (!stopping) {
      stopping = true;
      stopStage(stages.size() - 1);
      changed();
    }
  }

  /** Ends that stage and then those before it. */
  private void stopStage(int index) {
    if (index < 0) {
      stopped.complete(null);
      return;
    }
    List<Watched> stage = stages.get(index);
    stage.forEach(Watched::askToEnd);
    after(patience.stop(), () -> stage.forEach(Watched::killNow));
    CompletableFuture<?>[] ends =
        stage.stream()
            .flatMap(each -> Optional.ofNullable(each.process).stream())
            .map(process -> process.onExit())
            .toArray(CompletableFuture<?>[]::new);
    var _ = CompletableFuture.allOf(ends).thenRun(() -> on(() -> stopStage(index - 1)));
  }

  /** Making a part ready to start may take a while, so it has a thread of its own. */
  private void launch(Watched part) {
    var _ =
        Thread.ofPlatform()
            .daemon()
            .name("floe-launch-" + part.part.name())
            .start(() -> {
              try {
                ProcessBuilder builder = part.part.builder();
                on(() -> begin(part, builder));
              } catch (LaunchProblem e) {
                on(() -> notBegun(part, e));
              } catch (RuntimeException e) {
                on(() -> notBegun(part, new LaunchProblem(part.part.name() + ": " + e, e)));
              }
            });
  }

  private void begin(Watched part, ProcessBuilder builder) {
    if (stopping || ready.isCompletedExceptionally()) {
      return;
    }
    try {
      Process process = builder.start();
      part.began(process);
      var _ = process.onExit().thenAccept(ended -> on(() -> noticed(part, ended)));
      probe(part, process);
      changed();
    } catch (IOException e) {
      notBegun(
          part,
          new LaunchProblem(
              part.part.name() + " cannot be started: " + DataFolder.reason(e) + ".", e));
    }
  }

  private void notBegun(Watched part, LaunchProblem problem) {
    if (stopping
        || (needed(part) && ready.completeExceptionally(problem))
        || ready.isCompletedExceptionally()) {
      return;
    }
    Duration pause = part.pauseAfterEnd(patience);
    watcher.said(problem.sentence() + " Trying again in " + seconds(pause) + " s");
    after(pause, () -> restart(part));
  }

  private void probe(Watched part, Process process) {
    Thread.startVirtualThread(() -> {
      boolean answer = part.part.ready();
      on(() -> probed(part, process, answer));
    });
  }

  private void probed(Watched part, Process process, boolean answer) {
    if (stopping || !part.runs(process) || !process.isAlive()) {
      return;
    }
    if (!answer) {
      after(BETWEEN_PROBES, () -> probe(part, process));
      return;
    }
    part.ready = true;
    if (part.restarts > 0) {
      watcher.said(part.part.name() + " is back (PID " + process.pid() + ")");
    }
    changed();
    if (parts.stream().allMatch(each -> each.ready)) {
      ready.complete(null);
    } else if (needed(part) && parts.stream().allMatch(each -> each.ready || !needed(each))) {
      after(patience.lack(), this::goOnWithout);
    }
  }

  private void noticed(Watched part, Process process) {
    after(stopping ? Duration.ZERO : VERDICT, () -> ended(part, process));
  }

  private void ended(Watched part, Process process) {
    if (!part.runs(process)) {
      return;
    }
    part.process = null;
    part.ready = false;
    if (stopping) {
      changed();
      return;
    }
    String how = how(process.exitValue());
    if (!ready.isDone() && needed(part)) {
      ready.completeExceptionally(
          new LaunchProblem(part.part.name() + " ended while starting: " + how + "."));
      return;
    }
    if (ready.isCompletedExceptionally()) {
      return;
    }
    Duration pause = part.pauseAfterEnd(patience);
    watcher.said(
        "%s died: %s. Starting it again in %s s".formatted(part.part.name(), how, seconds(pause)));
    changed();
    after(pause, () -> restart(part));
  }

  private void restart(Watched part) {
    if (stopping) {
      return;
    }
    part.restarts++;
    launch(part);
  }

  private boolean needed(Watched part) {
    return !dispensable.contains(part.part.name());
  }

  private void giveUpOnStart() {
    List<String> late = late(parts.stream().filter(this::needed).toList());
    if (!ready.isDone() && !late.isEmpty()) {
      ready.completeExceptionally(
          new LaunchProblem(
              "%s did not get ready within %d s."
                  .formatted(String.join(", ", late), patience.start().toSeconds())));
    }
  }

  /** What is needed was ready some time ago. */
  private void goOnWithout() {
    List<Watched> missing = parts.stream().filter(each -> !each.ready).toList();
    if (!stopping && !missing.isEmpty() && ready.complete(null)) {
      boolean informed = missing.stream().allMatch(each -> each.part.need() == Part.Need.NEVER);
      watcher.said(
          "%s: not ready yet. The others go on without%s"
              .formatted(
                  String.join(", ", late(missing)),
                  informed ? "" : ", with the configuration that they have"));
    }
  }

  private static List<String> late(List<Watched> parts) {
    return parts.stream().filter(each -> !each.ready).map(each -> each.part.name()).toList();
  }

  private void changed() {
    watcher.changed(parts.stream().map(Watched::state).toList());
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

  /** One part and its present process. Confined to the supervisor's thread. */
  private static final class Watched {
    private final Part part;
    private Duration nextPause;
    private @Nullable Process process;
    private long beganNanos;
    private boolean ready;
    private int restarts;

    Watched(Part part, Duration firstPause) {
      this.part = part;
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
        part.askToEnd(process.toHandle());
      }
    }

    void killNow() {
      if (process != null) {
        process.toHandle().destroyForcibly();
      }
    }

    RunState.Service state() {
      return part.state(process == null ? null : process.toHandle(), restarts);
    }
  }
}
