package io.floe.transcoder.codec;

import java.util.Arrays;

/** Generates and measures samples. Threads: any. */
final class Signal {

  private Signal() {}

  static float[] tone(double hertz, double level, int rate, int channels, double seconds) {
    int frames = (int) (rate * seconds);
    float[] samples = new float[frames * channels];
    for (int i = 0; i < frames; i++) {
      Arrays.fill(
          samples,
          i * channels,
          (i + 1) * channels,
          (float) (level * Math.sin(2 * Math.PI * hertz * i / rate)));
    }
    return samples;
  }

  static float[] channel(float[] interleaved, int channels, int channel) {
    float[] one = new float[interleaved.length / channels];
    for (int i = 0; i < one.length; i++) {
      one[i] = interleaved[i * channels + channel];
    }
    return one;
  }

  /** Root of the mean square. */
  static double level(float[] samples, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += (double) samples[i] * samples[i];
    }
    return Math.sqrt(sum / Math.max(1, to - from));
  }

  static double decibels(double ratio) {
    return 20 * Math.log10(ratio);
  }

  /** How many samples later than in {@code reference} the same audio is in {@code other}. */
  static int lag(float[] reference, float[] other, int most) {
    int length = Math.min(16_384, Math.min(reference.length, other.length) / 2);
    int from = Math.min(reference.length, other.length) / 2 - length / 2;
    double best = Double.NEGATIVE_INFINITY;
    int lag = 0;
    for (int candidate = -most; candidate <= most; candidate++) {
      double sum = 0;
      for (int i = from; i < from + length; i++) {
        int at = i + candidate;
        sum += at >= 0 && at < other.length ? reference[i] * other[at] : 0;
      }
      if (sum > best) {
        best = sum;
        lag = candidate;
      }
    }
    return lag;
  }

  /**
   * Signal to noise in dB after the gain that fits best.
   *
   * @param lag as {@link #lag} tells, for one channel
   * @param margin samples left out at both ends
   */
  static double snr(float[] reference, float[] other, int lag, int margin) {
    int from = Math.max(0, -lag) + margin;
    int to = Math.min(reference.length, other.length - lag) - margin;
    double both = 0;
    double own = 0;
    double all = 0;
    for (int i = from; i < to; i++) {
      both += (double) reference[i] * other[i + lag];
      own += (double) other[i + lag] * other[i + lag];
      all += (double) reference[i] * reference[i];
    }
    double gain = both / own;
    double noise = 0;
    for (int i = from; i < to; i++) {
      double error = reference[i] - gain * other[i + lag];
      noise += error * error;
    }
    return 10 * Math.log10(all / Math.max(noise, 1e-30));
  }

  /** What remains of a tone's samples once the tone is taken away, in dB below it. */
  static double toneSnr(float[] samples, double hertz, int rate, int from, int to) {
    double ss = 0;
    double cc = 0;
    double sc = 0;
    double xs = 0;
    double xc = 0;
    double xx = 0;
    for (int i = from; i < to; i++) {
      double s = Math.sin(2 * Math.PI * hertz * i / rate);
      double c = Math.cos(2 * Math.PI * hertz * i / rate);
      ss += s * s;
      cc += c * c;
      sc += s * c;
      xs += samples[i] * s;
      xc += samples[i] * c;
      xx += (double) samples[i] * samples[i];
    }
    double determinant = ss * cc - sc * sc;
    double a = (xs * cc - xc * sc) / determinant;
    double b = (xc * ss - xs * sc) / determinant;
    double explained = a * xs + b * xc;
    return 10 * Math.log10(explained / Math.max(xx - explained, 1e-30));
  }

  /** The frequency of a tone, by its upward crossings of zero. */
  static double hertz(float[] samples, int rate, int from, int to) {
    double first = -1;
    double last = -1;
    int count = -1;
    for (int i = from + 1; i < to; i++) {
      if (samples[i - 1] < 0 && samples[i] >= 0) {
        last = i - samples[i] / (double) (samples[i] - samples[i - 1]);
        first = first < 0 ? last : first;
        count++;
      }
    }
    return count * rate / (last - first);
  }
}
