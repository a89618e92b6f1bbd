package io.floe.ingest.source;

import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.ConfigSnapshot.Account;
import io.floe.wire.config.ConfigSnapshot.Made;
import io.floe.wire.config.ConfigSnapshot.Owned;
import io.floe.wire.config.ConfigSnapshot.Tenant;
import io.floe.wire.config.ConfigSnapshot.User;
import java.util.ArrayList;
import java.util.List;

/** Which passwords open which mount. Pure. */
final class Locks {

  /** Most tenants whose passwords are tried for an unknown mount when the user names none. */
  private static final int MAX_TRIED = 4;

  /** Cost of the hashes that Floe makes. */
  private static final int USUAL_COST = 10;

  /** Highest that Floe has ever taken. */
  private static final int MOST_COST = 14;

  private static final String ADMIN = "admin:";
  private static final String TENANT = "tenant:";
  private static final String USER = "user:";

  private Locks() {}

  /**
   * One password that would do.
   *
   * @param id what {@code Encoder.credential} says of it
   * @param hash bcrypt
   */
  record Lock(String id, String hash) {

    /** What comparing a password with it takes: bcrypt works 2 to the power of its cost. */
    long work() {
      return Locks.work(hash);
    }
  }

  private static long work(String hash) {
    if (hash.length() < 7 || !hash.startsWith("$2")) {
      return 0;
    }
    int cost = 10 * (hash.charAt(4) - '0') + hash.charAt(5) - '0';
    return cost < 4 || cost > 31 ? 0 : 1L << Math.min(MOST_COST, cost);
  }

  /**
   * The passwords that open {@code mount} to {@code user}. Those of the mount come first: whoever
   * has one finds out nothing of accounts by how long it takes.
   *
   * @param accounts whether those of accounts open it too
   */
  static List<Lock> of(ConfigSnapshot config, MountName mount, String user, boolean accounts) {
    List<Lock> locks = new ArrayList<>(ofMount(config, mount, user));
    if (accounts) {
      locks.addAll(ofAccounts(config, mount, user));
    }
    return locks;
  }

  /**
   * The work of the dearest {@link #of} that there is for {@code mount}, whoever the user: a wrong
   * password takes so much whether or not somebody has that name.
   */
  static long dearest(ConfigSnapshot config, MountName mount, boolean accounts) {
    // No tenant has that name.
    long most = work(ofMount(config, mount, ""));
    if (most == 0 || (config.mount(mount).isEmpty() && config.rendition(mount).isEmpty())) {
      most = Math.max(most, dearestTenant(config));
    }
    if (most == 0) {
      most = 1L << USUAL_COST;
    }
    return accounts ? most + dearestAccount(config) : most;
  }

  private static long dearestTenant(ConfigSnapshot config) {
    long most = 0;
    for (Tenant tenant : config.tenants()) {
      String hash = tenant.sourcePasswordHash();
      most = Math.max(most, hash == null ? 0 : work(hash));
    }
    return most;
  }

  private static long dearestAccount(ConfigSnapshot config) {
    long most = 0;
    for (Account admin : config.admins()) {
      most = Math.max(most, work(admin.passwordHash()));
    }
    for (Tenant tenant : config.tenants()) {
      for (User user : tenant.users()) {
        most = Math.max(most, work(user.passwordHash()));
      }
    }
    return most;
  }

  private static long work(List<Lock> locks) {
    long sum = 0;
    for (Lock lock : locks) {
      sum += lock.work();
    }
    return sum;
  }

  /**
   * The passwords that open {@code mount}: its own, or else that of its tenant. One that a
   * rendition makes is its tenant's, too; it opens to nobody, but its tenant is told why. Any other
   * mount that is not configured opens to tenants that create mounts on the fly; when they are
   * many, the user name says which.
   */
  private static List<Lock> ofMount(ConfigSnapshot config, MountName mount, String user) {
    List<Lock> locks = new ArrayList<>();
    Owned owned = config.mount(mount).orElse(null);
    if (owned != null) {
      String own = owned.mount().passwordHash();
      if (own != null) {
        locks.add(new Lock("mount:" + mount, own));
      } else {
        addTenant(locks, owned.tenant());
      }
      return locks;
    }
    Made made = config.rendition(mount).orElse(null);
    if (made != null) {
      addTenant(locks, made.tenant());
      return locks;
    }
    for (Tenant tenant : config.tenants()) {
      if (tenant.createMounts() && tenant.name().equals(user)) {
        addTenant(locks, tenant);
        return locks;
      }
    }
    for (Tenant tenant : config.tenants()) {
      if (tenant.createMounts() && locks.size() < MAX_TRIED) {
        addTenant(locks, tenant);
      }
    }
    return locks;
  }

  /** The password of the admin account of that name, if there is one. */
  private static List<Lock> ofAdmin(ConfigSnapshot config, String user) {
    for (Account admin : config.admins()) {
      if (admin.name().equals(user)) {
        return List.of(new Lock(ADMIN + user, admin.passwordHash()));
      }
    }
    return List.of();
  }

  /**
   * The passwords of accounts of that name that may run {@code mount}: admins of the platform, and
   * users of its tenant. A mount that is not configured may be that of any tenant which creates
   * mounts on the fly.
   */
  private static List<Lock> ofAccounts(ConfigSnapshot config, MountName mount, String user) {
    List<Lock> locks = new ArrayList<>(ofAdmin(config, user));
    Tenant owner =
        config
            .mount(mount)
            .map(Owned::tenant)
            .or(() -> config.rendition(mount).map(Made::tenant))
            .orElse(null);
    if (owner != null) {
      addUser(locks, owner, mount, user);
      return locks;
    }
    for (Tenant tenant : config.tenants()) {
      if (tenant.createMounts() && locks.size() < MAX_TRIED) {
        addUser(locks, tenant, mount, user);
      }
    }
    return locks;
  }

  /**
   * Whose source one may give titles who came in with {@code credential}: on a configured mount,
   * and for admins, any (empty). A mount made on the fly belongs to whoever sends on it, so there
   * it takes the password that let the source in, or a user of that tenant.
   */
  static String titled(ConfigSnapshot config, MountName mount, String credential) {
    if (credential.startsWith(ADMIN) || config.mount(mount).isPresent()) {
      return "";
    }
    return credential.startsWith(USER) ? tenantOf(credential) : credential;
  }

  private static void addUser(List<Lock> locks, Tenant tenant, MountName mount, String name) {
    for (User user : tenant.users()) {
      if (user.name().equals(name) && user.runs(mount)) {
        locks.add(new Lock(USER + name + ":" + tenant.name(), user.passwordHash()));
      }
    }
  }

  /** The credential of the sources of a user's tenant. A user's name has no colon. */
  private static String tenantOf(String user) {
    return TENANT + user.substring(user.indexOf(':', USER.length()) + 1);
  }

  private static void addTenant(List<Lock> locks, Tenant tenant) {
    String hash = tenant.sourcePasswordHash();
    if (hash != null) {
      locks.add(new Lock(TENANT + tenant.name(), hash));
    }
  }
}
