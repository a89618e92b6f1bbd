package io.floe.edge.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A writer in a hurry and readers that keep up, lag, hold windows for long, or are lapped: what
 * they read is always what was written at that position, and in the end no memory is left.
 */
class RingRaceTest {

  private static final int CHUNKS = 20_000;
  private static final int READERS = 4;

  /** A clock that leaps with every chunk, so that the ring lets go of what is 100 chunks old. */
  private final AtomicLong nanos = new AtomicLong(1);

  /** What a reader has seen. */
  private record Seen(long pieces, long laps) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void readers_ofAnyPace_readWhatWasWrittenThere(long seed) throws Exception {
    long before = MountRing.memory();
    MountRing ring = new MountRing(nanos::get, () -> 500, 4096, 4);
    List<Future<Seen>> readers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(READERS)) {
      for (int i = 0; i < READERS; i++) {
        assertThat(ring.attach()).isTrue();
        Random random = new Random(seed * 100 + i);
        int pace = i;
        readers.add(threads.submit(() -> read(ring, random, pace)));
      }
      write(ring, new Random(seed));
      ring.end();
      long laps = 0;
      for (Future<Seen> reader : readers) {
        Seen seen = reader.get(60, TimeUnit.SECONDS);
        assertThat(seen.pieces()).isPositive();
        laps += seen.laps();
      }
      assertThat(laps).as("readers that were lapped").isPositive();
    }
    assertThat(MountRing.memory()).isLessThanOrEqualTo(Math.max(before, 1));
  }

  private void write(MountRing ring, Random random) {
    StreamId stream = new StreamId(new MountName("/race"), 1);
    long position = 0;
    long title = Chunk.NONE;
    long header = Chunk.NONE;
    long sequence = 0;
    for (int i = 0; i < CHUNKS; i++) {
      nanos.addAndGet(MountRing.RETENTION_NANOS / 100);
      if (random.nextInt(20) == 0) {
        byte[] text = ("from " + position).getBytes(StandardCharsets.UTF_8);
        ring.append(
            new Chunk(stream, sequence, Chunk.Kind.TITLE, 0, header, title, false, text), 0);
        title = sequence++;
      }
      if (random.nextInt(50) == 0) {
        byte[] pages = bytes(position, 1 + random.nextInt(300));
        position += pages.length;
        ring.append(
            new Chunk(stream, sequence, Chunk.Kind.HEADER, 0, header, title, false, pages), 0);
        header = sequence++;
      }
      byte[] audio = bytes(position, 1 + random.nextInt(random.nextInt(20) == 0 ? 6000 : 200));
      position += audio.length;
      ring.append(
          new Chunk(stream, sequence++, Chunk.Kind.AUDIO, i, header, title, true, audio), 0);
    }
  }

  /** One byte per position, with no short period. */
  private static byte at(long position) {
    return (byte) (position * 0x9E3779B97F4A7C15L >>> 56);
  }

  private static byte[] bytes(long position, int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = at(position + i);
    }
    return bytes;
  }

  private static Seen read(MountRing ring, Random random, int pace) {
    Deque<Held> held = new ArrayDeque<>();
    long cursor = 0;
    long position = 0;
    long pieces = 0;
    long laps = 0;
    while (true) {
      boolean last = ring.ended();
      long head = ring.head();
      if (cursor >= head) {
        if (last) {
          break;
        }
        Thread.onSpinWait();
        continue;
      }
      Piece piece = ring.piece(cursor);
      ByteBuf window = piece == null ? null : piece.window(0, piece.length());
      if (piece == null || window == null) {
        assertThat(piece != null || ring.piece(cursor) == null).as("published late").isTrue();
        laps++;
        cursor = Math.max(cursor + 1, random.nextBoolean() ? ring.burstStart(400) : head - 1);
        position = -1;
        continue;
      }
      assertThat(piece.index()).isEqualTo(cursor);
      assertThat(position < 0 || piece.position() == position).isTrue();
      held.addLast(new Held(window, piece.position()));
      check(piece);
      cursor++;
      position = piece.end();
      pieces++;
      while (held.size() > pace * pace * 30) {
        held.removeFirst().check();
      }
      for (int spin = random.nextInt(1 + pace * 400); spin > 0; spin--) {
        Thread.onSpinWait();
      }
    }
    held.forEach(Held::check);
    ring.detach();
    return new Seen(pieces, laps);
  }

  /** The title, if it is still there, is no later than the piece. */
  private static void check(Piece piece) {
    ByteBuf block = Piece.window(piece.title().block(), 0, piece.title().length());
    if (block != null) {
      String text = block.toString(1, block.readableBytes() - 1, StandardCharsets.UTF_8).trim();
      block.release();
      if (!text.equals("StreamTitle='';")) {
        String from = text.substring("StreamTitle='from ".length(), text.length() - 2);
        assertThat(Long.parseLong(from)).isLessThanOrEqualTo(piece.position());
      }
    }
  }

  /** A write in flight. */
  private record Held(ByteBuf window, long position) {
    void check() {
      for (int i = 0; i < window.readableBytes(); i++) {
        if (window.getByte(i) != at(position + i)) {
          throw new AssertionError("other bytes at " + (position + i));
        }
      }
      window.release();
    }
  }
}
