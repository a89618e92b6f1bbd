package io.floe.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Generates MPEG audio frames: headers, lengths and padding are valid, the payload is random. The
 * same seed gives the same frames. Confined to one thread.
 */
public final class Mp3Frames {

  /** MPEG version. */
  public enum Version {
    V1(3, 1),
    V2(2, 2),
    V2_5(0, 4);

    final int bits;
    final int divisor;

    Version(int bits, int divisor) {
      this.bits = bits;
      this.divisor = divisor;
    }
  }

  /** What all frames of a stream share. */
  public record Format(Version version, int layer, int sampleRate, boolean mono) {

    /** Version 1, layer III, 44.1 kHz, stereo: what nearly every station sends. */
    public static final Format USUAL = new Format(Version.V1, 3, 44_100, false);

    public int samplesPerFrame() {
      return switch (layer) {
        case 1 -> 384;
        case 2 -> 1152;
        default -> version == Version.V1 ? 1152 : 576;
      };
    }
  }

  private static final int[] RATES = {44_100, 48_000, 32_000};
  private static final int[][] BITRATES = {
    {32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
    {32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
    {32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
    {32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
    {8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
  };

  private final Format format;
  private final Random random;
  private int remainder;

  public Mp3Frames(Format format, long seed) {
    this.format = format;
    this.random = new Random(seed);
  }

  public Mp3Frames(long seed) {
    this(Format.USUAL, seed);
  }

  /** One frame of constant bitrate; padding keeps the rate, as an encoder's does. */
  public byte[] frame(int kbps) {
    int slot = format.layer() == 1 ? 4 : 1;
    int bytesTimesRate = format.samplesPerFrame() / 8 / slot * kbps * 1000;
    int length = bytesTimesRate / format.sampleRate();
    remainder += bytesTimesRate % format.sampleRate();
    boolean padded = remainder >= format.sampleRate();
    if (padded) {
      remainder -= format.sampleRate();
      length++;
    }
    byte[] frame = new byte[length * slot];
    random.nextBytes(frame);
    header(frame, kbps, padded, false);
    return frame;
  }

  /** One frame protected by a CRC (not computed: framing does not look at it). */
  public byte[] protectedFrame(int kbps) {
    byte[] frame = frame(kbps);
    frame[1] &= (byte) 0xFE;
    return frame;
  }

  /** Frames of constant bitrate. */
  public List<byte[]> frames(int count, int kbps) {
    List<byte[]> frames = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      frames.add(frame(kbps));
    }
    return frames;
  }

  /** Frames of any bitrate that the format allows. */
  public List<byte[]> variableFrames(int count) {
    int[] bitrates = BITRATES[row()];
    List<byte[]> frames = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      frames.add(frame(bitrates[random.nextInt(bitrates.length)]));
    }
    return frames;
  }

  /** The frame with which a variable bitrate file begins. */
  public byte[] xing() {
    return describing("Xing", sideInfo());
  }

  /** The frame with which a constant bitrate file begins. */
  public byte[] info() {
    return describing("Info", sideInfo());
  }

  /** The frame with which a file of the Fraunhofer encoder begins. */
  public byte[] vbri() {
    return describing("VBRI", 32);
  }

  /** All of them one after the other. */
  public static byte[] joined(List<byte[]> pieces) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    pieces.forEach(bytes::writeBytes);
    return bytes.toByteArray();
  }

  private int sideInfo() {
    if (format.version() == Version.V1) {
      return format.mono() ? 17 : 32;
    }
    return format.mono() ? 9 : 17;
  }

  private byte[] describing(String tag, int at) {
    byte[] model = frame(64);
    byte[] frame = new byte[model.length];
    header(frame, 64, (model[2] & 2) != 0, true);
    System.arraycopy(tag.getBytes(StandardCharsets.US_ASCII), 0, frame, 4 + at, 4);
    return frame;
  }

  private int row() {
    boolean first = format.version() == Version.V1;
    return first ? format.layer() - 1 : format.layer() == 1 ? 3 : 4;
  }

  private void header(byte[] frame, int kbps, boolean padded, boolean plain) {
    int bitrate = indexOf(BITRATES[row()], kbps) + 1;
    int rate = indexOf(RATES, format.sampleRate() * format.version().divisor);
    frame[0] = (byte) 0xFF;
    frame[1] = (byte) (0xE1 | (format.version().bits << 3) | ((4 - format.layer()) << 1));
    frame[2] = (byte) ((bitrate << 4) | (rate << 2) | (padded ? 2 : 0));
    int mode = format.mono() ? 3 : plain ? 0 : random.nextInt(2);
    frame[3] = (byte) ((mode << 6) | 4);
  }

  private static int indexOf(int[] values, int value) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] == value) {
        return i;
      }
    }
    throw new IllegalArgumentException(value + " is no value that MPEG audio knows here");
  }
}
