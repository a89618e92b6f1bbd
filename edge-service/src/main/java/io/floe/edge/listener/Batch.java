package io.floe.edge.listener;

import io.floe.edge.ring.Link;
import io.floe.edge.ring.Piece;
import io.floe.edge.ring.SlicePool;
import io.floe.edge.ring.Title;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what one listener gets in one turn into one socket write: windows on shared memory, as
 * few as the bytes allow. {@link #add} answers false when the ring has let go of the bytes.
 *
 * <p>Confined to its event loop, which has only one.
 */
final class Batch {

  private final SlicePool pool = new SlicePool();
  private @Nullable Channel channel;
  private @Nullable ByteBuf open;
  private long bytes;

  void begin(Channel channel) {
    ByteBuf left = open; // by a turn that broke off
    open = null;
    if (left != null) {
      left.release();
    }
    this.channel = channel;
    bytes = 0;
  }

  /** Part of a piece. */
  boolean add(Piece piece, int from, int size) {
    ByteBuf last = open;
    if (last == null || !pool.extend(last, piece, from, size)) {
      ByteBuf slice = pool.take(piece, from, size);
      if (slice == null) {
        return false;
      }
      seal();
      open = slice;
    }
    bytes += size;
    return true;
  }

  /** All header pages of a link. */
  boolean add(Link link) {
    return whole(pool.take(link));
  }

  /** The ICY block of a title. */
  boolean add(Title title) {
    return whole(pool.take(title));
  }

  private boolean whole(@Nullable ByteBuf slice) {
    if (slice == null) {
      return false;
    }
    seal();
    open = slice;
    bytes += slice.readableBytes();
    return true;
  }

  /** The ICY block that says that the title is still the same. */
  void unchanged() {
    whole(pool.unchanged());
  }

  /** A buffer of this listener's own, such as the response head; taken over, not counted. */
  void own(ByteBuf buffer) {
    seal();
    write(buffer);
  }

  long bytes() {
    return bytes;
  }

  /** Sends everything; stream bytes in it. */
  long end() {
    seal();
    Channel to = channel;
    channel = null;
    if (to != null) {
      to.flush();
    }
    return bytes;
  }

  private void seal() {
    ByteBuf last = open;
    open = null;
    if (last != null) {
      write(last);
    }
  }

  private void write(ByteBuf buffer) {
    Channel to = channel;
    if (to == null) {
      buffer.release();
      throw new IllegalStateException("write outside of begin and end");
    }
    // The void promise allocates nothing; a failed write shows as an exception in the pipeline.
    var _ = to.write(buffer, to.voidPromise());
  }
}
