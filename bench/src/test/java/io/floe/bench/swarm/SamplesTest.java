package io.floe.bench.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SamplesTest {

  @Test
  void several_swarms_have_the_percentiles_of_all_their_listeners() {
    Samples all = Samples.all(List.of(Samples.of(9, 1, 5), Samples.of(), Samples.of(3, 7)));
    assertThat(all.spread()).isEqualTo(new Spread(5, 9, 9));
  }

  @Test
  void values_over_a_limit_are_counted() {
    Samples samples = Samples.of(1, 2.5, 2.6, 9);
    assertThat(samples.over(2.5)).isEqualTo(2);
    assertThat(samples.over(0)).isEqualTo(4);
    assertThat(samples.over(9)).isZero();
  }

  @Test
  void figures_survive_the_way_between_processes() throws IOException {
    SwarmFigures figures = Figures.of(20, 19);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    figures.write(new DataOutputStream(bytes));
    SwarmFigures read =
        SwarmFigures.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    assertThat(read).usingRecursiveComparison().isEqualTo(figures);
    assertThat(SwarmFigures.all(List.of(read, read)).live()).isEqualTo(38);
    assertThat(SwarmFigures.all(List.of(read, read)).kbpsPerListener())
        .isEqualTo(figures.kbpsPerListener());
  }

  @Test
  void plan_survives_the_way_between_processes() {
    SwarmPlan plan = new SwarmPlan(8080, "/a", true, 5, 7, new Head(-5, 4000, true, 3), 9);
    assertThat(SwarmPlan.of(plan.arguments().toArray(String[]::new))).isEqualTo(plan);
  }
}
