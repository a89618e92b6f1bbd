package io.floe.wire.bus;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads the fields of a message out of a buffer that may hold anything: no length is believed
 * before the bytes are there. Confined to the thread that decodes.
 */
final class FieldReader {

  /** The bytes are no message. Thrown and caught inside this package only. */
  static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1;

    Broken(String message) {
      super(message, null, false, false);
    }
  }

  private final Buffer in;
  private int at;
  private int end;
  private boolean extended;

  FieldReader(Buffer in, int from) {
    this.in = in;
    this.at = from;
    this.end = in.length();
  }

  /** Whether fields that nobody read were found so far, or are left now. */
  boolean extended() {
    return extended || at < end;
  }

  /** Whether the sender's release had more fields than were read so far. */
  boolean more() {
    return at < end;
  }

  int octet() {
    if (at >= end) {
      throw new Broken("ends in the middle of a field");
    }
    return in.getByte(at++) & 0xff;
  }

  boolean flag() {
    return octet() != 0;
  }

  long number() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int octet = octet();
      value |= (long) (octet & 0x7f) << shift;
      if (octet < 0x80) {
        return value;
      }
    }
    throw new Broken("a number has more than ten bytes");
  }

  long signed() {
    long value = number();
    return value >>> 1 ^ -(value & 1);
  }

  int integer() {
    long value = number();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new Broken("a number is out of range: " + value);
    }
    return (int) value;
  }

  String text() {
    return new String(octets(), StandardCharsets.UTF_8);
  }

  byte[] octets() {
    int length = length();
    byte[] value = in.getBytes(at, at + length);
    at += length;
    return value;
  }

  <E> E one(E[] values) {
    int ordinal = octet();
    if (ordinal >= values.length) {
      throw new Broken("no value has the number " + ordinal);
    }
    return values[ordinal];
  }

  <T> T group(Function<FieldReader, T> fields) {
    int length = length();
    int outer = end;
    end = at + length;
    T value = fields.apply(this);
    extended |= at < end;
    at = end;
    end = outer;
    return value;
  }

  <T> List<T> groups(Function<FieldReader, T> fields) {
    int count = length();
    List<T> values = new ArrayList<>(Math.min(count, 64));
    for (int i = 0; i < count; i++) {
      values.add(group(fields));
    }
    return values;
  }

  /** A length or count: what it counts has at least one byte each, and those must be there. */
  private int length() {
    long length = number();
    if (length < 0 || length > end - at) {
      throw new Broken("a length of " + length + " where " + (end - at) + " bytes are left");
    }
    return (int) length;
  }
}
