package io.floe.admin.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.floe.admin.publish.Discreet;
import io.floe.admin.store.Lines;
import io.floe.admin.store.TenantRow;
import io.floe.admin.store.WebhookRow;
import io.floe.admin.vault.Vault;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A webhook as REST shows it.
 *
 * @param mounts absent: all of the tenant
 * @param threshold listeners of a mount; absent: it is not told of them
 * @param managed whether the station file has the say
 * @param secret only in the answer to its making
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WebhookView(
    String id,
    String tenant,
    String url,
    List<String> events,
    @Nullable List<String> mounts,
    @Nullable Integer threshold,
    boolean enabled,
    Instant createdAt,
    boolean managed,
    @Nullable String secret)
    implements Discreet {

  public WebhookView {
    events = List.copyOf(events);
    mounts = mounts == null ? null : List.copyOf(mounts);
  }

  /** The view of that row, without its secret. */
  static WebhookView of(WebhookRow row, Vault vault) {
    TenantRow tenant = TenantRow.of(row.tenantId);
    List<String> mounts = Lines.of(row.mounts);
    return new WebhookView(
        String.valueOf(row.id),
        tenant == null ? "" : tenant.name,
        Place.readable(row, vault),
        Lines.of(row.events),
        mounts.isEmpty() ? null : mounts,
        row.threshold,
        row.enabled,
        row.createdAt,
        !row.managed.isEmpty(),
        null);
  }

  @Override
  public WebhookView noted() {
    return new WebhookView(
        id,
        tenant,
        Place.shown(url),
        events,
        mounts,
        threshold,
        enabled,
        createdAt,
        managed,
        secret);
  }

  /** The same with a secret that was just made. */
  WebhookView with(@Nullable String made) {
    return new WebhookView(
        id, tenant, url, events, mounts, threshold, enabled, createdAt, managed, made);
  }
}
