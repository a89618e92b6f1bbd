package io.floe.bench.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void hundred_and_one_values_spread_evenly() {
    double[] values = IntStream.rangeClosed(0, 100).mapToDouble(i -> 100 - i).toArray();
    assertThat(Spread.of(values)).isEqualTo(new Spread(50, 99, 100));
  }

  @Test
  void nothing_spreads_over_nothing() {
    assertThat(Spread.of(new double[0])).isEqualTo(new Spread(0, 0, 0));
    assertThat(Spread.of(new double[] {7})).isEqualTo(new Spread(7, 7, 7));
  }
}
