package io.floe.transcoder.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.floe.stream.framing.OggPage;
import io.floe.testkit.Mp3Frames;
import io.floe.testkit.OggPages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlacDecodingTest {

  private static final Duration BATCH_TIME = Duration.ofSeconds(20);

  private static byte[] flac(String wrapping, int rate, int channels, int bits, int level) {
    return Ffmpeg.make(
        Ffmpeg.MUSIC + ":s=" + rate,
        2,
        "-ac",
        "" + channels,
        "-c:a",
        "flac",
        "-sample_fmt",
        bits == 16 ? "s16" : "s32",
        "-compression_level",
        "" + level,
        "-metadata",
        "title=flac",
        "-f",
        wrapping);
  }

  private static String type(String wrapping) {
    return wrapping.equals("ogg") ? "audio/ogg" : "audio/flac";
  }

  @ParameterizedTest
  @CsvSource({
    "flac, 44100, 2, 16, 5",
    "flac, 48000, 1, 16, 0",
    "flac, 96000, 2, 24, 12",
    "flac, 8000, 1, 16, 8",
    "ogg, 44100, 2, 16, 5",
    "ogg, 48000, 2, 24, 8",
    "ogg, 22050, 1, 16, 3",
  })
  void samples_are_exactly_those_of_ffmpeg(
      String wrapping, int rate, int channels, int bits, int level) {
    byte[] file = flac(wrapping, rate, channels, bits, level);
    Recorded recorded = Recorded.of(type(wrapping), file, level);
    assertThat(recorded.failure).isNull();
    assertThat(recorded.losses).isEmpty();
    assertThat(recorded.only().format).isEqualTo(new Format(rate, channels));
    assertThat(recorded.only().interleaved()).isEqualTo(Ffmpeg.decode(file));
    assertThat(recorded.titles).isEqualTo(wrapping.equals("ogg") ? List.of("flac") : List.of());
  }

  @ParameterizedTest
  @CsvSource({"-0", "-8", "--lax -l 32 -b 65535", "-m -r 15 --lax", "--disable-fixed-subframes"})
  void streams_of_the_reference_encoder_are_decoded(String options) {
    byte[] wav = Ffmpeg.make(Ffmpeg.MUSIC + ":s=44100", 3, "-f", "wav");
    List<String> command = new ArrayList<>(List.of("flac", "-s", "--stdout", "-"));
    command.addAll(3, List.of(options.split(" ")));
    byte[] file = Ffmpeg.succeed(Ffmpeg.run(wav, command)).out();
    Recorded recorded = Recorded.of("audio/flac", file, 1);
    assertThat(recorded.losses).isEmpty();
    assertThat(recorded.only().interleaved()).isEqualTo(Ffmpeg.decode(file));
  }

  @ParameterizedTest
  @CsvSource({"flac", "ogg"})
  void streams_one_after_the_other_are_decoded(String wrapping) {
    byte[] first = flac(wrapping, 44_100, 2, 16, 5);
    byte[] second = flac(wrapping, 48_000, 1, 16, 5);
    Recorded recorded =
        Recorded.of(type(wrapping), Mp3Frames.joined(List.of(first, second, first)), 1);
    assertThat(recorded.losses).isEmpty();
    assertThat(recorded.parts).hasSize(3);
    assertThat(recorded.parts.get(1).interleaved()).isEqualTo(Ffmpeg.decode(second));
    assertThat(recorded.parts.get(2).interleaved()).isEqualTo(Ffmpeg.decode(first));
  }

  @ParameterizedTest
  @CsvSource({"flac", "ogg"})
  void what_is_broken_is_filled(String wrapping) {
    byte[] file = flac(wrapping, 44_100, 2, 16, 5).clone();
    file[file.length / 2] ^= 1;
    Recorded recorded = Recorded.of(type(wrapping), file, 1);
    assertThat(recorded.losses).hasSize(1);
    assertThat(recorded.lostFrames).isPositive();
    assertThat(recorded.only().frames()).isEqualTo(2 * 44_100);
  }

  @Test
  void joining_in_the_middle_works() {
    byte[] file = flac("flac", 44_100, 2, 16, 5);
    byte[] rest = Arrays.copyOfRange(file, file.length / 2, file.length);
    Recorded recorded = Recorded.of("audio/flac", rest, 1);
    assertThat(recorded.failure).isNull();
    assertThat(recorded.only().frames()).isCloseTo(44_100, within(11_025));
  }

  @Test
  void mutated_streams_do_no_harm() {
    byte[] file = flac("flac", 44_100, 2, 16, 5);
    Random random = new Random(3);
    for (int round = 0; round < 60; round++) {
      byte[] broken = file.clone();
      for (int i = 1 << random.nextInt(12); i > 0; i--) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt();
      }
      assertTimeoutPreemptively(BATCH_TIME, () -> Recorded.of("audio/flac", broken, 1));
    }
  }

  /** A frame that passes its checksums decodes to anything: nothing may be out of bounds. */
  @Test
  void mutated_frames_do_no_harm() {
    List<byte[]> pages =
        Frames.ogg(
            Ffmpeg.make(
                Ffmpeg.MUSIC + ":s=44100", 4, "-c:a", "flac", "-page_duration", "1", "-f", "ogg"));
    Random random = new Random(4);
    FlacFrame frame = new FlacFrame();
    for (int batch = 0; batch < 100; batch++) {
      assertTimeoutPreemptively(
          BATCH_TIME,
          () -> {
            for (int i = 0; i < 100; i++) {
              byte[] page = pages.get(6 + random.nextInt(pages.size() - 8)).clone();
              int body = OggPage.body(page, 0);
              for (int j = 1 + random.nextInt(20); j > 0; j--) {
                page[body + 7 + random.nextInt(page.length - body - 7)] = (byte) random.nextInt();
              }
              frame.decode(page, body, page.length);
            }
          });
    }
  }

  /** Whatever is behind a sound header: no exception, and nothing beyond the bytes. */
  @Test
  void random_subframes_do_no_harm() {
    Random random = new Random(5);
    FlacFrame frame = new FlacFrame();
    int broken = 0;
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = FlacFrames.random(random);
      int length =
          assertTimeoutPreemptively(BATCH_TIME, () -> frame.decode(bytes, 0, bytes.length));
      assertThat(length).isBetween(FlacFrame.BROKEN, bytes.length);
      broken += length == FlacFrame.BROKEN ? 1 : 0;
    }
    assertThat(broken).isBetween(500, 4_999);
    assertThat(frame.worked()).as("headers were sound").isPositive();
  }

  @Test
  void prediction_that_runs_away_stays_within_bounds() {
    Random random = new Random(6);
    FlacFrame frame = new FlacFrame();
    float loudest = 0;
    for (int i = 0; i < 50; i++) {
      byte[] bytes = FlacFrames.predicted(i, random);
      assertThat(frame.decode(bytes, 0, bytes.length)).isEqualTo(bytes.length);
      for (int j = 0; j < frame.frames(); j++) {
        loudest = Math.max(loudest, Math.abs(frame.samples()[j]));
      }
    }
    assertThat(loudest).isEqualTo(4);
  }

  /** Each asks for 65,535 samples of 32 multiplications before its checksum turns out wrong. */
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void dear_frames_that_are_broken_are_not_tried_without_end(boolean ogg) {
    Random random = new Random(7);
    FlacFrame frame = new FlacFrame();
    long passed = 0;
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = FlacFrames.predicted(i, random);
      bytes[bytes.length - 1] ^= 1;
      assertThat(frame.decode(bytes, 0, bytes.length)).isEqualTo(FlacFrame.BROKEN);
      frame.vain();
      frame.passed(ogg ? bytes.length : 1);
      passed += ogg ? bytes.length : 1;
    }
    assertThat(frame.worked())
        .isLessThanOrEqualTo(FlacFrame.MOST_DEBT + FlacFrames.BLOCK + passed * FlacFrame.REPAYMENT);
    byte[] sound = FlacFrames.constant(1);
    assertThat(frame.decode(sound, 0, sound.length)).isEqualTo(FlacFrame.BROKEN);
    frame.passed(1 << 20);
    assertThat(frame.decode(sound, 0, sound.length)).isEqualTo(sound.length);
  }

  @Test
  void decoders_do_not_try_them_either() throws UnsupportedAudioException {
    Random random = new Random(8);
    byte[] info = new byte[51];
    info[27] = 0x01; // 8 kHz, mono, 16 bits
    info[28] = (byte) 0xF4;
    info[30] = (byte) 0xF0;
    FlacAudio inOgg = FlacAudio.of(info, 0, info.length);
    OggPackets packets = new OggPackets();
    OggPages pages = new OggPages(1);
    FlacDecoder bare = new FlacDecoder();
    Recorded recorded = new Recorded();
    long bytes = 0;
    for (int i = 0; i < 1_500; i++) {
      byte[] broken = FlacFrames.predicted(i, random);
      broken[broken.length - 1] ^= 1;
      bare.push(broken, 0, broken.length, recorded);
      packets.take(pages.page(1, broken), 0);
      inOgg.page(packets, 1, false, false, recorded);
      bytes += broken.length;
    }
    long most = FlacFrame.MOST_DEBT + 2 * FlacFrames.BLOCK + bytes * FlacFrame.REPAYMENT;
    assertThat(inOgg.worked()).isBetween(FlacFrame.MOST_DEBT, most);
    assertThat(bare.worked()).isBetween(FlacFrame.MOST_DEBT, most);
    assertThat(recorded.failure).isNull();
  }

  @Test
  void random_bytes_fail_with_a_reason() {
    byte[] bytes = new byte[1 << 20];
    new Random(9).nextBytes(bytes);
    assertThat(Recorded.of("audio/flac", bytes, 4).failure).contains("FLAC", "content type");
  }

  @Test
  void surround_fails_with_a_reason() {
    for (String wrapping : List.of("flac", "ogg")) {
      byte[] file =
          Ffmpeg.make("sine=f=440:r=48000", 1, "-ac", "6", "-c:a", "flac", "-f", wrapping);
      assertThat(Recorded.of(type(wrapping), file, 1).failure).contains("send mono or stereo");
    }
  }
}
