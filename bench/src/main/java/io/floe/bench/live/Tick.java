package io.floe.bench.live;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How often a listener is written to. An edge takes a quarter of the audio that the listener has in
 * hand, so that a mount's burst sets its tick.
 */
public enum Tick {
  /** The default: a burst of 64 KiB is 4 s at 128 kbit/s. */
  SECOND(1000, "{name: /second, burst: 65536}"),
  /** A burst of 16 KiB is 1 s. */
  QUARTER(250, "{name: /quarter, burst: 16384}"),
  /** A mount of low latency. */
  TENTH(100, "{name: /tenth, burst: 16384, latency: low}");

  private final int millis;
  private final String station;

  Tick(int millis, String station) {
    this.millis = millis;
    this.station = station;
  }

  public int millis() {
    return millis;
  }

  /** Its mount's line in a station file. */
  String station() {
    return station;
  }

  String mount() {
    return "/" + name().toLowerCase(Locale.ROOT);
  }

  /**
   * The tick of that length.
   *
   * @throws IllegalArgumentException when there is none of that length
   */
  public static Tick of(int millis) {
    return Arrays.stream(values())
        .filter(tick -> tick.millis == millis)
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "--ticks takes "
                    + Arrays.stream(values())
                        .map(tick -> Integer.toString(tick.millis))
                        .collect(Collectors.joining(", "))
                    + ", not "
                    + millis));
  }
}
