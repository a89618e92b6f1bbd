package io.floe.transcoder.codec;

/**
 * Reads the setup header of a Vorbis stream before the library does, because a few bytes of it can
 * ask for gigabytes of tables, or for a loop without an end. What it says is checked, not kept.
 * Section numbers are those of the Vorbis I specification. Confined to one thread.
 */
final class VorbisSetup {

  /** Some fourteen times what the largest setup of libvorbis has: at most 20 MB of tables. */
  private static final long MOST_VALUES = 1 << 20;

  private static final int HEADER_BYTES = 7;
  private static final int CODEBOOK_SYNC = 0x564342;
  private static final int LONGEST_CODEWORD = 32;

  private final byte[] packet;
  private final int channels;
  private final int longBlock;
  private int bit = HEADER_BYTES * 8;

  /** Numbers that the tables hold so far. */
  private long values;

  private int[] dimensions = new int[0];
  private int[] entries = new int[0];

  private VorbisSetup(byte[] packet, int channels, int longBlock) {
    this.packet = packet;
    this.channels = channels;
    this.longBlock = longBlock;
  }

  /**
   * Whether the library may be given the packet.
   *
   * @param longBlock samples in the longer of the two block sizes
   */
  static boolean sound(byte[] packet, int channels, int longBlock) {
    VorbisSetup setup = new VorbisSetup(packet, channels, longBlock);
    return setup.codebooks()
        && setup.times()
        && setup.floors()
        && setup.residues()
        && setup.bit <= packet.length * 8L;
  }

  /** Bits beyond the end are 0, and {@link #bit} tells that there were none. */
  private int read(int bits) {
    int value = 0;
    for (int i = 0; i < bits; i++, bit++) {
      int at = bit >>> 3;
      if (at < packet.length) {
        value |= ((packet[at] >>> (bit & 7)) & 1) << i;
      }
    }
    return value;
  }

  private boolean exhausted() {
    return bit > packet.length * 8L;
  }

  /** Section 3.2.1. */
  private boolean codebooks() {
    int count = read(8) + 1;
    dimensions = new int[count];
    entries = new int[count];
    for (int book = 0; book < count; book++) {
      if (read(24) != CODEBOOK_SYNC) {
        return false;
      }
      dimensions[book] = read(16);
      entries[book] = read(24);
      values += (long) dimensions[book] * entries[book] + entries[book];
      if (dimensions[book] == 0 || entries[book] == 0 || values > MOST_VALUES) {
        return false;
      }
      boolean lengths = read(1) == 0 ? unordered(entries[book]) : ordered(entries[book]);
      if (!lengths || !lookup(dimensions[book], entries[book])) {
        return false;
      }
    }
    return true;
  }

  private boolean unordered(int count) {
    boolean sparse = read(1) == 1;
    for (int i = 0; i < count && !exhausted(); i++) {
      if (!sparse || read(1) == 1) {
        read(5);
      }
    }
    return !exhausted();
  }

  private boolean ordered(int count) {
    int length = read(5) + 1;
    for (int done = 0; done < count; length++) {
      int more = read(bitsFor(count - done));
      if (length > LONGEST_CODEWORD || more > count - done || exhausted()) {
        return false;
      }
      done += more;
    }
    return true;
  }

  private boolean lookup(int dimension, int count) {
    int type = read(4);
    if (type > 2) {
      return false;
    }
    if (type > 0) {
      read(32);
      read(32);
      int bits = read(4) + 1;
      read(1);
      long quantised = type == 2 ? (long) dimension * count : root(count, dimension);
      bit = (int) Math.min(Integer.MAX_VALUE, bit + quantised * bits);
    }
    return !exhausted();
  }

  /** Section 9.2.3: the greatest number whose {@code degree}th power is not above. */
  private static long root(int count, int degree) {
    long root = 1;
    while (power(root + 1, degree) <= count) {
      root++;
    }
    return root;
  }

  private static long power(long number, int exponent) {
    long power = 1;
    for (int i = 0; i < exponent && power <= MOST_VALUES * 8; i++) {
      power *= number;
    }
    return power;
  }

  private boolean times() {
    int count = read(6) + 1;
    for (int i = 0; i < count; i++) {
      if (read(16) != 0) {
        return false;
      }
    }
    return true;
  }

  private boolean floors() {
    int count = read(6) + 1;
    for (int i = 0; i < count; i++) {
      int type = read(16);
      if (type != 1 || !floor()) {
        // Type 0 was given up before the format was published.
        return false;
      }
    }
    return !exhausted();
  }

  /** Section 7.2.2. */
  private boolean floor() {
    int partitions = read(5);
    int[] classes = new int[partitions];
    int most = -1;
    for (int i = 0; i < partitions; i++) {
      classes[i] = read(4);
      most = Math.max(most, classes[i]);
    }
    int[] sizes = new int[most + 1];
    for (int i = 0; i <= most; i++) {
      sizes[i] = read(3) + 1;
      int subclasses = read(2);
      if (subclasses > 0 && read(8) >= entries.length) {
        return false;
      }
      for (int j = 0; j < 1 << subclasses; j++) {
        if (read(8) > entries.length) {
          return false;
        }
      }
    }
    read(2);
    int bits = read(4);
    for (int each : classes) {
      bit += sizes[each] * bits;
    }
    return !exhausted();
  }

  /** Section 8.6.1. */
  private boolean residues() {
    int count = read(6) + 1;
    for (int i = 0; i < count; i++) {
      if (read(16) > 2 || !residue()) {
        return false;
      }
    }
    return !exhausted();
  }

  private boolean residue() {
    int begin = read(24);
    int end = read(24);
    read(24);
    int classifications = read(6) + 1;
    int book = read(8);
    if (begin > end || end > longBlock * channels || book >= entries.length) {
      return false;
    }
    long words = power(classifications, dimensions[book]);
    values += words * dimensions[book];
    if (words > entries[book] || values > MOST_VALUES) {
      return false;
    }
    int books = 0;
    for (int i = 0; i < classifications; i++) {
      int cascade = read(3);
      cascade |= read(1) == 1 ? read(5) << 3 : 0;
      books += Integer.bitCount(cascade);
    }
    for (int i = 0; i < books; i++) {
      if (read(8) >= entries.length) {
        return false;
      }
    }
    return true;
  }

  /** How many bits a number has: section 9.2.1. */
  private static int bitsFor(int number) {
    return 32 - Integer.numberOfLeadingZeros(number);
  }
}
