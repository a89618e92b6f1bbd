package io.floe.launcher.station;

import io.floe.launcher.folder.Passwords;
import io.floe.launcher.station.Station.Password;
import io.floe.launcher.station.Station.StatedMount;
import io.floe.launcher.station.Station.StatedTenant;
import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.ConfigSnapshot.Tenant;
import io.floe.wire.config.Mount;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a snapshot becomes when a station is applied to it. What the station states wins; other
 * tenants and mounts stay, unless it says {@code prune}. A stated mount has exactly the settings
 * that the file gives it; a password that the file does not give stays as it was. Applying the same
 * station again changes nothing.
 */
public final class Applied {

  private Applied() {}

  /** {@code base} with {@code station} applied; the version stays. */
  public static ConfigSnapshot to(ConfigSnapshot base, Station station) {
    Set<MountName> stated = new HashSet<>();
    for (StatedTenant tenant : station.tenants()) {
      tenant.mounts().forEach(mount -> stated.add(mount.settings().name()));
    }
    Map<String, Tenant> tenants = new LinkedHashMap<>();
    for (Tenant before : base.tenants()) {
      StatedTenant now = station.tenant(before.name()).orElse(null);
      if (now != null || !station.prune()) {
        tenants.put(before.name(), tenant(before, now, stated, station.prune()));
      }
    }
    for (StatedTenant now : station.tenants()) {
      tenants.computeIfAbsent(
          now.name(), name -> tenant(Tenant.of(name), now, stated, station.prune()));
    }
    return base.with()
        .publicUrl(station.publicUrl() == null ? base.publicUrl() : station.publicUrl())
        .shoutcastMount(
            station.shoutcastMount() == null ? base.shoutcastMount() : station.shoutcastMount())
        .icecastPortListeners(
            station.icecastPortListeners() == null
                ? base.icecastPortListeners()
                : station.icecastPortListeners())
        .tenants(List.copyOf(tenants.values()))
        .trustedProxies(
            station.trustedProxies() == null ? base.trustedProxies() : station.trustedProxies())
        .bans(station.bans() == null ? base.bans() : station.bans())
        .build();
  }

  private static Tenant tenant(
      Tenant before, @Nullable StatedTenant now, Set<MountName> stated, boolean prune) {
    List<Mount> mounts = new ArrayList<>();
    if (!prune) {
      before.mounts().stream().filter(mount -> !stated.contains(mount.name())).forEach(mounts::add);
    }
    if (now == null) {
      return before.with().mounts(mounts).build();
    }
    for (StatedMount each : now.mounts()) {
      // A mount that comes from another tenant does not bring that tenant's password along.
      String hashBefore =
          before.mounts().stream()
              .filter(mount -> mount.name().equals(each.settings().name()))
              .findFirst()
              .map(Mount::passwordHash)
              .orElse(null);
      mounts.add(each.settings().with().passwordHash(hash(each.password(), hashBefore)).build());
    }
    return before
        .with()
        .sourcePasswordHash(hash(now.sourcePassword(), before.sourcePasswordHash()))
        .createMounts(now.createMounts() == null ? before.createMounts() : now.createMounts())
        .mounts(mounts)
        .build();
  }

  /** A new hash only when the password is another one, so that nothing changes for no reason. */
  private static @Nullable String hash(@Nullable Password password, @Nullable String before) {
    return switch (password) {
      case null -> before;
      case Password.Hashed hashed -> hashed.hash();
      case Password.Clear clear ->
          before != null && Passwords.matches(clear.text(), before)
              ? before
              : Passwords.hash(clear.text());
    };
  }
}
