package io.floe.bench.live;

import java.time.Duration;

/**
 * What a swarm does.
 *
 * @param port of the server, on 127.0.0.1
 * @param path mount to listen to
 * @param icy whether to ask for ICY metadata
 * @param listeners how many there are
 * @param perSecond how many connect per second
 * @param settle time between the last connect and the start of the steady window
 * @param steady how long throughput and the server's cost are measured
 */
public record SwarmPlan(
    int port,
    String path,
    boolean icy,
    int listeners,
    int perSecond,
    Duration settle,
    Duration steady) {

  public SwarmPlan {
    if (port <= 0 || port > 65_535 || listeners <= 0 || perSecond <= 0) {
      throw new IllegalArgumentException(
          "a swarm needs a port, listeners and a connect rate above 0");
    }
    if (steady.isNegative() || steady.isZero() || settle.isNegative()) {
      throw new IllegalArgumentException("a swarm needs a steady window longer than 0 s");
    }
  }
}
