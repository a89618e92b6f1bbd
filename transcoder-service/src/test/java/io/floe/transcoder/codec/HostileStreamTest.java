package io.floe.transcoder.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.floe.stream.framing.MpegHeader;
import io.floe.stream.framing.OggPage;
import io.floe.testkit.Mp3Frames;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ten thousand broken frames for each decoder, and good ones afterwards. */
class HostileStreamTest {

  private static final int MUTANTS = 10_000;
  private static final int BATCH = 100;

  /** Frames that a decoder may take to find its way back. */
  private static final int MOST_SETTLING = 12;

  /** Far beyond what a hundred frames take on a busy machine. */
  private static final Duration BATCH_TIME = Duration.ofSeconds(20);

  /** Counts, and checks that samples are within reason. */
  private static final class Counting implements PcmSink {
    long frames;
    long losses;
    int channels = 2;

    @Override
    public void format(Format format) {
      channels = format.channels();
    }

    @Override
    public void samples(float[] interleaved, int offset, int count) {
      frames += count;
      for (int i = offset; i < offset + count * channels; i++) {
        if (!(Math.abs(interleaved[i]) <= 4)) {
          throw new AssertionError("sample " + interleaved[i]);
        }
      }
    }

    @Override
    public void title(String title) {}

    @Override
    public void lost(int count, String reason) {
      losses++;
    }

    @Override
    public void failed(String reason) {
      throw new AssertionError(reason);
    }
  }

  private static byte[] mutated(byte[] frame, int keep, Random random) {
    byte[] mutant = frame.clone();
    int changes = random.nextInt(4) == 0 ? mutant.length : 1 + random.nextInt(20);
    for (int i = 0; i < changes && mutant.length > keep; i++) {
      mutant[keep + random.nextInt(mutant.length - keep)] = (byte) random.nextInt();
    }
    return mutant;
  }

  private interface Mutation {
    byte[] of(byte[] frame, Random random);
  }

  /** Two good frames of three broken ones, so that the stream does not fail as a whole. */
  private static void torment(
      Decoder decoder, List<byte[]> frames, Mutation mutation, Counting counting) {
    Random random = new Random(frames.size());
    for (int batch = 0; batch < MUTANTS / BATCH; batch++) {
      assertTimeoutPreemptively(
          BATCH_TIME,
          () -> {
            for (int i = 0; i < BATCH; i++) {
              byte[] good = frames.get(random.nextInt(frames.size()));
              byte[] mutant = mutation.of(good, random);
              decoder.push(mutant, 0, mutant.length, counting);
              if (i % 3 == 0) {
                decoder.push(good, 0, good.length, counting);
              }
            }
          });
    }
  }

  @ParameterizedTest
  @CsvSource({"44100, 2, 128k, true", "44100, 2, 128k, false", "22050, 1, 32k, true"})
  void mp3_decoder_survives(int rate, int channels, String bitrate, boolean keepHeader) {
    byte[] file = Ffmpeg.mp3(rate, channels, 8, "-b:a", bitrate);
    List<byte[]> frames = Frames.mp3(file);
    Decoder decoder = Codecs.decoder("audio/mpeg").orElseThrow();
    Counting counting = new Counting();
    long before = used();
    torment(
        decoder,
        frames,
        (frame, random) -> mutated(frame, keepHeader ? MpegHeader.BYTES : 0, random),
        counting);
    assertThat(counting.losses).isPositive();
    if (keepHeader) {
      int each = MpegHeader.frames(MpegHeader.read(frames.getFirst(), 0));
      // Every frame, broken or not, took its time.
      assertThat(counting.frames).isEqualTo((MUTANTS + MUTANTS / BATCH * 34L) * each);
    }
    assertThat(used() - before).isLessThan(2 << 20);
    assertRecovers(decoder, frames, "audio/mpeg", new Format(rate, channels));
  }

