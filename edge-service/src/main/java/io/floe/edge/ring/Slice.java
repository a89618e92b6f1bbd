package io.floe.edge.ring;

import io.netty.buffer.AbstractReferenceCountedByteBuf;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.FileChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ScatteringByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * A read-only window on a block, with the reader index that one socket write needs. It holds the
 * block until it is released; only the window is used again, never the block.
 *
 * <p>Threads: confined to the event loop of its {@link SlicePool}.
 */
final class Slice extends AbstractReferenceCountedByteBuf {

  private final SlicePool pool;
  private @Nullable Block block;
  private ByteBuf memory = Unpooled.EMPTY_BUFFER;
  private int offset;
  private int length;

  Slice(SlicePool pool) {
    super(Integer.MAX_VALUE);
    this.pool = pool;
  }

  /** Points at part of a block; takes over one hold of the caller. */
  void aim(Block block, int offset, int length) {
    resetRefCnt();
    this.block = block;
    this.memory = block.memory();
    this.offset = offset;
    this.length = length;
    setIndex(0, length);
  }

  /** Reaches further, if {@code more} bytes at {@code from} of {@code next} follow directly. */
  boolean extend(Block next, int from, int more) {
    if (next != block || from != offset + length) {
      return false;
    }
    length += more;
    writerIndex(length);
    return true;
  }

  @Override
  protected void deallocate() {
    Block held = block;
    block = null;
    memory = Unpooled.EMPTY_BUFFER;
    pool.put(this);
    if (held != null) {
      held.release();
    }
  }

  @Override
  public int capacity() {
    return length;
  }

  @Override
  public ByteBuf capacity(int newCapacity) {
    throw new ReadOnlyBufferException();
  }

  @Override
  public boolean isReadOnly() {
    return true;
  }

  @Override
  public ByteBufAllocator alloc() {
    return memory.alloc();
  }

  @Override
  @Deprecated
  @SuppressWarnings(
      "InlineMeSuggester") // an abstract method of the supertype, not an old API of ours
  public ByteOrder order() {
    return ByteOrder.BIG_ENDIAN;
  }

  @Override
  public @Nullable ByteBuf unwrap() {
    return null;
  }

  @Override
  public boolean isDirect() {
    return true;
  }

  @Override
  public boolean hasArray() {
    return false;
  }

  @Override
  public byte[] array() {
    throw new UnsupportedOperationException("direct memory has no array");
  }

  @Override
  public int arrayOffset() {
    throw new UnsupportedOperationException("direct memory has no array");
  }

  @Override
  public boolean hasMemoryAddress() {
    return memory.hasMemoryAddress();
  }

  @Override
  public long memoryAddress() {
    return memory.memoryAddress() + offset;
  }

  @Override
  public int nioBufferCount() {
    return 1;
  }

  @Override
  public ByteBuffer nioBuffer(int index, int size) {
    checkIndex(index, size);
    return memory.nioBuffer(offset + index, size).asReadOnlyBuffer();
  }

  @Override
  public ByteBuffer internalNioBuffer(int index, int size) {
    // Not the block's own internal buffer: that one has a single position for all who share it.
    return nioBuffer(index, size);
  }

  @Override
  public ByteBuffer[] nioBuffers(int index, int size) {
    return new ByteBuffer[] {nioBuffer(index, size)};
  }

  @Override
  public ByteBuf copy(int index, int size) {
    checkIndex(index, size);
    return memory.copy(offset + index, size);
  }

  @Override
  public ByteBuf getBytes(int index, ByteBuf dst, int dstIndex, int size) {
    checkIndex(index, size);
    memory.getBytes(offset + index, dst, dstIndex, size);
    return this;
  }

  @Override
  public ByteBuf getBytes(int index, byte[] dst, int dstIndex, int size) {
    checkIndex(index, size);
    memory.getBytes(offset + index, dst, dstIndex, size);
    return this;
  }

  @Override
  public ByteBuf getBytes(int index, ByteBuffer dst) {
    checkIndex(index, dst.remaining());
    memory.getBytes(offset + index, dst);
    return this;
  }

  @Override
  public ByteBuf getBytes(int index, OutputStream out, int size) throws IOException {
    checkIndex(index, size);
    memory.getBytes(offset + index, out, size);
    return this;
  }

  @Override
  public int getBytes(int index, GatheringByteChannel out, int size) throws IOException {
    return out.write(nioBuffer(index, size));
  }

  @Override
  public int getBytes(int index, FileChannel out, long position, int size) throws IOException {
    return out.write(nioBuffer(index, size), position);
  }

  @Override
  public ByteBuf setBytes(int index, ByteBuf src, int srcIndex, int size) {
    throw new ReadOnlyBufferException();
  }

  @Override
  public ByteBuf setBytes(int index, byte[] src, int srcIndex, int size) {
    throw new ReadOnlyBufferException();
  }

  @Override
  public ByteBuf setBytes(int index, ByteBuffer src) {
    throw new ReadOnlyBufferException();
  }

  @Override
  public int setBytes(int index, InputStream in, int size) {
    throw new ReadOnlyBufferException();
  }

  @Override
  public int setBytes(int index, ScatteringByteChannel in, int size) {
    throw new ReadOnlyBufferException();
  }

  @Override
  public int setBytes(int index, FileChannel in, long position, int size) {
    throw new ReadOnlyBufferException();
  }

  @Override
  protected byte _getByte(int index) {
    return memory.getByte(offset + index);
  }

  @Override
  protected short _getShort(int index) {
    return memory.getShort(offset + index);
  }

  @Override
  protected short _getShortLE(int index) {
    return memory.getShortLE(offset + index);
  }

  @Override
  protected int _getUnsignedMedium(int index) {
    return memory.getUnsignedMedium(offset + index);
  }

  @Override
  protected int _getUnsignedMediumLE(int index) {
    return memory.getUnsignedMediumLE(offset + index);
  }

  @Override
  protected int _getInt(int index) {
    return memory.getInt(offset + index);
  }

  @Override
  protected int _getIntLE(int index) {
    return memory.getIntLE(offset + index);
  }

  @Override
  protected long _getLong(int index) {
    return memory.getLong(offset + index);
  }

  @Override
  protected long _getLongLE(int index) {
    return memory.getLongLE(offset + index);
  }

  @Override
  protected void _setByte(int index, int value) {
    throw new ReadOnlyBufferException();
  }

  @Override
  protected void _setShort(int index, int value) {
    throw new ReadOnlyBufferException();
  }

  @Override
  protected void _setShortLE(int index, int value) {
    throw new ReadOnlyBufferException();
  }

  @Override
  protected void _setMedium(int index, int value) {
    throw new ReadOnlyBufferException();
  }

  @Override
  protected void _setMediumLE(int index, int value) {
    throw new ReadOnlyBufferException();
  }

  @Override
  protected void _setInt(int index, int value) {
    throw new ReadOnlyBufferException();
  }

  @Override
  protected void _setIntLE(int index, int value) {
    throw new ReadOnlyBufferException();
  }

  @Override
  protected void _setLong(int index, long value) {
    throw new ReadOnlyBufferException();
  }

  @Override
  protected void _setLongLE(int index, long value) {
    throw new ReadOnlyBufferException();
  }
}
