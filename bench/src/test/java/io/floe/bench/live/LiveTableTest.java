package io.floe.bench.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LiveTableTest {

  @Test
  void costs_are_multiples_of_the_first_row() {
    String table = LiveTable.of(List.of(row("bare", 1000, 0.16), row("other", 1000, 0.4)));
    assertThat(table).contains("| bare | 1.00 | 1.00 | 0.16 | 16.00 |");
    assertThat(table).contains("| other | 2.50 | 2.50 | 0.40 | 16.00 |");
    assertThat(table).contains("| other | 1000 of 1000 | 0, 0, 0 | 128.0 |");
    assertThat(table).doesNotContain("threads of Floe").doesNotContain("Not comparable");
  }

  @Test
  void floe_s_cost_is_split_by_thread() {
    Measured floe =
        new Measured(
            subject("Floe edge"),
            figures(1000),
            0.4,
            1000,
            Map.of(ThreadMeter.Work.LISTENERS, 0.3, ThreadMeter.Work.JIT, 0.1));
    assertThat(LiveTable.of(List.of(row("bare", 1000, 0.15), floe)))
        .contains("| Floe edge: listener loops | 1.88 | 2.00 | 3.0 % |");
  }

  @Test
  void server_that_lost_listeners_is_not_comparable() {
    assertThat(LiveTable.of(List.of(row("bare", 1000, 0.16), row("other", 999, 0.4))))
        .contains("Not comparable: other served 999 of 1000");
  }

  private static Measured row(String name, int live, double cpuSeconds) {
    return new Measured(subject(name), figures(live), cpuSeconds, 1000, Map.of());
  }

  private static Subject subject(String name) {
    return new Subject(name, 8080, "/live", false, 1, 1000);
  }

  /** 10 s at 16,000 bytes per second and listener. */
  private static SwarmFigures figures(int live) {
    Spread spread = new Spread(1, 2, 3);
    return new SwarmFigures(1000, live, 0, 0, 1000 - live, 160_000_000, 10, spread, spread, 0, 0.1);
  }
}
