package io.floe.stream.framing;

/**
 * What a {@link Framer} finds, in stream order. Arrays are the framer's: copy what must last beyond
 * the call.
 */
public interface Units {

  /**
   * One whole frame or page, or a piece of a stream that has neither.
   *
   * @param entry whether a listener may start with it
   */
  void audio(byte[] bytes, int offset, int length, boolean entry);

  /**
   * All header pages of a link, whole; they replace the previous link's. Audio that follows belongs
   * to this link.
   */
  void header(byte[] bytes, int offset, int length);

  /** The title found in the stream itself, in force for the audio that follows. */
  void title(String title);

  /** Bytes that are no audio and were left out: tags, a Xing frame, garbage between frames. */
  void skipped(int bytes);

  /** The source cannot go on, for instance because its headers exceed 1 MiB; nothing follows. */
  void failed(String reason);
}
