package io.floe.admin.rendition;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.floe.wire.config.Codec;
import org.jspecify.annotations.Nullable;

/**
 * What is sent to make or change a rendition; for the OpenAPI document alone, since bodies are read
 * field by field.
 *
 * @param from a mount of the tenant
 * @param to the mount that is made of it
 * @param tenant absent: that of from
 * @param bitrate in kbit/s: mp3 the bitrates of MPEG layer III, opus 16 to 320
 * @param sampleRate in Hz; absent: mp3 44100, opus 48000, which is its only one
 * @param channels 1 or 2; absent: 2
 * @param listed whether it is on public pages; absent: as from
 * @param onDemand whether it is encoded only while somebody listens
 */
record RenditionBody(
    String from,
    String to,
    @Nullable String tenant,
    Codec codec,
    int bitrate,
    @Nullable Integer sampleRate,
    @Nullable Integer channels,
    @JsonProperty("public") @Nullable Boolean listed,
    @Nullable Boolean onDemand) {}
