package io.floe.bench;

import io.floe.bench.codec.Transcoding;
import io.floe.bench.control.Control;
import io.floe.bench.control.Events;
import io.floe.bench.control.History;
import io.floe.bench.control.Status;
import io.floe.bench.live.Comparison;
import io.floe.bench.live.Crowd;
import io.floe.bench.live.LiveTable;
import io.floe.bench.live.Sheet;
import io.floe.bench.live.Storm;
import io.floe.bench.micro.Microbenchmarks;
import io.floe.bench.posix.Posix;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs what the options ask for and prints the tables. Main thread. */
public final class Bench {

  private Bench() {}

  public static void main(String[] arguments) {
    if (arguments.length == 1 && (arguments[0].equals("--help") || arguments[0].equals("-h"))) {
      System.out.println(BenchOptions.USAGE);
      return;
    }
    BenchOptions options;
    try {
      options = BenchOptions.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("floe: " + e.getMessage() + "\n" + BenchOptions.USAGE);
      System.exit(2);
      return;
    }
    try {
      run(options);
    } catch (IllegalStateException e) {
      System.err.println("floe: " + e.getMessage());
      System.exit(1);
    }
    // The Quarkus classes that the microbenchmarks touch may have left threads.
    System.exit(0);
  }

  private static void run(BenchOptions options) {
    System.out.println(Machine.line() + "\n");
    if (options.kind().swarms() && !Posix.supported()) {
      throw new IllegalStateException(
          "the listener swarm needs Linux on x86-64 or aarch64; --only jmh, codec and history run anywhere");
    }
    switch (options.kind()) {
      case ALL -> {
        compare(options);
        System.out.println(Microbenchmarks.run(options.quick()));
      }
      case LIVE, BARE -> compare(options);
      case JMH -> System.out.println(Microbenchmarks.run(options.quick()));
      case CROWD -> crowd(options);
      case STORM -> storm(options);
      case CONTROL -> control(options);
      case STATUS -> status(options);
      case EVENTS -> events(options);
      case HISTORY -> history(options);
      case CODEC -> codec(options);
    }
  }

  private static void crowd(BenchOptions options) {
    Crowd.Setup setup =
        new Crowd.Setup(
            options.listeners().getFirst(),
            options.edges(),
            options.perSecond(),
            Duration.ofSeconds(options.seconds()));
    System.out.println(Crowd.run(home(), setup, limit(options)));
  }

  private static void storm(BenchOptions options) {
    Storm.Setup setup =
        new Storm.Setup(
            options.listeners().getFirst(),
            options.quick() ? 100 : 2000,
            options.perSecond(),
            Duration.ofSeconds(options.seconds()),
            options.rounds());
    System.out.println(Storm.run(home(), setup, limit(options)));
  }

  private static void control(BenchOptions options) {
    Control.Setup setup =
        new Control.Setup(
            options.mounts(), options.quick() ? 5 : 100, Duration.ofSeconds(options.seconds()));
    System.out.println(Control.run(home(), setup, limit(options)));
  }

  private static void status(BenchOptions options) {
    Status.Setup setup = new Status.Setup(options.mounts(), Duration.ofSeconds(options.seconds()));
    System.out.println(Status.run(home(), setup, limit(options)));
  }

  private static void events(BenchOptions options) {
    Events.Setup setup =
        new Events.Setup(options.listeners(), Duration.ofSeconds(options.seconds()));
    System.out.println(Events.run(home(), setup, limit(options)));
  }

  private static void history(BenchOptions options) {
    History.Setup setup =
        options.quick()
            ? new History.Setup(options.mounts(), 61, 1)
            : new History.Setup(options.mounts(), 300, 3);
    System.out.println(History.run(home(), setup, limit(options)));
  }

  private static void codec(BenchOptions options) {
    Transcoding.Setup setup =
        options.quick()
            ? new Transcoding.Setup(5, 1)
            : new Transcoding.Setup(120, Math.max(5, options.rounds()));
    System.out.println(Transcoding.run(setup, limit(options)));
  }

  private static TimeLimit limit(BenchOptions options) {
    return new TimeLimit(options.limit());
  }

  /** Every size has tables of its own, printed as soon as they are there. */
  private static void compare(BenchOptions options) {
    TimeLimit progress = limit(options);
    List<Sheet> sheets = new ArrayList<>();
    for (int listeners : options.listeners()) {
      Comparison.Setup setup =
          new Comparison.Setup(
              listeners,
              options.ticks(),
              options.perSecond(),
              Duration.ofSeconds(options.seconds()),
              Duration.ofSeconds(options.quick() ? 2 : BenchOptions.WARM_UP_SECONDS),
              options.rounds(),
              options.kind() != BenchOptions.Kind.BARE,
              options.peers());
      Sheet sheet = Comparison.run(home(), setup, progress);
      sheets.add(sheet);
      System.out.println(LiveTable.of(sheet));
    }
    System.out.println(LiveTable.capacity(sheets));
  }

  /** The project's folder: where the launcher says, else around the classes that run. */
  private static Path home() {
    String told = System.getProperty("floe.home");
    if (told != null) {
      return Path.of(told);
    }
    try {
      Path place = Path.of(Bench.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      for (Path folder = place; folder != null; folder = folder.getParent()) {
        if (Files.isExecutable(folder.resolve("floe"))) {
          return folder;
        }
      }
    } catch (URISyntaxException e) {
      throw new IllegalStateException("where is the project? Say -Dfloe.home=FOLDER", e);
    }
    throw new IllegalStateException("there is no ./floe around these classes: build the project");
  }
}
