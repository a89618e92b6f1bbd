package io.floe.transcoder.codec;

import java.util.Arrays;
import java.util.Random;

/** Writes FLAC frames that a sane encoder would not, bit by bit. Confined to one thread. */
public final class FlacFrames {

  static final int BLOCK = 65_535;

  private final byte[] bytes = new byte[1 << 12];
  private int bit;

  private FlacFrames() {}

  /** A frame of mono at 8 kHz whose samples are all the same: 8 s in 14 bytes. */
  static byte[] constant(int number) {
    FlacFrames frame = new FlacFrames();
    frame.header(number);
    frame.put(8, 0);
    frame.put(16, 1_000);
    return frame.sealed();
  }

  /** A frame of 80 samples of mono at whichever rate. */
  public static byte[] atRate(int number, int rate) {
    FlacFrames frame = new FlacFrames();
    frame.put(16, 0xFFF8);
    frame.put(4, 6);
    frame.put(4, 13);
    frame.put(4, 0);
    frame.put(4, 4 << 1);
    frame.put(8, number & 0x7F);
    frame.put(8, 80 - 1);
    frame.put(16, rate);
    frame.put(8, frame.crc(8, 0x07, frame.bit / 8));
    frame.put(8, 0);
    frame.put(16, 1_000);
    return frame.sealed();
  }

  /** A frame without residual whose prediction may run away. */
  static byte[] predicted(int number, Random random) {
    FlacFrames frame = new FlacFrames();
    frame.header(number);
    frame.put(8, (31 + 32) << 1);
    for (int i = 0; i < 32; i++) {
      frame.put(16, random.nextInt(1 << 16));
    }
    frame.put(4, 14);
    frame.put(5, random.nextInt(16));
    for (int i = 0; i < 32; i++) {
      frame.put(15, random.nextInt(1 << 15));
    }
    frame.put(6, 0);
    frame.put(4, 15);
    frame.put(5, 0);
    return frame.sealed();
  }

  /** A sound header, and anything behind it. */
  static byte[] random(Random random) {
    FlacFrames frame = new FlacFrames();
    frame.put(16, 0xFFF8);
    frame.put(4, 1 + random.nextInt(15));
    frame.put(4, 1 + random.nextInt(11));
    frame.put(4, random.nextInt(11));
    frame.put(4, random.nextInt(8) << 1);
    frame.put(8, random.nextInt(128));
    int code = frame.bytes[2] >>> 4 & 0xF;
    frame.put(code == 6 ? 8 : code == 7 ? 16 : 0, random.nextInt());
    frame.put(8, frame.crc(8, 0x07, frame.bit / 8));
    // Often one of the kinds that there are, with zeros now and then: they say least for most.
    frame.put(8, random.nextInt(128) & ~(random.nextInt(4) == 0 ? 1 : 0));
    while (frame.bit < (frame.bytes.length - 8) * 8) {
      frame.put(8, random.nextInt(3) == 0 ? 0 : random.nextInt(256));
    }
    return Arrays.copyOf(frame.bytes, 16 + random.nextInt(frame.bytes.length - 16));
  }

  private void header(int number) {
    put(16, 0xFFF8);
    put(4, 7);
    put(4, 4);
    put(4, 0);
    put(4, 4 << 1);
    put(8, number & 0x7F);
    put(16, BLOCK - 1);
    put(8, crc(8, 0x07, bit / 8));
  }

  private byte[] sealed() {
    bit = (bit + 7) & ~7;
    put(16, crc(16, 0x8005, bit / 8));
    return Arrays.copyOf(bytes, bit / 8);
  }

  private void put(int count, int value) {
    for (int i = count - 1; i >= 0; i--, bit++) {
      bytes[bit >>> 3] |= (byte) (((value >>> i) & 1) << (7 - (bit & 7)));
    }
  }

  private int crc(int width, int polynomial, int to) {
    int sum = 0;
    for (int i = 0; i < to * 8; i++) {
      int in = (bytes[i >>> 3] >>> (7 - (i & 7))) & 1;
      boolean carry = ((sum >>> (width - 1)) & 1) != in;
      sum = ((sum << 1) ^ (carry ? polynomial : 0)) & ((1 << width) - 1);
    }
    return sum;
  }
}
