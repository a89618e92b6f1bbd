package io.floe.transcoder.codec;

import java.util.Random;

/**
 * Runs every codec once when the class is initialised, which the platform does on one thread while
 * all others wait. Threads: any.
 */
final class WarmUp {

  private static final int RATE = 48_000;
  private static final int LOW_RATE = 24_000;
  private static final int FRAMES = 4_800;

  static {
    run(new Mp3Encoder(new Format(RATE, 2), 128, 5), new Mp3Decoder());
    run(new Mp3Encoder(new Format(LOW_RATE, 1), 32, 5), new Mp3Decoder());
    run(new OpusChain(2, 96, 20, new Random(0)), new OggDecoder());
    run(new OpusChain(1, 12, 20, new Random(0)), new OggDecoder());
  }

  private WarmUp() {}

  /** Returns when it has been done. */
  static void done() {}

  private static void run(Encoder encoder, Decoder decoder) {
    Random random = new Random(0);
    float[] noise = new float[FRAMES * encoder.format().channels()];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = random.nextFloat() - 0.5f;
    }
    Ears ears = new Ears(decoder);
    encoder.encode(noise, 0, FRAMES, ears);
    encoder.end(ears);
  }

  /** Decodes what was encoded, and listens to nothing of it. */
  private record Ears(Decoder decoder) implements EncodedSink, PcmSink {

    @Override
    public void header(byte[] bytes, int offset, int length) {
      decoder.push(bytes, offset, length, this);
    }

    @Override
    public void audio(byte[] bytes, int offset, int length, int frames, boolean entry) {
      decoder.push(bytes, offset, length, this);
    }

    @Override
    public void format(Format format) {}

    @Override
    public void samples(float[] interleaved, int offset, int frames) {}

    @Override
    public void title(String title) {}

    @Override
    public void lost(int frames, String reason) {}

    @Override
    public void failed(String reason) {}
  }
}
