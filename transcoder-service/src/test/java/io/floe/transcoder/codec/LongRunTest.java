package io.floe.transcoder.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Hours of audio as fast as it goes: nothing drifts, nothing grows. */
class LongRunTest {

  /** Simulated minutes; 120 makes two hours. */
  private static final int MINUTES = Integer.getInteger("floe.codec.minutes", 10);

  /** Counts what comes out. */
  private static final class Counting implements EncodedSink {
    long frames;
    long bytes;

    @Override
    public void header(byte[] pages, int offset, int length) {
      bytes += length;
    }

    @Override
    public void audio(byte[] piece, int offset, int length, int count, boolean entry) {
      frames += count;
      bytes += length;
    }
  }

  @Test
  void mp3_to_opus_neither_drifts_nor_grows() {
    List<byte[]> frames = Frames.mp3(Ffmpeg.mp3(44_100, 2, 8, "-b:a", "128k"));
    Counting counting = new Counting();
    run("audio/mpeg", frames, 1152, 44_100, Codecs.opus(2, 96, 200, new Random(1)), counting, 1);
    double kbps = counting.bytes * 8.0 / (counting.frames / 48.0);
    assertThat(kbps).isBetween(88.0, 104.0);
  }

  @Test
  void opus_to_mp3_neither_drifts_nor_grows() {
    Encoded made =
        Encoded.of(
            Codecs.opus(2, 96, 200, new Random(3)),
            Ffmpeg.floats(Ffmpeg.make(Ffmpeg.MUSIC + ":s=48000", 8, "-f", "f32le")));
    Counting counting = new Counting();
    // Each turn is a link of its own: its headers and all its pages, 8 s to the sample.
    run(
        "audio/ogg",
        List.of(made.all()),
        8 * 48_000,
        48_000,
        Codecs.mp3(new Format(44_100, 2), 128, 7),
        counting,
        4);
    assertThat(counting.bytes * 8.0 / (counting.frames / 44.1)).isBetween(127.0, 129.0);
  }

  /** Runs a part of the minutes. */
  private static void run(
      String type,
      List<byte[]> pieces,
      int framesEach,
      int rate,
      Encoder encoder,
      Counting counting,
      int part) {
    TranscodingTest.Chain chain = new TranscodingTest.Chain(type, encoder, counting);
    long wanted = MINUTES * 60L * rate / part;
    long half = 0;
    long pushed = 0;
    while (pushed < wanted) {
      for (byte[] piece : pieces) {
        chain.push(piece, 0, piece.length);
        pushed += framesEach;
      }
      if (half == 0 && pushed > wanted / 2) {
        half = used();
      }
    }
    long end = used();
    chain.end();
    assertThat(chain.lost).isZero();
    // The framer holds back up to two frames before it believes the first.
    assertThat(chain.decoded).isEqualTo(pushed);
    int out = encoder.format().sampleRate();
    long expected = (pushed * out + rate - 1) / rate;
    assertThat(counting.frames - expected).isBetween(0L, 3000L);
    assertThat(end - half).isLessThan(2 << 20);
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    System.gc();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
