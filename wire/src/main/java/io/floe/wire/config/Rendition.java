package io.floe.wire.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.floe.wire.audio.MountName;
import org.jspecify.annotations.Nullable;

/**
 * A mount that the transcoder makes of another one.
 *
 * @param from the mount that is decoded: of the same tenant, and itself no rendition
 * @param to the mount that is made; no source may connect to it. It may be configured as a mount of
 *     the same tenant, and has the defaults if it is not
 * @param codec what it is encoded in
 * @param bitrate in kbit/s; see {@link Codec#bitrates}
 * @param sampleRate in Hz; absent: {@link Codec#usualRate}
 * @param channels 1 or 2; absent: 2
 * @param listed whether it appears on public pages; absent: as {@code from}
 * @param onDemand whether it is encoded only while somebody listens
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Rendition(
    MountName from,
    MountName to,
    Codec codec,
    int bitrate,
    @Nullable Integer sampleRate,
    @Nullable Integer channels,
    @JsonProperty("public") @Nullable Boolean listed,
    boolean onDemand) {

  /** In Hz. */
  public int rate() {
    return sampleRate == null ? codec.usualRate() : sampleRate;
  }

  /** 1 or 2. */
  public int width() {
    return channels == null ? 2 : channels;
  }
}
