package io.floe.admin;

import io.floe.admin.account.Secrets;
import io.floe.admin.account.UserView;
import io.floe.admin.mount.MountView;
import io.floe.admin.publish.Author;
import io.floe.admin.publish.Changes;
import io.floe.admin.store.MountRow;
import io.floe.admin.store.Roles;
import io.floe.admin.store.TenantRow;
import io.floe.admin.store.UserRow;
import io.floe.admin.tenant.TenantView;
import io.floe.wire.audio.MountName;
import io.floe.wire.config.Mount;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * What an empty database gets: the account, the tenant and the mount that every platform begins
 * with, their passwords from the environment. Threads: the one that looks after the database.
 */
@Singleton
final class FirstStart {

  private static final String ADMIN = "admin";
  private static final String TENANT = "default";
  private static final MountName LIVE = new MountName("/live");

  private final AdminConfig config;
  private final Changes changes;

  FirstStart(AdminConfig config, Changes changes) {
    this.config = config;
    this.changes = changes;
  }

  /** Whether there is an account, now at the latest. */
  boolean run() {
    if (changes.read(() -> UserRow.count() > 0)) {
      return true;
    }
    Optional<String> admin = config.adminPassword().map(Secrets::hash);
    if (admin.isEmpty()) {
      return false;
    }
    Optional<String> source = config.sourcePassword().map(Secrets::hash);
    Optional<String> live = config.livePassword().map(Secrets::hash);
    changes.write(
        Author.START,
        notes -> {
          // Another admin service may have been faster.
          if (UserRow.count() > 0) {
            return false;
          }
          UserRow user = new UserRow();
          user.name = ADMIN;
          user.role = Roles.SUPERADMIN;
          user.passwordHash = admin.get();
          user.passwordGiven = true;
          user.persist();
          notes.add("create", "user " + ADMIN, null, null, UserView.of(user));
          TenantRow tenant = new TenantRow();
          tenant.name = TENANT;
          tenant.createMounts = true;
          tenant.sourcePasswordHash = source.orElse(null);
          tenant.persist();
          notes.add("create", "tenant " + TENANT, TENANT, null, TenantView.of(tenant));
          if (live.isPresent()) {
            MountRow mount = new MountRow();
            mount.tenantId = tenant.id;
            mount.take(Mount.onTheFly(LIVE).with().passwordHash(live.get()).build());
            mount.persist();
            notes.add("create", "mount " + LIVE, TENANT, null, MountView.of(mount));
          }
          return true;
        });
    return true;
  }
}
