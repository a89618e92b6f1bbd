package io.floe.admin.mount;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.floe.wire.config.Mount;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is sent to make or change a mount; for the OpenAPI document alone, since bodies are read
 * field by field.
 *
 * @param tenant absent: one's own
 * @param password in clear; never shown again
 * @param passwordHash bcrypt, instead of password; null: the tenant's source password opens it
 */
record MountBody(
    String name,
    @Nullable String tenant,
    @Nullable Boolean enabled,
    @JsonProperty("public") @Nullable Boolean listed,
    @Nullable String streamName,
    @Nullable String description,
    @Nullable String genre,
    @Nullable String url,
    @Nullable String contentType,
    @Nullable Integer burst,
    Mount.@Nullable Latency latency,
    @Nullable Integer maxListeners,
    @Nullable String maxDuration,
    @Nullable String fallback,
    Mount.@Nullable Takeover takeover,
    @Nullable String sourceTimeout,
    @Nullable String charset,
    @Nullable List<String> allowed,
    @Nullable List<String> banned,
    @Nullable List<String> bannedAgents,
    @Nullable AuthBody auth,
    @Nullable String password,
    @Nullable String passwordHash) {}