  private static void assertRecovers(
      Decoder decoder, List<byte[]> frames, String type, Format format) {
    Recorded after = new Recorded(format);
    Recorded clean = new Recorded();
    Decoder fresh = Codecs.decoder(type).orElseThrow();
    for (byte[] frame : frames) {
      decoder.push(frame, 0, frame.length, after);
      fresh.push(frame, 0, frame.length, clean);
    }
    assertThat(after.failure).isNull();
    assertThat(after.losses).hasSizeLessThan(MOST_SETTLING);
    float[] a = after.parts.getLast().interleaved();
    float[] b = clean.parts.getLast().interleaved();
    int tail = b.length / 2;
    assertThat(
            Signal.snr(
                Arrays.copyOfRange(b, b.length - tail, b.length),
                Arrays.copyOfRange(a, a.length - tail, a.length),
                0,
                0))
        .isGreaterThan(80);
  }

  /** Pages of one packet each, so that each page is a frame. */
  private static List<byte[]> opusPages(String bitrate, String application, int channels) {
    return Frames.ogg(
        OpusDecodingTest.opus(
            channels, 8, "-b:a", bitrate, "-application", application, "-page_duration", "1"));
  }

  @ParameterizedTest
  @CsvSource({"96k, audio, 2, true", "96k, audio, 2, false", "16k, voip, 1, true"})
  void opus_decoder_survives(String bitrate, String application, int channels, boolean sealed) {
    List<byte[]> pages = opusPages(bitrate, application, channels);
    byte[] header = Mp3Frames.joined(pages.subList(0, 2));
    List<byte[]> data = pages.subList(2, pages.size() - 1);
    Decoder decoder = Codecs.decoder("audio/ogg").orElseThrow();
    Counting counting = new Counting();
    decoder.push(header, 0, header.length, counting);
    long before = used();
    torment(
        decoder,
        data,
        (page, random) -> {
          byte[] mutant = mutated(page, OggPage.body(page, 0), random);
          if (sealed) {
            OggPage.seal(mutant, 0, mutant.length);
          }
          return mutant;
        },
        counting);
    assertThat(counting.losses).isPositive();
    assertThat(used() - before).isLessThan(2 << 20);

    // The link from its start: as a decoder that never saw anything else.
    List<byte[]> again = pages.subList(0, pages.size() - 1);
    Recorded after = new Recorded(new Format(48_000, channels));
    Recorded clean = new Recorded();
    again.forEach(page -> decoder.push(page, 0, page.length, after));
    Decoder fresh = Codecs.decoder("audio/ogg").orElseThrow();
    again.forEach(page -> fresh.push(page, 0, page.length, clean));
    assertThat(after.losses).isEmpty();
    assertThat(after.only().interleaved()).isEqualTo(clean.only().interleaved());
  }

  @Test
  void opus_decoder_recovers_in_the_same_link() {
    List<byte[]> pages = opusPages("96k", "audio", 2);
    Recorded recorded = new Recorded();
    Decoder decoder = Codecs.decoder("audio/ogg").orElseThrow();
    Random random = new Random(4);
    for (int i = 0; i < pages.size(); i++) {
      byte[] page = pages.get(i);
      boolean broken = i > 100 && i < 200;
      byte[] sent = broken ? mutated(page, OggPage.body(page, 0), random) : page;
      if (broken) {
        OggPage.seal(sent, 0, sent.length);
      }
      decoder.push(sent, 0, sent.length, recorded);
    }
    float[] own = recorded.only().interleaved();
    float[] reference = Ffmpeg.decode(Mp3Frames.joined(pages));
    // A broken packet may say that it is longer or shorter than it was.
    int tail = 2 * 48_000 * 2;
    assertThat(
            Signal.snr(
                Arrays.copyOfRange(reference, reference.length - tail, reference.length),
                Arrays.copyOfRange(own, own.length - tail, own.length),
                0,
                0))
        .isGreaterThan(60);
  }

