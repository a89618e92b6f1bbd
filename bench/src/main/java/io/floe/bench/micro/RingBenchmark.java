package io.floe.bench.micro;

import io.floe.edge.ring.MountRing;
import io.floe.edge.ring.Piece;
import io.floe.edge.ring.SlicePool;
import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The ring of a mount, full to its limit with chunks of 4,000 bytes: what one more chunk costs, and
 * what a listener's write of 1 s of audio (four chunks) costs before it reaches the socket.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RingBenchmark {

  private static final StreamId STREAM = new StreamId(new MountName("/live"), 1_800_000_000_000L);
  private static final int FULL = 4000;
  private static final int READABLE = 1000;
  private static final int PER_WRITE = 4;

  private final byte[] payload = new byte[4000];
  private MountRing ring = new MountRing();
  private SlicePool pool = new SlicePool();
  private long sequence;
  private long cursor;

  @Setup(Level.Iteration)
  public void fill() {
    ring = new MountRing();
    pool = new SlicePool();
    sequence = 0;
    for (int i = 0; i < FULL; i++) {
      append();
    }
    cursor = ring.head() - READABLE;
  }

  @TearDown(Level.Iteration)
  public void free() {
    ring.end();
  }

  /** One chunk in, the oldest out. */
  @Benchmark
  public void append() {
    ring.append(
        new Chunk(STREAM, sequence++, Chunk.Kind.AUDIO, 0, Chunk.NONE, Chunk.NONE, true, payload),
        0);
  }

  /** Windows on four chunks, as few as the bytes allow, released at once as if written. */
  @Benchmark
  public long write() {
    if (cursor + PER_WRITE > ring.head()) {
      cursor -= READABLE;
    }
    long bytes = 0;
    ByteBuf open = null;
    for (int i = 0; i < PER_WRITE; i++) {
      Piece piece = present(ring.piece(cursor++));
      bytes += piece.length();
      if (open == null || !pool.extend(open, piece, 0, piece.length())) {
        if (open != null) {
          open.release();
        }
        open = pool.take(piece, 0, piece.length());
      }
    }
    if (open != null) {
      open.release();
    }
    return bytes;
  }

  private static Piece present(@Nullable Piece piece) {
    if (piece == null) {
      throw new IllegalStateException("the ring has lapped a reader that nobody outran");
    }
    return piece;
  }
}
