package io.floe.bench.swarm;

import java.util.List;

/**
 * What a swarm does.
 *
 * @param port of the server, on 127.0.0.1
 * @param path mount to listen to
 * @param icy whether to ask for ICY metadata
 * @param listeners how many there are
 * @param perSecond how many connect per second
 * @param head where the source is
 * @param network which of the networks 127.N.0.0 the listeners come from: one for each swarm
 */
public record SwarmPlan(
    int port, String path, boolean icy, int listeners, int perSecond, Head head, int network) {

  public SwarmPlan {
    if (port <= 0 || port > 65_535 || listeners <= 0 || perSecond <= 0) {
      throw new IllegalArgumentException(
          "a swarm needs a port, listeners and a connect rate above 0");
    }
    if (network < 1 || network > 254) {
      throw new IllegalArgumentException("a swarm's network is 1 to 254, not " + network);
    }
  }

  /** As arguments of a program. */
  List<String> arguments() {
    return List.of(
        Integer.toString(port),
        path,
        Boolean.toString(icy),
        Integer.toString(listeners),
        Integer.toString(perSecond),
        Long.toString(head.originNanos()),
        Integer.toString(head.bytesPerSecond()),
        Boolean.toString(head.marked()),
        Integer.toString(head.burst()),
        Integer.toString(network));
  }

  static SwarmPlan of(String... arguments) {
    if (arguments.length != 10) {
      throw new IllegalArgumentException("a swarm's plan has 10 arguments");
    }
    Head head =
        new Head(
            Long.parseLong(arguments[5]),
            Integer.parseInt(arguments[6]),
            Boolean.parseBoolean(arguments[7]),
            Integer.parseInt(arguments[8]));
    return new SwarmPlan(
        Integer.parseInt(arguments[0]),
        arguments[1],
        Boolean.parseBoolean(arguments[2]),
        Integer.parseInt(arguments[3]),
        Integer.parseInt(arguments[4]),
        head,
        Integer.parseInt(arguments[9]));
  }
}
