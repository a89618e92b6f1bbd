package io.floe.launcher.station;

import io.floe.launcher.folder.LaunchProblem;
import io.floe.launcher.folder.Passwords;
import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.Mount;
import io.floe.wire.station.PasswordRules;
import io.floe.wire.station.Station;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the first start on a data folder makes: the account, the tenant and the mount that every
 * platform begins with.
 *
 * @param snapshot hashes only
 * @param adminPassword generated; null when the environment gave it. So are the others
 */
public record FirstStart(
    ConfigSnapshot snapshot,
    @Nullable String adminPassword,
    @Nullable String sourcePassword,
    @Nullable String livePassword) {

  public static final String ADMIN = "admin";
  public static final String TENANT = "default";
  public static final MountName LIVE = new MountName("/live");

  /** Variables that give the passwords instead. Services do not get to see them. */
  public static final List<String> VARIABLES =
      List.of("FLOE_ADMIN_PASSWORD", "FLOE_SOURCE_PASSWORD", "FLOE_LIVE_PASSWORD");

  /**
   * Makes the secrets, except those that {@code environment} or {@code station} give or make
   * useless.
   */
  public static FirstStart with(Map<String, String> environment, Station station) {
    boolean sourceStated =
        station
            .tenant(TENANT)
            .map(tenant -> tenant.sourcePassword() != null)
            .orElse(station.prune());
    boolean liveStated =
        station
            .tenant(TENANT)
            .flatMap(tenant -> tenant.mount(LIVE))
            .map(mount -> mount.password() != null)
            .orElse(station.states(LIVE) || station.prune());
    String admin = given(environment, VARIABLES.get(0));
    String source = given(environment, VARIABLES.get(1));
    String live = given(environment, VARIABLES.get(2));
    String newAdmin = admin == null ? Passwords.generate() : null;
    String newSource = source == null && !sourceStated ? Passwords.generate() : null;
    String newLive = live == null && !liveStated ? Passwords.generate() : null;

    String adminHash = Passwords.hash(admin != null ? admin : String.valueOf(newAdmin));
    String sourceHash = hashOf(source != null ? source : newSource);
    String liveHash = hashOf(live != null ? live : newLive);

    List<Mount> mounts = new ArrayList<>();
    if (liveHash != null) {
      mounts.add(Mount.onTheFly(LIVE).with().passwordHash(liveHash).build());
    }
    return new FirstStart(
        ConfigSnapshot.EMPTY
            .with()
            .shoutcastMount(LIVE)
            .admins(List.of(new ConfigSnapshot.Account(ADMIN, adminHash)))
            .tenants(
                List.of(
                    ConfigSnapshot.Tenant.of(TENANT)
                        .with()
                        .sourcePasswordHash(sourceHash)
                        .createMounts(true)
                        .mounts(mounts)
                        .build()))
            .build(),
        newAdmin,
        newSource,
        newLive);
  }

  /** What to print once, and never again; empty when the environment gave everything. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (adminPassword != null) {
      lines.add("  Admin User:          " + ADMIN);
      lines.add("  Admin Password:      " + adminPassword);
    }
    if (sourcePassword != null) {
      lines.add("  Default Source Pass: " + sourcePassword);
    }
    if (livePassword != null) {
      lines.add("  Mount /live Pass:    " + livePassword);
    }
    if (!lines.isEmpty()) {
      lines.addFirst("FIRST RUN: SECURE CREDENTIALS GENERATED");
    }
    return lines;
  }

  @Override
  public String toString() {
    return "FirstStart[secrets not shown]";
  }

  private static @Nullable String given(Map<String, String> environment, String variable) {
    String password = environment.get(variable);
    if (password == null || password.isEmpty()) {
      return null;
    }
    String problem = PasswordRules.problemOf(password);
    if (problem != null) {
      throw new LaunchProblem(variable + " cannot be used: " + problem + ".");
    }
    return password;
  }

  private static @Nullable String hashOf(@Nullable String password) {
    return password == null ? null : Passwords.hash(password);
  }
}
