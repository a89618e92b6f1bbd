package io.floe.stream.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the ring keeps, and where listeners start in it. */
class ChunkRingTest {

  private static final StreamId STREAM = new StreamId(Troupe.LIVE, 1);

  private long header = Chunk.NONE;
  private long title = Chunk.NONE;

  @Test
  void ring_keepsTwentySeconds() {
    ChunkRing ring = new ChunkRing(0);
    for (int i = 0; i < 1_000; i++) {
      add(ring, Chunk.Kind.AUDIO, i * 100L, true, 10);
    }
    assertThat(ring.first()).isEqualTo(999 - 200);
    assertThat(ring.get(ring.first()).capturedAt()).isEqualTo(79_900);
  }

  @Test
  void ring_keepsFourBurstsHoweverOld() {
    ChunkRing ring = new ChunkRing(4 * 65_536);
    for (int i = 0; i < 1_000; i++) {
      add(ring, Chunk.Kind.AUDIO, i * 10_000L, true, 1_000);
    }
    assertThat((ring.next() - ring.first()) * 1_096).isBetween(4 * 65_536L, 4 * 65_536L + 1_096);
  }

  @Test
  void ring_neverExceedsEightMebibytes() {
    ChunkRing ring = new ChunkRing(4 << 20);
    for (int i = 0; i < 500; i++) {
      add(ring, Chunk.Kind.AUDIO, i, true, 100_000);
    }
    assertThat((ring.next() - ring.first()) * 100_096).isLessThanOrEqualTo(8 << 20);
    assertThat(ring.next() - ring.first()).isGreaterThan(80);
  }

  @Test
  void ring_keepsTwentySeconds_thoughTheWallClockIsSetBack() {
    ChunkRing ring = new ChunkRing(0);
    for (int i = 0; i < 1_000; i++) {
      long wall = i < 100 ? i * 100L : i * 100L - 3_600_000;
      Chunk chunk =
          new Chunk(STREAM, i, Chunk.Kind.AUDIO, wall + 9_999_999, -1, -1, true, new byte[10]);
      ring.add(chunk, i * 100_000_000L);
    }
    assertThat(ring.first()).isEqualTo(999 - 200);
  }

  @Test
  void ring_thatHadManyTinyChunks_keepsNoRoomForThem() {
    ChunkRing ring = new ChunkRing(0);
    for (int i = 0; i < 80_000; i++) {
      add(ring, Chunk.Kind.AUDIO, 0, true, 1);
    }
    assertThat(ring.slots()).isEqualTo(1 << 17);
    for (int i = 1; i <= 100; i++) {
      add(ring, Chunk.Kind.AUDIO, 20_000 + i * 200L, true, 1_000);
    }
    assertThat(ring.next() - ring.first()).isEqualTo(100);
    assertThat(ring.slots()).isLessThanOrEqualTo(1_024);
    assertThat(ring.get(80_050).size()).isEqualTo(1_000);
    ring.clear();
    assertThat(ring.slots()).isEqualTo(64);
  }

  @Test
  void ring_thatIsCut_keepsTheNewestAndWhatTheyNeed() {
    ChunkRing ring = new ChunkRing(0);
    final Chunk header = add(ring, Chunk.Kind.HEADER, 0, false, 5_000);
    add(ring, Chunk.Kind.TITLE, 0, false, 20);
    for (int i = 0; i < 100; i++) {
      add(ring, Chunk.Kind.AUDIO, i, true, 1_000);
    }
    assertThat(ring.weight()).isEqualTo(5_020 + 100_000 + 102 * ChunkRing.OVERHEAD);

    ring.cut(20_000);
    assertThat(ring.weight()).isBetween(18_000L, 20_000L);
    assertThat(ring.next()).isEqualTo(102);
    assertThat(ring.reference(0)).isSameAs(header);
    assertThat(ring.reference(1)).isNotNull();

    assertThat(ring.least()).isEqualTo(5_020 + 1_000 + 3 * ChunkRing.OVERHEAD);
    ring.cut(0);
    assertThat(ring.weight()).isEqualTo(ring.least());
    assertThat(ring.first()).isEqualTo(101);
    assertThat(ring.reference(0)).isSameAs(header);
    assertThat(add(ring, Chunk.Kind.HEADER, 100, false, 300)).isNotNull();
    ring.cut(0);
    assertThat(ring.weight())
        .as("an old header that nothing needs any more is gone")
        .isEqualTo(ring.least())
        .isEqualTo(320 + 2 * ChunkRing.OVERHEAD);
    ring.clear();
    assertThat(ring.weight()).isZero();
    assertThat(ring.first()).isEqualTo(ring.next());
  }

