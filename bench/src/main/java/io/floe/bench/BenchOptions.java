package io.floe.bench;

import io.floe.bench.live.Peer;
import java.util.ArrayList;
import java.util.List;

/**
 * What the command line asks for.
 *
 * @param listeners of each swarm
 * @param seconds length of each steady window
 * @param rounds how often every server is measured; the table has the median
 * @param kind what to run
 * @param quick whether a few seconds and rough figures are enough
 * @param peers other servers to measure beside, already running
 */
public record BenchOptions(
    int listeners, int seconds, int rounds, Kind kind, boolean quick, List<Peer> peers) {

  static final String USAGE =
      """
      usage: ./floe bench [options]
        --listeners N     listeners of each swarm (default 1000)
        --seconds N       how long each server is measured (default 15)
        --rounds N        measure every server N times in turn and show the median (default 1)
        --only live|jmh|bare
                          servers only; microbenchmarks only; servers without Floe
        --quick           200 listeners, 4 seconds, rough microbenchmarks: to see that it runs
        --peer NAME=PORT/MOUNT@PID
                          measure another server on this machine too, such as icecast=8010/live@4711; feed it yourself\
      """;

  /** What to run. */
  public enum Kind {
    ALL,
    LIVE,
    BARE,
    JMH
  }

  public BenchOptions {
    peers = List.copyOf(peers);
  }

  /**
   * @throws IllegalArgumentException on an unknown option or a bad value; the message says which
   */
  static BenchOptions parse(String... arguments) {
    int listeners = 0;
    int seconds = 0;
    int rounds = 1;
    Kind kind = Kind.ALL;
    boolean quick = false;
    List<Peer> peers = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      String option = arguments[i];
      switch (option) {
        case "--quick" -> quick = true;
        case "--listeners" -> listeners = number(option, value(arguments, ++i, option), 100_000);
        case "--seconds" -> seconds = number(option, value(arguments, ++i, option), 86_400);
        case "--rounds" -> rounds = number(option, value(arguments, ++i, option), 100);
        case "--peer" -> peers.add(Peer.parse(value(arguments, ++i, option)));
        case "--only" ->
            kind =
                switch (value(arguments, ++i, option)) {
                  case "live" -> Kind.LIVE;
                  case "bare" -> Kind.BARE;
                  case "jmh" -> Kind.JMH;
                  default -> throw new IllegalArgumentException("--only is live, bare or jmh");
                };
        default -> throw new IllegalArgumentException("unknown option " + option);
      }
    }
    return new BenchOptions(
        listeners > 0 ? listeners : quick ? 200 : 1000,
        seconds > 0 ? seconds : quick ? 4 : 15,
        rounds,
        kind,
        quick,
        peers);
  }

  private static String value(String[] arguments, int index, String option) {
    if (index >= arguments.length) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return arguments[index];
  }

  private static int number(String option, String text, int most) {
    try {
      int value = Integer.parseInt(text);
      if (value >= 1 && value <= most) {
        return value;
      }
    } catch (NumberFormatException notANumber) {
      // Said below.
    }
    throw new IllegalArgumentException(option + " is a number from 1 to " + most + ", not " + text);
  }
}
