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
      kept.add(take(tenant, each, kept, notes));
    }
    for (WebhookRow row : WebhookRow.<WebhookRow>list("tenantId", tenant.id)) {
      if (kept.contains(row.id)) {
        continue;
      }
      row.hold();
      boolean gone = prune || (stated != null && !row.managed.isEmpty());
      row.managed = "";
      if (gone) {
        WebhookView before = WebhookView.of(row, vault);
        row.delete();
        notes.add("delete", "webhook " + row.id, tenant.name, before, null);
      }
    }
    WebhookRow.flush();
  }

  private long take(TenantRow tenant, StatedWebhook stated, Set<Long> kept, Notes notes) {
    if (!vault.hasKey()) {
      throw Refusal.conflict("Webhook " + Place.shown(stated.url()) + ": " + Vault.NO_KEY);
    }
    WebhookRow found = found(tenant, checked(stated.url()), kept);
    WebhookRow row = found == null ? new WebhookRow() : found;
    if (found != null) {
      found.hold();
    }
    WebhookView before = found == null ? null : WebhookView.of(found, vault);
    row.tenantId = tenant.id;
    row.events = Lines.text(stated.events());
    row.mounts = Lines.text(stated.mounts().stream().map(MountName::value).toList());
    row.threshold = stated.threshold();
    row.enabled = stated.enabled();
    row.managed = Lines.text(FIELDS);
    if (found == null) {
      row.createdAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
      row.url = "";
      row.secret = "";
      row.persist();
    }
    if (before == null || row.sealedUrl == null || !before.url().equals(stated.url())) {
      Place.give(row, stated.url(), vault);
    }
    boolean secret = seal(row, stated.secret().text());
    ToldLevelRow.forgetOthers(row.id, Lines.of(row.mounts));
    WebhookView after = WebhookView.of(row, vault);
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
   * The webhook with that URL. One whose URL does not open, because its key is lost, is known by
   * its host: the file gives both anew.
   */
  private @Nullable WebhookRow found(TenantRow tenant, String url, Set<Long> kept) {
    WebhookRow locked = null;
    for (WebhookRow row : WebhookRow.<WebhookRow>list("tenantId = ?1 order by id", tenant.id)) {
      try {
        if (Place.of(row, vault).equals(url)) {
          return row;
        }
      } catch (Vault.Locked lost) {
        boolean may = !row.managed.isEmpty() && !kept.contains(row.id);
        if (locked == null && may && row.url.equals(Place.shown(url))) {
          locked = row;
        }
      }
    }
    return locked;
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
      throw Refusal.senseless(
          "Webhook " + Place.shown(url) + ": its URL " + wrong.getMessage() + ".");
    }
  }
}
