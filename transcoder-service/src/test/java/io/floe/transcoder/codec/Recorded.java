package io.floe.transcoder.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Keeps what a decoder hands out. Confined to one thread. */
final class Recorded implements PcmSink, PcmOut {

  /** Audio of one format. */
  static final class Part {
    final Format format;
    private float[] samples = new float[1 << 16];
    private int length;

    Part(Format format) {
      this.format = format;
    }

    float[] interleaved() {
      return Arrays.copyOf(samples, length);
    }

    int frames() {
      return length / format.channels();
    }
  }

  final List<Part> parts = new ArrayList<>();
  final List<String> titles = new ArrayList<>();
  final List<String> losses = new ArrayList<>();
  long lostFrames;
  @Nullable String failure;

  Recorded() {}

  Recorded(Format format) {
    format(format);
  }

  @Override
  public void format(Format format) {
    parts.add(new Part(format));
  }

  @Override
  public void samples(float[] interleaved, int offset, int frames) {
    Part part = parts.getLast();
    int count = frames * part.format.channels();
    if (part.length + count > part.samples.length) {
      part.samples = Arrays.copyOf(part.samples, 2 * (part.length + count));
    }
    System.arraycopy(interleaved, offset, part.samples, part.length, count);
    part.length += count;
  }

  @Override
  public void title(String title) {
    titles.add(title);
  }

  @Override
  public void lost(int frames, String reason) {
    losses.add(reason);
    lostFrames += frames;
  }

  @Override
  public void failed(String reason) {
    if (failure != null) {
      throw new IllegalStateException("failed twice");
    }
    failure = reason;
  }

  Part only() {
    if (parts.size() != 1) {
      throw new IllegalStateException(parts.size() + " formats");
    }
    return parts.getFirst();
  }

  /** Decodes all of a stream, in pieces of random lengths. */
  static Recorded of(String contentType, byte[] bytes, long seed) {
    Recorded recorded = new Recorded();
    try (Decoder decoder = Codecs.decoder(contentType).orElseThrow()) {
      push(decoder, bytes, seed, recorded);
    }
    return recorded;
  }

  static void push(Decoder decoder, byte[] bytes, long seed, PcmSink out) {
    Random random = new Random(seed);
    for (int at = 0; at < bytes.length; ) {
      int count = Math.min(bytes.length - at, 1 + random.nextInt(3000));
      byte[] piece = Arrays.copyOfRange(bytes, at, at + count);
      decoder.push(piece, 0, count, out);
      // The array is ours again.
      Arrays.fill(piece, (byte) 0x55);
      at += count;
    }
  }
}
