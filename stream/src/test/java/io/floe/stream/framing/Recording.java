package io.floe.stream.framing;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Keeps all that a framer hands out, and the sums. Confined to one thread. */
final class Recording implements Units {

  final List<byte[]> audio = new ArrayList<>();
  final List<Boolean> entries = new ArrayList<>();
  final List<byte[]> headers = new ArrayList<>();

  /**
   * Everything in order, as short words: h for a header, t:..., a for audio, - for a fresh page.
   */
  final List<String> order = new ArrayList<>();

  final ByteArrayOutputStream emitted = new ByteArrayOutputStream();
  long skipped;
  @Nullable String failure;

  @Override
  public void audio(byte[] bytes, int offset, int length, boolean entry) {
    audio.add(Arrays.copyOfRange(bytes, offset, offset + length));
    entries.add(entry);
    order.add(entry ? "audio" : "more");
    emitted.write(bytes, offset, length);
  }

  @Override
  public void header(byte[] bytes, int offset, int length) {
    headers.add(Arrays.copyOfRange(bytes, offset, offset + length));
    order.add("header");
    emitted.write(bytes, offset, length);
  }

  @Override
  public void title(String title) {
    order.add("title:" + title);
  }

  @Override
  public void skipped(int bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("skipped " + bytes + " bytes");
    }
    skipped += bytes;
  }

  @Override
  public void failed(String reason) {
    if (failure != null) {
      throw new IllegalStateException("failed twice: " + reason);
    }
    failure = reason;
  }

  /**
   * Pushes the bytes in pieces of 1 to {@code largest} bytes and checks after each that none is
   * lost; an array is spoilt when the framer has returned, as its owner may do.
   */
  Recording feed(ScanningFramer framer, byte[] bytes, Random random, int largest) {
    long before = emitted.size() + skipped + framer.held();
    int at = 0;
    while (at < bytes.length) {
      int length = Math.min(1 + random.nextInt(largest), bytes.length - at);
      int offset = random.nextInt(3);
      byte[] piece = new byte[offset + length + random.nextInt(3)];
      Arrays.fill(piece, (byte) 0xFF);
      System.arraycopy(bytes, at, piece, offset, length);
      framer.push(piece, offset, length, this);
      Arrays.fill(piece, (byte) 0xAA);
      at += length;
      long accounted = emitted.size() + skipped + framer.held() - before;
      if (failure == null && accounted != at) {
        throw new AssertionError("pushed " + at + " bytes, accounted for " + accounted);
      }
    }
    return this;
  }

  byte[] bytes() {
    return emitted.toByteArray();
  }

  /** Pieces whose sizes are of all magnitudes from 1 byte to 64 KiB. */
  static int anyMagnitude(Random random) {
    return 1 << random.nextInt(17);
  }
}
