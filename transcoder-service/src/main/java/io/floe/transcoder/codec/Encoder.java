package io.floe.transcoder.codec;

/** Samples in, encoded pieces out. Confined to one thread. */
public interface Encoder extends AutoCloseable {

  /** What the samples must be. */
  Format format();

  /**
   * Encodes samples, any number of them; beyond full scale they are clipped.
   *
   * @param frames samples per channel
   */
  void encode(float[] interleaved, int offset, int frames, EncodedSink out);

  /**
   * From the next sample on, this is the title. An Ogg stream begins a new link of its chain, which
   * comes out once the last page of the present one is complete; an MP3 stream has no place for it.
   *
   * @param title cut after {@value io.floe.wire.audio.Chunk#MAX_TITLE_BYTES} bytes of UTF-8; may be
   *     empty
   */
  void title(String title, EncodedSink out);

  /** Hands out what is left. Nothing may be encoded after that. */
  void end(EncodedSink out);

  @Override
  void close();
}
