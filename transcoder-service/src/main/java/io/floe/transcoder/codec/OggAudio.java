package io.floe.transcoder.codec;

/** Decodes the packets of one logical Ogg stream. Confined to one thread. */
sealed interface OggAudio permits OpusAudio, VorbisAudio, FlacAudio {

  /** What it decodes to. */
  Format format();

  /**
   * Decodes the packets that end on a page.
   *
   * @param granule position at the end of the last of them; -1 if that is not told
   * @param last whether the stream ends with the page
   * @param gap whether pages before it did not come
   * @return whether anything could be decoded
   */
  boolean page(OggPackets packets, long granule, boolean last, boolean gap, PcmSink out);
}
