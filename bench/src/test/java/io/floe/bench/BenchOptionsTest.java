package io.floe.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.floe.bench.live.Tick;
import io.floe.bench.server.Peer;
import org.junit.jupiter.api.Test;

class BenchOptionsTest {

  @Test
  void without_options_two_sizes_are_measured_at_every_tick() {
    BenchOptions options = BenchOptions.parse();
    assertThat(options.kind()).isEqualTo(BenchOptions.Kind.ALL);
    assertThat(options.listeners()).containsExactly(1000, 5000);
    assertThat(options.ticks()).containsExactly(Tick.values());
    assertThat(options.perSecond()).isEqualTo(2000);
    assertThat(options.seconds()).isEqualTo(10);
  }

  @Test
  void quick_and_full_give_way_to_what_is_said() {
    BenchOptions options =
        BenchOptions.parse("--listeners", "19000, 7", "--quick", "--only", "live");
    assertThat(options.listeners()).containsExactly(19_000, 7);
    assertThat(options.seconds()).isEqualTo(4);
    assertThat(options.kind()).isEqualTo(BenchOptions.Kind.LIVE);
    assertThat(BenchOptions.parse("--full", "--seconds", "7").listeners()).hasSize(4);
    assertThat(BenchOptions.parse("--full", "--seconds", "7").seconds()).isEqualTo(7);
  }

  @Test
  void ticks_are_sorted_from_the_longest() {
    assertThat(BenchOptions.parse("--ticks", "100,1000,100").ticks())
        .containsExactly(Tick.SECOND, Tick.TENTH);
  }

  @Test
  void crowd_is_one_and_large() {
    assertThat(BenchOptions.parse("--only", "crowd").listeners()).containsExactly(100_000);
    assertThat(BenchOptions.parse("--only", "crowd").seconds()).isEqualTo(60);
    assertThatThrownBy(() -> BenchOptions.parse("--only", "crowd", "--listeners", "1,2"))
        .hasMessageContaining("one number");
  }

  @Test
  void control_has_a_thousand_mounts_unless_told_otherwise() {
    assertThat(BenchOptions.parse("--only", "control").mounts()).isEqualTo(1000);
    assertThat(BenchOptions.parse("--only", "control", "--mounts", "70").mounts()).isEqualTo(70);
    assertThatThrownBy(() -> BenchOptions.parse("--mounts", "0")).hasMessageContaining("--mounts");
  }

  @Test
  void events_have_one_client_and_five_hundred() {
    assertThat(BenchOptions.parse("--only", "events").listeners()).containsExactly(1, 500);
    assertThat(BenchOptions.parse("--only", "events", "--listeners", "9").listeners())
        .containsExactly(9);
  }

  @Test
  void peer_is_read_in_parts() {
    assertThat(BenchOptions.parse("--peer", "icecast=8010/live@4711").peers())
        .containsExactly(new Peer("icecast", 8010, "/live", 4711));
  }

  @Test
  void bad_options_are_named() {
    assertThatThrownBy(() -> BenchOptions.parse("--listeners", "many"))
        .hasMessageContaining("--listeners")
        .hasMessageContaining("many");
    assertThatThrownBy(() -> BenchOptions.parse("--listeners")).hasMessageContaining("value");
    assertThatThrownBy(() -> BenchOptions.parse("--seconds", "0")).hasMessageContaining("1 to");
    assertThatThrownBy(() -> BenchOptions.parse("--listeners", "5,,6"))
        .hasMessageContaining("--listeners");
    assertThatThrownBy(() -> BenchOptions.parse("--ticks", "1000,300"))
        .hasMessageContaining("--ticks")
        .hasMessageContaining("250")
        .hasMessageContaining("300");
    assertThatThrownBy(() -> BenchOptions.parse("--fast")).hasMessageContaining("--fast");
    assertThatThrownBy(() -> BenchOptions.parse("--only", "tv")).hasMessageContaining("--only");
    assertThatThrownBy(() -> BenchOptions.parse("--peer", "icecast"))
        .hasMessageContaining("NAME=PORT/MOUNT@PID");
  }
}
