package io.floe.admin.publish;

import io.floe.admin.rest.Refusal;
import io.floe.admin.store.MountRow;
import io.floe.admin.store.RenditionRow;
import io.floe.admin.store.TenantRow;

/**
 * The names of mounts, be they configured or made by renditions: unique across tenants, and as many
 * of a tenant as its quota says. Called within a transaction.
 */
public final class MountNames {

  private MountNames() {}

  /**
   * Lets a tenant have a mount of that name, which it may have already.
   *
   * @throws Refusal 409 when another tenant has it, or the quota is used up
   */
  public static void check(TenantRow tenant, String name) {
    MountRow mount = MountRow.named(name);
    RenditionRow maker = RenditionRow.named(name);
    RenditionRow user = RenditionRow.of(name);
    if ((mount != null && mount.tenantId != tenant.id)
        || (maker != null && maker.tenantId != tenant.id)
        || (user != null && user.tenantId != tenant.id)) {
      throw taken(name);
    }
    Integer quota = tenant.quotaMounts;
    boolean counted = mount != null || maker != null;
    if (quota != null
        && !counted
        && MountRow.count("tenantId", tenant.id) + RenditionRow.mountsOf(tenant.id) >= quota) {
      throw Refusal.conflict(
          "The quota of " + quota + " mounts of tenant " + tenant.name + " is used up.");
    }
  }

  /** 409: somebody has that name. */
  public static Refusal taken(String name) {
    return Refusal.conflict(
        "The name " + name + " is taken: names are unique across the platform.");
  }
}
