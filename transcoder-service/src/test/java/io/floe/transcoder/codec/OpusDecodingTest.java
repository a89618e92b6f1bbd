package io.floe.transcoder.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.floe.stream.framing.OggPage;
import io.floe.testkit.Mp3Frames;
import io.floe.testkit.OggLinks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpusDecodingTest {

  private static final String TYPE = "application/ogg";

  static byte[] opus(int channels, double seconds, String... options) {
    List<String> all = new ArrayList<>(List.of("-ac", "" + channels, "-c:a", "libopus"));
    all.addAll(List.of(options));
    all.addAll(List.of("-f", "ogg"));
    return Ffmpeg.make(Ffmpeg.MUSIC + ":s=48000", seconds, all.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "2, 96k, 20, audio, on, 60",
    "1, 64k, 20, audio, off, 60",
    "2, 192k, 60, audio, constrained, 60",
    "2, 128k, 5, lowdelay, on, 60",
    "1, 32k, 40, voip, on, 60",
    // The library's speech mode differs for a packet after each sudden sound.
    "1, 16k, 20, voip, on, 30",
  })
  void samples_are_those_of_ffmpeg(
      int channels, String bitrate, String frame, String application, String vbr, int decibels) {
    byte[] file =
        opus(
            channels,
            8,
            "-b:a",
            bitrate,
            "-frame_duration",
            frame,
            "-application",
            application,
            "-vbr",
            vbr);
    Recorded recorded = Recorded.of(TYPE, file, channels);

    assertThat(recorded.failure).isNull();
    assertThat(recorded.losses).isEmpty();
    assertThat(recorded.only().format).isEqualTo(new Format(48_000, channels));
    float[] reference =
        application.equals("voip") ? Ffmpeg.decodeByLibopus(file) : Ffmpeg.decode(file);
    assertThat(recorded.only().frames()).isEqualTo(reference.length / channels);
    float[] own = recorded.only().interleaved();
    assertThat(Signal.snr(reference, own, 0, 4800)).isGreaterThan(decibels);
    assertThat(
            Signal.decibels(
                Signal.level(own, 0, own.length) / Signal.level(reference, 0, own.length)))
        .isCloseTo(0, within(0.05));
  }

  @Test
  void chain_of_links_is_decoded_to_the_sample() {
    byte[][] files = {
      opus(2, 3.01, "-b:a", "96k", "-metadata", "title=one"),
      opus(1, 2.5, "-b:a", "48k"),
      opus(2, 3.217, "-b:a", "96k", "-frame_duration", "60", "-metadata", "title=three"),
      opus(2, 2, "-b:a", "96k", "-metadata", "title=four", "-metadata", "artist=A"),
    };
    Recorded recorded = Recorded.of(TYPE, Mp3Frames.joined(List.of(files)), 3);

    assertThat(recorded.losses).isEmpty();
    assertThat(recorded.titles).containsExactly("one", "", "three", "A - four");
    assertThat(recorded.parts).extracting(part -> part.format.channels()).containsExactly(2, 1, 2);
    List<float[]> expected = Arrays.stream(files).map(file -> Ffmpeg.decode(file)).toList();
    assertThat(recorded.parts.get(0).frames()).isEqualTo(expected.get(0).length / 2);
    assertThat(recorded.parts.get(1).frames()).isEqualTo(expected.get(1).length);
    float[] both = recorded.parts.get(2).interleaved();
    assertThat(both).hasSize(expected.get(2).length + expected.get(3).length);
    float[] last = Arrays.copyOfRange(both, expected.get(2).length, both.length);
    assertThat(Signal.snr(expected.get(3), last, 0, 0)).isGreaterThan(55);
  }

  @Test
  void own_chain_comes_back_to_the_sample() {
    float[] tone = Signal.tone(1000, 0.5, 48_000, 2, 3);
    Encoded encoded = new Encoded();
    Encoder encoder = Codecs.opus(2, 128, 200, new Random(1));
    encoder.title("one", encoded);
    encoded.add(encoder, Arrays.copyOf(tone, 100_001 * 2));
    encoder.title("two", encoded);
    encoded.add(encoder, Arrays.copyOfRange(tone, 100_001 * 2, tone.length));
    encoder.end(encoded);

    Recorded recorded = Recorded.of(TYPE, encoded.all(), 4);
    assertThat(recorded.titles).containsExactly("one", "two");
    assertThat(recorded.only().frames()).isEqualTo(3 * 48_000);
    float[] left = Signal.channel(recorded.only().interleaved(), 2, 0);
    assertThat(Signal.toneSnr(left, 1000, 48_000, 24_000, 120_000)).isGreaterThan(25);
  }

  @Test
  void missing_pages_are_filled() {
    byte[] file = opus(2, 8, "-b:a", "96k", "-page_duration", "200000");
    List<byte[]> pages = new ArrayList<>(Frames.ogg(file));
    pages.remove(20);
    pages.remove(12);
    pages.remove(11);
    Recorded recorded = Recorded.of(TYPE, Mp3Frames.joined(pages), 5);
    assertThat(recorded.losses).hasSize(2);
    assertThat(recorded.lostFrames).isCloseTo(3 * 9_600L, within(100L));
    assertThat(recorded.only().frames()).isEqualTo(Ffmpeg.decode(file).length / 2);
  }

  @Test
  void long_hole_is_not_filled() {
    byte[] file = opus(2, 8, "-b:a", "96k", "-page_duration", "200000");
    List<byte[]> pages = new ArrayList<>(Frames.ogg(file));
    pages.subList(10, 20).clear();
    Recorded recorded = Recorded.of(TYPE, Mp3Frames.joined(pages), 5);
    assertThat(recorded.losses).hasSize(1);
    assertThat(recorded.lostFrames).isZero();
    assertThat(recorded.only().frames()).isCloseTo(6 * 48_000, within(1000));
  }

  @Test
  void broken_page_counts_as_missing() {
    byte[] file = opus(2, 8, "-b:a", "96k", "-page_duration", "200000").clone();
    file[file.length / 2] ^= 1;
    Recorded recorded = Recorded.of(TYPE, file, 5);
    assertThat(recorded.losses).hasSize(1);
    assertThat(recorded.only().frames()).isEqualTo(8 * 48_000);
  }

  @Test
  void hole_leaves_the_link_in_force_whether_its_headers_come_again_or_not() {
    byte[] file = opus(2, 8, "-b:a", "96k", "-page_duration", "200000");
    List<byte[]> pages = Frames.ogg(file);
    byte[] header = Mp3Frames.joined(pages.subList(0, 2));
    for (boolean again : new boolean[] {false, true}) {
      Recorded recorded = new Recorded();
      Decoder decoder = Codecs.decoder("audio/ogg; codecs=opus").orElseThrow();
      pages.subList(0, 10).forEach(page -> decoder.push(page, 0, page.length, recorded));
      decoder.push(pages.get(10), 0, 1000, recorded);
      decoder.reset();
      if (again) {
        decoder.push(header, 0, header.length, recorded);
      }
      pages.subList(12, pages.size()).forEach(page -> decoder.push(page, 0, page.length, recorded));
      assertThat(recorded.losses).hasSize(1);
      assertThat(recorded.parts).hasSize(1);
      assertThat(recorded.only().frames()).isEqualTo(8 * 48_000);
    }
  }

  @Test
  void same_link_from_its_start_begins_anew() {
    byte[] file = opus(2, 2, "-b:a", "96k", "-metadata", "title=again");
    Recorded recorded = Recorded.of(TYPE, Mp3Frames.joined(List.of(file, file)), 5);
    assertThat(recorded.only().frames()).isEqualTo(2 * 2 * 48_000);
    assertThat(recorded.losses).isEmpty();
    assertThat(recorded.titles).containsExactly("again");
  }

  @Test
  void joining_in_the_middle_of_a_link_works() {
    byte[] file = opus(2, 8, "-b:a", "96k", "-page_duration", "200000");
    List<byte[]> pages = new ArrayList<>(Frames.ogg(file));
    pages.subList(2, 20).clear();
    Recorded recorded = Recorded.of(TYPE, Mp3Frames.joined(pages), 5);
    assertThat(recorded.losses).isEmpty();
    assertThat(recorded.only().frames()).isCloseTo((int) (4.4 * 48_000), within(4_800));
    float[] own = recorded.only().interleaved();
    float[] reference = Ffmpeg.decode(file);
    float[] tail = Arrays.copyOfRange(reference, reference.length - own.length, reference.length);
    assertThat(Signal.snr(tail, own, 0, 48_000)).isGreaterThan(60);
  }

  @Test
  void gain_in_the_header_is_applied() {
    byte[] file = opus(2, 3, "-b:a", "96k").clone();
    int head = OggPage.body(file, 0);
    file[head + 16] = 0;
    file[head + 17] = -6;
    OggPage.seal(file, 0, OggPage.length(file, 0, file.length));
    float[] quiet = Recorded.of(TYPE, file, 1).only().interleaved();
    float[] loud = Recorded.of(TYPE, opus(2, 3, "-b:a", "96k"), 1).only().interleaved();
    double ratio = Signal.level(quiet, 0, quiet.length) / Signal.level(loud, 0, loud.length);
    assertThat(Signal.decibels(ratio)).isCloseTo(-6, within(0.05));
  }

  @Test
  void what_is_not_supported_fails_with_a_reason() {
    byte[] surround =
        Ffmpeg.make(
            "sine=f=440:r=48000", 1, "-ac", "6", "-c:a", "libopus", "-b:a", "128k", "-f", "ogg");
    assertThat(Recorded.of(TYPE, surround, 1).failure)
        .contains("6 channels in mapping family 1", "send mono or stereo");
    byte[] speex = new OggLinks(1).speex(7, 0, 50).bytes();
    assertThat(Recorded.of(TYPE, speex, 1).failure).contains("no Opus, Vorbis or FLAC");
  }

  @Test
  void random_bytes_fail_with_a_reason() {
    byte[] bytes = new byte[1 << 20];
    new Random(11).nextBytes(bytes);
    Recorded recorded = Recorded.of(TYPE, bytes, 4);
    assertThat(recorded.failure).contains("Ogg", "content type");
    assertThat(recorded.parts).isEmpty();
  }
}
