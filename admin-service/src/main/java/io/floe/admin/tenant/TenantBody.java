package io.floe.admin.tenant;

import io.floe.wire.config.ConfigSnapshot.Quotas;
import io.floe.wire.config.Sibling;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is sent to make or change a tenant; for the OpenAPI document alone, since bodies are read
 * field by field.
 *
 * @param sourcePassword in clear; never shown again
 * @param sourcePasswordHash bcrypt, instead of sourcePassword
 * @param quotas absent or null: as much as there is; only a superadmin changes them
 * @param siblings renditions that every mount gets by itself; the whole list
 * @param timezone where its days are cut, such as Europe/Oslo; null: UTC
 */
record TenantBody(
    String name,
    @Nullable Boolean createMounts,
    @Nullable String sourcePassword,
    @Nullable String sourcePasswordHash,
    @Nullable Quotas quotas,
    @Nullable List<Sibling> siblings,
    @Nullable String timezone) {}
