package io.floe.admin.webhook;

import io.floe.admin.publish.Changes;
import io.floe.admin.store.WebhookRow;
import io.floe.admin.vault.Vault;
import org.jboss.logging.Logger;

/**
 * Encrypts with the present key what an older one has encrypted, and URLs that an earlier release
 * has left in clear. Threads: any that may block.
 */
final class Resealing {

  private static final Logger LOG = Logger.getLogger(Resealing.class);

  private Resealing() {}

  /** Does so with all secrets; how many these were. A secret that does not open stays as it is. */
  static int run(Changes changes, Vault vault) {
    if (!vault.hasKey()) {
      return 0;
    }
    return changes.read(() -> {
      int done = 0;
      for (WebhookRow row : WebhookRow.<WebhookRow>listAll()) {
        try {
          url(row, vault);
          if (vault.outdated(row.secret)) {
            String place = Dispatcher.place(row.id);
            String anew = vault.seal(vault.unseal(row.secret, place), place);
            done += WebhookRow.reseal(row.id, row.secret, anew);
          }
        } catch (Vault.Locked locked) {
          LOG.warnf("Webhook %d cannot be sent: %s", row.id, locked.getMessage());
        }
      }
      return done;
    });
  }

  private static void url(WebhookRow row, Vault vault) throws Vault.Locked {
    String sealed = row.sealedUrl;
    if (sealed == null) {
      String anew = vault.seal(row.url, Place.place(row.id));
      var _ = WebhookRow.sealUrl(row.id, row.url, Place.shown(row.url), anew);
    } else if (vault.outdated(sealed)) {
      String place = Place.place(row.id);
      var _ = WebhookRow.resealUrl(row.id, sealed, vault.seal(vault.unseal(sealed, place), place));
    }
  }
}
