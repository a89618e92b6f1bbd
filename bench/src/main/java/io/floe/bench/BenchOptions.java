package io.floe.bench;

import io.floe.bench.live.Tick;
import io.floe.bench.server.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What the command line asks for.
 *
 * @param kind what to run
 * @param listeners sizes of the swarms; one for a crowd or a storm
 * @param ticks to compare servers at
 * @param perSecond how many listeners connect per second
 * @param seconds length of each steady window
 * @param rounds how often every server is measured; the table has the median
 * @param edges of the crowd
 * @param mounts configured while changes are measured, on the air while the status is, reported by
 *     each edge while the history is
 * @param quick whether a few seconds and rough figures are enough
 * @param peers other servers to measure beside, already running
 */
public record BenchOptions(
    Kind kind,
    List<Integer> listeners,
    List<Tick> ticks,
    int perSecond,
    int seconds,
    int rounds,
    int edges,
    int mounts,
    boolean quick,
    List<Peer> peers) {

  static final String USAGE =
      """
      usage: ./floe bench [options]
        --only live|bare|jmh|crowd|storm|control|status|events|history|codec
                          servers side by side; the same without Floe; microbenchmarks; a crowd over many edges;
                          thousands who reconnect at once; changes by REST and guessed passwords;
                          the status document of many mounts; clients that follow events;
                          what the history takes of an admin service;
                          codecs beside ffmpeg and lame (default: live, then jmh)
        --listeners N,... sizes of the swarms (default 1000,5000; crowd 100000; storm 10000; events 1,500)
        --ticks MS,...    of 1000, 250, 100 (default: all)
        --rate N          listeners that connect per second (default 2000)
        --seconds N       how long each server is measured (default 10; crowd 60)
        --rounds N        measure every server N times in turn and show the median (default 1)
        --edges N         edges of the crowd (default 6)
        --mounts N        configured while changes by REST are measured, on the air for status (default 1000),
                          reported by each of four edges for history (default 5000)
        --full            1000,5000,10000,19000 listeners for 15 s
        --quick           200 listeners, 4 seconds, rough microbenchmarks: to see that it runs
        --peer NAME=PORT/MOUNT@PID
                          measure another server on this machine too, such as icecast=8010/live@4711; feed it yourself\
      """;

  /** So long listeners are served unmeasured before a row of Floe. */
  static final int WARM_UP_SECONDS = 90;

  private static final int STARTING_SECONDS = 15;
  private static final int MOST_LISTENERS = 200_000;

  /** What to run. */
  public enum Kind {
    ALL,
    LIVE,
    BARE,
    JMH,
    CROWD,
    STORM,
    CONTROL,
    STATUS,
    EVENTS,
    HISTORY,
    CODEC;

    /** Whether thousands of sockets are needed. */
    boolean swarms() {
      return this != JMH && this != CODEC && this != HISTORY;
    }
  }

  public BenchOptions {
    listeners = List.copyOf(listeners);
    ticks = List.copyOf(ticks);
    peers = List.copyOf(peers);
  }

  /**
   * @throws IllegalArgumentException on an unknown option or a bad value; the message says which
   */
  static BenchOptions parse(String... arguments) {
    Reading reading = new Reading(arguments);
    while (reading.next < arguments.length) {
      reading.option();
    }
    return reading.complete();
  }

  /** Three times what it should take, builds left out, and some minutes more. */
  Duration limit() {
    long seconds = kind == Kind.CONTROL || kind == Kind.STATUS ? mounts : 0;
    for (int n : listeners) {
      long connecting = n / perSecond;
      long windows =
          switch (kind) {
            case ALL, LIVE, BARE -> rounds * (3L * ticks.size() + 2 + peers.size());
            case STORM -> 3L * rounds;
            case CONTROL -> 3;
            case EVENTS, STATUS -> 2;
            case CROWD, JMH, HISTORY, CODEC -> 1;
          };
      seconds += windows * (connecting + this.seconds + 5) + 60;
      if (kind == Kind.ALL || kind == Kind.LIVE) {
        seconds += rounds * 2L * ticks.size() * (WARM_UP_SECONDS + STARTING_SECONDS);
      }
    }
    return Duration.ofSeconds(3 * seconds + 600);
  }

  /** The options so far; 0 and empty: not said. */
  private static final class Reading {
    private final String[] arguments;
    private int next;
    private Kind kind = Kind.ALL;
    private List<Integer> listeners = List.of();
    private List<Tick> ticks = List.of(Tick.values());
    private int perSecond = 2000;
    private int seconds;
    private int rounds = 1;
    private int edges = 6;
    private int mounts;
    private boolean quick;
    private boolean full;
    private final List<Peer> peers = new ArrayList<>();

    Reading(String... arguments) {
      this.arguments = arguments;
    }

    private void option() {
      String option = arguments[next++];
      switch (option) {
        case "--quick" -> quick = true;
        case "--full" -> full = true;
        case "--listeners" -> listeners = list(option, n -> number(option, n, MOST_LISTENERS));
        case "--ticks" -> ticks = list(option, n -> Tick.of(number(option, n, 60_000)));
        case "--rate" -> perSecond = number(option, value(option), 100_000);
        case "--seconds" -> seconds = number(option, value(option), 3600);
        case "--rounds" -> rounds = number(option, value(option), 100);
        case "--edges" -> edges = number(option, value(option), 12);
        case "--mounts" -> mounts = number(option, value(option), 10_000);
        case "--peer" -> peers.add(Peer.parse(value(option)));
        case "--only" -> kind = kind(value(option));
        default -> throw new IllegalArgumentException("unknown option " + option);
      }
    }

    private static Kind kind(String text) {
      return switch (text) {
        case "live" -> Kind.LIVE;
        case "bare" -> Kind.BARE;
        case "jmh" -> Kind.JMH;
        case "crowd" -> Kind.CROWD;
        case "storm" -> Kind.STORM;
        case "control" -> Kind.CONTROL;
        case "status" -> Kind.STATUS;
        case "events" -> Kind.EVENTS;
        case "history" -> Kind.HISTORY;
        case "codec" -> Kind.CODEC;
        default ->
            throw new IllegalArgumentException(
                "--only is live, bare, jmh, crowd, storm, control, status, events, history or codec, not "
                    + text);
      };
    }

    private String value(String option) {
      if (next >= arguments.length) {
        throw new IllegalArgumentException(option + " needs a value");
      }
      return arguments[next++];
    }

    private <T> List<T> list(String option, Function<String, T> read) {
      return Stream.of(value(option).split(",", -1)).map(String::strip).map(read).toList();
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
      throw new IllegalArgumentException(
          option + " takes a number from 1 to " + most + ", not " + text);
    }

    private BenchOptions complete() {
      boolean one = kind == Kind.CROWD || kind == Kind.STORM;
      if (one && listeners.size() > 1) {
        throw new IllegalArgumentException("--only crowd and storm take one number of --listeners");
      }
      return new BenchOptions(
          kind,
          listeners.isEmpty() ? usualListeners() : listeners,
          ticks.stream().distinct().sorted().toList(),
          perSecond,
          seconds > 0 ? seconds : usualSeconds(),
          rounds,
          edges,
          mounts > 0 ? mounts : quick ? 50 : kind == Kind.HISTORY ? 5000 : 1000,
          quick,
          peers);
    }

    private List<Integer> usualListeners() {
      return switch (kind) {
        case CROWD -> List.of(quick ? 600 : 100_000);
        case STORM -> List.of(quick ? 500 : 10_000);
        case CONTROL, STATUS, HISTORY, CODEC -> List.of(1);
        case EVENTS -> quick ? List.of(1, 50) : List.of(1, 500);
        case ALL, LIVE, BARE, JMH -> {
          if (quick) {
            yield List.of(200);
          }
          yield full ? List.of(1000, 5000, 10_000, 19_000) : List.of(1000, 5000);
        }
      };
    }

    private int usualSeconds() {
      if (quick) {
        return 4;
      }
      return kind == Kind.CROWD ? 60 : full ? 15 : 10;
    }
  }
}
