package io.floe.transcoder.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.floe.stream.framing.OggPage;
import io.floe.testkit.Mp3Frames;
import io.floe.testkit.OggLinks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VorbisDecodingTest {

  private static final String TYPE = "application/ogg";

  private static byte[] vorbis(int rate, int channels, double seconds, String... options) {
    List<String> all = new ArrayList<>(List.of("-ac", "" + channels, "-c:a", "libvorbis"));
    all.addAll(List.of(options));
    all.addAll(List.of("-f", "ogg"));
    return Ffmpeg.make(Ffmpeg.MUSIC + ":s=" + rate, seconds, all.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({"44100, 2, 3", "48000, 1, 5", "22050, 2, 1", "8000, 1, 0", "96000, 2, 9"})
  void samples_are_those_of_ffmpeg(int rate, int channels, int quality) {
    byte[] file = vorbis(rate, channels, 5, "-q:a", "" + quality);
    Recorded recorded = Recorded.of(TYPE, file, quality);

    assertThat(recorded.failure).isNull();
    assertThat(recorded.losses).isEmpty();
    assertThat(recorded.only().format).isEqualTo(new Format(rate, channels));
    float[] reference = Ffmpeg.decode(file);
    float[] own = recorded.only().interleaved();
    assertThat(own).hasSameSizeAs(reference);
    assertThat(Signal.snr(reference, own, 0, 0)).isGreaterThan(80);
  }

  @Test
  void chain_of_vorbis_and_opus_is_decoded() {
    byte[][] files = {
      vorbis(44_100, 2, 3, "-q:a", "3", "-metadata", "title=one"),
      OpusDecodingTest.opus(2, 3, "-b:a", "96k", "-metadata", "title=two"),
      vorbis(44_100, 1, 3, "-q:a", "3"),
    };
    Recorded recorded = Recorded.of(TYPE, Mp3Frames.joined(List.of(files)), 3);
    assertThat(recorded.losses).isEmpty();
    assertThat(recorded.titles).containsExactly("one", "two", "");
    assertThat(recorded.parts)
        .extracting(part -> part.format)
        .containsExactly(new Format(44_100, 2), new Format(48_000, 2), new Format(44_100, 1));
    assertThat(recorded.parts)
        .extracting(Recorded.Part::frames)
        .containsExactly(132_300, 144_000, 132_300);
  }

  @Test
  void missing_pages_are_filled() {
    byte[] file = vorbis(44_100, 2, 8, "-q:a", "3", "-page_duration", "200000");
    List<byte[]> pages = new ArrayList<>(Frames.ogg(file));
    pages.remove(20);
    pages.remove(12);
    Recorded recorded = Recorded.of(TYPE, Mp3Frames.joined(pages), 5);
    assertThat(recorded.losses).hasSize(2);
    assertThat(recorded.only().frames()).isCloseTo(8 * 44_100, within(4_096));
  }

  @Test
  void broken_packets_do_no_harm() {
    byte[] file = vorbis(44_100, 2, 8, "-q:a", "3", "-page_duration", "1");
    List<byte[]> pages = Frames.ogg(file);
    List<byte[]> header = pages.subList(0, firstData(pages));
    List<byte[]> data = pages.subList(firstData(pages), pages.size() - 1);
    Random random = new Random(12);
    Recorded recorded = new Recorded();
    Decoder decoder = Codecs.decoder(TYPE).orElseThrow();
    header.forEach(page -> decoder.push(page, 0, page.length, recorded));
    for (int batch = 0; batch < 100; batch++) {
      assertTimeoutPreemptively(
          Duration.ofSeconds(20),
          () -> {
            for (int i = 0; i < 100; i++) {
              byte[] page = data.get(random.nextInt(data.size())).clone();
              int body = OggPage.body(page, 0);
              int changes = random.nextInt(4) == 0 ? page.length : 1 + random.nextInt(20);
              for (int j = 0; j < changes; j++) {
                page[body + random.nextInt(page.length - body)] = (byte) random.nextInt();
              }
              OggPage.seal(page, 0, page.length);
              decoder.push(page, 0, page.length, recorded);
            }
          });
    }
    Recorded after = new Recorded(new Format(44_100, 2));
    pages.forEach(page -> decoder.push(page, 0, page.length, after));
    assertThat(after.losses).isEmpty();
    assertThat(after.only().interleaved())
        .isEqualTo(Recorded.of(TYPE, file, 1).only().interleaved());
  }

  @Test
  void broken_headers_fail_or_decode_and_never_throw() {
    byte[] file = vorbis(44_100, 2, 1, "-q:a", "3");
    List<byte[]> pages = Frames.ogg(file);
    int first = firstData(pages);
    Random random = new Random(13);
    int failures = 0;
    for (int round = 0; round < 3_000; round++) {
      List<byte[]> broken = new ArrayList<>();
      for (int i = 0; i < pages.size(); i++) {
        byte[] page = pages.get(i).clone();
        if (i < first) {
          int body = OggPage.body(page, 0);
          for (int j = random.nextInt(4); j > 0; j--) {
            page[body + random.nextInt(page.length - body)] ^= (byte) (1 << random.nextInt(8));
          }
          OggPage.seal(page, 0, page.length);
        }
        broken.add(page);
      }
      byte[] stream = Mp3Frames.joined(broken);
      Recorded recorded =
          assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Recorded.of(TYPE, stream, 1));
      failures += recorded.failure == null ? 0 : 1;
    }
    assertThat(failures).isBetween(100, 2_999);
  }

  @Test
  void setup_that_asks_for_gigabytes_is_refused() {
    byte[] setup = Arrays.copyOf("\u0005vorbis\0BCV".getBytes(), 40);
    // One codebook of 65,535 dimensions and 16 million ordered entries of one length.
    Arrays.fill(setup, 11, 16, (byte) 0xFF);
    Arrays.fill(setup, 16, 40, (byte) 0xFF);
    assertThat(VorbisSetup.sound(setup, 2, 2048)).isFalse();
    byte[] random = new OggLinks(3).vorbis(7, 50).bytes();
    assertThat(Recorded.of(TYPE, random, 1).failure).contains("Vorbis");
  }

  /** A setup that is sound, with one codebook of 2 to the power of so many entries. */
  private static byte[] setup(int power) {
    BitSet bits = new BitSet();
    int[] at = {56};
    BiConsumer<Integer, Integer> put =
        (count, value) -> {
          for (int i = 0; i < count; i++) {
            bits.set(at[0]++, ((value >>> i) & 1) == 1);
          }
        };
    put.accept(8, 0);
    put.accept(24, 0x564342);
    put.accept(16, 1);
    put.accept(24, 1 << power);
    put.accept(1, 1);
    put.accept(5, power - 1);
    put.accept(power + 1, 1 << power);
    put.accept(4, 0);
    put.accept(6 + 16, 0); // no times
    put.accept(6, 0);
    put.accept(16, 1);
    put.accept(5 + 2 + 4, 0); // a floor without partitions
    put.accept(6 + 16, 0);
    put.accept(24, 0);
    put.accept(24, 0);
    put.accept(24, 31);
    put.accept(6 + 8 + 3 + 1, 0); // a residue without books
    return Arrays.copyOf(bits.toByteArray(), at[0] / 8 + 1);
  }

  @Test
  void setup_of_a_few_bytes_does_not_ask_for_tens_of_megabytes() {
    assertThat(setup(20)).hasSizeLessThan(60);
    assertThat(VorbisSetup.sound(setup(18), 2, 2048)).isTrue();
    assertThat(VorbisSetup.sound(setup(20), 2, 2048)).isFalse();
  }

  private static int firstData(List<byte[]> pages) {
    int first = 0;
    while (OggPage.granule(pages.get(first), 0) <= 0) {
      first++;
    }
    return first;
  }
}
