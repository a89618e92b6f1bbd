package io.floe.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the tests know of formats on their own, so that Floe's framers are not checked with
 * themselves. Any thread.
 */
final class Oracle {

  private static final int[] LAYER3_KBPS = {
    0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320
  };

  private Oracle() {}

  /**
   * The frames of an MPEG 1 Layer III file at 44.1 kHz: tags and the Xing or Info frame left out,
   * the rest as it stands.
   */
  static byte[] mp3Audio(byte[] file) {
    int at = 0;
    if (file[0] == 'I' && file[1] == 'D' && file[2] == '3') {
      at = 10 + (file[6] << 21 | file[7] << 14 | file[8] << 7 | file[9]);
    }
    ByteArrayOutputStream audio = new ByteArrayOutputStream();
    while (at + 4 <= file.length && (file[at] & 0xff) == 0xff && (file[at + 1] & 0xfe) == 0xfa) {
      int length =
          144_000 * LAYER3_KBPS[(file[at + 2] & 0xf0) >> 4] / 44_100 + (file[at + 2] >> 1 & 1);
      String frame =
          new String(file, at, Math.min(length, file.length - at), StandardCharsets.ISO_8859_1);
      if (!frame.substring(0, Math.min(60, frame.length())).matches("(?s).*(Xing|Info).*")
          && frame.length() == length) {
        audio.write(file, at, length);
      }
      at += length;
    }
    return audio.toByteArray();
  }

  /** Where {@code piece} stands in {@code whole}, or -1. */
  static int find(byte[] whole, byte[] piece) {
    int probe = Math.min(64, piece.length);
    for (int at = 0; at + piece.length <= whole.length; at++) {
      if (whole[at] == piece[0]
          && Arrays.equals(whole, at, at + probe, piece, 0, probe)
          && Arrays.equals(whole, at, at + piece.length, piece, 0, piece.length)) {
        return at;
      }
    }
    return -1;
  }

  /**
   * Asserts that {@code heard} is a contiguous piece of {@code audio}, repeated as often as needed;
   * returns where it starts.
   */
  static int assertPiece(byte[] heard, byte[] audio) {
    assertThat(heard).as("bytes heard").isNotEmpty();
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(audio);
    while (whole.size() < audio.length + heard.length) {
      whole.writeBytes(audio);
    }
    byte[] all = whole.toByteArray();
    int at = find(all, heard);
    if (at < 0) {
      int start = find(all, Arrays.copyOf(heard, Math.min(417, heard.length)));
      int same =
          start < 0
              ? 0
              : Arrays.mismatch(Arrays.copyOfRange(all, start, start + heard.length), heard);
      throw new AssertionError(
          "not a contiguous piece: "
              + heard.length
              + " bytes, start found at "
              + start
              + ", first difference after "
              + same);
    }
    return at;
  }

  /**
   * A stream taken apart: audio without the metadata blocks, and the titles in order of arrival.
   */
  record Icy(byte[] audio, List<String> titles) {
    static Icy of(byte[] body, int metaint) {
      ByteArrayOutputStream audio = new ByteArrayOutputStream();
      List<String> titles = new ArrayList<>();
      int at = 0;
      while (at < body.length) {
        int n = Math.min(metaint, body.length - at);
        audio.write(body, at, n);
        at += n;
        if (at >= body.length) {
          break;
        }
        int length = (body[at] & 0xff) * 16;
        at++;
        if (at + length > body.length) {
          break;
        }
        if (length > 0) {
          String block =
              new String(body, at, length, StandardCharsets.UTF_8).replaceAll("\0+$", "");
          assertThat(block).startsWith("StreamTitle='").endsWith(";");
          titles.add(block.substring(13, block.indexOf("';")));
        }
        at += length;
      }
      return new Icy(audio.toByteArray(), titles);
    }
  }

  /** Asserts that Ogg bytes are whole pages; returns their serials in order of first appearance. */
  static List<Integer> oggSerials(byte[] bytes) {
    List<Integer> serials = new ArrayList<>();
    int at = 0;
    while (at + 27 <= bytes.length) {
      assertThat(new String(bytes, at, 4, StandardCharsets.ISO_8859_1))
          .as("capture pattern at " + at)
          .isEqualTo("OggS");
      int serial =
          (bytes[at + 14] & 0xff)
              | (bytes[at + 15] & 0xff) << 8
              | (bytes[at + 16] & 0xff) << 16
              | (bytes[at + 17] & 0xff) << 24;
      if (!serials.contains(serial)) {
        serials.add(serial);
      }
      int segments = bytes[at + 26] & 0xff;
      if (at + 27 + segments > bytes.length) {
        break;
      }
      int size = 27 + segments;
      for (int i = 0; i < segments; i++) {
        size += bytes[at + 27 + i] & 0xff;
      }
      at += size;
    }
    return serials;
  }
}
