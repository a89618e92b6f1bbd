package io.floe.edge.ring;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** What a reader of the ring may see while its writer works, for every reordering there is. */
public class RingStress {

  /** The reader is lapped, or there is nothing. */
  static final int NOTHING = 0;

  static final int RIGHT = 1;
  static final int WRONG = -1;

  private static final StreamId STREAM = new StreamId(new MountName("/stress"), 1);
  private static final int SIZE = 24;

  static Chunk chunk(int number) {
    byte[] bytes = new byte[SIZE];
    Arrays.fill(bytes, (byte) (number + 1));
    return new Chunk(STREAM, number, Chunk.Kind.AUDIO, 0, Chunk.NONE, Chunk.NONE, true, bytes);
  }

  /** A ring with two slots, blocks for two pieces, and audio that is old at once. */
  static MountRing ring(long[] clock, int slots) {
    return new MountRing(() -> clock[0], () -> 0, 2 * SIZE, slots);
  }

  /** Takes that piece as a listener does. */
  static int read(MountRing ring, long index) {
    Piece piece = ring.piece(index);
    if (piece == null) {
      return NOTHING;
    }
    ByteBuf window = piece.window(0, piece.length());
    if (window == null) {
      return NOTHING;
    }
    boolean right = piece.index() == index && window.readableBytes() == SIZE;
    for (int i = 0; i < SIZE && right; i++) {
      right = window.getByte(i) == (byte) (index + 1);
    }
    window.release();
    return right ? RIGHT : WRONG;
  }

  /** Whoever sees the head sees the piece below it and its bytes, also when the slots grew. */
  @JCStressTest
  @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "before the append")
  @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "after it")
  @Outcome(expect = FORBIDDEN, desc = "torn")
  @State
  public static class Publication {
    private final MountRing ring = ring(new long[1], 2);

    public Publication() {
      ring.append(chunk(0), 0);
      ring.append(chunk(1), 0);
    }

    @Actor
    public void writer() {
      ring.append(chunk(2), 0); // a third piece for two slots, in a fresh block
    }

    @Actor
    public void reader(III_Result r) {
      long head = ring.head();
      r.r1 = head == 2 ? NOTHING : read(ring, 2) == RIGHT ? RIGHT : WRONG;
      r.r2 = read(ring, 1);
    }

    @Arbiter
    public void after(III_Result r) {
      r.r3 = read(ring, 2);
      ring.end();
    }
  }

  /** A piece that leaves is read whole or not at all, and its memory goes. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "read in time")
  @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "lapped")
  @Outcome(expect = FORBIDDEN, desc = "other bytes, or memory kept")
  @State
  public static class Lapping {
    private final long[] clock = new long[1];
    private final MountRing ring = ring(clock, 4);
    private final Block first;

    public Lapping() {
      ring.append(chunk(0), 0);
      ring.append(chunk(1), 0);
      Piece piece = ring.piece(0);
      first = piece == null ? Block.of(new byte[0]) : piece.block();
    }

    @Actor
    public void writer() {
      clock[0] = MountRing.RETENTION_NANOS + 1;
      ring.append(chunk(2), 0); // drops both, and with them their block
    }

    @Actor
    public void reader(II_Result r) {
      r.r1 = read(ring, 0);
    }

    @Arbiter
    public void after(II_Result r) {
      r.r2 = first.held() ? 1 : 0;
      ring.end();
    }
  }

  /** Whoever attaches in time can read to the end; after the last one the memory is gone. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "attached before the end")
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "too late")
  @Outcome(expect = FORBIDDEN, desc = "read without bytes, or memory kept")
  @State
  public static class Ending {
    private final MountRing ring = ring(new long[1], 4);
    private final Block first;

    public Ending() {
      ring.append(chunk(0), 0);
      Piece piece = ring.piece(0);
      first = piece == null ? Block.of(new byte[0]) : piece.block();
    }

    @Actor
    public void writer() {
      ring.end();
    }

    @Actor
    public void reader(II_Result r) {
      if (ring.attach()) {
        r.r1 = read(ring, 0) == RIGHT ? RIGHT : WRONG;
        ring.detach();
      }
    }

    @Arbiter
    public void after(II_Result r) {
      r.r2 = first.held() ? 1 : 0;
    }
  }
}
