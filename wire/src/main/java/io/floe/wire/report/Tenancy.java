package io.floe.wire.report;

import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigFeed;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.ConfigSnapshot.Tenant;
import io.floe.wire.config.Mount;
import io.floe.wire.report.ClusterView.Stream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which streams on the air are whose, over the whole cluster: what quotas are counted by. A
 * configured mount is its tenant's; one made on the fly is that tenant's whose source password
 * opened it. Threads: any; what was found stays until the cluster or the configuration changes.
 */
public final class Tenancy {

  private record Found(
      ClusterView.Snapshot cluster,
      ConfigSnapshot config,
      Map<MountName, Tenant> configured,
      Map<String, Tenant> tenants,
      Map<String, List<Stream>> onAir) {}

  private final Supplier<ClusterView.Snapshot> cluster;
  private final ConfigFeed config;
  private volatile @Nullable Found found;

  /** Asks both whenever it is asked itself. */
  public Tenancy(Supplier<ClusterView.Snapshot> cluster, ConfigFeed config) {
    this.cluster = cluster;
    this.config = config;
  }

  /** Whose mount that is: of a configured one, or of the source on it. */
  public Optional<Tenant> of(MountName mount) {
    Found now = now();
    Tenant configured = now.configured().get(mount);
    if (configured != null) {
      return Optional.of(configured);
    }
    return now.cluster().stream(mount)
        .flatMap(stream -> Optional.ofNullable(now.tenants().get(stream.tenant())));
  }

  /** The tenant of that name. */
  public Optional<Tenant> named(String tenant) {
    return Optional.ofNullable(now().tenants().get(tenant));
  }

  /** Its streams on the air. */
  public List<Stream> streams(Tenant tenant) {
    return now().onAir().getOrDefault(tenant.name(), List.of());
  }

  /** Whether the mount is configured. */
  public boolean configured(MountName mount) {
    return now().configured().containsKey(mount);
  }

  @SuppressWarnings("ReferenceEquality") // both are replaced, never changed
  private Found now() {
    ClusterView.Snapshot seen = cluster.get();
    ConfigSnapshot decided = config.current();
    Found known = found;
    if (known == null || known.cluster() != seen || known.config() != decided) {
      known = find(seen, decided);
      found = known;
    }
    return known;
  }

  private static Found find(ClusterView.Snapshot seen, ConfigSnapshot decided) {
    Map<MountName, Tenant> configured = new HashMap<>();
    Map<String, Tenant> tenants = new HashMap<>();
    for (Tenant tenant : decided.tenants()) {
      tenants.put(tenant.name(), tenant);
      for (Mount mount : tenant.mounts()) {
        configured.put(mount.name(), tenant);
      }
    }
    Map<String, List<Stream>> onAir = new HashMap<>();
    for (Stream stream : seen.streams()) {
      Tenant tenant = configured.get(stream.mount());
      String name = tenant == null ? stream.tenant() : tenant.name();
      onAir.computeIfAbsent(name, each -> new ArrayList<>()).add(stream);
    }
    return new Found(seen, decided, configured, tenants, onAir);
  }
}
