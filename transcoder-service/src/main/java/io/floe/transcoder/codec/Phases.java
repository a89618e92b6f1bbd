package io.floe.transcoder.codec;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The coefficients of a polyphase resampler: a sinc under a Kaiser window, cut into as many filters
 * as there are positions between two input samples. Immutable; instances of the same ratio are
 * shared. Threads: any.
 */
final class Phases {

  /** Length of a filter in samples of the lower of the two rates. */
  private static final int SPAN = 64;

  /** Where the filter is 6 dB down, in units of the lower Nyquist rate. */
  private static final double CUTOFF = 0.95;

  /** Shape of the Kaiser window: the stop band is some 90 dB down. */
  private static final double BETA = 9;

  private static final double PEAK = bessel(BETA);

  /** Every ratio of two usual rates has at most as many positions; others are interpolated. */
  private static final int MOST_EXACT = 640;

  private static final int INTERPOLATED = 512;
  private static final int MOST_SHARED = 64;

  private record Ratio(int from, int to) {}

  private static final Map<Ratio, Phases> SHARED =
      new LinkedHashMap<>(MOST_SHARED, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Ratio, Phases> eldest) {
          return size() > MOST_SHARED;
        }
      };

  /** Coefficients of all filters, one after the other; one more than there are positions. */
  final float[] coefficients;

  /** Length of each filter: an even number. */
  final int taps;

  /** How many filters lie between two input samples. */
  final int count;

  /** Output samples in as many input samples as {@link #in} says. */
  final int out;

  final int in;

  /** Whether each output position has a filter of its own. */
  final boolean exact;

  private Phases(int out, int in) {
    this.out = out;
    this.in = in;
    this.exact = out <= MOST_EXACT;
    this.count = exact ? out : INTERPOLATED;
    double narrowing = Math.min(1, (double) out / in);
    int half = (int) Math.ceil(SPAN / 2.0 / narrowing);
    this.taps = 2 * half;
    this.coefficients = new float[(count + 1) * taps];
    double[] filter = new double[taps];
    for (int phase = 0; phase <= count; phase++) {
      double sum = 0;
      for (int tap = 0; tap < taps; tap++) {
        double at = tap - (half - 1) - (double) phase / count;
        filter[tap] = sinc(at * CUTOFF * narrowing) * kaiser(at / half);
        sum += filter[tap];
      }
      for (int tap = 0; tap < taps; tap++) {
        coefficients[phase * taps + tap] = (float) (filter[tap] / sum);
      }
    }
  }

  /** The coefficients for a ratio of rates. */
  static Phases of(int from, int to) {
    int divisor = divisor(from, to);
    Ratio ratio = new Ratio(from / divisor, to / divisor);
    synchronized (SHARED) {
      return SHARED.computeIfAbsent(ratio, absent -> new Phases(absent.to(), absent.from()));
    }
  }

  private static int divisor(int a, int b) {
    return b == 0 ? a : divisor(b, a % b);
  }

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  }

  private static double kaiser(double x) {
    return Math.abs(x) > 1 ? 0 : bessel(BETA * Math.sqrt(1 - x * x)) / PEAK;
  }

  /** The modified Bessel function of the first kind and order 0. */
  private static double bessel(double x) {
    double sum = 1;
    double term = 1;
    for (int i = 1; term > sum * 1e-17; i++) {
      double factor = x / (2 * i);
      term *= factor * factor;
      sum += term;
    }
    return sum;
  }
}
