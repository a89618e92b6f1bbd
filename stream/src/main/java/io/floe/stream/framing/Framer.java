package io.floe.stream.framing;

/**
 * Splits the bytes of one source into units. No bytes, however broken, make it throw, and it never
 * holds more than a bounded number of them. Confined to one thread.
 */
public interface Framer {

  /** Takes {@code length} bytes; the array is the caller's again on return. */
  void push(byte[] bytes, int offset, int length, Units out);

  /** The source has ended: hands out what is whole and drops the rest. */
  void end(Units out);
}
