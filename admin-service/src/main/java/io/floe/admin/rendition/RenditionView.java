package io.floe.admin.rendition;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.floe.admin.store.RenditionRow;
import io.floe.admin.store.TenantRow;
import io.floe.wire.config.Codec;
import org.jspecify.annotations.Nullable;

/**
 * A rendition as REST shows it.
 *
 * @param bitrate in kbit/s
 * @param sampleRate in Hz; absent: the codec's usual one
 * @param channels absent: 2
 * @param managed whether the station file has the say
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RenditionView(
    String from,
    String to,
    String tenant,
    Codec codec,
    int bitrate,
    @Nullable Integer sampleRate,
    @Nullable Integer channels,
    @JsonProperty("public") @Nullable Boolean listed,
    boolean onDemand,
    boolean managed) {

  /** The view of that row. */
  public static RenditionView of(RenditionRow row) {
    TenantRow tenant = TenantRow.of(row.tenantId);
    return new RenditionView(
        row.fromMount,
        row.toMount,
        tenant == null ? "" : tenant.name,
        row.codec,
        row.bitrate,
        row.sampleRate,
        row.channels,
        row.listed,
        row.onDemand,
        !row.managed.isEmpty());
  }
}
