package io.floe.admin.live;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Sums over the mounts that are there for who asks.
 *
 * @param mounts on the air
 * @param listeners of them
 */
@Schema(name = "LiveTotals")
public record LiveTotals(int mounts, int listeners) {}
