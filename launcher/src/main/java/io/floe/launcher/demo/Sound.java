package io.floe.launcher.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The bundled sound: MPEG-1 layer III frames that need no bits of their predecessors, so that the
 * last may be followed by the first. Immutable.
 */
final class Sound {

  private static final int SAMPLES_PER_FRAME = 1_152;
  private static final int[] KBITS = {
    0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320
  };
  private static final int[] RATES = {44_100, 48_000, 32_000};

  private final List<byte[]> frames;
  private final int rate;

  private Sound(List<byte[]> frames, int rate) {
    this.frames = List.copyOf(frames);
    this.rate = rate;
  }

  /** The sound that comes with the launcher. */
  static Sound bundled() {
    try (InputStream in = Sound.class.getResourceAsStream("floe.mp3")) {
      if (in == null) {
        throw new IllegalStateException("the demo's sound is missing from this build");
      }
      return parse(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Cuts {@code mp3} into frames.
   *
   * @throws IllegalArgumentException when it is anything but frames of one rate
   */
  static Sound parse(byte[] mp3) {
    List<byte[]> frames = new ArrayList<>();
    int rate = 0;
    int at = 0;
    while (at + 4 <= mp3.length) {
      int second = mp3[at + 2] & 0xFF;
      boolean header = mp3[at] == (byte) 0xFF && (mp3[at + 1] & 0xFE) == 0xFA;
      int kbits = second >>> 4;
      int rateIndex = (second >>> 2) & 3;
      if (!header || kbits == 0 || kbits == 15 || rateIndex == 3) {
        throw new IllegalArgumentException("no frame of MPEG-1 layer III at byte " + at);
      }
      rate = RATES[rateIndex];
      int length = 144_000 * KBITS[kbits] / rate + ((second >>> 1) & 1);
      if (at + length > mp3.length) {
        break;
      }
      frames.add(java.util.Arrays.copyOfRange(mp3, at, at + length));
      at += length;
    }
    if (frames.isEmpty()) {
      throw new IllegalArgumentException("no frames");
    }
    return new Sound(frames, rate);
  }

  int frames() {
    return frames.size();
  }

  /** A frame; after the last comes the first again. */
  byte[] frame(long number) {
    return frames.get((int) (number % frames.size()));
  }

  /** When that frame begins, in ns since frame 0. */
  long startNanos(long number) {
    return Math.multiplyExact(number, SAMPLES_PER_FRAME) * 1_000_000_000L / rate;
  }
}
