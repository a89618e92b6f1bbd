package io.floe.bench.codec;

import io.floe.bench.live.MarkdownTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * MP3 into Opus and Opus into MP3, beside ffmpeg, lame and opusenc: seconds of audio per second of
 * CPU, one thread each, in one run. The others' time contains the start of their process.
 */
public final class Transcoding {

  private static final double SHARE = 0.7;

  /** Chords that move, a beat of noise, different left and right. */
  private static final String MUSIC =
      "aevalsrc=exprs="
          + "0.2*sin(2*PI*(220+30*sin(2*PI*0.2*t))*t)*(1+0.4*sin(2*PI*3*t))"
          + "+0.1*sin(2*PI*1760*t)*(0.5+0.5*sin(2*PI*5*t))+0.15*(random(0)-0.5)*exp(-8*mod(t\\,0.5))"
          + "|0.2*sin(2*PI*(277+25*sin(2*PI*0.3*t))*t)*(1+0.4*sin(2*PI*2*t))"
          + "+0.1*sin(2*PI*2217*t)*(0.5+0.5*sin(2*PI*4*t))+0.15*(random(1)-0.5)*exp(-6*mod(t\\,0.4))";

  /**
   * What to measure.
   *
   * @param seconds of audio in the input
   * @param rounds how often each row is measured; the table has the medians
   */
  public record Setup(int seconds, int rounds) {}

  private Transcoding() {}

  /** Measures, and says how in a table. */
  public static String run(Setup setup, Consumer<String> progress) {
    try {
      Path folder = Files.createTempDirectory("floe-codecs");
      try {
        return measure(setup, folder, progress);
      } finally {
        try (var files = Files.walk(folder)) {
          files
              .sorted((one, other) -> other.compareTo(one))
              .forEach(path -> path.toFile().delete());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String measure(Setup setup, Path folder, Consumer<String> progress)
      throws IOException {
    Path mp3 = folder.resolve("in.mp3");
    Path opus = folder.resolve("in.opus");
    Path wav = folder.resolve("in.wav");
    String sound = MUSIC + ":s=44100:d=" + setup.seconds();
    Native.make("ffmpeg", "-f", "lavfi", "-i", sound, wav.toString());
    Native.make("ffmpeg", "-i", wav.toString(), "-b:a", "128k", mp3.toString());
    Native.make("ffmpeg", "-i", wav.toString(), "-c:a", "libopus", "-b:a", "96k", opus.toString());
    byte[] fromMp3 = Files.readAllBytes(mp3);
    byte[] fromOpus = Files.readAllBytes(opus);
    MarkdownTable table =
        new MarkdownTable(
            "what",
            "Floe, audio s per CPU s",
            "streams per core",
            "allocated, MB per audio s",
            "of that Floe's own",
            "beside",
            "audio s per CPU s",
            "ratio");
    row(
        table,
        "MP3 128k to Opus 96k",
        setup,
        () -> Chain.toOpus("audio/mpeg", fromMp3),
        "ffmpeg, libopus",
        List.of(
            "ffmpeg",
            "-threads",
            "1",
            "-i",
            mp3.toString(),
            "-c:a",
            "libopus",
            "-b:a",
            "96k",
            "-f",
            "ogg",
            "/dev/null"));
    progress.accept("MP3 to Opus is measured");
    row(
        table,
        "Opus 96k to MP3 128k, 44.1 kHz",
        setup,
        () -> Chain.toMp3("application/ogg", fromOpus),
        "ffmpeg, libmp3lame",
        List.of(
            "ffmpeg",
            "-threads",
            "1",
            "-i",
            opus.toString(),
            "-ar",
            "44100",
            "-c:a",
            "libmp3lame",
            "-compression_level",
            "5",
            "-b:a",
            "128k",
            "-f",
            "mp3",
            "/dev/null"));
    progress.accept("Opus to MP3 is measured");
    row(
        table,
        "MP3 decoded",
        setup,
        () -> Chain.decode("audio/mpeg", fromMp3),
        "lame --decode",
        List.of("lame", "--quiet", "--decode", mp3.toString(), "/dev/null"));
    row(
        table,
        "Opus decoded",
        setup,
        () -> Chain.decode("application/ogg", fromOpus),
        "opusdec",
        List.of("opusdec", "--quiet", opus.toString(), folder.resolve("out.wav").toString()));
    row(
        table,
        "MP3 128k encoded",
        setup,
        () -> Chain.encodeMp3(setup.seconds()),
        "lame -q5",
        List.of("lame", "--quiet", "-q5", "-b", "128", wav.toString(), "/dev/null"));
    row(
        table,
        "44.1 to 48 kHz converted",
        setup,
        () -> Chain.convert(setup.seconds()),
        "",
        List.of());
    return table.toString();
  }

  private interface Part {
    double run();
  }

  private static void row(
      MarkdownTable table, String what, Setup setup, Part part, String beside, List<String> command)
      throws IOException {
    part.run();
    part.run();
    double[] speeds = new double[setup.rounds()];
    double[] allocations = new double[setup.rounds()];
    double[] others = new double[setup.rounds()];
    for (int round = 0; round < setup.rounds(); round++) {
      Spent before = Spent.now();
      double seconds = part.run();
      Spent spent = Spent.now().since(before);
      speeds[round] = seconds / (spent.cpuNanos() / 1e9);
      allocations[round] = spent.bytes() / 1e6 / seconds;
      if (!command.isEmpty()) {
        others[round] = setup.seconds() / Native.cpuSeconds(command);
      }
    }
    double own = OwnShare.of(part::run);
    double speed = median(speeds);
    double other = median(others);
    table.row(
        what,
        MarkdownTable.number(0, speed),
        MarkdownTable.number(0, speed * SHARE),
        MarkdownTable.number(3, median(allocations)),
        MarkdownTable.number(3, median(allocations) * own),
        beside,
        command.isEmpty() ? "" : MarkdownTable.number(0, other),
        command.isEmpty() ? "" : MarkdownTable.number(2, speed / other));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** Noise, so that no encoder has it easy. */
  static float[] noise(int frames) {
    Random random = new Random(1);
    float[] samples = new float[frames * 2];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (random.nextFloat() - 0.5f) * 0.6f;
    }
    return samples;
  }
}
