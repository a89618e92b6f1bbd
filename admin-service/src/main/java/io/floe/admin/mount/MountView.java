package io.floe.admin.mount;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.floe.admin.account.Actor;
import io.floe.admin.publish.Discreet;
import io.floe.admin.rest.Read;
import io.floe.admin.store.Lines;
import io.floe.admin.store.MountRow;
import io.floe.admin.store.TenantRow;
import io.floe.wire.config.Mount;
import io.floe.wire.config.UrlAuth;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mount as REST shows it.
 *
 * @param sourceTimeout a duration like 10s, as is maxDuration
 * @param auth for admins alone: there may be secrets in its URLs
 * @param passwordSet whether it has a password of its own
 * @param managed whether the station file has the say
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MountView(
    String name,
    String tenant,
    boolean enabled,
    @JsonProperty("public") @Nullable Boolean listed,
    @Nullable String streamName,
    @Nullable String description,
    @Nullable String genre,
    @Nullable String url,
    @Nullable String contentType,
    int burst,
    Mount.Latency latency,
    @Nullable Integer maxListeners,
    @Nullable String maxDuration,
    @Nullable String fallback,
    Mount.Takeover takeover,
    String sourceTimeout,
    String charset,
    List<String> allowed,
    List<String> banned,
    List<String> bannedAgents,
    @Nullable AuthBody auth,
    boolean passwordSet,
    boolean managed)
    implements Discreet {

  public MountView {
    allowed = List.copyOf(allowed);
    banned = List.copyOf(banned);
    bannedAgents = List.copyOf(bannedAgents);
  }

  /** The view of that row. */
  public static MountView of(MountRow row) {
    TenantRow tenant = TenantRow.of(row.tenantId);
    Long maxDuration = row.maxDurationMs;
    UrlAuth auth = row.settings().auth();
    return new MountView(
        row.name,
        tenant == null ? "" : tenant.name,
        row.enabled,
        row.listed,
        row.streamName,
        row.description,
        row.genre,
        row.url,
        row.contentType,
        row.burst,
        row.latency,
        row.maxListeners,
        maxDuration == null ? null : Read.duration(maxDuration),
        row.fallback,
        row.takeover,
        Read.duration(row.sourceTimeoutMs),
        row.charset,
        Lines.of(row.allowed),
        Lines.of(row.banned),
        Lines.of(row.bannedAgents),
        auth == null ? null : AuthBody.of(auth),
        row.passwordHash != null,
        !row.managed.isEmpty());
  }

  /** The view of that row for somebody. */
  static MountView of(MountRow row, Actor actor) {
    MountView view = of(row);
    return actor.admin() || view.auth() == null ? view : view.with(null);
  }

  @Override
  public MountView noted() {
    return auth == null ? this : with(auth.noted());
  }

  private MountView with(@Nullable AuthBody shown) {
    return new MountView(
        name,
        tenant,
        enabled,
        listed,
        streamName,
        description,
        genre,
        url,
        contentType,
        burst,
        latency,
        maxListeners,
        maxDuration,
        fallback,
        takeover,
        sourceTimeout,
        charset,
        allowed,
        banned,
        bannedAgents,
        shown,
        passwordSet,
        managed);
  }
}
