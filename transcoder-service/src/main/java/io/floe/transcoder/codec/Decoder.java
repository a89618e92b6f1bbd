package io.floe.transcoder.codec;

/**
 * Bytes of one stream in, samples out. No bytes, however broken, make it throw, and it holds a
 * bounded number of them. Confined to one thread.
 */
public interface Decoder extends AutoCloseable {

  /** Takes {@code length} bytes, in any pieces; the array is the caller's again on return. */
  void push(byte[] bytes, int offset, int length, PcmSink out);

  /**
   * There is a hole in the stream: what is incomplete is forgotten, and the next byte begins a
   * frame or page. The headers of an Ogg link stay in force, and may be pushed once more.
   */
  void reset();

  /** Takes and gives nothing any more. */
  @Override
  void close();
}
