package io.floe.admin.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.report.ClusterView.Stream;
import java.time.Instant;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A mount on the air.
 *
 * @param tenant absent: nobody knows whose it is
 * @param state live, or stalled: its source is connected and silent
 * @param bitrate in kbit/s, as the source says; absent: it does not
 * @param peak most listeners at once
 * @param bytesIn of its source so far; told every ten seconds, as is bytesOut
 * @param bytesOut that listeners have taken while this service has watched, since the mount came on
 *     the air
 * @param since when the source has come
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "LiveMount")
public record LiveMount(
    String name,
    @Nullable String tenant,
    String state,
    String contentType,
    String streamName,
    String genre,
    @Nullable Integer bitrate,
    @JsonProperty("public") boolean listed,
    String title,
    int listeners,
    int peak,
    long bytesIn,
    long bytesOut,
    Instant since) {

  static LiveMount of(Stream stream, @Nullable String tenant) {
    StreamInfo info = stream.info();
    return new LiveMount(
        stream.mount().value(),
        tenant,
        stream.state().name().toLowerCase(Locale.ROOT),
        info.contentType(),
        info.name(),
        info.genre(),
        info.bitrate() > 0 ? info.bitrate() : null,
        info.listed(),
        stream.title(),
        stream.listeners(),
        stream.peak(),
        stream.bytesIn(),
        stream.bytesOut(),
        Instant.ofEpochMilli(stream.startedAt()));
  }

  /** The same without what changes all the time. */
  LiveMount firm() {
    return new LiveMount(
        name,
        tenant,
        state,
        contentType,
        streamName,
        genre,
        bitrate,
        listed,
        title,
        listeners,
        peak,
        0,
        0,
        since);
  }
}
