package io.floe.wire.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.client.Address;
import io.floe.wire.client.CidrSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one mount, by the names that the station file and REST use too. Made by {@link
 * #onTheFly} and changed by {@link #with}.
 *
 * @param passwordHash bcrypt; absent: the tenant's source password opens it
 * @param enabled a disabled mount refuses sources with 403
 * @param listed whether it appears on public pages; absent: as the source says
 * @param streamName shown instead of what the source says, when present; so are description, genre
 *     and url
 * @param burst bytes given at once to a new listener, 0 to 1 MiB
 * @param latency how large the pieces are in which audio travels
 * @param maxListeners across the cluster, {@link #LEAST_LISTENERS} or more; absent: no limit
 * @param takeover who may take a mount that is in use
 * @param sourceTimeoutMs a source silent for so long is closed, 1,000 to 3,600,000
 * @param charset of titles that are not UTF-8, an IANA name
 * @param contentType of a source that names none, like {@code audio/mpeg}
 * @param maxDurationMs a listener is closed after so long, 1,000 to 2,592,000,000 (30 days);
 *     absent: never
 * @param fallback where listeners go while the mount has no source: a mount of the same tenant;
 *     chains are followed and have no cycle
 * @param allowed whom the mount serves, listeners and sources alike; empty: everybody
 * @param banned whom it refuses, even if allowed
 * @param bannedAgents user agents it refuses: those that contain one of these, in any case
 * @param auth who is asked about listeners and sources; absent: nobody
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
    String charset,
    @Nullable String contentType,
    @Nullable Long maxDurationMs,
    @Nullable MountName fallback,
    CidrSet allowed,
    CidrSet banned,
    List<String> bannedAgents,
    @Nullable UrlAuth auth) {

  public Mount {
    bannedAgents = List.copyOf(bannedAgents);
  }

  /** Bytes of burst when nothing else is said. */
  public static final int DEFAULT_BURST = 65_536;

  /** Silence after which a source is closed when nothing else is said, in ms. */
  public static final int DEFAULT_SOURCE_TIMEOUT_MS = 10_000;

  /**
   * The least {@code maxListeners} that somebody may state. A snapshot may have 0, which an older
   * release took: then nobody may listen.
   */
  public static final int LEAST_LISTENERS = 1;

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

  /** What {@code said} is to listeners: what these settings say comes first. */
  public StreamInfo over(StreamInfo said) {
    return new StreamInfo(
        said.contentType(),
        streamName != null ? streamName : said.name(),
        description != null ? description : said.description(),
        genre != null ? genre : said.genre(),
        url != null ? url : said.url(),
        said.bitrate(),
        listed != null ? listed : said.listed(),
        said.audioInfo());
  }

  /** What a mount has that no configuration names. */
  public static Mount onTheFly(MountName name) {
    return new Builder(name).build();
  }

  /**
   * Whether the mount turns a client away, listener or source.
   *
   * @param agent its user agent, may be empty
   */
  public boolean refuses(Address address, String agent) {
    if (banned.contains(address) || !(allowed.networks().isEmpty() || allowed.contains(address))) {
      return true;
    }
    if (bannedAgents.isEmpty()) {
      return false;
    }
    String lower = agent.toLowerCase(Locale.ROOT);
    return bannedAgents.stream().anyMatch(each -> lower.contains(each.toLowerCase(Locale.ROOT)));
  }

  /** A builder that starts from this mount. */
  public Builder with() {
    Builder builder = new Builder(name);
    builder.passwordHash = passwordHash;
    builder.enabled = enabled;
    builder.listed = listed;
    builder.streamName = streamName;
    builder.description = description;
    builder.genre = genre;
    builder.url = url;
    builder.burst = burst;
    builder.latency = latency;
    builder.maxListeners = maxListeners;
    builder.takeover = takeover;
    builder.sourceTimeoutMs = sourceTimeoutMs;
    builder.charset = charset;
    builder.contentType = contentType;
    builder.maxDurationMs = maxDurationMs;
    builder.fallback = fallback;
    builder.allowed = allowed;
    builder.banned = banned;
    builder.bannedAgents = bannedAgents;
    builder.auth = auth;
    return builder;
  }

  /** A mount in the making; what is not set stays as it was. Threads: one. */
  public static final class Builder {

    private MountName name;
    private @Nullable String passwordHash;
    private boolean enabled = true;
    private @Nullable Boolean listed;
    private @Nullable String streamName;
    private @Nullable String description;
    private @Nullable String genre;
    private @Nullable String url;
    private int burst = DEFAULT_BURST;
    private Latency latency = Latency.NORMAL;
    private @Nullable Integer maxListeners;
    private Takeover takeover = Takeover.SAME_ENCODER;
    private int sourceTimeoutMs = DEFAULT_SOURCE_TIMEOUT_MS;
    private String charset = "ISO-8859-1";
    private @Nullable String contentType;
    private @Nullable Long maxDurationMs;
    private @Nullable MountName fallback;
    private CidrSet allowed = CidrSet.NONE;
    private CidrSet banned = CidrSet.NONE;
    private List<String> bannedAgents = List.of();
    private @Nullable UrlAuth auth;

    private Builder(MountName name) {
      this.name = name;
    }

    public Builder name(MountName name) {
      this.name = name;
      return this;
    }

    public Builder passwordHash(@Nullable String passwordHash) {
      this.passwordHash = passwordHash;
      return this;
    }

    public Builder enabled(boolean enabled) {
      this.enabled = enabled;
      return this;
    }

    public Builder listed(@Nullable Boolean listed) {
      this.listed = listed;
      return this;
    }

    public Builder streamName(@Nullable String streamName) {
      this.streamName = streamName;
      return this;
    }

    public Builder description(@Nullable String description) {
      this.description = description;
      return this;
    }

    public Builder genre(@Nullable String genre) {
      this.genre = genre;
      return this;
    }

    public Builder url(@Nullable String url) {
      this.url = url;
      return this;
    }

    public Builder burst(int burst) {
      this.burst = burst;
      return this;
    }

    public Builder latency(Latency latency) {
      this.latency = latency;
      return this;
    }

    public Builder maxListeners(@Nullable Integer maxListeners) {
      this.maxListeners = maxListeners;
      return this;
    }

    public Builder takeover(Takeover takeover) {
      this.takeover = takeover;
      return this;
    }

    public Builder sourceTimeoutMs(int sourceTimeoutMs) {
      this.sourceTimeoutMs = sourceTimeoutMs;
      return this;
    }

    public Builder charset(String charset) {
      this.charset = charset;
      return this;
    }

    public Builder contentType(@Nullable String contentType) {
      this.contentType = contentType;
      return this;
    }

    public Builder maxDurationMs(@Nullable Long maxDurationMs) {
      this.maxDurationMs = maxDurationMs;
      return this;
    }

    public Builder fallback(@Nullable MountName fallback) {
      this.fallback = fallback;
      return this;
    }

    public Builder allowed(CidrSet allowed) {
      this.allowed = allowed;
      return this;
    }

    public Builder banned(CidrSet banned) {
      this.banned = banned;
      return this;
    }

    public Builder bannedAgents(List<String> bannedAgents) {
      this.bannedAgents = bannedAgents;
      return this;
    }

    public Builder auth(@Nullable UrlAuth auth) {
      this.auth = auth;
      return this;
    }

    public Mount build() {
      return new Mount(
          name,
          passwordHash,
          enabled,
          listed,
          streamName,
          description,
          genre,
          url,
          burst,
          latency,
          maxListeners,
          takeover,
          sourceTimeoutMs,
          charset,
          contentType,
          maxDurationMs,
          fallback,
          allowed,
          banned,
          bannedAgents,
          auth);
    }
  }
}
