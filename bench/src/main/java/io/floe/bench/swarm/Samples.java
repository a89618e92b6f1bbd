package io.floe.bench.swarm;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** One value of each of many listeners. Immutable. */
public final class Samples {

  private final double[] sorted;

  private Samples(double[] sorted) {
    this.sorted = sorted;
  }

  static Samples of(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return new Samples(sorted);
  }

  static Samples all(List<Samples> parts) {
    return of(parts.stream().flatMapToDouble(part -> Arrays.stream(part.sorted)).toArray());
  }

  public Spread spread() {
    return Spread.of(sorted);
  }

  /** How many values are greater. */
  public int over(double limit) {
    int count = 0;
    for (int i = sorted.length - 1; i >= 0 && sorted[i] > limit; i--) {
      count++;
    }
    return count;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(sorted.length);
    for (double value : sorted) {
      out.writeDouble(value);
    }
  }

  static Samples read(DataInput in) throws IOException {
    double[] values = new double[in.readInt()];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readDouble();
    }
    return new Samples(values);
  }
}
