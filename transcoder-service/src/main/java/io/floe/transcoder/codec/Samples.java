package io.floe.transcoder.codec;

/** Float samples within bounds, and 0 for what is not a number. Threads: any. */
final class Samples {

  private static final float SHORT_SCALE = 32_768;
  private static final float INT_SCALE = 0x1p31f;

  private Samples() {}

  static short sixteen(float sample) {
    float scaled = sample * SHORT_SCALE;
    if (scaled >= Short.MAX_VALUE) {
      return Short.MAX_VALUE;
    }
    if (scaled <= Short.MIN_VALUE) {
      return Short.MIN_VALUE;
    }
    // Rounds to the nearest without a call: the sum is positive, so the cast rounds down.
    return Float.isNaN(scaled) ? 0 : (short) ((int) (scaled + 32_768.5f) - 32_768);
  }

  /** The sample between {@code -most} and {@code most}; 0 if it is not a number. */
  static float bounded(float sample, float most) {
    if (sample >= -most && sample <= most) {
      return sample;
    }
    return sample > 0 ? most : sample < 0 ? -most : 0;
  }

  /** The cast clips, and turns what is not a number into 0. */
  static int thirtyTwo(float sample) {
    return (int) (sample * INT_SCALE);
  }
}
