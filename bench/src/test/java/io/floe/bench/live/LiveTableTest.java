package io.floe.bench.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.bench.server.Subject;
import io.floe.bench.server.ThreadMeter;
import io.floe.bench.swarm.Figures;
import io.floe.bench.swarm.Head;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LiveTableTest {

  @Test
  void costs_are_multiples_of_the_bare_loop_at_the_same_tick_and_of_icecast() {
    String table =
        LiveTable.of(
            new Sheet(
                1000,
                List.of(
                    row("bare loop", 1000, false, 0.16),
                    row("Floe edge", 1000, false, 0.24),
                    row("bare loop", 100, false, 0.32),
                    row("Floe edge", 100, false, 0.4),
                    row("Floe edge, ICY", 100, true, 0.4),
                    row("Icecast 2.4.4", 0, false, 0.8),
                    row("Icecast 2.4.4, ICY", 0, true, 1.6))));
    assertThat(table)
        .contains("### 1000 listeners")
        .contains("| bare loop, 1000 ms | 1.00 | 1.00 | 0.20 | 1.6 % | 16.0 |")
        .contains("| Floe edge, 1000 ms | 1.50 | 1.50 | 0.30 |")
        .contains("| Floe edge, 100 ms | 2.50 | 1.25 | 0.50 |")
        .contains("| Floe edge, ICY, 100 ms | 2.50 | 1.25 | 0.25 |")
        .contains("| Icecast 2.4.4 | 5.00 | 5.00 | 1.00 |")
        .contains("| Floe edge, 100 ms | 1000 of 1000 | 0, 0, 0, 0 | 128.0 |")
        .doesNotContain("by threads")
        .doesNotContain("Fell short");
  }

  @Test
  void row_without_anything_to_compare_with_has_empty_cells() {
    assertThat(LiveTable.of(new Sheet(1000, List.of(row("Floe edge", 1000, false, 0.24)))))
        .contains("| Floe edge, 1000 ms | 1.50 |  |  |");
  }

  @Test
  void floe_s_cost_is_split_by_thread() {
    Measured floe =
        new Measured(
            subject("Floe edge", 1000, false),
            Figures.of(1000, 1000),
            0.4,
            1000,
            Map.of(ThreadMeter.Work.LISTENERS, 0.3, ThreadMeter.Work.JIT, 0.1));
    assertThat(LiveTable.of(new Sheet(1000, List.of(floe))))
        .contains("| Floe edge, 1000 ms | 1.88 | 0.00 | 0.00 | 0.63 | 0.00 |");
  }

  @Test
  void server_that_lost_listeners_fell_short() {
    Measured other =
        new Measured(subject("other", 0, false), Figures.of(1000, 999), 0.4, 1000, Map.of());
    assertThat(LiveTable.of(new Sheet(1000, List.of(other))))
        .contains("Fell short: other served 999 of 1000");
  }

  @Test
  void of_several_rounds_the_one_of_median_cost_stays() {
    Sheet sheet =
        Sheet.ofMedians(
            1000,
            List.of(
                row("a", 1000, false, 3),
                row("a", 100, false, 7),
                row("a", 1000, false, 1),
                row("a", 1000, false, 2)));
    assertThat(sheet.rows()).extracting(Measured::cpuSeconds).containsExactly(2.0, 7.0);
  }

  private static Measured row(String name, int tick, boolean icy, double cpuSeconds) {
    return new Measured(
        subject(name, tick, icy), Figures.of(1000, 1000), cpuSeconds, 1000, Map.of());
  }

  private static Subject subject(String name, int tick, boolean icy) {
    return new Subject(name, tick, 8080, "/live", icy, Head.unmarked(128, 0), 200, 1, 1000);
  }
}
