package io.floe.ingest.source;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.NodeId;
import io.floe.wire.config.ConfigSnapshot.Quotas;
import io.floe.wire.config.ConfigSnapshot.Tenant;
import io.floe.wire.report.ClusterView.Stream;
import io.floe.wire.report.Tenancy;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How many sources and mounts of a tenant there are: those of other nodes as they are announced,
 * those of this one as they are, on their way in included. A mount counts once, whoever sends on it
 * next; what renditions make are mounts, but no sources. Any thread; the lock is held for as long
 * as it takes to count.
 */
final class Seats {

  /** Sources of this node on a mount: more than one while the mount changes hands. */
  private record Taken(String tenant, int sources) {}

  private final Tenancy tenancy;
  private final NodeId self;
  private final Map<MountName, Taken> taken = new HashMap<>();

  Seats(Tenancy tenancy, NodeId self) {
    this.tenancy = tenancy;
    this.self = self;
  }

  /**
   * Takes a place for a source, to be given back once with {@link #leave}.
   *
   * @param tenant whose source password let it in, or an empty name when it was the mount's own
   * @return why there is none; then nothing is to be given back
   */
  synchronized Optional<String> take(MountName mount, String tenant) {
    Tenant owner = tenancy.of(mount).or(() -> tenancy.named(tenant)).orElse(null);
    if (owner != null) {
      Optional<String> problem = problem(mount, owner);
      if (problem.isPresent()) {
        return problem;
      }
    }
    String name = owner == null ? tenant : owner.name();
    taken.merge(mount, new Taken(name, 1), (one, more) -> new Taken(name, one.sources() + 1));
    return Optional.empty();
  }

  /** Gives a place back. */
  synchronized void leave(MountName mount) {
    taken.computeIfPresent(
        mount,
        (name, now) -> now.sources() == 1 ? null : new Taken(now.tenant(), now.sources() - 1));
  }

  // Under the lock.
  private Optional<String> problem(MountName mount, Tenant tenant) {
    Quotas quotas = tenant.quotas();
    Integer sources = quotas.sources();
    Integer mounts = quotas.mounts();
    if (sources == null && mounts == null) {
      return Optional.empty();
    }
    Set<MountName> used = new HashSet<>();
    tenancy.sources(tenant).stream()
        .filter(stream -> !stream.owner().equals(self))
        .map(Stream::mount)
        .forEach(used::add);
    taken.forEach((name, each) -> {
      if (each.tenant().equals(tenant.name())) {
        used.add(name);
      }
    });
    used.add(mount);
    if (sources != null && used.size() > sources) {
      return Optional.of("this station has as many sources as it may have");
    }
    if (mounts != null && !tenancy.stated(mount)) {
      used.removeIf(tenancy::stated);
      if (used.size() + tenancy.mounts(tenant) > mounts) {
        return Optional.of("this station has as many mounts as it may have");
      }
    }
    return Optional.empty();
  }
}
