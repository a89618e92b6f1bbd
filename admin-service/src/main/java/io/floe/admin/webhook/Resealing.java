package io.floe.admin.webhook;

import io.floe.admin.publish.Changes;
import io.floe.admin.store.WebhookRow;
import io.floe.admin.vault.Vault;
import org.jboss.logging.Logger;

/** Encrypts with the present key what an older one has encrypted. Threads: any that may block. */
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
        if (vault.outdated(row.secret)) {
          String place = Dispatcher.place(row.id);
          try {
            String anew = vault.seal(vault.unseal(row.secret, place), place);
            done += WebhookRow.reseal(row.id, row.secret, anew);
          } catch (Vault.Locked locked) {
            LOG.warnf("Webhook %d cannot be sent: %s", row.id, locked.getMessage());
          }
        }
      }
      return done;
    });
  }
}
