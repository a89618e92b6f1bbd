package io.floe.admin.account;

import com.fasterxml.jackson.databind.JsonNode;
import io.floe.admin.rest.Form;
import io.floe.admin.rest.Read;
import io.floe.admin.rest.Refusal;
import io.floe.admin.store.MountRow;
import io.floe.admin.store.Roles;
import io.floe.wire.audio.MountName;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a body says about a user. Null: nothing.
 *
 * @param hash bcrypt
 */
record UserForm(
    @Nullable String name,
    @Nullable String role,
    @Nullable String tenant,
    @Nullable List<MountName> mounts,
    @Nullable String hash) {

  private static final Map<String, String> ROLES =
      Map.of(
          Roles.SUPERADMIN, Roles.SUPERADMIN,
          Roles.ADMIN, Roles.ADMIN,
          Roles.DJ, Roles.DJ,
          Roles.VIEWER, Roles.VIEWER);

  /**
   * Reads a body; hashes its password, so not within a transaction.
   *
   * @param whole whether it describes a user completely
   * @param fresh whether the user is new, so that it needs a name and a password
   */
  static UserForm read(@Nullable JsonNode body, boolean whole, boolean fresh) {
    Form form = Form.of(body);
    String name = form.value("name", Read::user, fresh);
    String role = form.value("role", Read.oneOf(ROLES), whole);
    String tenant = form.value("tenant", Read::tenant, false);
    List<MountName> mounts = form.value("mounts", Read.list(Read::mount), false);
    String hash = Secrets.read(form, "");
    if (fresh && !form.has("password") && !form.has("passwordHash")) {
      form.mistake("password", "is missing");
    }
    form.shown("managed");
    form.done();
    return new UserForm(name, role, tenant, mounts == null && whole ? List.of() : mounts, hash);
  }

  /** Ids of the mounts; all are there and of that tenant. */
  static Set<Long> ids(@Nullable Long tenantId, List<MountName> mounts) {
    Set<String> missing = new TreeSet<>();
    mounts.forEach(mount -> missing.add(mount.value()));
    Set<Long> ids = new HashSet<>();
    if (!missing.isEmpty() && tenantId != null) {
      for (MountRow mount : MountRow.named(tenantId, missing)) {
        ids.add(mount.id);
        missing.remove(mount.name);
      }
    }
    if (!missing.isEmpty()) {
      throw Refusal.invalid(
          "mounts", "names " + missing.iterator().next() + ", which is no mount of the tenant");
    }
    return ids;
  }
}
