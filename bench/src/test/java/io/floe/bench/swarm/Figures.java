package io.floe.bench.swarm;

/** Figures for tests: 10 s at 16,000 bytes per second and listener. */
public final class Figures {

  private Figures() {}

  public static SwarmFigures of(int listeners, int live) {
    Samples samples = Samples.of(1, 2, 3);
    return new SwarmFigures(
        listeners,
        live,
        0,
        0,
        listeners - live,
        listeners * 160_000L,
        listeners * 10L,
        10,
        samples,
        samples,
        samples,
        0.1);
  }
}
