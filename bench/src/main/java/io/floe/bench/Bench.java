package io.floe.bench;

import io.floe.bench.live.Comparison;
import io.floe.bench.live.LiveTable;
import io.floe.bench.micro.Microbenchmarks;
import io.floe.bench.posix.Posix;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

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
    if (options.kind() != BenchOptions.Kind.JMH) {
      if (!Posix.supported()) {
        throw new IllegalStateException(
            "the listener swarm needs Linux on x86-64 or aarch64; --only jmh runs anywhere");
      }
      Comparison.Setup setup =
          new Comparison.Setup(
              options.listeners(),
              Duration.ofSeconds(options.seconds()),
              Duration.ofSeconds(options.quick() ? 2 : 16),
              options.rounds(),
              options.kind() != BenchOptions.Kind.BARE,
              options.peers());
      System.out.println(LiveTable.of(Comparison.run(home(), setup, Bench::progress)));
    }
    if (options.kind() == BenchOptions.Kind.ALL || options.kind() == BenchOptions.Kind.JMH) {
      System.out.println(Microbenchmarks.run(options.quick()));
    }
  }

  private static void progress(String what) {
    System.err.println("floe: " + what);
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
