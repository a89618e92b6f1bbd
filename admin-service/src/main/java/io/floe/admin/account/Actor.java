package io.floe.admin.account;

import io.floe.admin.publish.Author;
import io.floe.admin.rest.Refusal;
import io.floe.admin.store.MountRow;
import io.floe.admin.store.Roles;
import io.floe.admin.store.TenantRow;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, as the database knows it in this transaction, and what is there for it: whatever else
 * there is does not exist in any answer.
 *
 * @param tenant null for a superadmin
 * @param mounts ids of the mounts that are granted
 */
public record Actor(
    long id,
    String name,
    String role,
    @Nullable TenantRow tenant,
    Set<Long> mounts,
    Author author) {

  public Actor {
    mounts = Set.copyOf(mounts);
  }

  public boolean superadmin() {
    return role.equals(Roles.SUPERADMIN);
  }

  /** Whether it has the say in its tenant, or in all. */
  public boolean admin() {
    return superadmin() || role.equals(Roles.ADMIN);
  }

  /** Whether what belongs to that tenant can be there for it. */
  public boolean in(@Nullable Long tenantId) {
    TenantRow own = tenant;
    return superadmin() || (own != null && tenantId != null && own.id == tenantId);
  }

  /** Whether that mount is there for it. */
  public boolean sees(MountRow mount) {
    return in(mount.tenantId) && (admin() || mounts.contains(mount.id));
  }

  /** The tenant of that name, if it is there for the actor. */
  public TenantRow tenant(String name) {
    TenantRow found = TenantRow.named(name);
    if (found == null || !in(found.id)) {
      throw Refusal.absent("tenant " + name);
    }
    return found;
  }

  /** The tenant that something new is for: the one named, or the actor's own. */
  public TenantRow tenantFor(@Nullable String name) {
    TenantRow own = tenant;
    if (name != null) {
      return tenant(name);
    }
    if (own == null) {
      throw Refusal.invalid("tenant", "is missing: you belong to none");
    }
    return own;
  }

  /** The mount of that name, if it is there for the actor. */
  public MountRow mount(String name) {
    MountRow found = MountRow.named(name);
    if (found == null || !sees(found)) {
      throw Refusal.absent("mount " + name);
    }
    return found;
  }
}
