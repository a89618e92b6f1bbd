package io.floe.admin.live;

import io.floe.admin.account.Pass;
import io.floe.wire.audio.MountName;
import java.util.Set;

/**
 * What is there for somebody: everything, all of a tenant, or some mounts of it. Whoever has the
 * same scope is told the same.
 *
 * @param tenant empty for those who see everything
 * @param mounts those granted, where not all of the tenant is there
 */
record Scope(boolean everything, String tenant, boolean whole, Set<MountName> mounts) {

  /** Whom a topic is for. */
  sealed interface Audience {

    /** For superadmins. */
    record Operators() implements Audience {}

    /** For everybody else. */
    record Others() implements Audience {}

    /**
     * For those of a tenant who see one of these mounts, and for superadmins.
     *
     * @param tenant empty when nobody knows whose they are
     */
    record Of(String tenant, Set<MountName> mounts) implements Audience {
      public Of {
        mounts = Set.copyOf(mounts);
      }
    }
  }

  Scope {
    mounts = Set.copyOf(mounts);
  }

  static Scope of(Pass pass) {
    String tenant = pass.tenant();
    return new Scope(
        pass.superadmin(),
        tenant == null ? "" : tenant,
        pass.admin(),
        pass.admin() ? Set.of() : pass.mounts());
  }

  boolean sees(Audience audience) {
    return switch (audience) {
      case Audience.Operators _ -> everything;
      case Audience.Others _ -> !everything;
      case Audience.Of of ->
          everything
              || (!tenant.isEmpty()
                  && tenant.equals(of.tenant())
                  && (whole || of.mounts().stream().anyMatch(mounts::contains)));
    };
  }

  /** A short text that tells it from others; part of the ids of events. */
  String mark() {
    return Integer.toHexString(hashCode());
  }
}
