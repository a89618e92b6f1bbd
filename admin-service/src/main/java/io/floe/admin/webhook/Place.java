package io.floe.admin.webhook;

import io.floe.admin.store.WebhookRow;
import io.floe.admin.vault.Vault;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a webhook leads. Many services put a secret into the path, so that only scheme and host are
 * in the database in clear. Pure.
 */
final class Place {

  private static final Pattern HOST = Pattern.compile("(?i)(https?://[^/?#@]*)(.*)");

  private Place() {}

  /** Scheme and host, and whether there is more. */
  static String shown(String url) {
    Matcher parts = HOST.matcher(url);
    if (!parts.matches()) {
      return "...";
    }
    return parts.group(2).length() > 1 ? parts.group(1) + "/..." : url;
  }

  /** Gives a row, which has its id, another place. */
  static void give(WebhookRow row, String url, Vault vault) {
    row.url = shown(url);
    row.sealedUrl = vault.seal(url, place(row.id));
  }

  /** The whole URL of a row. */
  static String of(WebhookRow row, Vault vault) throws Vault.Locked {
    return of(row.id, row.url, row.sealedUrl, vault);
  }

  /**
   * The whole URL.
   *
   * @param sealed null: an earlier release has written it, in clear
   */
  static String of(long webhook, String shown, @Nullable String sealed, Vault vault)
      throws Vault.Locked {
    return sealed == null ? shown : vault.unseal(sealed, place(webhook));
  }

  /** The URL as far as this service can read it. */
  static String readable(WebhookRow row, Vault vault) {
    try {
      return of(row, vault);
    } catch (Vault.Locked locked) {
      return row.url;
    }
  }

  /** Where the URL of a webhook is kept, for the vault. */
  static String place(long webhook) {
    return "webhook " + webhook + " url";
  }
}
