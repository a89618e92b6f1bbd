package io.floe.bench.swarm;

/** Told on the swarm's thread when the steady window begins and ends. */
public interface Watch {
  void steadyBegins();

  void steadyEnds();

  /** Watches nothing. */
  static Watch none() {
    return new Watch() {
      @Override
      public void steadyBegins() {}

      @Override
      public void steadyEnds() {}
    };
  }
}
