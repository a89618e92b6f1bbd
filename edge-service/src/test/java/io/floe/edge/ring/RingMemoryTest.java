package io.floe.edge.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What rings do that have no memory for all that they would keep. */
class RingMemoryTest {

  private static final long MIB = 1 << 20;

  private final AtomicLong nanos = new AtomicLong();
  private final long before = MountRing.memory();
  private final List<MountRing> rings = new ArrayList<>();

  @AfterEach
  void endRings() {
    rings.forEach(MountRing::end);
    assertThat(MountRing.memory()).isEqualTo(before);
  }

  @Test
  void ringBeyondItsShare_shedsItsPast_andOthersKeepTheirs() {
    RingMemory memory = memory(2 * MIB, 3 * MIB, 100 * MIB);
    MountRing modest = ring(memory);
    Broadcast one = new Broadcast(1);
    for (int i = 0; i < 50; i++) {
      modest.append(one.audio(10_000), 0);
    }
    MountRing greedy = ring(memory);
    Broadcast two = new Broadcast(2);
    for (int i = 0; i < 800; i++) {
      greedy.append(two.audio(10_000), 0);
      assertThat(used()).isLessThanOrEqualTo(3 * MIB);
    }
    for (int i = 0; i < 40; i++) {
      modest.append(one.audio(10_000), 0);
    }

    assertThat(modest.piece(0)).isNotNull();
    assertThat(modest.head()).isEqualTo(90);
    assertThat(greedy.head()).isEqualTo(800);
    assertThat(greedy.piece(0)).isNull();
    assertThat(greedy.burstStart(500_000)).isEqualTo(750);
    assertThat(last(greedy)).isEqualTo(two.last(10_000));
    assertThat(memory.shed()).isBetween(5 * MIB, 8 * MIB);
    assertThat(memory.lost()).isZero();
  }

  @Test
  void ringThatFindsNoRoom_givesUpItsPastAndGoesOn() {
    // no ring is beyond its share, and there is no room all the same: sockets have the rest
    AtomicLong sockets = new AtomicLong();
    RingMemory memory = new RingMemory(100 * MIB, 4 * MIB, 100 * MIB, () -> used() + sockets.get());
    MountRing ring = ring(memory);
    Broadcast source = new Broadcast(1);
    for (int i = 0; i < 200; i++) {
      ring.append(source.audio(10_000), 0);
    }
    assertThat(memory.shed()).isZero();
    sockets.set(2 * MIB + MIB / 2);
    for (int i = 0; i < 200; i++) {
      ring.append(source.audio(10_000), 0);
      assertThat(last(ring)).isEqualTo(source.last(10_000));
    }
    assertThat(ring.head()).isEqualTo(400);
    assertThat(memory.shed()).isPositive();
    assertThat(memory.lost()).isZero();
  }

  @Test
  void ringThatFindsNoRoomAtAll_leavesOutWhatComes_andGoesOnLater() {
    AtomicLong sockets = new AtomicLong();
    RingMemory memory = new RingMemory(MIB, MIB, MIB, () -> used() + sockets.get());
    MountRing ring = ring(memory);
    Broadcast source = new Broadcast(1);
    sockets.set(MIB);
    ring.append(source.title("lost"), 0);
    ring.append(source.header(100), 0);
    ring.append(source.audio(100), 0);
    assertThat(ring.head()).isZero();
    assertThat(memory.lost()).isEqualTo(3);

    sockets.set(0);
    ring.append(source.header(50), 0);
    ring.append(source.audio(100), 0);
    ring.append(source.audio(200), 0);
    assertThat(ring.head()).isEqualTo(3);
    assertThat(last(ring)).isEqualTo(source.last(200));
  }

  @Test
  void titlesAndTinyLinks_countWithWhatTheyWeigh() {
    RingMemory memory = memory(100 * MIB, 100 * MIB, 100 * MIB);
    MountRing titled = ring(memory);
    MountRing linked = ring(memory);
    Broadcast one = new Broadcast(1);
    Broadcast two = new Broadcast(2);
    for (int i = 0; i < 20_000; i++) {
      titled.append(one.title(new byte[4_000]), 0);
      titled.append(one.audio(1), 0);
      linked.append(two.header(1), 0);
      linked.append(two.audio(1), 0);
    }
    assertThat(used()).isLessThan(5 * MIB);
    assertThat(titled.piece(titled.head() - 900)).isNotNull();
    assertThat(titled.piece(titled.head() - 1_100)).isNull();
    assertThat(linked.piece(linked.head() - 25_000)).isNotNull();
    assertThat(linked.piece(linked.head() - 32_000)).isNull();
  }

  @Test
  void heapOfTinyPieces_isSharedToo_andGivenBackAtTheEnd() {
    RingMemory memory = memory(100 * MIB, 100 * MIB, MIB);
    for (int round = 0; round < 3; round++) {
      List<MountRing> these = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        these.add(ring(memory));
      }
      Broadcast source = new Broadcast(1);
      for (int i = 0; i < 20_000; i++) {
        for (MountRing ring : these.subList(1, 4)) {
          ring.append(source.audio(1), 0);
        }
        if (i % 10 == 0) {
          these.getFirst().append(source.audio(1), 0);
        }
      }
      // a quarter of it each: about 2,700 pieces
      assertThat(these.getFirst().piece(0)).as("round %s", round).isNotNull();
      for (MountRing ring : these.subList(1, 4)) {
        assertThat(ring.piece(ring.head() - 2_700)).isNotNull();
        assertThat(ring.piece(ring.head() - 6_000)).isNull();
      }
      these.forEach(MountRing::end);
    }
  }

  private MountRing ring(RingMemory memory) {
    MountRing ring = new MountRing(nanos::get, () -> 1_000, memory);
    rings.add(ring);
    return ring;
  }

  private RingMemory memory(long bytes, long limit, long heap) {
    return new RingMemory(bytes, limit, heap, this::used);
  }

  private long used() {
    return MountRing.memory() - before;
  }

  private static byte[] last(MountRing ring) {
    Piece newest = ring.piece(ring.head() - 1);
    ByteBuf window = newest.window(0, newest.length());
    byte[] bytes = new byte[window.readableBytes()];
    window.readBytes(bytes);
    window.release();
    return bytes;
  }
}
