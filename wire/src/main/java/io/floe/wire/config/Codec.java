package io.floe.wire.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** What a rendition may be encoded in. */
public enum Codec {
  /** MPEG-1 and MPEG-2 layer III at a constant bitrate. */
  @JsonProperty("mp3")
  MP3("audio/mpeg", 44_100),
  /** Opus in Ogg, always at 48 kHz. */
  @JsonProperty("opus")
  OPUS("application/ogg", 48_000);

  private static final List<Integer> MPEG_RATES =
      List.of(48_000, 44_100, 32_000, 24_000, 22_050, 16_000);
  private static final List<Integer> MPEG_1 =
      List.of(32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320);
  private static final List<Integer> MPEG_2 =
      List.of(32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160);
  private static final int LOWEST_MPEG_1 = 32_000;
  private static final int MIN_OPUS = 16;
  private static final int MAX_OPUS = 320;

  private final String contentType;
  private final int usualRate;

  Codec(String contentType, int usualRate) {
    this.contentType = contentType;
    this.usualRate = usualRate;
  }

  /** MIME type of what comes out. */
  public String contentType() {
    return contentType;
  }

  /** Sample rate when none is asked for, in Hz. */
  public int usualRate() {
    return usualRate;
  }

  /** Sample rates that can be asked for, in Hz. */
  public List<Integer> rates() {
    return switch (this) {
      case MP3 -> MPEG_RATES;
      case OPUS -> List.of(usualRate);
    };
  }

  /** Whether it can be encoded with so many kbit/s at that sample rate in Hz. */
  public boolean allows(int bitrate, int rate) {
    return switch (this) {
      case MP3 -> mpeg(rate).contains(bitrate);
      case OPUS -> bitrate >= MIN_OPUS && bitrate <= MAX_OPUS;
    };
  }

  /** What {@link #allows} allows at that sample rate in Hz, for people. */
  public String bitrates(int rate) {
    return switch (this) {
      case MP3 -> "one of " + mpeg(rate);
      case OPUS -> MIN_OPUS + " to " + MAX_OPUS;
    };
  }

  private static List<Integer> mpeg(int rate) {
    return rate >= LOWEST_MPEG_1 ? MPEG_1 : MPEG_2;
  }
}
