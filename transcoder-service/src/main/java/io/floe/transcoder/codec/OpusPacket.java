package io.floe.transcoder.codec;

/** Reads how long a packet of Opus is (RFC 6716, section 3). Threads: any. */
final class OpusPacket {

  /** 120 ms at 48 kHz. */
  static final int LONGEST = 5_760;

  private static final int[] SILK_FRAMES = {480, 960, 1_920, 2_880};
  private static final int[] CELT_FRAMES = {120, 240, 480, 960};
  private static final int FIRST_HYBRID = 12;
  private static final int FIRST_CELT = 16;

  private OpusPacket() {}

  /** Samples per channel at 48 kHz, at most {@link #LONGEST}; 0 if this is no packet of Opus. */
  static int frames(byte[] bytes, int at, int length) {
    if (length == 0) {
      return 0;
    }
    int config = (bytes[at] & 0xFF) >>> 3;
    int frame;
    if (config < FIRST_HYBRID) {
      frame = SILK_FRAMES[config & 3];
    } else if (config < FIRST_CELT) {
      frame = (config & 1) == 0 ? 480 : 960;
    } else {
      frame = CELT_FRAMES[config & 3];
    }
    int count =
        switch (bytes[at] & 3) {
          case 0 -> 1;
          case 1, 2 -> 2;
          default -> length < 2 ? 0 : bytes[at + 1] & 0x3F;
        };
    return frame * count > LONGEST ? 0 : frame * count;
  }
}
