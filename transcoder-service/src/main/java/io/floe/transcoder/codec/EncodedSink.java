package io.floe.transcoder.codec;

/**
 * Where encoded audio goes. Called on the thread that calls the encoder. Arrays are the encoder's:
 * copy what must last beyond the call.
 */
public interface EncodedSink {

  /** The header pages of a link, whole; the audio that follows belongs to it. */
  void header(byte[] bytes, int offset, int length);

  /**
   * A whole MP3 frame or Ogg page.
   *
   * @param frames samples per channel that it adds to what a player plays, at the rate of the
   *     encoder's format; may be 0
   * @param entry whether a listener may start with it
   */
  void audio(byte[] bytes, int offset, int length, int frames, boolean entry);
}
