package io.floe.edge.ring;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * A stretch of direct memory that holds stream bytes. The ring's writer fills it from front to
 * back, each byte once and before the {@link Piece} that names it is published; after that the byte
 * never changes. Readers keep the memory alive with {@link #retain} or {@link #window}.
 *
 * <p>Neither the object nor its memory is pooled: a count that has reached zero stays there, so a
 * reader who comes late is refused and can never be handed another mount's audio. Threads: {@link
 * #append} and the plain fields by the ring's writer only, the count by any.
 */
final class Block {

  /** What a block of its own weighs beside its bytes, with buffers and whoever has it. */
  static final int WEIGHT = 384;

  private static final VarHandle HOLDERS;

  static {
    try {
      HOLDERS = MethodHandles.lookup().findVarHandle(Block.class, "holders", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Of blocks alone, so that their memory is known. */
  private static final UnpooledByteBufAllocator MEMORY = new UnpooledByteBufAllocator(true);

  private final ByteBuf memory;
  private final long address;

  /** The ring's own hold is the first. */
  @SuppressWarnings("FieldMayBeFinal") // changed through HOLDERS
  private volatile int holders = 1;

  /** Pieces, titles or links of the ring that need this block. Writer only. */
  int users;

  /** The memory to be filled; its position is where it goes on. Writer only. */
  private final ByteBuffer unfilled;

  Block(int capacity) {
    memory = MEMORY.directBuffer(capacity, capacity);
    unfilled = memory.nioBuffer(0, capacity);
    address = MemorySegment.ofBuffer(unfilled).address();
  }

  /** A block that holds exactly these bytes. */
  static Block of(byte[] bytes) {
    Block block = new Block(Math.max(1, bytes.length));
    block.append(bytes);
    return block;
  }

  /** Bytes of all blocks of this process and of windows on them. */
  static long allocated() {
    return MEMORY.metric().usedDirectMemory();
  }

  int room() {
    return unfilled.remaining();
  }

  /** Copies the bytes in and returns where they start. Writer only. */
  int append(byte[] bytes) {
    int offset = unfilled.position();
    unfilled.put(bytes);
    return offset;
  }

  /** Keeps the memory until {@link #release}; false when it is already gone. */
  boolean retain() {
    int count = holders;
    while (count > 0) {
      int seen = (int) HOLDERS.compareAndExchange(this, count, count + 1);
      if (seen == count) {
        return true;
      }
      count = seen;
    }
    return false;
  }

  /** Gives up one hold; the last one frees the memory. */
  void release() {
    int before = (int) HOLDERS.getAndAdd(this, -1);
    if (before == 1) {
      memory.release();
    } else if (before < 1) {
      throw new IllegalStateException("block released more often than retained");
    }
  }

  /** Whether the memory is still there. */
  boolean held() {
    return memory.refCnt() > 0;
  }

  /** Where the first byte is, for a holder. */
  long address() {
    return address;
  }

  /**
   * Some of the bytes, by a holder and for whoever releases the window: the memory stays until
   * then, whatever becomes of the hold.
   */
  ByteBuf window(int offset, int size) {
    return memory.retainedSlice(offset, size);
  }
}
