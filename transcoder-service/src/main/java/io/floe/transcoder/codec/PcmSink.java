package io.floe.transcoder.codec;

/**
 * Where decoded audio goes. Called on the thread that calls the decoder. Arrays are the decoder's:
 * copy what must last beyond the call.
 */
public interface PcmSink {

  /** What the samples that follow are; comes before the first of them and at every change. */
  void format(Format format);

  /**
   * Decoded audio.
   *
   * @param interleaved samples of all channels in turn, 1.0 being full scale; may exceed it
   * @param offset of the first one
   * @param frames samples per channel
   */
  void samples(float[] interleaved, int offset, int frames);

  /** The title found in the stream itself, in force for what follows; may be empty. */
  void title(String title);

  /**
   * Something could not be decoded, or did not come. What stands for it was passed to {@link
   * #samples} already.
   *
   * @param frames samples per channel that were passed on in its place; 0 if none
   */
  void lost(int frames, String reason);

  /**
   * Whether a link may begin, whose tables may be dear; asked again with each page until it may.
   */
  default boolean link() {
    return true;
  }

  /** Whether no more audio is wanted of what was pushed: the decoder leaves the rest out. */
  default boolean full() {
    return false;
  }

  /** The stream cannot be decoded at all; nothing follows. */
  void failed(String reason);
}
