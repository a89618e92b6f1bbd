package io.floe.admin.webhook;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is sent to make or change a webhook; for the OpenAPI document alone, since bodies are read
 * field by field.
 *
 * @param tenant absent: one's own
 * @param url https or http, of an address that is not private
 * @param events source.connected, source.lost, metadata.changed, listeners.threshold, login.lockout
 * @param mounts absent: all of the tenant
 * @param threshold listeners of a mount, with listeners.threshold
 * @param enabled absent: true
 * @param secret 16 to 256 characters of ASCII; absent: one is made and shown in the answer, as it
 *     is when this is null in a change
 */
record WebhookBody(
    @Nullable String tenant,
    String url,
    List<String> events,
    @Nullable List<String> mounts,
    @Nullable Integer threshold,
    @Nullable Boolean enabled,
    @Nullable String secret) {}
