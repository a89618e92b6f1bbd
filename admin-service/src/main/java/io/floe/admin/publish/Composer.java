package io.floe.admin.publish;

import io.floe.admin.store.BanRow;
import io.floe.admin.store.BrandingRow;
import io.floe.admin.store.GrantRow;
import io.floe.admin.store.MountRow;
import io.floe.admin.store.RenditionRow;
import io.floe.admin.store.Roles;
import io.floe.admin.store.SettingsRow;
import io.floe.admin.store.SiblingRow;
import io.floe.admin.store.TenantRow;
import io.floe.admin.store.UserRow;
import io.floe.wire.audio.MountName;
import io.floe.wire.client.CidrSet;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.ConfigSnapshot.Account;
import io.floe.wire.config.ConfigSnapshot.Role;
import io.floe.wire.config.ConfigSnapshot.Tenant;
import io.floe.wire.config.ConfigSnapshot.User;
import io.floe.wire.config.Mount;
import io.floe.wire.config.Rendition;
import io.floe.wire.config.Sibling;
import io.floe.wire.config.SnapshotJson;
import io.quarkus.panache.common.Sort;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The snapshot that the rows of a transaction make. Immutable; called within a transaction. */
public final class Composer {

  private static final String DEMO_TENANT = "demo";
  private static final MountName DEMO_MOUNT = new MountName("/demo");

  private final Optional<String> demoHash;

  /**
   * @param demoHash bcrypt hash of the demo source's password, which is in no table
   */
  public Composer(Optional<String> demoHash) {
    this.demoHash = demoHash;
  }

  /**
   * The snapshot of what the database says now.
   *
   * @throws IllegalArgumentException when the data plane would refuse it; the message says why
   */
  ConfigSnapshot compose(SettingsRow settings) {
    Map<Long, List<Mount>> mounts = new HashMap<>();
    Map<Long, MountName> names = new HashMap<>();
    for (MountRow row : MountRow.<MountRow>listAll(Sort.by("name"))) {
      Mount mount = row.settings();
      names.put(row.id, mount.name());
      mounts.computeIfAbsent(row.tenantId, tenant -> new ArrayList<>()).add(mount);
    }
    Map<Long, List<Rendition>> renditions = new HashMap<>();
    for (RenditionRow row : RenditionRow.<RenditionRow>listAll(Sort.by("toMount"))) {
      renditions.computeIfAbsent(row.tenantId, tenant -> new ArrayList<>()).add(row.rendition());
    }
    Map<Long, List<Sibling>> siblings = new HashMap<>();
    for (SiblingRow row : SiblingRow.<SiblingRow>listAll(Sort.by("suffix"))) {
      siblings.computeIfAbsent(row.tenantId, tenant -> new ArrayList<>()).add(row.sibling());
    }
    Map<Long, List<MountName>> grants = new HashMap<>();
    for (GrantRow grant : GrantRow.<GrantRow>listAll()) {
      MountName name = names.get(grant.mountId);
      if (name != null) {
        grants.computeIfAbsent(grant.userId, user -> new ArrayList<>()).add(name);
      }
    }
    List<Account> admins = new ArrayList<>();
    Map<Long, List<User>> users = new HashMap<>();
    for (UserRow row : UserRow.<UserRow>listAll(Sort.by("name"))) {
      Long tenant = row.tenantId;
      if (tenant == null) {
        admins.add(new Account(row.name, row.passwordHash));
      } else {
        List<MountName> granted = new ArrayList<>(grants.getOrDefault(row.id, List.of()));
        granted.sort(Comparator.naturalOrder());
        users
            .computeIfAbsent(tenant, id -> new ArrayList<>())
            .add(new User(row.name, row.passwordHash, role(row), granted));
      }
    }
    List<Tenant> tenants = new ArrayList<>();
    for (TenantRow row : TenantRow.<TenantRow>listAll(Sort.by("name"))) {
      tenants.add(
          Tenant.of(row.name)
              .with()
              .sourcePasswordHash(row.sourcePasswordHash)
              .createMounts(row.createMounts)
              .quotas(row.quotas())
              .users(users.getOrDefault(row.id, List.of()))
              .mounts(mounts.getOrDefault(row.id, List.of()))
              .renditions(renditions.getOrDefault(row.id, List.of()))
              .siblings(siblings.getOrDefault(row.id, List.of()))
              .timezone(row.timezone)
              .build());
    }
    demoHash.ifPresent(hash -> addDemo(tenants, hash));
    List<String> bans = new ArrayList<>();
    for (BanRow ban : BanRow.<BanRow>listAll(Sort.by("network"))) {
      bans.add(ban.network);
    }
    ConfigSnapshot snapshot =
        settings
            .snapshot()
            .admins(admins)
            .tenants(tenants)
            .bans(CidrSet.parse(bans))
            .branding(BrandingRow.read().branding())
            .build();
    // Keeps to the rules, and has room on the way.
    var _ = SnapshotJson.bytes(snapshot);
    return snapshot;
  }

  private static void addDemo(List<Tenant> tenants, String hash) {
    boolean taken =
        tenants.stream()
            .anyMatch(tenant ->
                tenant.name().equals(DEMO_TENANT)
                    || tenant.mounts().stream().anyMatch(m -> m.name().equals(DEMO_MOUNT))
                    || tenant.renditions().stream()
                        .anyMatch(r -> r.to().equals(DEMO_MOUNT) || r.from().equals(DEMO_MOUNT)));
    if (!taken) {
      Mount mount = Mount.onTheFly(DEMO_MOUNT).with().passwordHash(hash).build();
      tenants.add(Tenant.of(DEMO_TENANT).with().mounts(List.of(mount)).build());
    }
  }

  private static Role role(UserRow row) {
    return switch (row.role) {
      case Roles.ADMIN -> Role.ADMIN;
      case Roles.DJ -> Role.DJ;
      default -> Role.VIEWER;
    };
  }
}
