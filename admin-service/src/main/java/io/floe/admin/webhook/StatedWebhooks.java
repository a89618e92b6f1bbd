package io.floe.admin.webhook;

import io.floe.admin.publish.Notes;
import io.floe.admin.rest.Refusal;
import io.floe.admin.store.Lines;
import io.floe.admin.store.TenantRow;
import io.floe.admin.store.ToldLevelRow;
import io.floe.admin.store.WebhookRow;
import io.floe.admin.vault.Vault;
import io.floe.wire.audio.MountName;
import io.floe.wire.station.Station.StatedWebhook;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The webhooks of a station file in the database, known by their URLs. Called within a transaction.
 */
@Singleton
public final class StatedWebhooks {

  /** All that a stated webhook states, by the names of REST. */
  private static final List<String> FIELDS =
      List.of("url", "events", "mounts", "threshold", "enabled", "secret");

  private final Webhooks webhooks;
  private final Vault vault;

  StatedWebhooks(Webhooks webhooks, Vault vault) {
    this.webhooks = webhooks;
    this.vault = vault;
  }

  /**
   * Gives a tenant what the file states of it.
   *
   * @param stated null: nothing
   * @param prune whether others are to go
   */
  public void give(
      TenantRow tenant, @Nullable List<StatedWebhook> stated, boolean prune, Notes notes) {
    Set<Long> kept = new HashSet<>();
    for (StatedWebhook each : stated == null ? List.<StatedWebhook>of() : stated) {
      kept.add(take(tenant, each, notes));
    }
    for (WebhookRow row : WebhookRow.<WebhookRow>list("tenantId", tenant.id)) {
      if (kept.contains(row.id)) {
        continue;
      }
      row.hold();
      boolean gone = prune || (stated != null && !row.managed.isEmpty());
      row.managed = "";
      if (gone) {
        WebhookView before = WebhookView.of(row);
        row.delete();
        notes.add("delete", "webhook " + row.id, tenant.name, before, null);
      }
    }
    WebhookRow.flush();
  }

  private long take(TenantRow tenant, StatedWebhook stated, Notes notes) {
    if (!vault.hasKey()) {
      throw Refusal.conflict("Webhook " + shown(stated.url()) + ": " + Vault.NO_KEY);
    }
    WebhookRow found =
        WebhookRow.<WebhookRow>find(
                "tenantId = ?1 and url = ?2 order by id", tenant.id, checked(stated.url()))
            .firstResult();
    WebhookRow row = found == null ? new WebhookRow() : found;
    if (found != null) {
      found.hold();
    }
    WebhookView before = found == null ? null : WebhookView.of(found);
    row.tenantId = tenant.id;
    row.url = stated.url();
    row.events = Lines.text(stated.events());
    row.mounts = Lines.text(stated.mounts().stream().map(MountName::value).toList());
    row.threshold = stated.threshold();
    row.enabled = stated.enabled();
    row.managed = Lines.text(FIELDS);
    if (found == null) {
      row.createdAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
      row.secret = "";
      row.persist();
    }
    boolean secret = seal(row, stated.secret().text());
    ToldLevelRow.forgetOthers(row.id, Lines.of(row.mounts));
    WebhookView after = WebhookView.of(row);
    String name = "webhook " + row.id;
    if (before == null) {
      notes.add("create", name, tenant.name, null, after);
    } else if (secret) {
      notes.add("change, secret too", name, tenant.name, before, after);
    } else {
      notes.change(name, tenant.name, before, after, false);
    }
    return row.id;
  }

  /**
   * Keeps what is there if it is the same secret, so that applying a file again changes nothing.
   */
  private boolean seal(WebhookRow row, String secret) {
    String place = Dispatcher.place(row.id);
    try {
      if (!row.secret.isEmpty() && vault.unseal(row.secret, place).equals(secret)) {
        return false;
      }
    } catch (Vault.Locked locked) {
      // The file gives it anew.
    }
    row.secret = vault.seal(secret, place);
    return true;
  }

  private String checked(String url) {
    try {
      return webhooks.sender().checked(url);
    } catch (IllegalArgumentException wrong) {
      throw Refusal.senseless("Webhook " + shown(url) + ": its URL " + wrong.getMessage() + ".");
    }
  }

  /** What stands behind the path may be a secret. */
  private static String shown(String url) {
    int query = url.indexOf('?');
    return query < 0 ? url : url.substring(0, query) + "?...";
  }
}
