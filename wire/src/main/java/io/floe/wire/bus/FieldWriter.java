package io.floe.wire.bus;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;

/** Appends the fields of a message to a buffer. Confined to the thread that encodes. */
final class FieldWriter {

  /** From how many bytes on room is made in advance. */
  private static final int LARGE = 512;

  private final Buffer out;

  FieldWriter(Buffer out) {
    this.out = out;
  }

  FieldWriter octet(int value) {
    out.appendByte((byte) value);
    return this;
  }

  FieldWriter flag(boolean value) {
    return octet(value ? 1 : 0);
  }

  /** Seven bits per byte, lowest first; negative numbers take ten bytes. */
  FieldWriter number(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.appendByte((byte) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.appendByte((byte) rest);
    return this;
  }

  /** Zigzag, so that small negative numbers are short too. */
  FieldWriter signed(long value) {
    return number(value << 1 ^ value >> 63);
  }

  FieldWriter text(String value) {
    return octets(value.getBytes(StandardCharsets.UTF_8));
  }

  FieldWriter octets(byte[] value) {
    number(value.length);
    if (value.length >= LARGE) {
      reserve(value.length);
    }
    out.appendBytes(value);
    return this;
  }

  /** By itself a buffer grows to a power of two, which for a payload is often twice its size. */
  @SuppressWarnings("deprecation") // the only way to a buffer's capacity before Vert.x 5
  private void reserve(int more) {
    ByteBuf bytes = out.getByteBuf().unwrap();
    boolean itsOwn = bytes != null && bytes.unwrap() == null && bytes.hasArray();
    if (itsOwn && bytes.writableBytes() < more) {
      bytes.capacity(bytes.writerIndex() + more);
    }
  }

  /** A group of fields with its length in front, so that an older reader can skip new ones. */
  <T> FieldWriter group(T value, BiConsumer<FieldWriter, T> fields) {
    Buffer inner = Buffer.buffer(128);
    fields.accept(new FieldWriter(inner), value);
    number(inner.length());
    out.appendBuffer(inner);
    return this;
  }

  <T> FieldWriter groups(List<T> values, BiConsumer<FieldWriter, T> fields) {
    number(values.size());
    for (T value : values) {
      group(value, fields);
    }
    return this;
  }
}
