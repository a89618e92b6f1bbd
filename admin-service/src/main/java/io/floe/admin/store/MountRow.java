package io.floe.admin.store;

import io.floe.wire.audio.MountName;
import io.floe.wire.config.Mount;
import io.floe.wire.config.UrlAuth;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A mount, one column for each component of {@link Mount}. */
@Entity
@Table(name = "mounts")
@SuppressWarnings("NullAway.Init") // Hibernate fills it
public class MountRow extends PanacheEntityBase {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  public long id;

  public long tenantId;
  public String name;
  public @Nullable String passwordHash;
  public boolean enabled;
  public @Nullable Boolean listed;
  public @Nullable String streamName;
  public @Nullable String description;
  public @Nullable String genre;
  public @Nullable String url;
  public @Nullable String contentType;
  public int burst;

  @Enumerated(EnumType.STRING)
  public Mount.Latency latency;

  public @Nullable Integer maxListeners;
  public @Nullable Long maxDurationMs;
  public @Nullable String fallback;

  @Enumerated(EnumType.STRING)
  public Mount.Takeover takeover;

  public int sourceTimeoutMs;
  public String charset;
  public String allowed;
  public String banned;
  public String bannedAgents;
  public @Nullable String authListenerAdd;
  public @Nullable String authListenerRemove;
  public @Nullable String authSourceConnect;

  /** Null when nobody is asked. */
  public @Nullable String authHeader;

  public int authTimeoutMs = UrlAuth.USUAL_TIMEOUT_MS;

  @Enumerated(EnumType.STRING)
  public UrlAuth.WhenDown authWhenDown = UrlAuth.WhenDown.DENY;

  public int authCacheMs;
  public String managed = "";

  /** The mount of that name, whoever has it. */
  public static @Nullable MountRow named(String name) {
    return MountRow.<MountRow>find("name", name).firstResult();
  }

  /** Characters of the addresses and user agents that all mounts of a tenant list. */
  public static long listChars(long tenantId) {
    return getEntityManager()
        .createQuery(
            "select coalesce(sum(length(allowed) + length(banned) + length(bannedAgents)), 0)"
                + " from MountRow where tenantId = ?1",
            Long.class)
        .setParameter(1, tenantId)
        .getSingleResult();
  }

  /** Characters of the addresses and user agents that it lists. */
  public long listChars() {
    return (long) allowed.length() + banned.length() + bannedAgents.length();
  }

  /** Those mounts of a tenant that have one of these names. */
  public static List<MountRow> named(long tenantId, Collection<String> names) {
    return MountRow.list("tenantId = ?1 and name in ?2", tenantId, names);
  }

  /** The settings that stand in this row, the hash of the password included. */
  public Mount settings() {
    return Mount.onTheFly(new MountName(name))
        .with()
        .passwordHash(passwordHash)
        .enabled(enabled)
        .listed(listed)
        .streamName(streamName)
        .description(description)
        .genre(genre)
        .url(url)
        .contentType(contentType)
        .burst(burst)
        .latency(latency)
        .maxListeners(maxListeners)
        .maxDurationMs(maxDurationMs)
        .fallback(fallback == null ? null : new MountName(fallback))
        .takeover(takeover)
        .sourceTimeoutMs(sourceTimeoutMs)
        .charset(charset)
        .allowed(Lines.networks(allowed))
        .banned(Lines.networks(banned))
        .bannedAgents(Lines.of(bannedAgents))
        .auth(auth())
        .build();
  }

  private @Nullable UrlAuth auth() {
    String header = authHeader;
    return header == null
        ? null
        : new UrlAuth(
            authListenerAdd,
            authListenerRemove,
            authSourceConnect,
            header,
            authTimeoutMs,
            authWhenDown,
            authCacheMs);
  }

  private void take(@Nullable UrlAuth auth) {
    authListenerAdd = auth == null ? null : auth.listenerAdd();
    authListenerRemove = auth == null ? null : auth.listenerRemove();
    authSourceConnect = auth == null ? null : auth.sourceConnect();
    authHeader = auth == null ? null : auth.header();
    authTimeoutMs = auth == null ? UrlAuth.USUAL_TIMEOUT_MS : auth.timeoutMs();
    authWhenDown = auth == null ? UrlAuth.WhenDown.DENY : auth.whenDown();
    authCacheMs = auth == null ? 0 : auth.cacheMs();
  }

  /** Takes these settings, name and hash included. */
  public void take(Mount mount) {
    name = mount.name().value();
    passwordHash = mount.passwordHash();
    enabled = mount.enabled();
    listed = mount.listed();
    streamName = mount.streamName();
    description = mount.description();
    genre = mount.genre();
    url = mount.url();
    contentType = mount.contentType();
    burst = mount.burst();
    latency = mount.latency();
    maxListeners = mount.maxListeners();
    maxDurationMs = mount.maxDurationMs();
    MountName next = mount.fallback();
    fallback = next == null ? null : next.value();
    takeover = mount.takeover();
    sourceTimeoutMs = mount.sourceTimeoutMs();
    charset = mount.charset();
    allowed = Lines.text(mount.allowed());
    banned = Lines.text(mount.banned());
    bannedAgents = Lines.text(mount.bannedAgents());
    take(mount.auth());
  }
}
