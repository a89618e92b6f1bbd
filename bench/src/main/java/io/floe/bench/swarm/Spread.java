package io.floe.bench.swarm;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** Median, 99th percentile and maximum of a set of values; all 0 of an empty one. */
public record Spread(double median, double p99, double max) {

  /** Of those values, in any order. */
  public static Spread of(Collection<Double> values) {
    return of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  static Spread of(double[] values) {
    if (values.length == 0) {
      return new Spread(0, 0, 0);
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int last = sorted.length - 1;
    return new Spread(sorted[last / 2], sorted[(int) Math.ceil(last * 0.99)], sorted[last]);
  }

  /** As a cell of a table: all three, with so many digits after the point. */
  public String text(int digits) {
    String number = "%." + digits + "f";
    return String.format(Locale.ROOT, String.join(" / ", number, number, number), median, p99, max);
  }
}
