package io.floe.admin.mount;

import io.floe.admin.rest.Refusal;
import io.floe.admin.store.MountRow;

/**
 * Bounds the addresses and user agents that a tenant lists at its mounts: every node holds the
 * configuration of all tenants, so that none may fill it. Called within a transaction.
 */
final class Lists {

  /** Some 60,000 networks of IPv4. */
  static final long MOST = 1 << 20;

  private Lists() {}

  /**
   * Lets a mount have longer lists.
   *
   * @param before characters of its lists until now
   * @throws Refusal 422 when they are longer by now, and those of its tenant are too long
   */
  static void check(MountRow row, long before) {
    if (row.listChars() > before) {
      long all = MountRow.listChars(row.tenantId);
      if (all > MOST) {
        throw Refusal.senseless(
            "The allowed and banned addresses and user agents of all mounts of a tenant have at most "
                + MOST
                + " characters, these have "
                + all
                + ": name networks instead of addresses, or have them banned for the platform.");
      }
    }
  }
}
