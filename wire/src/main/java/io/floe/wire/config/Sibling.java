package io.floe.wire.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.floe.wire.audio.MountName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A rendition that every mount of a tenant gets by itself while it has a source of another codec,
 * for instance an MP3 beside every Opus.
 *
 * @param suffix appended to the mount's name, such as {@code .mp3}
 * @param codec what it is encoded in; a mount that is in it already gets none
 * @param bitrate in kbit/s
 * @param sampleRate in Hz; absent: {@link Codec#usualRate}
 * @param channels 1 or 2; absent: 2
 * @param onDemand whether it is encoded only while somebody listens
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Sibling(
    String suffix,
    Codec codec,
    int bitrate,
    @Nullable Integer sampleRate,
    @Nullable Integer channels,
    boolean onDemand) {

  /** The rendition that {@code mount} gets, unless no mount can have such a name. */
  public Optional<Rendition> of(MountName mount) {
    return MountName.parse(mount.value() + suffix)
        .map(to -> new Rendition(mount, to, codec, bitrate, sampleRate, channels, null, onDemand));
  }
}
