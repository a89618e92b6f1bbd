package io.floe.e2e;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a recording sounds like to somebody else's decoder: its left channel, at 48 kHz.
 *
 * @param samples 1.0 is full scale
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Waveform(float[] samples) {

  static final int RATE = 48_000;

  /** Decodes a file with ffmpeg. */
  static Waveform of(Path file) throws IOException {
    Path raw = Files.createTempFile(file.getParent(), "decoded", ".f32");
    Programs.Outcome outcome =
        Programs.run(
            Duration.ofSeconds(60),
            "ffmpeg",
            "-y",
            "-v",
            "error",
            "-i",
            file.toString(),
            "-af",
            "pan=mono|c0=c0",
            "-ar",
            "" + RATE,
            "-f",
            "f32le",
            raw.toString());
    if (outcome.exit() != 0) {
      throw new AssertionError(outcome.output());
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(raw)).order(ByteOrder.LITTLE_ENDIAN);
    float[] samples = new float[bytes.remaining() / 4];
    bytes.asFloatBuffer().get(samples);
    return new Waveform(samples);
  }

  double seconds() {
    return samples.length / (double) RATE;
  }

  /** The part between two times in seconds. */
  Waveform between(double from, double to) {
    return new Waveform(
        java.util.Arrays.copyOfRange(
            samples, (int) (from * RATE), Math.min(samples.length, (int) (to * RATE))));
  }

  /** Root mean square, in dB of full scale. */
  double level() {
    double sum = 0;
    for (float sample : samples) {
      sum += sample * sample;
    }
    return 10 * Math.log10(sum / samples.length + 1e-12);
  }

  /** Of a tone: its frequency in Hz, by the times at which it rises through zero. */
  double frequency() {
    double first = -1;
    double last = -1;
    int periods = -1;
    for (int i = 1; i < samples.length; i++) {
      if (samples[i - 1] < 0 && samples[i] >= 0) {
        last = i - samples[i] / (samples[i] - samples[i - 1]);
        first = first < 0 ? last : first;
        periods++;
      }
    }
    return periods < 1 ? 0 : periods * RATE / (last - first);
  }

  /** Frequencies of stretches of that many seconds, one after the other. */
  List<Double> frequencies(double stretch) {
    List<Double> all = new ArrayList<>();
    for (double at = 0; at + stretch <= seconds(); at += stretch) {
      all.add(between(at, at + stretch).frequency());
    }
    return all;
  }

  /**
   * Where in this one another one is most alike, by how loud every hundredth of a second is.
   *
   * @param at in seconds
   * @param likeness 1 for the same ups and downs, 0 for others
   */
  record Match(double at, double likeness) {}

  /** Looks for a shorter one in this one. */
  Match find(Waveform part) {
    double[] whole = loudness();
    double[] wanted = part.loudness();
    Match best = new Match(0, -1);
    for (int at = 0; at + wanted.length <= whole.length; at++) {
      double likeness = likeness(whole, at, wanted);
      if (likeness > best.likeness()) {
        best = new Match(at / 100.0, likeness);
      }
    }
    return best;
  }

  private double[] loudness() {
    int step = RATE / 100;
    double[] all = new double[samples.length / step];
    for (int i = 0; i < samples.length / step * step; i++) {
      all[i / step] += Math.abs(samples[i]) / step;
    }
    return all;
  }

  /** Pearson's correlation of a piece of one with the whole of the other. */
  private static double likeness(double[] whole, int at, double[] wanted) {
    double meanOne = 0;
    double meanTwo = 0;
    for (int i = 0; i < wanted.length; i++) {
      meanOne += whole[at + i] / wanted.length;
      meanTwo += wanted[i] / wanted.length;
    }
    double both = 0;
    double one = 1e-12;
    double two = 1e-12;
    for (int i = 0; i < wanted.length; i++) {
      double a = whole[at + i] - meanOne;
      double b = wanted[i] - meanTwo;
      both += a * b;
      one += a * a;
      two += b * b;
    }
    return both / Math.sqrt(one * two);
  }
}
