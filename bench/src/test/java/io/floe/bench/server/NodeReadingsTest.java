package io.floe.bench.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NodeReadingsTest {

  @Test
  void listeners_of_all_mounts_are_summed() {
    assertThat(
            StatusCount.of(
                """
                {"icestats":{"source":[{"listener_peak":9,"listeners":3},{"listeners": 4}]}}\
                """))
        .isEqualTo(7);
    assertThat(StatusCount.of("{\"icestats\":{\"source\":{\"listeners\":0}}}")).isZero();
    assertThat(StatusCount.of("HTTP/1.0 503 Busy\r\n\r\n")).isEqualTo(-1);
  }

  @Test
  void pages_of_the_kernel_are_megabytes() {
    assertThat(
            KernelMemory.of(
                """
                sockets: used 1
                TCP: inuse 27 orphan 1 tw 18 alloc 379 mem 512
                UDP: inuse 16 mem 11
                """))
        .isEqualTo(2);
    assertThat(KernelMemory.of("")).isZero();
  }
}
