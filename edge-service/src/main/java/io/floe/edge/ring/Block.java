package io.floe.edge.ring;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;

/**
 * A stretch of direct memory that holds stream bytes. The ring's writer fills it from front to
 * back, each byte once and before the {@link Piece} that names it is published; after that the byte
 * never changes. Readers keep the memory alive with {@link #retain}.
 *
 * <p>Neither the object nor its memory is pooled: a count that has reached zero stays there, so a
 * reader who comes late is refused and can never be handed another mount's audio. Threads: {@link
 * #append} and the plain fields by the ring's writer only, the count by any.
 */
final class Block {

  private static final VarHandle HOLDERS;

  static {
    try {
      HOLDERS = MethodHandles.lookup().findVarHandle(Block.class, "holders", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Bytes of all blocks of this process. */
  private static final LongAdder ALLOCATED = new LongAdder();

  private final ByteBuf memory;

  /** The ring's own hold is the first. */
  @SuppressWarnings("FieldMayBeFinal") // changed through HOLDERS
  private volatile int holders = 1;

  /** Pieces, titles or links of the ring that need this block. Writer only. */
  int users;

  /** The memory to be filled; its position is where it goes on. Writer only. */
  private final ByteBuffer unfilled;

  Block(int capacity) {
    memory = Unpooled.directBuffer(capacity, capacity);
    unfilled = memory.nioBuffer(0, capacity);
    ALLOCATED.add(capacity);
  }

  /** A block that holds exactly these bytes. */
  static Block of(byte[] bytes) {
    Block block = new Block(Math.max(1, bytes.length));
    block.append(bytes);
    return block;
  }

  static long allocated() {
    return ALLOCATED.sum();
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
      ALLOCATED.add(-unfilled.capacity());
      memory.release();
    } else if (before < 1) {
      throw new IllegalStateException("block released more often than retained");
    }
  }

  /** Whether the memory is still there. */
  boolean held() {
    return holders > 0;
  }

  /** The bytes, for a holder, by absolute index; its own indices mean nothing. */
  ByteBuf memory() {
    return memory;
  }
}
