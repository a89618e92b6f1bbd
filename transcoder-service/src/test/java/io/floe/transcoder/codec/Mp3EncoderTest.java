package io.floe.transcoder.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.floe.stream.framing.MpegHeader;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Mp3EncoderTest {

  private static float[] music(int rate, int channels, double seconds) {
    return Ffmpeg.floats(
        Ffmpeg.make(Ffmpeg.MUSIC + ":s=" + rate, seconds, "-ac", "" + channels, "-f", "f32le"));
  }

  @ParameterizedTest
  @CsvSource({
    "44100, 2, 128",
    "44100, 1, 64",
    "48000, 2, 320",
    "48000, 2, 192",
    "32000, 2, 96",
    "24000, 1, 48",
    "22050, 2, 64",
    "16000, 1, 32",
    "12000, 1, 24",
    "11025, 1, 16",
    "8000, 1, 8",
  })
  void stream_is_clean_to_others(int rate, int channels, int kbps) {
    float[] samples = music(rate, channels, 8);
    Encoded encoded = Encoded.of(Codecs.mp3(new Format(rate, channels), kbps), samples);

    assertThat(Ffmpeg.probe(encoded.all(), "stream=codec_name,sample_rate,channels"))
        .isEqualTo("mp3," + rate + "," + channels);
    assertThat(Ffmpeg.complaints(encoded.all()))
        .matches("|.*Estimating duration from bitrate, this may be inaccurate");
    assertThat(encoded.headers).isEmpty();
    assertThat(encoded.pieces)
        .allSatisfy(frame -> {
          int header = MpegHeader.read(frame, 0);
          assertThat(MpegHeader.length(header)).isEqualTo(frame.length);
          assertThat(MpegHeader.sampleRate(header)).isEqualTo(rate);
          assertThat(MpegHeader.channels(header)).isEqualTo(channels);
        });
    assertThat(encoded.all()).hasSize(encoded.pieces.stream().mapToInt(f -> f.length).sum());
    double bitrate = encoded.all().length * 8.0 * rate / encoded.total / 1000;
    assertThat(bitrate).isCloseTo(kbps, within(kbps * 0.01));
    // All of it, the delay of encoder and decoder included, and not much more.
    assertThat(encoded.total - samples.length / channels).isBetween(1105L, 4000L);

    float[] heard = Signal.channel(Ffmpeg.decode(encoded.all()), channels, 0);
    float[] source = Signal.channel(samples, channels, 0);
    int lag = Signal.lag(source, heard, 3000);
    assertThat(lag).isBetween(500, 1800);
    assertThat(Signal.snr(source, heard, lag, rate / 10)).isGreaterThan(6);
    double level =
        Signal.level(heard, rate, 7 * rate) / Signal.level(source, rate - lag, 7 * rate - lag);
    assertThat(Signal.decibels(level)).isCloseTo(0, within(0.5));
  }

  @ParameterizedTest
  @CsvSource({"44100, 128", "48000, 96", "22050, 64"})
  void tone_keeps_pitch_and_level(int rate, int kbps) {
    float[] tone = Signal.tone(440, 0.5, rate, 2, 5);
    Encoded encoded = Encoded.of(Codecs.mp3(new Format(rate, 2), kbps), tone);
    float[] heard = Signal.channel(Ffmpeg.decode(encoded.all()), 2, 1);
    assertThat(Signal.hertz(heard, rate, rate, 4 * rate)).isCloseTo(440, within(1.0));
    double level = Signal.level(heard, rate, 4 * rate) / (0.5 / Math.sqrt(2));
    assertThat(Signal.decibels(level)).isCloseTo(0, within(0.1));
  }

  @Test
  void every_frame_stands_alone() {
    float[] samples = music(44_100, 2, 4);
    Encoded encoded = Encoded.of(Codecs.mp3(new Format(44_100, 2), 128), samples);
    byte[] all = encoded.all();
    int skipped = encoded.pieces.get(0).length + encoded.pieces.get(1).length;
    byte[] rest = Arrays.copyOfRange(all, skipped, all.length);
    // No frame leans on one before it, so none is lost to who joins.
    assertThat(Recorded.of("audio/mpeg", rest, 1).losses).isEmpty();
    assertThat(Recorded.of("audio/mpeg", rest, 1).only().frames())
        .isEqualTo((int) encoded.total - 2 * 1152);
  }

  @Test
  void loud_and_odd_samples_do_no_harm() {
    Random random = new Random(3);
    float[] odd = new float[44_100 * 4];
    float[] values = {
      Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e30f, -1e30f, 0, 1, -1, 1e-40f
    };
    for (int i = 0; i < odd.length; i++) {
      odd[i] = i % 9_600 < 4_800 ? values[random.nextInt(values.length)] : 0;
    }
    Encoded encoded = Encoded.of(Codecs.mp3(new Format(44_100, 2), 128), odd);
    assertThat(encoded.total).isGreaterThanOrEqualTo(odd.length / 2);
    Recorded recorded = Recorded.of("audio/mpeg", encoded.all(), 1);
    assertThat(recorded.losses).isEmpty();
  }

  @Test
  void title_and_end_are_harmless() {
    Encoded encoded = new Encoded();
    Encoder encoder = Codecs.mp3(new Format(44_100, 2), 128, 7);
    encoder.title("anything", encoded);
    encoder.end(encoded);
    encoder.end(encoded);
    encoder.encode(new float[2000], 0, 1000, encoded);
    assertThat(encoded.headers).isEmpty();
    assertThat(encoded.total).isLessThan(4000);
  }

  @Test
  void what_mp3_has_not_is_refused() {
    assertThatThrownBy(() -> Codecs.mp3(new Format(96_000, 2), 128))
        .hasMessageContaining("use 44100 or 48000");
    assertThatThrownBy(() -> Codecs.mp3(new Format(44_100, 2), 100))
        .hasMessageContaining("96, 112");
    assertThatThrownBy(() -> Codecs.mp3(new Format(22_050, 2), 320))
        .hasMessageContaining("144, 160");
    assertThatThrownBy(() -> Codecs.mp3(new Format(44_100, 2), 128, 10))
        .hasMessageContaining("use 0 to 9");
    assertThat(Codecs.mp3Bitrates(96_000)).isEmpty();
    assertThat(Codecs.mp3Bitrates(48_000)).contains(320).doesNotContain(8);
  }
}
