package io.floe.transcoder.codec;

import java.util.Arrays;

/**
 * Decodes FLAC one frame at a time (RFC 9639, section 9; numbers in comments are of that). Confined
 * to one thread.
 */
final class FlacFrame {

  static final int STREAM_INFO_BYTES = 34;

  /** The bytes end before the frame does. */
  static final int INCOMPLETE = 0;

  /** No frame begins here, or it is broken. */
  static final int BROKEN = -1;

  private static final int SHORTEST = 9;
  private static final int SYNC = 0x7FFC;
  private static final int FIRST_DECORRELATED = 8;
  private static final int MOST_BITS = 24;
  private static final int LONGEST_ORDER = 32;

  /** The most that a sample of a hostile frame may be, where a sound one is at most 1. */
  private static final float LOUDEST = 4;

  /** Samples that may be worked out in vain before frames are no longer tried. */
  static final long MOST_DEBT = 4 << 20;

  /** So many of them are forgiven for each byte that is passed over. */
  static final int REPAYMENT = 32;

  private static final int[] RATES = {
    0, 88_200, 176_400, 192_000, 8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000
  };

  private static final int[] BITS = {0, 8, 12, 0, 16, 20, 24, 0};
  private static final int[][] FIXED = {{}, {1}, {2, -1}, {3, -3, 1}, {4, -6, 4, -1}};

  private static final int[] CRC8 = table(8, 0x07);
  private static final int[] CRC16 = table(16, 0x8005);

  private final FlacBits bits = new FlacBits();
  private final int[] coefficients = new int[LONGEST_ORDER];
  private int[][] channelSamples = new int[2][0];
  private float[] interleaved = new float[0];

  private int streamRate;
  private int streamChannels;
  private int streamBits;
  private int streamBlock;

  private int sampleRate;
  private int channels;
  private int assignment;
  private int sampleBits;
  private int frames;
  private long position;
  private boolean surround;
  private long worked;
  private long effort;
  private long debt;

  /** Takes what STREAMINFO says, which frames may leave out. */
  void streamInfo(byte[] bytes, int at) {
    bits.begin(bytes, at, bytes.length);
    bits.read(16);
    streamBlock = (int) bits.read(16);
    bits.read(24);
    bits.read(24);
    streamRate = (int) bits.read(20);
    streamChannels = (int) bits.read(3) + 1;
    streamBits = (int) bits.read(5) + 1;
  }

  /**
   * What STREAMINFO says.
   *
   * @throws UnsupportedAudioException that cannot be decoded here
   */
  Format streamFormat() throws UnsupportedAudioException {
    if (!Format.valid(streamRate, streamChannels) || streamBits > MOST_BITS) {
      throw new UnsupportedAudioException(
          "FLAC of "
              + streamRate
              + " Hz, "
              + streamChannels
              + " channels and "
              + streamBits
              + " bits cannot be decoded: send mono or stereo of up to 24 bits");
    }
    return new Format(streamRate, streamChannels);
  }

  /** Samples of the frame decoded last. */
  float[] samples() {
    return interleaved;
  }

  /** Samples per channel. */
  int frames() {
    return frames;
  }

  int sampleRate() {
    return sampleRate;
  }

  int channels() {
    return channels;
  }

  /** Whether the frame looked at last has more channels than two, so that it cannot be decoded. */
  boolean surround() {
    return surround;
  }

  /** Samples per channel before the frame. */
  long position() {
    return position;
  }

  /** Samples that were worked out so far, in vain or not. */
  long worked() {
    return worked;
  }

  /** What was decoded last is no frame after all. */
  void vain() {
    debt += effort;
  }

  /** So many bytes are no frame, and are passed over. */
  void passed(int count) {
    debt = Math.max(0, debt - (long) count * REPAYMENT);
  }

  /**
   * Decodes the frame that begins at {@code at}. A few bytes may ask for work on 65,536 samples
   * before it turns out that they are no frame; when too much was spent in {@link #vain}, none is
   * tried.
   *
   * @return its length, {@link #INCOMPLETE} or {@link #BROKEN}
   */
  int decode(byte[] bytes, int at, int to) {
    effort = 0;
    int length = attempt(bytes, at, to);
    worked += effort;
    if (length > 0) {
      debt = Math.max(0, debt - effort);
    }
    return length;
  }

