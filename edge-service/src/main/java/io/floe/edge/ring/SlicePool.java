package io.floe.edge.ring;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The windows that one event loop writes through, so that a write allocates nothing. Confined to
 * that event loop; a window released elsewhere is left to the garbage collector.
 */
public final class SlicePool {

  private static final int KEPT = 1024;

  /** One NUL, for good. */
  private static final Block UNCHANGED = Block.of(new byte[1]);

  private final ArrayDeque<Slice> idle = new ArrayDeque<>();
  private final Thread owner;

  /** A pool for the current thread. */
  public SlicePool() {
    owner = Thread.currentThread();
  }

  /**
   * A window on {@code size} bytes of a piece from {@code from} on; the caller releases it. Null
   * when the ring has let go of the bytes meanwhile.
   */
  public @Nullable ByteBuf take(Piece piece, int from, int size) {
    return piece.block().retain() ? aim(piece.block(), piece.offset() + from, size) : null;
  }

  /** A window on the headers of a link; null when the ring has let go of them meanwhile. */
  public @Nullable ByteBuf take(Link link) {
    return link.headers().retain() ? aim(link.headers(), 0, link.length()) : null;
  }

  /** A window on the ICY block of a title; null when the ring has let go of it meanwhile. */
  public @Nullable ByteBuf take(Title title) {
    return title.block().retain() ? aim(title.block(), 0, title.length()) : null;
  }

  /** A window on the ICY block that says that the title has not changed. */
  public ByteBuf unchanged() {
    UNCHANGED.retain();
    return aim(UNCHANGED, 0, 1);
  }

  /**
   * Makes {@code last}, the newest window and not yet given away, reach over {@code size} more
   * bytes of {@code piece} from {@code from} on; false when they do not lie behind each other.
   */
  public boolean extend(ByteBuf last, Piece piece, int from, int size) {
    return last instanceof Slice slice && slice.extend(piece.block(), piece.offset() + from, size);
  }

  private Slice aim(Block block, int offset, int size) {
    Slice slice = idle.poll();
    if (slice == null) {
      slice = new Slice(this);
    }
    slice.aim(block, offset, size);
    return slice;
  }

  void put(Slice slice) {
    if (Thread.currentThread().equals(owner) && idle.size() < KEPT) {
      idle.push(slice);
    }
  }
}
