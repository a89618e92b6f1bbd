package io.floe.admin.account;

import io.floe.admin.store.Roles;
import io.floe.wire.audio.MountName;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What somebody was let in with who stays for longer than a request. Two are equal when nothing of
 * it has changed.
 *
 * @param tenant null for a superadmin
 * @param mounts that are granted
 */
public record Pass(
    String name, String role, @Nullable String tenant, Set<MountName> mounts, Door door) {

  /** By which door they came; none of these is a secret. */
  public sealed interface Door {

    /**
     * Name and password.
     *
     * @param digest of the hash that the password opened
     */
    record Password(String digest) implements Door {}

    record Token(long id) implements Door {}

    record Session(String hash) implements Door {}
  }

  public Pass {
    mounts = Set.copyOf(mounts);
  }

  /** Whether everything is there for them. */
  public boolean superadmin() {
    return role.equals(Roles.SUPERADMIN);
  }

  /** Whether all of a tenant is there for them, or everything. */
  public boolean admin() {
    return superadmin() || role.equals(Roles.ADMIN);
  }
}
