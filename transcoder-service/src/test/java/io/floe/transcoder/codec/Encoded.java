package io.floe.transcoder.codec;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Keeps what an encoder hands out. Confined to one thread. */
final class Encoded implements EncodedSink {

  final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  final List<byte[]> headers = new ArrayList<>();
  final List<byte[]> pieces = new ArrayList<>();
  final List<Integer> frames = new ArrayList<>();
  long total;

  @Override
  public void header(byte[] source, int offset, int length) {
    headers.add(Arrays.copyOfRange(source, offset, offset + length));
    bytes.write(source, offset, length);
  }

  @Override
  public void audio(byte[] source, int offset, int length, int count, boolean entry) {
    pieces.add(Arrays.copyOfRange(source, offset, offset + length));
    frames.add(count);
    bytes.write(source, offset, length);
    total += count;
  }

  byte[] all() {
    return bytes.toByteArray();
  }

  /** Encodes all of it, in pieces of changing length. */
  static Encoded of(Encoder encoder, float[] samples) {
    Encoded encoded = new Encoded();
    encoded.add(encoder, samples);
    encoder.end(encoded);
    encoder.close();
    return encoded;
  }

  void add(Encoder encoder, float[] samples) {
    int channels = encoder.format().channels();
    int frames = samples.length / channels;
    int step = 1;
    for (int at = 0; at < frames; ) {
      int count = Math.min(frames - at, step);
      encoder.encode(samples, at * channels, count, this);
      at += count;
      step = step * 7 % 3001 + 1;
    }
  }
}
