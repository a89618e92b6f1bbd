package io.floe.transcoder.codec;

import java.util.Arrays;

/**
 * Changes the rate of samples that come in pieces. Positions are counted in whole numbers, so that
 * n input samples make n times the ratio, rounded up, however long it runs; the first output sample
 * lies where the first input sample did. Confined to one thread.
 *
 * <p>Tones up to 0.86 of the lower Nyquist rate keep their level within 0.1 dB and have a
 * signal-to-noise ratio of more than 95 dB; tones beyond 1.04 times the lower Nyquist rate are 85
 * dB down or more. At ratios of unusual rates both are more than 80 dB.
 */
final class Resampler {

  private static final int BLOCK = 2048;
  private static final int BLOCK_OUT = 2048;

  private final Phases phases;
  private final int channels;

  /** By channel: input samples that are still needed. */
  private final float[][] held;

  private final float[] output;
  private int count;

  /** Where the filter begins for the next output sample. */
  private int at;

  /** How far the next output sample is from its input sample, in parts of {@code phases.out}. */
  private int phase;

  Resampler(int from, int to, int channels) {
    this.phases = Phases.of(from, to);
    this.channels = channels;
    this.held = new float[channels][phases.taps + BLOCK];
    this.output = new float[BLOCK_OUT * channels];
    this.count = phases.taps / 2 - 1;
  }

  void push(float[] interleaved, int offset, int frames, PcmOut out) {
    int done = 0;
    while (done < frames) {
      int taken = Math.min(frames - done, held[0].length - count);
      for (int channel = 0; channel < channels; channel++) {
        float[] target = held[channel];
        int from = offset + done * channels + channel;
        for (int i = 0; i < taken; i++) {
          target[count + i] = interleaved[from + i * channels];
        }
      }
      count += taken;
      done += taken;
      filter(out);
    }
  }

  /** Hands out what the last input samples still make, as if silence followed. */
  void flush(PcmOut out) {
    int rest = phases.taps / 2;
    for (int done = 0; done < rest; ) {
      int taken = Math.min(rest - done, held[0].length - count);
      for (float[] channel : held) {
        Arrays.fill(channel, count, count + taken, 0);
      }
      count += taken;
      done += taken;
      filter(out);
    }
  }

  private void filter(PcmOut out) {
    int taps = phases.taps;
    int written = 0;
    while (at + taps <= count) {
      for (int channel = 0; channel < channels; channel++) {
        output[written * channels + channel] = sample(held[channel]);
      }
      written++;
      if (written == BLOCK_OUT) {
        out.samples(output, 0, written);
        written = 0;
      }
      phase += phases.in;
      at += phase / phases.out;
      phase %= phases.out;
    }
    if (written > 0) {
      out.samples(output, 0, written);
    }
    int done = Math.min(at, count);
    for (float[] channel : held) {
      System.arraycopy(channel, done, channel, 0, count - done);
    }
    count -= done;
    at -= done;
  }

  private float sample(float[] samples) {
    int taps = phases.taps;
    if (phases.exact) {
      return dot(phases.coefficients, phase * taps, samples, at, taps);
    }
    float position = (float) phase * phases.count / phases.out;
    int below = (int) position;
    float first = dot(phases.coefficients, below * taps, samples, at, taps);
    float second = dot(phases.coefficients, (below + 1) * taps, samples, at, taps);
    return first + (position - below) * (second - first);
  }

  /** Four sums, so that an addition need not wait for the one before it. */
  private static float dot(float[] a, int aFrom, float[] b, int bFrom, int length) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = 0;
    for (; i + 3 < length; i += 4) {
      s0 += a[aFrom + i] * b[bFrom + i];
      s1 += a[aFrom + i + 1] * b[bFrom + i + 1];
      s2 += a[aFrom + i + 2] * b[bFrom + i + 2];
      s3 += a[aFrom + i + 3] * b[bFrom + i + 3];
    }
    for (; i < length; i++) {
      s0 += a[aFrom + i] * b[bFrom + i];
    }
    return s0 + s1 + (s2 + s3);
  }
}