  private int attempt(byte[] bytes, int at, int to) {
    if (to - at < SHORTEST) {
      return INCOMPLETE;
    }
    bits.begin(bytes, at, to);
    surround = false;
    if (!header(bytes, at)) {
      return bits.exhausted() ? INCOMPLETE : BROKEN;
    }
    if (debt > MOST_DEBT) {
      return BROKEN;
    }
    if (channelSamples[0].length < frames) {
      channelSamples = new int[2][frames];
      interleaved = new float[2 * frames];
    }
    for (int channel = 0; channel < channels; channel++) {
      boolean side =
          assignment >= FIRST_DECORRELATED
              && channel == (assignment == FIRST_DECORRELATED + 1 ? 0 : 1);
      effort += frames;
      if (!subframe(channelSamples[channel], sampleBits + (side ? 1 : 0))) {
        return bits.exhausted() ? INCOMPLETE : BROKEN;
      }
    }
    bits.align();
    int end = bits.position();
    int sum = (int) bits.read(16);
    if (bits.exhausted()) {
      return INCOMPLETE;
    }
    if (crc(CRC16, 16, bytes, at, end) != sum) {
      return BROKEN;
    }
    interleave();
    return end + 2 - at;
  }

  /** Section 9.1. */
  private boolean header(byte[] bytes, int at) {
    if (bits.read(15) != SYNC) {
      return false;
    }
    boolean variable = bits.read(1) == 1;
    int blockCode = (int) bits.read(4);
    int rateCode = (int) bits.read(4);
    assignment = (int) bits.read(4);
    int bitsCode = (int) bits.read(3);
    if (bits.read(1) != 0 || blockCode == 0 || rateCode == 15 || assignment > 10) {
      return false;
    }
    long number = number();
    frames = block(blockCode);
    sampleRate = rate(rateCode);
    channels = assignment < FIRST_DECORRELATED ? assignment + 1 : 2;
    sampleBits = bitsCode == 0 ? streamBits : BITS[bitsCode];
    int end = bits.position();
    int sum = (int) bits.read(8);
    if (bits.exhausted() || number < 0 || crc(CRC8, 8, bytes, at, end) != sum) {
      return false;
    }
    surround = channels > 2;
    position = variable ? number : number * (streamBlock > 0 ? streamBlock : frames);
    return Format.valid(sampleRate, channels) && sampleBits >= 4 && sampleBits <= MOST_BITS;
  }

  /** Section 9.1.5: coded as characters of UTF-8 are, up to 36 bits; -1 if it is not. */
  private long number() {
    int first = (int) bits.read(8);
    int ones = Integer.numberOfLeadingZeros(~(first << 24));
    if (ones == 0) {
      return first;
    }
    if (ones == 1 || ones == 8) {
      return -1;
    }
    long number = first & (0x7F >> ones);
    for (int i = 1; i < ones; i++) {
      int next = (int) bits.read(8);
      if ((next & 0xC0) != 0x80) {
        return -1;
      }
      number = (number << 6) | (next & 0x3F);
    }
    return number;
  }

  private int block(int code) {
    return switch (code) {
      case 1 -> 192;
      case 2, 3, 4, 5 -> 576 << (code - 2);
      case 6 -> (int) bits.read(8) + 1;
      case 7 -> (int) bits.read(16) + 1;
      default -> 256 << (code - 8);
    };
  }

  private int rate(int code) {
    return switch (code) {
      case 0 -> streamRate;
      case 12 -> (int) bits.read(8) * 1000;
      case 13 -> (int) bits.read(16);
      case 14 -> (int) bits.read(16) * 10;
      default -> RATES[code];
    };
  }

