package io.floe.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Generates ADTS frames: valid headers, random payload. The same seed gives the same frames.
 * Confined to one thread.
 */
public final class AdtsFrames {

  private static final int HEADER = 7;
  private static final int LONGEST = 8191;

  private final Random random;
  private final int rateIndex;
  private final int channels;

  /**
   * @param rateIndex 0 to 12; 4 is 44.1 kHz
   * @param channels channel configuration, 0 to 7
   */
  public AdtsFrames(long seed, int rateIndex, int channels) {
    this.random = new Random(seed);
    this.rateIndex = rateIndex;
    this.channels = channels;
  }

  public AdtsFrames(long seed) {
    this(seed, 4, 2);
  }

  /** One frame of {@code length} bytes, 10 to 8191, header included. */
  public byte[] frame(int length, boolean crc) {
    byte[] frame = new byte[length];
    random.nextBytes(frame);
    int fullness = 0x7FF;
    frame[0] = (byte) 0xFF;
    frame[1] = (byte) (crc ? 0xF0 : 0xF1);
    frame[2] = (byte) ((1 << 6) | (rateIndex << 2) | (channels >>> 2));
    frame[3] = (byte) (((channels & 3) << 6) | (length >>> 11));
    frame[4] = (byte) (length >>> 3);
    frame[5] = (byte) (((length & 7) << 5) | (fullness >>> 6));
    frame[6] = (byte) ((fullness & 0x3F) << 2);
    return frame;
  }

  /** Frames as an encoder at about 128 kbit/s makes them. */
  public List<byte[]> frames(int count) {
    List<byte[]> frames = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      frames.add(frame(300 + random.nextInt(150), false));
    }
    return frames;
  }

  /** Frames of any length, with and without a CRC. */
  public List<byte[]> wildFrames(int count) {
    List<byte[]> frames = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int length = HEADER + 3 + random.nextInt(LONGEST - HEADER - 2);
      frames.add(frame(length, random.nextBoolean()));
    }
    return frames;
  }
}
