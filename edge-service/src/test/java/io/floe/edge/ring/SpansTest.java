package io.floe.edge.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpansTest {

  private final AtomicLong nanos = new AtomicLong(5_000_000_000L);
  private final MountRing ring = new MountRing(nanos::get, () -> 0, 4000, 4);
  private final Broadcast source = new Broadcast(3);
  private final Spans spans = new Spans();

  @AfterEach
  void endRing() {
    spans.letGo();
    ring.end();
    assertThat(MountRing.memory()).isLessThanOrEqualTo(1);
  }

  private Piece append(int size) {
    ring.append(source.audio(size), 0);
    return ring.newest();
  }

  /** Leaves only the newest piece in the ring. */
  private void age() {
    nanos.addAndGet(30_000_000_000L);
    ring.append(source.audio(4000), 0);
    nanos.addAndGet(30_000_000_000L);
    ring.append(source.audio(4000), 0);
  }

  private byte[] inMemory() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < spans.count(); i++) {
      out.writeBytes(at(spans.address(i), spans.length(i)));
    }
    return out.toByteArray();
  }

  private static byte[] at(long address, long length) {
    return MemorySegment.ofAddress(address).reinterpret(length).toArray(ValueLayout.JAVA_BYTE);
  }

  @Test
  void add_piecesThatLieBehindEachOther_areOneSpan() {
    for (int i = 0; i < 4; i++) {
      assertThat(spans.add(append(1000), 0, 1000)).isTrue();
    }
    assertThat(spans.count()).isEqualTo(1);
    assertThat(spans.bytes()).isEqualTo(4000);
    assertThat(inMemory()).isEqualTo(source.bytes());

    spans.add(append(1000), 0, 1000); // in a block of its own
    assertThat(spans.count()).isEqualTo(2);
    assertThat(inMemory()).isEqualTo(source.bytes());
  }

  @Test
  void vector_ofAnyStretches_namesAddressAndLengthOfEach() {
    Piece piece = append(3000);
    spans.add(piece, 0, 1000);
    spans.unchanged();
    spans.add(piece, 1000, 2000);

    byte[] whole = source.bytes();
    long vector = spans.vector(1, 2);
    MemorySegment entries = MemorySegment.ofAddress(vector).reinterpret(32);
    assertThat(at(entries.getAtIndex(ValueLayout.JAVA_LONG, 0), 1)).containsExactly(0);
    assertThat(entries.getAtIndex(ValueLayout.JAVA_LONG, 1)).isEqualTo(1);
    assertThat(at(entries.getAtIndex(ValueLayout.JAVA_LONG, 2), 2000))
        .isEqualTo(Arrays.copyOfRange(whole, 1000, 3000));
    assertThat(entries.getAtIndex(ValueLayout.JAVA_LONG, 3)).isEqualTo(2000);
  }

  @Test
  void add_lappedPiece_isRefused() {
    Piece old = append(1000);
    age();

    assertThat(spans.add(old, 0, 1000)).isFalse();
    assertThat(spans.count()).isZero();
  }

  @Test
  void held_memory_staysOverManyWritesUntilLetGo() {
    Piece old = append(1000);
    byte[] bytes = source.bytes();
    spans.add(old, 0, 1000);
    age();
    spans.clear();

    assertThat(spans.add(old, 500, 500)).as("lapped, but held").isTrue();
    assertThat(inMemory()).isEqualTo(Arrays.copyOfRange(bytes, 500, 1000));
    spans.letGo();
    assertThat(old.block().held()).isFalse();
    assertThat(spans.add(old, 0, 1000)).isFalse();
  }

  @Test
  void rest_ofASpan_outlivesTheHold() {
    Piece old = append(1000);
    byte[] bytes = source.bytes();
    spans.own(new byte[] {7, 8, 9});
    spans.add(old, 0, 1000);
    ByteBuf own = spans.rest(0, 1);
    ByteBuf rest = spans.rest(1, 300);
    age();
    spans.letGo();

    assertThat(own.readByte()).isEqualTo((byte) 8);
    byte[] read = new byte[700];
    rest.readBytes(read);
    assertThat(read).isEqualTo(Arrays.copyOfRange(bytes, 300, 1000));
    assertThat(old.block().held()).isTrue();
    own.release();
    rest.release();
    assertThat(old.block().held()).isFalse();
  }

  @Test
  void clear_afterManyBlocks_holdsFewOfThem() {
    Piece first = append(4000);
    spans.add(first, 0, 4000);
    for (int i = 0; i < 100; i++) {
      spans.add(append(4000), 0, 4000);
    }
    assertThat(inMemory()).isEqualTo(source.bytes());
    age();
    assertThat(first.block().held()).isTrue();
    spans.clear();
    assertThat(first.block().held()).isFalse();
  }
}
