package io.floe.stream.framing;

import java.util.Locale;

/** Chooses the framer by what the source says it sends. Threads: any. */
public final class FramerFor {

  private FramerFor() {}

  /**
   * A new framer for one source.
   *
   * @param contentType MIME type as the source sent it, parameters and case as they may be; one
   *     that is not known passes through
   */
  public static Framer contentType(String contentType) {
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
          new MpegFramer();
      case "audio/aac", "audio/aacp", "audio/x-aac", "audio/x-aacp" -> new AdtsFramer();
      case "application/ogg",
          "audio/ogg",
          "video/ogg",
          "audio/opus",
          "audio/vorbis",
          "audio/x-ogg" ->
          new OggFramer();
      default -> new PassThrough();
    };
  }
}
