package io.floe.transcoder.codec;

/**
 * How samples are to be understood: interleaved floats, 1.0 being full scale.
 *
 * @param sampleRate in Hz, 8,000 to 192,000
 * @param channels 1 or 2
 */
public record Format(int sampleRate, int channels) {

  static final int LOWEST_RATE = 8_000;
  static final int HIGHEST_RATE = 192_000;

  public Format {
    if (!valid(sampleRate, channels)) {
      throw new IllegalArgumentException(
          sampleRate
              + " Hz with "
              + channels
              + " channels is not supported: use "
              + LOWEST_RATE
              + " to "
              + HIGHEST_RATE
              + " Hz and 1 or 2 channels");
    }
  }

  static boolean valid(int sampleRate, int channels) {
    return sampleRate >= LOWEST_RATE
        && sampleRate <= HIGHEST_RATE
        && (channels == 1 || channels == 2);
  }
}
