package io.floe.bench.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.floe.bench.server.Subject;
import io.floe.bench.server.ThreadMeter;
import io.floe.bench.swarm.Figures;
import io.floe.bench.swarm.Head;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CapacityTest {

  private static final Capacity CAPACITY = new Capacity(1.4, 8, 200);

  @Test
  void cores_serve_what_seventy_percent_of_them_pay_for() {
    // 0.7 s of CPU per second, 1.4 s per GB: 0.5 GB/s, 16,000 bytes/s each.
    assertThat(CAPACITY.byCpu(1, 128)).isCloseTo(31_250, within(0.001));
    assertThat(CAPACITY.byCpu(2, 256)).isCloseTo(31_250, within(0.001));
    assertThat(CAPACITY.byCpu(1, 64)).isEqualTo(CAPACITY.byCpu(1, 128));
  }

  @Test
  void network_carries_headers_too() {
    assertThat(Capacity.byNetwork(1, 128)).isCloseTo(6_619, within(1.0));
  }

  @Test
  void memory_grows_with_listeners() {
    assertThat(CAPACITY.megabytes(1024)).isEqualTo(208);
  }

  @Test
  void table_says_what_the_limit_is() {
    assertThat(CAPACITY.table())
        .contains(
            "| small virtual server: 1 core | 1 Gbit/s | 13,200 (network) | 6,600 (network) |")
        .contains("125,000")
        .contains("1.40 s per GB");
  }

  @Test
  void largest_swarm_that_was_served_in_full_counts() {
    Sheet small = new Sheet(1000, List.of(row(1000, 1000, 0.2)));
    Sheet large = new Sheet(5000, List.of(row(5000, 5000, 0.8)));
    Sheet tooLarge = new Sheet(9000, List.of(row(9000, 8999, 0.9)));
    assertThat(Capacity.of(List.of(small, large, tooLarge)).orElseThrow().cpuPerGigabyte())
        .isCloseTo(1.0, within(0.001));
    assertThat(Capacity.of(List.of(tooLarge))).isEmpty();
  }

  private static Measured row(int listeners, int live, double cpuSeconds) {
    Head head = Head.unmarked(128, 0);
    Subject floe = new Subject("Floe edge", 1000, 8080, "/live", false, head, 200, 1, 1000);
    return new Measured(
        floe,
        Figures.of(listeners, live),
        cpuSeconds,
        1000,
        Map.of(ThreadMeter.Work.LISTENERS, cpuSeconds));
  }
}
