package io.floe.transcoder.codec;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The way to every decoder and encoder. The first use takes some tenths of a second, which {@link
 * #warmUp} may take earlier. Threads: any.
 */
public final class Codecs {

  /** Bitrates that Opus knows, in kbit/s. */
  public static final int LOWEST_OPUS_KBPS = 6;

  public static final int HIGHEST_OPUS_KBPS = 510;

  private static final int USUAL_MP3_QUALITY = 5;
  private static final int WORST_MP3_QUALITY = 9;
  private static final int SHORTEST_PAGE = 20;
  private static final int LONGEST_PAGE = 1_000;

  private Codecs() {}

  /**
   * Has every codec at work once. Later calls do nothing. The libraries fill their tables when they
   * are first needed, without regard to other threads; that is done with when this returns.
   */
  public static void warmUp() {
    WarmUp.done();
  }

  /**
   * A decoder for one stream.
   *
   * @param contentType MIME type as the source sent it, parameters and case as they may be
   * @return nothing if streams of this type cannot be decoded
   */
  public static Optional<Decoder> decoder(String contentType) {
    warmUp();
    int end = contentType.indexOf(';');
    String bare = end < 0 ? contentType : contentType.substring(0, end);
    return switch (bare.strip().toLowerCase(Locale.ROOT)) {
      case "audio/mpeg",
          "audio/mp3",
          "audio/x-mp3",
          "audio/mpa",
          "audio/mpeg3",
          "audio/x-mpeg",
          "audio/x-mpeg-3" ->
          Optional.of(new Mp3Decoder());
      case "application/ogg",
          "audio/ogg",
          "video/ogg",
          "audio/opus",
          "audio/vorbis",
          "audio/x-ogg" ->
          Optional.of(new OggDecoder());
      case "audio/flac", "audio/x-flac" -> Optional.of(new FlacDecoder());
      default -> Optional.empty();
    };
  }

  /**
   * An encoder to MP3 of constant bitrate.
   *
   * @param format 8, 11.025, 12, 16, 22.05, 24, 32, 44.1 or 48 kHz
   * @param kbps bitrate: 32 to 320 from 32 kHz on, 8 to 160 below, as {@link #mp3Bitrates} lists
   * @throws IllegalArgumentException MP3 has no such rate or bitrate
   */
  public static Encoder mp3(Format format, int kbps) {
    return mp3(format, kbps, USUAL_MP3_QUALITY);
  }

  /**
   * An encoder to MP3 of constant bitrate that may take less trouble.
   *
   * @param quality 0 for the best to 9 for the fastest; 5 is usual, 7 takes half of its time
   */
  public static Encoder mp3(Format format, int kbps, int quality) {
    int rate = format.sampleRate();
    if (!Mp3Encoder.hasRate(rate)) {
      throw new IllegalArgumentException(
          "MP3 has no " + rate + " Hz: use 44100 or 48000, or less for speech");
    }
    int[] bitrates = Mp3Encoder.bitrates(rate);
    if (Arrays.stream(bitrates).noneMatch(each -> each == kbps)) {
      throw new IllegalArgumentException(
          "MP3 of " + rate + " Hz has no " + kbps + " kbit/s: use one of " + mp3Bitrates(rate));
    }
    if (quality < 0 || quality > WORST_MP3_QUALITY) {
      throw new IllegalArgumentException(
          "there is no MP3 quality " + quality + ": use 0 to " + WORST_MP3_QUALITY);
    }
    warmUp();
    return new Mp3Encoder(format, kbps, quality);
  }

  /** The bitrates in kbit/s that MP3 has at a rate in Hz; none if it does not have the rate. */
  public static List<Integer> mp3Bitrates(int sampleRate) {
    return Mp3Encoder.hasRate(sampleRate)
        ? Arrays.stream(Mp3Encoder.bitrates(sampleRate)).boxed().toList()
        : List.of();
  }

  /**
   * An encoder to Ogg Opus, at 48 kHz.
   *
   * @param channels 1 or 2
   * @param kbps average bitrate, 6 to 510
   * @param pageMillis how much audio goes on a page, 20 to 1,000 ms: what a listener waits for
   * @param serials where the serial numbers of the links come from
   * @throws IllegalArgumentException what is asked for is out of range
   */
  public static Encoder opus(int channels, int kbps, int pageMillis, RandomGenerator serials) {
    if (channels != 1 && channels != 2) {
      throw new IllegalArgumentException(channels + " channels cannot be encoded: use 1 or 2");
    }
    if (kbps < LOWEST_OPUS_KBPS || kbps > HIGHEST_OPUS_KBPS) {
      throw new IllegalArgumentException(
          "Opus has no " + kbps + " kbit/s: use " + LOWEST_OPUS_KBPS + " to " + HIGHEST_OPUS_KBPS);
    }
    if (pageMillis < SHORTEST_PAGE || pageMillis > LONGEST_PAGE) {
      throw new IllegalArgumentException(
          "pages of "
              + pageMillis
              + " ms are not possible: use "
              + SHORTEST_PAGE
              + " to "
              + LONGEST_PAGE);
    }
    warmUp();
    return new OpusChain(channels, kbps, pageMillis, serials);
  }
}
