package io.floe.wire.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.floe.wire.audio.MountName;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one mount, by the names that the station file and REST use too.
 *
 * @param passwordHash bcrypt; absent: the tenant's source password opens it
 * @param enabled a disabled mount refuses sources with 403
 * @param listed whether it appears on public pages; absent: as the source says
 * @param streamName shown instead of what the source says, when present; so are description, genre
 *     and url
 * @param burst bytes given at once to a new listener, 0 to 1 MiB
 * @param latency how large the pieces are in which audio travels
 * @param maxListeners across the cluster; absent: no limit
 * @param takeover who may take a mount that is in use
 * @param sourceTimeoutMs a source silent for so long is closed, 1,000 to 3,600,000
 * @param charset of titles that are not UTF-8, an IANA name
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Mount(
    MountName name,
    @Nullable String passwordHash,
    boolean enabled,
    @JsonProperty("public") @Nullable Boolean listed,
    @Nullable String streamName,
    @Nullable String description,
    @Nullable String genre,
    @Nullable String url,
    int burst,
    Latency latency,
    @Nullable Integer maxListeners,
    Takeover takeover,
    int sourceTimeoutMs,
    String charset) {

  /** Bytes of burst when nothing else is said. */
  public static final int DEFAULT_BURST = 65_536;

  /** Silence after which a source is closed when nothing else is said, in ms. */
  public static final int DEFAULT_SOURCE_TIMEOUT_MS = 10_000;

  /** How large the pieces are in which audio travels. */
  public enum Latency {
    /** Chunks of 200 ms, writes of 100 ms to 1 s. */
    @JsonProperty("normal")
    NORMAL,
    /** Chunks of 50 ms, writes of 100 ms. */
    @JsonProperty("low")
    LOW
  }

  /** Who may take a mount that is in use. */
  public enum Takeover {
    /** Nobody. */
    @JsonProperty("never")
    NEVER,
    /**
     * The same encoder coming back: same credentials, address and user agent once the old
     * connection is silent for 300 ms, or same credentials once it is silent for 1 s.
     */
    @JsonProperty("sameEncoder")
    SAME_ENCODER,
    /** Whoever has the same credentials, at most once in 30 s. */
    @JsonProperty("always")
    ALWAYS
  }

  /** What a mount has that no configuration names. */
  public static Mount onTheFly(MountName name) {
    return new Mount(
        name,
        null,
        true,
        null,
        null,
        null,
        null,
        null,
        DEFAULT_BURST,
        Latency.NORMAL,
        null,
        Takeover.SAME_ENCODER,
        DEFAULT_SOURCE_TIMEOUT_MS,
        "ISO-8859-1");
  }
}