  @Test
  void headersAndTitlesInForce_areKeptForEverythingInTheRing() {
    Random random = new Random(7);
    ChunkRing ring = new ChunkRing(0);
    List<Chunk> all = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      Chunk.Kind kind =
          switch (random.nextInt(100)) {
            case 0 -> Chunk.Kind.HEADER;
            case 1, 2 -> Chunk.Kind.TITLE;
            default -> Chunk.Kind.AUDIO;
          };
      all.add(add(ring, kind, i * 200L, random.nextBoolean(), random.nextInt(100)));
      long at = ring.first() + random.nextLong(ring.next() - ring.first());
      Chunk chunk = ring.get(at);
      assertThat(chunk).isSameAs(all.get((int) at));
      if (chunk.header() != Chunk.NONE) {
        assertThat(ring.reference(chunk.header())).isSameAs(all.get((int) chunk.header()));
      }
      if (chunk.title() != Chunk.NONE) {
        assertThat(ring.reference(chunk.title())).isSameAs(all.get((int) chunk.title()));
      }
    }
    assertThat(ring.first()).isPositive();
  }

  @Test
  void tail_startsAtTheNewestEntryWithEnoughBehindIt() {
    ChunkRing ring = new ChunkRing(0);
    for (int i = 0; i < 10; i++) {
      add(ring, Chunk.Kind.AUDIO, i, i % 3 == 0, 100);
    }
    assertThat(ring.tail(0)).isEqualTo(9);
    assertThat(ring.tail(100)).isEqualTo(9);
    assertThat(ring.tail(101)).isEqualTo(6);
    assertThat(ring.tail(400)).isEqualTo(6);
    assertThat(ring.tail(401)).isEqualTo(3);
    assertThat(ring.tail(5_000)).isEqualTo(0);
  }

  @Test
  void tail_withoutEntry_isTheHead() {
    ChunkRing ring = new ChunkRing(0);
    assertThat(ring.tail(100)).isZero();
    add(ring, Chunk.Kind.AUDIO, 0, false, 100);
    assertThat(ring.tail(100)).isEqualTo(1);
  }

  @Test
  void tail_stopsAfterTheHeader() {
    ChunkRing ring = new ChunkRing(0);
    add(ring, Chunk.Kind.AUDIO, 0, true, 100);
    add(ring, Chunk.Kind.HEADER, 0, false, 100);
    add(ring, Chunk.Kind.AUDIO, 0, true, 100);
    assertThat(ring.tail(100)).isEqualTo(2);
    assertThat(ring.tail(1_000)).isEqualTo(2);
  }

  @Test
  void nearest_whenGone_isTheOldestEntry() {
    ChunkRing ring = new ChunkRing(0);
    for (int i = 0; i < 100; i++) {
      add(ring, Chunk.Kind.AUDIO, i * 1_000L, i % 4 == 0, 100);
    }
    assertThat(ring.first()).isEqualTo(79);
    assertThat(ring.nearest(3)).isEqualTo(80);
    assertThat(ring.nearest(79)).isEqualTo(79);
    assertThat(ring.nearest(81)).isEqualTo(81);
    assertThat(ring.nearest(1_000)).isEqualTo(100);
  }

  private Chunk add(ChunkRing ring, Chunk.Kind kind, long at, boolean entry, int size) {
    switch (kind) {
      case HEADER -> header = ring.next();
      case TITLE -> title = ring.next();
      case AUDIO -> {}
    }
    Chunk chunk = new Chunk(STREAM, ring.next(), kind, at, header, title, entry, new byte[size]);
    ring.add(chunk, at * 1_000_000);
    return chunk;
  }
}
