package io.floe.wire.config;

import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigSnapshot.Quotas;
import io.floe.wire.config.ConfigSnapshot.Tenant;
import io.floe.wire.config.ConfigSnapshot.User;
import java.time.DateTimeException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What every snapshot keeps to, whoever wrote it: the ranges that the records promise. */
public final class SnapshotRules {

  private static final int MAX_ADMINS = 1_000;
  private static final int MAX_TENANTS = 10_000;
  private static final int MAX_USERS = 10_000;
  private static final int MAX_MOUNTS = 20_000;
  private static final int MAX_PROXIES = 1_000;
  private static final int MAX_BANS = 100_000;

  private SnapshotRules() {}

  /**
   * Looks at the whole snapshot.
   *
   * @throws IllegalArgumentException when something is out of range; the message says what
   */
  public static void check(ConfigSnapshot snapshot) {
    if (snapshot.version() < 0) {
      throw new IllegalArgumentException("version is not negative: " + snapshot.version());
    }
    Limits.range("snapshot", "version", snapshot.version(), 0, ConfigSnapshot.MAX_VERSION);
    Limits.text("publicUrl", "the text", snapshot.publicUrl());
    BrandingRules.check(snapshot.look());
    Limits.count("trustedProxies", snapshot.trustedProxies().networks(), MAX_PROXIES);
    Limits.count("bans", snapshot.bans().networks(), MAX_BANS);
    Limits.count("admins", snapshot.admins(), MAX_ADMINS);
    Set<String> admins = new HashSet<>();
    for (ConfigSnapshot.Account admin : snapshot.admins()) {
      login(admin.name(), admin.passwordHash(), "admin " + admin.name(), admins);
    }
    Limits.count("tenants", snapshot.tenants(), MAX_TENANTS);
    Map<MountName, String> owners = owners(snapshot);
    Set<String> tenants = new HashSet<>();
    for (Tenant tenant : snapshot.tenants()) {
      String what = "tenant " + tenant.name();
      Limits.name(what, tenant.name());
      if (!tenants.add(tenant.name())) {
        throw new IllegalArgumentException(what + " is there twice");
      }
      check(tenant, what);
      for (Mount mount : tenant.mounts()) {
        MountRules.check(mount);
      }
      MountRules.checkFallbacks(tenant, owners);
    }
    RenditionRules.check(snapshot, owners);
  }

  private static Map<MountName, String> owners(ConfigSnapshot snapshot) {
    Map<MountName, String> owners = new HashMap<>();
    for (Tenant tenant : snapshot.tenants()) {
      for (Mount mount : tenant.mounts()) {
        String other = owners.put(mount.name(), tenant.name());
        if (other != null) {
          throw new IllegalArgumentException(
              "mount "
                  + mount.name()
                  + " is there twice, in tenants "
                  + other
                  + " and "
                  + tenant.name());
        }
      }
    }
    Limits.range("mounts", "the count", owners.size(), 0, MAX_MOUNTS);
    return owners;
  }

  private static void check(Tenant tenant, String what) {
    Limits.bcrypt(tenant.sourcePasswordHash(), what);
    Quotas quotas = tenant.quotas();
    notNegative(what, "quotas.mounts", quotas.mounts());
    notNegative(what, "quotas.sources", quotas.sources());
    notNegative(what, "quotas.listeners", quotas.listeners());
    notNegative(what, "quotas.egress", quotas.egress());
    if (tenant.timezone() != null) {
      try {
        var _ = tenant.zone();
      } catch (DateTimeException unknown) {
        throw new IllegalArgumentException(
            what + ": timezone is no time zone: " + tenant.timezone(), unknown);
      }
    }
    Limits.count(what + ": users", tenant.users(), MAX_USERS);
    Set<String> names = new HashSet<>();
    for (User user : tenant.users()) {
      String whom = what + ": user " + user.name();
      login(user.name(), user.passwordHash(), whom, names);
      Limits.count(whom + ": mounts", user.mounts(), MAX_MOUNTS);
    }
  }

  private static void login(String name, String hash, String what, Set<String> taken) {
    Limits.name(what, name);
    if (name.indexOf(':') >= 0) {
      throw new IllegalArgumentException(what + ": a name to log in with has no colon");
    }
    if (!taken.add(name)) {
      throw new IllegalArgumentException(what + " is there twice");
    }
    Limits.bcrypt(hash, what);
  }

  private static void notNegative(String what, String field, @Nullable Integer value) {
    if (value != null) {
      Limits.range(what, field, value, 0, Integer.MAX_VALUE);
    }
  }
}
