package io.floe.bench.control;

import io.floe.bench.server.Feeder;
import io.floe.bench.server.Platform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Floe with two edges, many mounts and one source. Confined to one thread. */
public final class Control implements AutoCloseable {

  static final int EDGES = 2;
  static final String MOUNT = "/bench";

  /**
   * What to do.
   *
   * @param mounts configured in the second half of the changes; the first has a few
   * @param changes of each half
   * @param window how long logins are measured, with and without guessers
   */
  public record Setup(int mounts, int changes, Duration window) {
    public Setup {
      if (changes < 1 || changes > 120) {
        throw new IllegalArgumentException("1 to 120 changes, not " + changes);
      }
    }
  }

  private final Platform platform;
  private final Feeder feeder;
  private final Rest rest;

  private Control(Path home, Consumer<String> progress) {
    progress.accept("starting Floe");
    platform = new Platform(home, EDGES, List.of("{name: " + MOUNT + "}"));
    try {
      feeder = platform.feed(MOUNT, Feeder.KBPS);
      feeder.awaitBurst();
    } catch (RuntimeException e) {
      platform.close();
      throw e;
    }
    rest = new Rest(platform.adminPort(), Platform.password());
  }

  /** The figures as Markdown tables. */
  public static String run(Path home, Setup setup, Consumer<String> progress) {
    try (Control control = new Control(home, progress)) {
      String effects = new Effects(control.platform, control.rest, setup, progress).run();
      String guesses = new Guesses(control.platform, control.rest, setup, progress).run();
      control.feeder.check();
      return effects + "\n" + guesses;
    }
  }

  @Override
  public void close() {
    rest.close();
    feeder.close();
    platform.close();
  }
}
