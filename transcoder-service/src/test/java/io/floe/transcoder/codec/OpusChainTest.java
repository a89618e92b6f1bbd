package io.floe.transcoder.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpusChainTest {

  private static final int RATE = 48_000;

  @TempDir Path folder;

  private static Encoder opus(int channels, int kbps, int pageMillis) {
    return Codecs.opus(channels, kbps, pageMillis, new Random(1));
  }

  private static float[] music(int channels, double seconds) {
    return Ffmpeg.floats(
        Ffmpeg.make(Ffmpeg.MUSIC + ":s=48000", seconds, "-ac", "" + channels, "-f", "f32le"));
  }

  private String opusinfo(byte[] file) throws IOException {
    Path path = folder.resolve("out.opus");
    Files.write(path, file);
    Ffmpeg.Result result = Ffmpeg.run(new byte[0], List.of("opusinfo", path.toString()));
    return new String(result.out()) + result.err();
  }

  @ParameterizedTest
  @CsvSource({"1, 64, 200", "2, 96, 200", "2, 128, 60", "1, 32, 20", "2, 256, 1000"})
  void stream_is_clean_to_others(int channels, int kbps, int pageMillis) throws IOException {
    float[] samples = music(channels, 10);
    Encoded encoded = Encoded.of(opus(channels, kbps, pageMillis), samples);

    assertThat(Ffmpeg.probe(encoded.all(), "stream=codec_name,sample_rate,channels"))
        .isEqualTo("opus,48000," + channels);
    assertThat(Ffmpeg.complaints(encoded.all())).isEmpty();
    assertThat(opusinfo(encoded.all()))
        .doesNotContainIgnoringCase("warning")
        .doesNotContainIgnoringCase("error");
    assertThat(Ffmpeg.decode(encoded.all())).hasSize(samples.length);
    assertThat(encoded.total).isEqualTo(samples.length / channels);
    assertThat(encoded.frames.subList(0, encoded.frames.size() - 1))
        .allSatisfy(
            frames -> assertThat(frames).isBetween(pageMillis * 48, (pageMillis + 20) * 48));
  }

  @ParameterizedTest
  @CsvSource({"1, 48", "2, 96", "2, 160"})
  void bitrate_is_what_was_asked_for(int channels, int kbps) {
    String noise = "aevalsrc=exprs=random(0)-0.5" + (channels == 2 ? "|random(1)-0.5" : "");
    float[] hiss = Ffmpeg.floats(Ffmpeg.make(noise + ":s=48000", 20, "-f", "f32le"));
    assertThat(bitrate(channels, kbps, hiss)).isCloseTo(kbps, within(kbps * 0.1));
    float[] music = music(channels, 20);
    assertThat(bitrate(channels, kbps, music)).isCloseTo(kbps, within(kbps * 0.1));
  }

  private static double bitrate(int channels, int kbps, float[] samples) {
    Encoded encoded = Encoded.of(opus(channels, kbps, 200), samples);
    return encoded.all().length * 8.0 / (encoded.total / 48.0);
  }

  @Test
  void tone_keeps_pitch_and_level() {
    float[] tone = Signal.tone(440, 0.5, RATE, 2, 5);
    float[] heard = Signal.channel(Ffmpeg.decode(Encoded.of(opus(2, 96, 200), tone).all()), 2, 0);
    assertThat(Signal.hertz(heard, RATE, RATE, 4 * RATE)).isCloseTo(440, within(1.0));
    double level = Signal.level(heard, RATE, 4 * RATE) / (0.5 / Math.sqrt(2));
    assertThat(Signal.decibels(level)).isCloseTo(0, within(0.5));
  }

  @Test
  void titles_begin_links_that_join_to_the_sample() throws IOException {
    // A phase that runs through shows a gap or a repetition of a single sample.
    float[] tone = Signal.tone(1000, 0.5, RATE, 2, 6);
    Encoded encoded = new Encoded();
    Encoder encoder = opus(2, 128, 200);
    encoder.title("first", encoded);
    int[] cuts = {0, 101_234, 101_900, 190_000, 6 * RATE};
    for (int i = 1; i < cuts.length; i++) {
      float[] part = Arrays.copyOfRange(tone, cuts[i - 1] * 2, cuts[i] * 2);
      encoded.add(encoder, part);
      encoder.title(i == 2 ? "" : "title " + i + " é", encoded);
    }
    encoder.end(encoded);

    assertThat(encoded.headers).hasSizeGreaterThanOrEqualTo(3);
    assertThat(encoded.total).isEqualTo(6L * RATE);
    assertThat(opusinfo(encoded.all()))
        .doesNotContainIgnoringCase("warning")
        .contains("TITLE=first", "TITLE=title 3 é");
    float[] heard = Signal.channel(Ffmpeg.decode(encoded.all()), 2, 0);
    assertThat(heard).hasSize(6 * RATE);
    // Every piece of 20 ms fits the same tone, those at the joins too.
    for (int at = RATE / 2; at < 5.5 * RATE; at += 960) {
      assertThat(Signal.toneSnr(heard, 1000, RATE, at, at + 960)).as("at %d", at).isGreaterThan(20);
    }
    assertThat(Signal.toneSnr(heard, 1000, RATE, RATE / 2, 5 * RATE)).isGreaterThan(25);
  }

  @Test
  void long_title_is_cut_between_characters() throws IOException {
    Encoded encoded = new Encoded();
    Encoder encoder = opus(1, 32, 200);
    encoder.title("ü".repeat(100_000), encoded);
    encoded.add(encoder, Signal.tone(440, 0.5, RATE, 1, 1));
    encoder.end(encoded);
    assertThat(opusinfo(encoded.all()))
        .doesNotContainIgnoringCase("warning")
        .contains("ü".repeat(2040))
        .doesNotContain("ü".repeat(2041));
  }

  @Test
  void odd_samples_do_no_harm() {
    Random random = new Random(3);
    float[] odd = new float[RATE * 4];
    float[] values = {
      Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e30f, -1e30f, 0, 1, -1, 1e-40f
    };
    for (int i = 0; i < odd.length; i++) {
      odd[i] = i % 9_600 < 4_800 ? values[random.nextInt(values.length)] : 0;
    }
    Encoded encoded = Encoded.of(opus(2, 96, 200), odd);
    assertThat(encoded.total).isEqualTo(odd.length / 2);
    assertThat(Ffmpeg.complaints(encoded.all())).isEmpty();
  }

  @Test
  void nothing_encoded_is_nothing() {
    assertThat(Encoded.of(opus(2, 96, 200), new float[0]).all()).isEmpty();
    float[] one = {0.5f};
    Encoded encoded = Encoded.of(opus(1, 96, 200), one);
    assertThat(encoded.total).isEqualTo(1);
    assertThat(Ffmpeg.decode(encoded.all())).hasSize(1);
  }

  @Test
  void same_generator_gives_the_same_stream() {
    float[] samples = music(2, 2);
    assertThat(Encoded.of(opus(2, 96, 200), samples).all())
        .isEqualTo(Encoded.of(opus(2, 96, 200), samples).all());
  }

  @Test
  void what_opus_has_not_is_refused() {
    assertThatThrownBy(() -> opus(3, 96, 200)).hasMessageContaining("use 1 or 2");
    assertThatThrownBy(() -> opus(2, 5, 200)).hasMessageContaining("use 6 to 510");
    assertThatThrownBy(() -> opus(2, 96, 10)).hasMessageContaining("use 20 to 1000");
  }
}
