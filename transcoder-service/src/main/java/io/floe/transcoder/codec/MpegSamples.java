package io.floe.transcoder.codec;

import java.util.Arrays;
import javazoom.jl.decoder.Obuffer;

/**
 * The samples of one frame as floats: the library's own buffers clip and round them to 16 bits.
 * Confined to one thread.
 */
final class MpegSamples extends Obuffer {

  /** Full scale of the library is not that of 16 bits. */
  private static final float SCALE = 1 / 32_700f;

  private static final int BLOCK = 32;

  /** What a broken frame may make is cut here, so that no filter behind it is filled with it. */
  private static final float LOUDEST = 4;

  final float[] interleaved = new float[OBUFFERSIZE];
  private final int channels;
  private final int[] written = new int[MAXCHANNELS];

  MpegSamples(int channels) {
    this.channels = channels;
  }

  /** Whether each channel has been given as many samples. */
  boolean complete(int frames) {
    for (int channel = 0; channel < channels; channel++) {
      if (written[channel] != frames) {
        return false;
      }
    }
    return true;
  }

  void silence() {
    Arrays.fill(interleaved, 0);
  }

  @Override
  public void appendSamples(int channel, float[] samples) {
    int at = written[channel] * channels + channel;
    if (channel >= channels || written[channel] + BLOCK > interleaved.length / channels) {
      return;
    }
    for (int i = 0; i < BLOCK; i++) {
      interleaved[at + i * channels] = Samples.bounded(samples[i] * SCALE, LOUDEST);
    }
    written[channel] += BLOCK;
  }

  @Override
  public void append(int channel, short value) {
    throw new IllegalStateException("samples come in blocks");
  }

  @Override
  public void write_buffer(int value) {}

  @Override
  public void close() {}

  @Override
  public void clear_buffer() {
    Arrays.fill(written, 0);
  }

  @Override
  public void set_stop_flag() {}
}
