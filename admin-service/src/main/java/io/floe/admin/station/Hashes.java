package io.floe.admin.station;

import io.floe.admin.account.Secrets;
import io.floe.admin.store.MountRow;
import io.floe.admin.store.TenantRow;
import io.floe.admin.store.UserRow;
import io.floe.wire.station.Station;
import io.floe.wire.station.Station.Password;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The hashes of a station's passwords: the one that is there when it is of the same password, so
 * that applying a file again changes nothing. Made before the transaction, since bcrypt takes long.
 */
final class Hashes {

  private final Map<String, String> before = new HashMap<>();
  private final Map<String, String> after = new HashMap<>();

  private Hashes() {}

  /** What is there now; within a transaction. */
  static Hashes read() {
    Hashes hashes = new Hashes();
    Map<Long, String> tenants = new HashMap<>();
    for (TenantRow tenant : TenantRow.<TenantRow>listAll()) {
      tenants.put(tenant.id, tenant.name);
      hashes.had(tenant(tenant.name), tenant.sourcePasswordHash);
    }
    for (MountRow mount : MountRow.<MountRow>listAll()) {
      String tenant = tenants.getOrDefault(mount.tenantId, "");
      hashes.had(mount(tenant, mount.name), mount.passwordHash);
    }
    for (UserRow user : UserRow.<UserRow>listAll()) {
      hashes.had(user(user.name), user.passwordHash);
    }
    return hashes;
  }

  /** Finds or makes all that the station needs; outside of a transaction. */
  void make(Station station) {
    for (Station.StatedTenant tenant : station.tenants()) {
      make(tenant(tenant.name()), tenant.sourcePassword());
      for (Station.StatedMount mount : tenant.mounts()) {
        make(mount(tenant.name(), mount.settings().name().value()), mount.password());
      }
      for (Station.StatedUser user : tenant.users()) {
        make(user(user.name()), user.password());
      }
    }
  }

  /** Of a source password of a tenant; null: the station gives none. */
  @Nullable String ofTenant(String tenant) {
    return after.get(tenant(tenant));
  }

  /** Of the password of a mount; null: the station gives none. */
  @Nullable String ofMount(String tenant, String mount) {
    return after.get(mount(tenant, mount));
  }

  /** Of the password of a user; null: the station gives none. */
  @Nullable String ofUser(String user) {
    return after.get(user(user));
  }

  private void had(String key, @Nullable String hash) {
    if (hash != null) {
      before.put(key, hash);
    }
  }

  private void make(String key, @Nullable Password password) {
    switch (password) {
      case null -> {}
      case Password.Hashed hashed -> after.put(key, hashed.hash());
      case Password.Clear clear -> {
        String old = before.get(key);
        after.put(
            key,
            old != null && Secrets.matches(clear.text(), old) ? old : Secrets.hash(clear.text()));
      }
    }
  }

  private static String tenant(String name) {
    return "tenant " + name;
  }

  private static String mount(String tenant, String name) {
    return "mount " + tenant + " " + name;
  }

  private static String user(String name) {
    return "user " + name;
  }
}
