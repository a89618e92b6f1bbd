package io.floe.transcoder.codec;

/** Where converted samples go. The array is the converter's: copy what must last. */
@FunctionalInterface
public interface PcmOut {

  /**
   * Samples in the format of the converter.
   *
   * @param frames samples per channel
   */
  void samples(float[] interleaved, int offset, int frames);
}
