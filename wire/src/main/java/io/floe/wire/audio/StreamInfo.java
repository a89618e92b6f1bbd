package io.floe.wire.audio;

import java.util.Locale;

/**
 * What the source says of its stream and the mount's configuration completes. Texts are hostile:
 * escape them where they are shown.
 *
 * @param contentType MIME type without parameters, lower case, such as {@code audio/mpeg}
 * @param name station name, may be empty
 * @param description may be empty
 * @param genre may be empty
 * @param url home page, may be empty
 * @param bitrate kbit/s as announced by the source, 0 when it did not say
 * @param listed whether it appears on public pages
 * @param audioInfo {@code ice-audio-info} as the source sent it, may be empty
 */
public record StreamInfo(
    String contentType,
    String name,
    String description,
    String genre,
    String url,
    int bitrate,
    boolean listed,
    String audioInfo) {

  public StreamInfo {
    contentType = bare(contentType);
  }

  /**
   * Whether the stream is Ogg: late joiners need header pages, and ICY metadata has no place in it.
   */
  public boolean ogg() {
    return switch (contentType) {
      case "application/ogg",
          "audio/ogg",
          "video/ogg",
          "audio/opus",
          "audio/vorbis",
          "audio/x-ogg" ->
          true;
      default -> false;
    };
  }

  private static String bare(String type) {
    int end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }
}
