package io.floe.transcoder.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.floe.testkit.Mp3Frames;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Mp3DecoderTest {

  private static final String TYPE = "audio/mpeg";

  /** Channel by channel; the same gain and place for all. */
  static double snr(float[] reference, Recorded.Part part, int most) {
    int channels = part.format.channels();
    float[] own = part.interleaved();
    double worst = Double.POSITIVE_INFINITY;
    for (int channel = 0; channel < channels; channel++) {
      float[] expected = Signal.channel(reference, channels, channel);
      float[] actual = Signal.channel(own, channels, channel);
      int lag = Signal.lag(expected, actual, most);
      worst = Math.min(worst, Signal.snr(expected, actual, lag, part.format.sampleRate() / 10));
    }
    return worst;
  }

  @ParameterizedTest
  @CsvSource({
    "44100, 2, -b:a, 128k",
    "44100, 1, -b:a, 64k",
    "48000, 2, -b:a, 320k",
    "48000, 1, -q:a, 4",
    "44100, 2, -q:a, 2",
    "32000, 2, -b:a, 96k",
    "24000, 2, -b:a, 64k",
    "22050, 1, -b:a, 32k",
    "11025, 1, -b:a, 16k",
    "8000, 1, -b:a, 8k"
  })
  void samples_are_those_of_ffmpeg(int rate, int channels, String option, String value) {
    byte[] file = Ffmpeg.mp3(rate, channels, 8, option, value);
    Recorded recorded = Recorded.of(TYPE, file, rate + channels);

    Recorded.Part part = recorded.only();
    assertThat(part.format).isEqualTo(new Format(rate, channels));
    assertThat(recorded.losses).isEmpty();
    assertThat(recorded.failure).isNull();
    float[] reference = Ffmpeg.decode(file);
    assertThat(snr(reference, part, 3000)).isGreaterThan(80);
    // No gain is needed either.
    double gain =
        Signal.level(part.interleaved(), 0, part.frames() * channels)
            / Signal.level(reference, 0, reference.length)
            * Math.sqrt(part.frames() * channels / (double) reference.length);
    assertThat(Signal.decibels(gain)).isCloseTo(0, within(0.01));
  }

  @Test
  void layer_two_is_decoded() {
    byte[] file =
        Ffmpeg.make(Ffmpeg.MUSIC + ":s=48000", 5, "-c:a", "mp2", "-b:a", "192k", "-f", "mp2");
    Recorded recorded = Recorded.of(TYPE, file, 2);
    assertThat(recorded.losses).isEmpty();
    assertThat(snr(Ffmpeg.decode(file), recorded.only(), 3000)).isGreaterThan(70);
  }

  @Test
  void format_may_switch_at_any_frame() {
    byte[][] files = {
      Ffmpeg.mp3(44_100, 2, 3, "-b:a", "128k"),
      Ffmpeg.mp3(48_000, 2, 3, "-b:a", "128k"),
      Ffmpeg.mp3(44_100, 1, 3, "-b:a", "128k"),
      Ffmpeg.mp3(22_050, 2, 3, "-b:a", "64k"),
      Ffmpeg.mp3(44_100, 2, 3, "-q:a", "3"),
    };
    Recorded recorded = Recorded.of(TYPE, Mp3Frames.joined(List.of(files)), 5);

    assertThat(recorded.losses).isEmpty();
    assertThat(recorded.parts)
        .extracting(part -> part.format)
        .containsExactly(
            new Format(44_100, 2),
            new Format(48_000, 2),
            new Format(44_100, 1),
            new Format(22_050, 2),
            new Format(44_100, 2));
    for (int i = 0; i < files.length; i++) {
      Recorded alone = Recorded.of(TYPE, files[i], 6);
      assertThat(recorded.parts.get(i).frames()).isEqualTo(alone.only().frames());
      assertThat(snr(alone.only().interleaved(), recorded.parts.get(i), 10)).isGreaterThan(90);
    }
  }

  @Test
  void joining_in_the_middle_costs_some_frames_of_silence() {
    byte[] file = Ffmpeg.mp3(44_100, 2, 8, "-b:a", "128k");
    byte[] rest = Arrays.copyOfRange(file, 20_123, file.length);
    Recorded recorded = Recorded.of(TYPE, rest, 1);
    assertThat(recorded.losses).hasSizeBetween(1, 5);
    assertThat(recorded.lostFrames).isEqualTo(recorded.losses.size() * 1152L);
    assertThat(snr(Ffmpeg.decode(rest), recorded.only(), 10_000)).isGreaterThan(80);
  }

  @Test
  void hole_is_survived() {
    byte[] file = Ffmpeg.mp3(44_100, 2, 8, "-b:a", "128k");
    Recorded recorded = new Recorded();
    Decoder decoder = Codecs.decoder(TYPE).orElseThrow();
    decoder.push(file, 0, 30_000, recorded);
    decoder.reset();
    decoder.push(file, 60_000, file.length - 60_000, recorded);
    decoder.close();
    decoder.push(file, 0, file.length, recorded);
    assertThat(recorded.only().frames() / 44_100.0).isCloseTo(6.1, within(0.2));
    assertThat(recorded.losses).hasSizeLessThan(6);
  }

  @Test
  void random_bytes_fail_with_a_reason() {
    byte[] bytes = new byte[1 << 20];
    new Random(9).nextBytes(bytes);
    Recorded recorded = Recorded.of(TYPE, bytes, 4);
    assertThat(recorded.failure).contains("MP3", "content type");
    assertThat(recorded.parts).isEmpty();
  }

  @Test
  void garbage_before_the_first_frame_is_passed_over() {
    byte[] garbage = new byte[100_000];
    new Random(10).nextBytes(garbage);
    byte[] file = Ffmpeg.mp3(44_100, 2, 8, "-b:a", "128k");
    Recorded recorded = Recorded.of(TYPE, Mp3Frames.joined(List.of(garbage, file)), 4);
    assertThat(recorded.failure).isNull();
    assertThat(recorded.only().frames() / 44_100.0).isCloseTo(8, within(0.5));
  }
}
