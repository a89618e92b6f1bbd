package io.floe.bench.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HeadTest {

  @Test
  void head_moves_at_the_rate_of_its_source() {
    Head head = new Head(-1_000_000_000L, 16_000, true, 0);
    assertThat(head.at(-1_000_000_000L)).isZero();
    assertThat(head.at(500_000_000L)).isEqualTo(24_000);
    assertThat(head.at(TimeUnit.DAYS.toNanos(30))).isEqualTo(30L * 86_400 * 16_000 + 16_000);
    assertThat(head.seconds(24_000)).isEqualTo(1.5);
  }

  @Test
  void mark_tells_where_the_bytes_around_it_are() {
    byte[] frame = new byte[96];
    Mark.put(frame, 9_600);
    byte[] stream = new byte[300];
    System.arraycopy(frame, 0, stream, 77, frame.length);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(stream.length);
      bytes.copyFrom(MemorySegment.ofArray(stream));
      assertThat(Mark.positionOf(bytes, 0, 300)).isEqualTo(9_600 - 77);
      assertThat(Mark.positionOf(bytes, 77, 56)).isEqualTo(9_600);
      assertThat(Mark.positionOf(bytes, 77, 55)).isEqualTo(Long.MIN_VALUE);
    }
  }
}
