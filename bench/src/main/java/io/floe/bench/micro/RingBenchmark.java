package io.floe.bench.micro;

import io.floe.edge.ring.MountRing;
import io.floe.edge.ring.Piece;
import io.floe.edge.ring.Spans;
import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
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
  private final MountRing ring = new MountRing();
  private final Spans spans = new Spans();
  private long sequence;
  private long cursor;

  /** Before all iterations: what is allocated here must not count as theirs. */
  @Setup(Level.Trial)
  public void fill() {
    for (int i = 0; i < FULL; i++) {
      append();
    }
    cursor = ring.head() - READABLE;
  }

  @TearDown(Level.Trial)
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

  /** Four chunks as what a write takes, as few stretches as the bytes allow, let go of at once. */
  @Benchmark
  public long write() {
    if (cursor + PER_WRITE > ring.head()) {
      cursor -= READABLE;
    }
    spans.clear();
    for (int i = 0; i < PER_WRITE; i++) {
      Piece piece = present(ring.piece(cursor++));
      spans.add(piece, 0, piece.length());
    }
    long bytes = spans.bytes() + spans.address(0);
    spans.letGo();
    return bytes;
  }

  private static Piece present(@Nullable Piece piece) {
    if (piece == null) {
      throw new IllegalStateException("the ring has lapped a reader that nobody outran");
    }
    return piece;
  }
}
