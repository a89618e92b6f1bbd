package io.floe.e2e;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * MP3 frames of 128 kbps that say which source they are from and which number they have, and whose
 * other bytes follow from both: whatever is heard can be told byte for byte. Any thread.
 */
final class Numbered {

  /** Bytes per second of such a stream. */
  static final int RATE = 16_000;

  private static final int HEADER = 12;

  private Numbered() {}

  /** Frames of one source without a hole, first and last included. */
  record Run(int source, int first, int last) {}

  /** {@code seconds} of audio. */
  static byte[] seconds(int source, int seconds) {
    return frames(source, seconds * 44_100 / 1152);
  }

  /** Frames 0 to {@code count}. */
  static byte[] frames(int source, int count) {
    ByteArrayOutputStream all = new ByteArrayOutputStream(count * 418);
    for (int n = 0; n < count; n++) {
      all.writeBytes(frame(source, n));
    }
    return all.toByteArray();
  }

  /** The last frame that is whole in the first {@code bytes} bytes of a source. */
  static int lastWithin(long bytes) {
    int n = 0;
    for (long at = length(n); at <= bytes; at += length(n)) {
      n++;
    }
    return n - 1;
  }

  /**
   * What was heard, as runs; fails when it does not begin with a frame or a frame is not as it was
   * sent. The last frame may be cut.
   */
  static List<Run> runs(byte[] heard) {
    List<Run> runs = new ArrayList<>();
    int at = 0;
    while (at + HEADER <= heard.length) {
      int source = number(heard, at + 4);
      int n = number(heard, at + 8);
      byte[] sent = frame(source, n);
      int size = Math.min(sent.length, heard.length - at);
      if (!Arrays.equals(heard, at, at + size, sent, 0, size)) {
        throw new AssertionError(
            "after " + at + " bytes: no frame as it was sent; heard so far: " + runs);
      }
      if (size < sent.length) {
        break;
      }
      Run newest = runs.isEmpty() ? null : runs.getLast();
      if (newest != null && newest.source() == source && newest.last() + 1 == n) {
        runs.set(runs.size() - 1, new Run(source, newest.first(), n));
      } else {
        runs.add(new Run(source, n, n));
      }
      at += size;
    }
    return runs;
  }

  /** The newest frame that was heard to its end, as a run of one. */
  static Optional<Run> newest(byte[] heard) {
    for (int at = heard.length - HEADER; at >= 0; at--) {
      if ((heard[at] & 0xff) == 0xff) {
        int n = number(heard, at + 8);
        if (at + length(n) <= heard.length) {
          return Optional.of(new Run(number(heard, at + 4), n, n));
        }
      }
    }
    return Optional.empty();
  }

  private static byte[] frame(int source, int n) {
    byte[] frame = new byte[length(n)];
    new Random(source * 1_000_003L + n).nextBytes(frame);
    for (int i = 0; i < frame.length; i++) {
      frame[i] &= 0x7f; // nothing looks like the beginning of a frame
    }
    frame[0] = (byte) 0xff;
    frame[1] = (byte) 0xfb;
    frame[2] = (byte) (frame.length == 418 ? 0x92 : 0x90);
    frame[3] = 0x44;
    number(frame, 4, source);
    number(frame, 8, n);
    return frame;
  }

  /** 417.96 bytes on average. */
  private static int length(int n) {
    return n % 49 < 2 ? 417 : 418;
  }

  private static void number(byte[] frame, int at, int value) {
    for (int i = 0; i < 4; i++) {
      frame[at + i] = (byte) (value >> 7 * i & 0x7f);
    }
  }

  private static int number(byte[] frame, int at) {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      value |= (frame[at + i] & 0x7f) << 7 * i;
    }
    return value;
  }
}
