package io.floe.wire.station;

/**
 * A mistake in a station file, or something to think about.
 *
 * @param line from 1
 */
public record Problem(int line, String text) implements Comparable<Problem> {

  @Override
  public int compareTo(Problem other) {
    return Integer.compare(line, other.line);
  }
}
