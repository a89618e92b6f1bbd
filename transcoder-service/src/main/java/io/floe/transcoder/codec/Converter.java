package io.floe.transcoder.codec;

import org.jspecify.annotations.Nullable;

/**
 * Samples of any format into samples of one: channels are mixed (two into one by half their sum,
 * one into two as it is), and rates changed by a {@link Resampler}, whose documentation tells the
 * quality. It counts exactly: n frames make n times the ratio of the rates, rounded up, once they
 * are flushed. Until then some 32 samples of the lower rate are held back. When the input's format
 * changes, what came before is flushed first. Allocates nothing while the format stays. Confined to
 * one thread.
 */
public final class Converter {

  private static final int BLOCK = 2048;

  private final Format to;
  private final float[] mixed = new float[BLOCK];
  private final Spread spread = new Spread();

  private @Nullable Format from;
  private @Nullable Resampler resampler;

  /** A converter for one stream; {@code to} is what comes out. */
  public Converter(Format to) {
    this.to = to;
  }

  /** What comes out. */
  public Format format() {
    return to;
  }

  /**
   * Converts samples.
   *
   * @param from what they are
   * @param frames samples per channel
   */
  public void convert(Format from, float[] interleaved, int offset, int frames, PcmOut out) {
    if (!from.equals(this.from)) {
      flush(out);
      change(from);
    }
    if (from.channels() == 2 && to.channels() == 1) {
      mix(interleaved, offset, frames, out);
    } else if (from.channels() == 1 && to.channels() == 2) {
      spread.target = out;
      resample(interleaved, offset, frames, spread);
    } else {
      resample(interleaved, offset, frames, out);
    }
  }

  /** Hands out what the last input samples still make; the next input begins anew. */
  public void flush(PcmOut out) {
    if (from != null && resampler != null) {
      spread.target = out;
      resampler.flush(from.channels() < to.channels() ? spread : out);
    }
    resampler = null;
    from = null;
  }

  private void change(Format format) {
    from = format;
    int channels = Math.min(format.channels(), to.channels());
    resampler =
        format.sampleRate() == to.sampleRate()
            ? null
            : new Resampler(format.sampleRate(), to.sampleRate(), channels);
  }

  private void mix(float[] interleaved, int offset, int frames, PcmOut out) {
    for (int done = 0; done < frames; done += BLOCK) {
      int count = Math.min(BLOCK, frames - done);
      int at = offset + done * 2;
      for (int i = 0; i < count; i++) {
        mixed[i] = 0.5f * (interleaved[at + 2 * i] + interleaved[at + 2 * i + 1]);
      }
      resample(mixed, 0, count, out);
    }
  }

  private void resample(float[] interleaved, int offset, int frames, PcmOut out) {
    if (resampler != null) {
      resampler.push(interleaved, offset, frames, out);
    } else if (frames > 0) {
      out.samples(interleaved, offset, frames);
    }
  }

  /** One channel over two. */
  private static final class Spread implements PcmOut {

    private final float[] both = new float[BLOCK * 2];
    private PcmOut target = (interleaved, offset, frames) -> {};

    @Override
    public void samples(float[] interleaved, int offset, int frames) {
      for (int done = 0; done < frames; done += BLOCK) {
        int count = Math.min(BLOCK, frames - done);
        for (int i = 0; i < count; i++) {
          both[2 * i] = interleaved[offset + done + i];
          both[2 * i + 1] = interleaved[offset + done + i];
        }
        target.samples(both, 0, count);
      }
    }
  }
}
