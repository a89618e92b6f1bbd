package io.floe.edge.ring;

import io.netty.buffer.ByteBuf;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one write is made of: stretches of shared memory in the order of the stream, as few as the
 * bytes allow. Their addresses are good until {@link #letGo}, so that many writes of the same audio
 * need one hold. Nothing is allocated per write.
 *
 * <p>Confined to one event loop.
 */
public final class Spans {

  /** Stretches that one gathering write takes at most; far below what any kernel allows. */
  public static final int MOST = 64;

  /** Holds beyond which earlier ones are let go of before another write. */
  private static final int MOST_HELD = 64;

  /** Recent holds among which a block is looked for; one more hold on a block harms nobody. */
  private static final int LOOK_BACK = 4;

  /** An iovec of a 64-bit kernel: address and length. */
  private static final int VECTOR_BYTES = 16;

  /** One NUL, for good. */
  private static final Block UNCHANGED = Block.of(new byte[1]);

  private @Nullable Block[] held = new @Nullable Block[MOST_HELD];
  private int holds;

  private Block[] blocks = new Block[MOST];
  private int[] offsets = new int[MOST];
  private int[] lengths = new int[MOST];
  private int count;

  private final ByteBuffer vector =
      ByteBuffer.allocateDirect(MOST * VECTOR_BYTES).order(ByteOrder.nativeOrder());
  private final long vectorAddress = MemorySegment.ofBuffer(vector).address();

  /** An empty write. */
  public void clear() {
    count = 0;
    if (holds >= MOST_HELD) {
      letGo();
    }
  }

  /** Part of a piece; false when the ring has let go of the bytes meanwhile. */
  public boolean add(Piece piece, int from, int size) {
    return add(piece.block(), piece.offset() + from, size);
  }

  /** The header pages of a link; false when the ring has let go of them meanwhile. */
  public boolean add(Link link) {
    return add(link.headers(), 0, link.length());
  }

  /** The ICY block of a title; false when the ring has let go of it meanwhile. */
  public boolean add(Title title) {
    return add(title.block(), 0, title.length());
  }

  /** The ICY block that says that the title has not changed. */
  public void unchanged() {
    add(UNCHANGED, 0, 1);
  }

  /** Bytes of this write's own, such as a response head; copied. */
  public void own(byte[] bytes) {
    Block block = Block.of(bytes);
    put(block, 0, bytes.length);
    keep(block);
  }

  private boolean add(Block block, int offset, int size) {
    int last = count - 1;
    if (last >= 0 && blocks[last] == block && offsets[last] + lengths[last] == offset) {
      lengths[last] += size;
      return true;
    }
    if (!hold(block)) {
      return false;
    }
    put(block, offset, size);
    return true;
  }

  private void put(Block block, int offset, int size) {
    if (count == blocks.length) {
      blocks = Arrays.copyOf(blocks, count * 2);
      offsets = Arrays.copyOf(offsets, count * 2);
      lengths = Arrays.copyOf(lengths, count * 2);
    }
    blocks[count] = block;
    offsets[count] = offset;
    lengths[count++] = size;
  }

  private boolean hold(Block block) {
    for (int i = holds - 1, end = Math.max(0, holds - LOOK_BACK); i >= end; i--) {
      if (held[i] == block) {
        return true;
      }
    }
    if (!block.retain()) {
      return false;
    }
    keep(block);
    return true;
  }

  private void keep(Block block) {
    if (holds == held.length) {
      held = Arrays.copyOf(held, holds * 2);
    }
    held[holds++] = block;
  }

  /** How many stretches there are. */
  public int count() {
    return count;
  }

  public int length(int span) {
    return lengths[span];
  }

  /** Where the bytes of a stretch are in memory. */
  public long address(int span) {
    return blocks[span].address() + offsets[span];
  }

  /** Bytes of all stretches. */
  public long bytes() {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += lengths[i];
    }
    return sum;
  }

  /** Address of the array that a gathering write of {@code number} stretches takes; see MOST. */
  public long vector(int first, int number) {
    for (int i = 0; i < number; i++) {
      vector.putLong(i * VECTOR_BYTES, address(first + i));
      vector.putLong(i * VECTOR_BYTES + 8, length(first + i));
    }
    return vectorAddress;
  }

  /** A stretch from that byte on, for the caller to release: it outlives {@link #letGo}. */
  public ByteBuf rest(int span, int from) {
    return blocks[span].window(offsets[span] + from, lengths[span] - from);
  }

  /** Gives up the memory of this write and of those before it. */
  public void letGo() {
    for (int i = 0; i < holds; i++) {
      Block block = held[i];
      held[i] = null;
      if (block != null) {
        block.release();
      }
    }
    holds = 0;
    Arrays.fill(blocks, 0, count, null);
    count = 0;
  }
}