  /** Section 9.2. */
  private boolean subframe(int[] samples, int size) {
    if (bits.read(1) != 0) {
      return false;
    }
    int type = (int) bits.read(6);
    int wasted = bits.read(1) == 0 ? 0 : bits.unary() + 1;
    int width = size - wasted;
    if (width < 1) {
      return false;
    }
    boolean read;
    if (type == 0) {
      Arrays.fill(samples, 0, frames, bits.signed(width));
      read = true;
    } else if (type == 1) {
      warmUp(samples, frames, width);
      read = true;
    } else if (type >= 8 && type <= 12) {
      read = predicted(samples, type - 8, width, true);
    } else {
      read = type >= 32 && predicted(samples, type - 31, width, false);
    }
    if (wasted > 0) {
      for (int i = 0; i < frames; i++) {
        samples[i] <<= wasted;
      }
    }
    return read && !bits.exhausted();
  }

  private void warmUp(int[] samples, int count, int width) {
    for (int i = 0; i < count; i++) {
      samples[i] = bits.signed(width);
    }
  }

  /** Sections 9.2.5 and 9.2.6. */
  private boolean predicted(int[] samples, int order, int width, boolean fixed) {
    if (order > frames) {
      return false;
    }
    warmUp(samples, order, width);
    int shift = 0;
    if (fixed) {
      System.arraycopy(FIXED[order], 0, coefficients, 0, order);
    } else {
      int precision = (int) bits.read(4) + 1;
      shift = bits.signed(5);
      if (precision == 16 || shift < 0) {
        return false;
      }
      for (int i = 0; i < order; i++) {
        coefficients[i] = bits.signed(precision);
      }
    }
    if (!residual(samples, order)) {
      return false;
    }
    for (int i = order; i < frames; i++) {
      long sum = 0;
      for (int j = 0; j < order; j++) {
        sum += (long) coefficients[j] * samples[i - 1 - j];
      }
      samples[i] += (int) (sum >> shift);
    }
    return true;
  }

  /** Section 9.2.7. */
  private boolean residual(int[] samples, int order) {
    int method = (int) bits.read(2);
    int partitionOrder = (int) bits.read(4);
    int each = frames >> partitionOrder;
    if (method > 1 || each << partitionOrder != frames || each < order) {
      return false;
    }
    int parameterBits = method == 0 ? 4 : 5;
    int escape = (1 << parameterBits) - 1;
    int at = order;
    for (int partition = 0; partition < 1 << partitionOrder; partition++) {
      int end = (partition + 1) * each;
      int parameter = (int) bits.read(parameterBits);
      int raw = parameter == escape ? (int) bits.read(5) : 0;
      for (; at < end; at++) {
        if (bits.exhausted()) {
          return false;
        }
        samples[at] = parameter == escape ? bits.signed(raw) : rice(parameter);
      }
    }
    return true;
  }

  private int rice(int parameter) {
    long folded = ((long) bits.unary() << parameter) | bits.read(parameter);
    return (int) ((folded >>> 1) ^ -(folded & 1));
  }

  /** Section 4.2. */
  private void interleave() {
    int[] first = channelSamples[0];
    int[] second = channelSamples[1];
    float scale = 1f / (1 << (sampleBits - 1));
    for (int i = 0; i < frames; i++) {
      int a = first[i];
      int b = second[i];
      switch (assignment) {
        case 8 -> b = a - b;
        case 9 -> a += b;
        case 10 -> {
          int sum = (a << 1) | (b & 1);
          a = (sum + b) >> 1;
          b = (sum - b) >> 1;
        }
        default -> {}
      }
      interleaved[i * channels] = Samples.bounded(a * scale, LOUDEST);
      if (channels == 2) {
        interleaved[i * channels + 1] = Samples.bounded(b * scale, LOUDEST);
      }
    }
  }

  private static int[] table(int width, int polynomial) {
    int[] table = new int[256];
    for (int value = 0; value < table.length; value++) {
      int sum = value << (width - 8);
      for (int bit = 0; bit < 8; bit++) {
        boolean carry = (sum & (1 << (width - 1))) != 0;
        sum = (sum << 1) ^ (carry ? polynomial : 0);
      }
      table[value] = sum & ((1 << width) - 1);
    }
    return table;
  }

  private static int crc(int[] table, int width, byte[] bytes, int from, int to) {
    int sum = 0;
    for (int i = from; i < to; i++) {
      int index = ((sum >>> (width - 8)) ^ bytes[i]) & 0xFF;
      sum = ((sum << 8) ^ table[index]) & ((1 << width) - 1);
    }
    return sum;
  }
}
