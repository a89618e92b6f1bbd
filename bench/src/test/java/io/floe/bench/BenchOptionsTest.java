package io.floe.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.floe.bench.live.Peer;
import org.junit.jupiter.api.Test;

class BenchOptionsTest {

  @Test
  void without_options_a_thousand_listeners_are_measured() {
    BenchOptions options = BenchOptions.parse();
    assertThat(options.listeners()).isEqualTo(1000);
    assertThat(options.seconds()).isEqualTo(15);
    assertThat(options.kind()).isEqualTo(BenchOptions.Kind.ALL);
  }

  @Test
  void quick_gives_way_to_what_is_said() {
    BenchOptions options = BenchOptions.parse("--listeners", "19000", "--quick", "--only", "live");
    assertThat(options.listeners()).isEqualTo(19_000);
    assertThat(options.seconds()).isEqualTo(4);
    assertThat(options.kind()).isEqualTo(BenchOptions.Kind.LIVE);
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
    assertThatThrownBy(() -> BenchOptions.parse("--fast")).hasMessageContaining("--fast");
    assertThatThrownBy(() -> BenchOptions.parse("--only", "tv")).hasMessageContaining("--only");
    assertThatThrownBy(() -> BenchOptions.parse("--peer", "icecast"))
        .hasMessageContaining("NAME=PORT/MOUNT@PID");
  }
}
