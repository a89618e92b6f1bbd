package io.floe.bench.live;

import static io.floe.bench.live.MarkdownTable.number;

import io.floe.bench.server.Feeder;
import io.floe.bench.server.Platform;
import io.floe.bench.server.Usage;
import io.floe.bench.swarm.SwarmFigures;
import io.floe.bench.swarm.SwarmPlan;
import io.floe.bench.swarm.SwarmProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Thousands of listeners lose their connections at once and come back, while others listen: what do
 * those notice? Confined to one thread.
 */
public final class Storm implements AutoCloseable {

  private static final String MOUNT = "/storm";
  private static final Duration SETTLE = Duration.ofSeconds(5);

  /**
   * What to do.
   *
   * @param listeners who reconnect
   * @param others who just listen
   * @param perSecond how many connect per second
   * @param window length of the calm before and after, and of the storm beyond its last connect
   */
  public record Setup(int listeners, int others, int perSecond, Duration window, int rounds) {}

  /** What those who just listen heard in one phase, and what the edge used. */
  private record Phase(String name, SwarmFigures others, double ofOneCore) {}

  private final Setup setup;
  private final Consumer<String> progress;
  private final Platform platform;
  private final Feeder feeder;
  private final List<SwarmProcess> swarms = new ArrayList<>();
  private final MarkdownTable stormed =
      new MarkdownTable(
          "those who come back",
          "live",
          "refused, failed, ended, waiting",
          "all back within s",
          "first byte ms p50 / p99 / max");
  private final MarkdownTable listened =
      new MarkdownTable(
          "those who just listen",
          "live",
          "kbit/s each",
          "longest gap s p50 / p99 / max",
          "behind the head s p50 / p99 / max",
          "edge, of a core");

  private Storm(Path home, Setup setup, Consumer<String> progress) {
    this.setup = setup;
    this.progress = progress;
    progress.accept("starting Floe");
    platform = new Platform(home, 1, List.of("{name: " + MOUNT + "}"));
    try {
      feeder = platform.feed(MOUNT, Feeder.KBPS);
      feeder.awaitBurst();
    } catch (RuntimeException e) {
      platform.close();
      throw e;
    }
  }

  /** The figures as Markdown tables. */
  public static String run(Path home, Setup setup, Consumer<String> progress) {
    try (Storm storm = new Storm(home, setup, progress)) {
      return storm.run();
    }
  }

  private String run() {
    SwarmProcess others = swarm(setup.others(), 1);
    SwarmProcess crowd = swarm(setup.listeners(), 2);
    progress.accept(setup.others() + " listen, " + setup.listeners() + " connect");
    others.connect();
    others.awaitConnected();
    crowd.connect();
    crowd.awaitConnected();
    try (Usage edge = new Usage(platform.pids("edge-service"))) {
      for (int round = 1; round <= setup.rounds(); round++) {
        Crowd.pause(SETTLE);
        begin(others, edge);
        Crowd.pause(setup.window());
        note(new Phase("before storm " + round, figures(others), edge.ofOneCore()));
        storm(round, others, crowd, edge);
        begin(others, edge);
        Crowd.pause(setup.window());
        note(new Phase("after storm " + round, figures(others), edge.ofOneCore()));
      }
    }
    feeder.check();
    return stormed + "\n" + listened;
  }

  private void storm(int round, SwarmProcess others, SwarmProcess crowd, Usage edge) {
    progress.accept("storm " + round + ": " + setup.listeners() + " reconnect");
    begin(others, edge);
    long from = System.nanoTime();
    crowd.connect();
    crowd.awaitConnected();
    double back = (System.nanoTime() - from) / 1e9;
    Crowd.pause(setup.window());
    note(new Phase("in storm " + round, figures(others), edge.ofOneCore()));
    SwarmFigures f = figures(crowd);
    stormed.row(
        "storm " + round,
        f.live() + " of " + f.listeners(),
        "%d, %d, %d, %d".formatted(f.refused(), f.failed(), f.ended(), f.waiting()),
        number(1, back),
        f.firstMillis().spread().text(1));
  }

  private static void begin(SwarmProcess swarm, Usage edge) {
    swarm.beginAfresh();
    edge.restart();
  }

  private static SwarmFigures figures(SwarmProcess swarm) {
    return SwarmProcess.end(List.of(swarm)).getFirst();
  }

  private void note(Phase phase) {
    SwarmFigures f = phase.others();
    listened.row(
        phase.name(),
        f.live() + " of " + f.listeners(),
        number(1, f.kbpsPerListener()),
        f.gapSeconds().spread().text(2),
        f.lagSeconds().spread().text(2),
        number(1, 100 * phase.ofOneCore()) + " %");
  }

  private SwarmProcess swarm(int listeners, int network) {
    SwarmProcess swarm =
        new SwarmProcess(
            new SwarmPlan(
                platform.edgePort(1),
                MOUNT,
                false,
                listeners,
                setup.perSecond(),
                feeder.head(),
                network));
    swarms.add(swarm);
    return swarm;
  }

  @Override
  public void close() {
    swarms.forEach(SwarmProcess::close);
    feeder.close();
    platform.close();
  }
}
