package io.floe.wire.config;

import io.floe.wire.audio.MountName;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What every snapshot keeps to, whoever wrote it: the ranges that the records promise. */
final class SnapshotRules {

  private static final int MAX_BURST = 1 << 20;
  private static final int MAX_PROXIES = 1_000;
  private static final int MAX_BANS = 100_000;
  private static final int MIN_TIMEOUT_MS = 1_000;
  private static final int MAX_TIMEOUT_MS = 3_600_000;

  private SnapshotRules() {}

  /**
   * @throws IllegalArgumentException when something is out of range; the message says what
   */
  static void check(ConfigSnapshot snapshot) {
    if (snapshot.version() < 0) {
      throw new IllegalArgumentException("version is not negative: " + snapshot.version());
    }
    range(
        "trustedProxies", "the count", snapshot.trustedProxies().networks().size(), 0, MAX_PROXIES);
    range("bans", "the count", snapshot.bans().networks().size(), 0, MAX_BANS);
    snapshot.admins().forEach(admin -> bcrypt(admin.passwordHash(), "admin " + admin.name()));
    Map<MountName, String> owners = new HashMap<>();
    for (ConfigSnapshot.Tenant tenant : snapshot.tenants()) {
      bcrypt(tenant.sourcePasswordHash(), "tenant " + tenant.name());
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
        check(mount);
      }
    }
  }

  private static void check(Mount mount) {
    String what = "mount " + mount.name();
    if (mount.name().reserved()) {
      throw new IllegalArgumentException(what + ": the name belongs to Floe's own pages");
    }
    bcrypt(mount.passwordHash(), what);
    range(what, "burst", mount.burst(), 0, MAX_BURST);
    range(what, "sourceTimeoutMs", mount.sourceTimeoutMs(), MIN_TIMEOUT_MS, MAX_TIMEOUT_MS);
    Integer maxListeners = mount.maxListeners();
    if (maxListeners != null) {
      range(what, "maxListeners", maxListeners, 0, Integer.MAX_VALUE);
    }
    boolean known;
    try {
      known = Charset.isSupported(mount.charset());
    } catch (IllegalCharsetNameException e) {
      known = false;
    }
    if (!known) {
      throw new IllegalArgumentException(
          what + ": there is no charset " + mount.charset() + ", use one like ISO-8859-1");
    }
  }

  private static void range(String what, String field, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          what + ": " + field + " is " + min + " to " + max + ", not " + value);
    }
  }

  private static void bcrypt(@Nullable String hash, String what) {
    if (hash != null && !hash.matches("\\$2[aby]\\$\\d\\d\\$[./A-Za-z0-9]{53}")) {
      throw new IllegalArgumentException(
          what + ": its password hash is not bcrypt ($2a$, $2b$ or $2y$ and 60 characters)");
    }
  }
}