  private static byte[] stream(String codec) {
    String music = Ffmpeg.MUSIC + ":s=48000";
    return switch (codec) {
      case "mp3" -> Ffmpeg.mp3(44_100, 2, 8, "-b:a", "128k");
      case "mp2" -> Ffmpeg.make(music, 5, "-c:a", "mp2", "-b:a", "192k", "-f", "mp2");
      case "opus" -> OpusDecodingTest.opus(2, 8, "-b:a", "96k", "-page_duration", "100000");
      default -> Ffmpeg.make(music, 4, "-c:a", "libvorbis", "-page_duration", "1", "-f", "ogg");
    };
  }

  @ParameterizedTest
  @CsvSource({"mp3, audio/mpeg", "mp2, audio/mpeg", "opus, audio/ogg", "vorbis, audio/ogg"})
  void mutated_streams_do_no_harm(String codec, String type) {
    byte[] file = stream(codec);
    Random random = new Random(17);
    for (int round = 0; round < 40; round++) {
      byte[] broken = file.clone();
      int changes = 1 << random.nextInt(12);
      for (int i = 0; i < changes; i++) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt();
      }
      int from = random.nextInt(broken.length / 4);
      byte[] stream = Arrays.copyOfRange(broken, from, broken.length);
      long seed = round;
      assertTimeoutPreemptively(BATCH_TIME, () -> Recorded.of(type, stream, seed));
    }
  }

  /** Wants no more than so many samples. */
  private static final class Sated implements PcmSink {
    long most;
    long frames;

    @Override
    public boolean full() {
      return frames >= most;
    }

    @Override
    public void format(Format format) {}

    @Override
    public void samples(float[] interleaved, int offset, int count) {
      frames += count;
    }

    @Override
    public void title(String title) {}

    @Override
    public void lost(int count, String reason) {}

    @Override
    public void failed(String reason) {
      throw new AssertionError(reason);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mp3, audio/mpeg",
    "opus, audio/ogg",
    "vorbis, audio/ogg",
    "flac, audio/flac",
    "oggflac, audio/ogg"
  })
  void decoders_stop_when_nothing_more_is_wanted_and_go_on_when_it_is(String codec, String type) {
    String music = Ffmpeg.MUSIC + ":s=48000";
    byte[] file =
        switch (codec) {
          // Pages of a second and more: it has to stop in the midst of one.
          case "opus" -> OpusDecodingTest.opus(2, 8, "-b:a", "96k", "-page_duration", "4000000");
          case "vorbis" ->
              Ffmpeg.make(music, 8, "-c:a", "libvorbis", "-page_duration", "4000000", "-f", "ogg");
          case "flac" -> Ffmpeg.make(music, 8, "-c:a", "flac", "-f", "flac");
          case "oggflac" -> Ffmpeg.make(music, 8, "-c:a", "flac", "-f", "ogg");
          default -> stream(codec);
        };
    Sated sated = new Sated();
    sated.most = 48_000;
    Decoder decoder = Codecs.decoder(type).orElseThrow();
    decoder.push(file, 0, file.length, sated);
    assertThat(sated.frames).isBetween(48_000L, 48_000L + 5_000);
    decoder.push(file, 0, file.length, sated);
    assertThat(sated.frames).isLessThanOrEqualTo(48_000L + 5_000);
    sated.most = Long.MAX_VALUE;
    decoder.push(file, 0, file.length, sated);
    assertThat(sated.frames).isGreaterThan(48_000L * 7);
  }

  @Test
  void frames_of_eight_seconds_in_a_few_bytes_are_not_all_decoded() {
    Sated sated = new Sated();
    sated.most = 1_000_000;
    Decoder decoder = Codecs.decoder("audio/flac").orElseThrow();
    for (int i = 0; i < 5_000; i++) {
      byte[] frame = FlacFrames.constant(i);
      decoder.push(frame, 0, frame.length, sated);
    }
    assertThat(sated.frames).isBetween(1_000_000L, 1_000_000L + FlacFrames.BLOCK);
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    System.gc();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
