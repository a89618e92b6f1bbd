package io.floe.wire.report;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.config.ConfigFeed;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.ConfigSnapshot.Tenant;
import io.floe.wire.config.Mount;
import io.floe.wire.report.ClusterView.Placed;
import io.floe.wire.report.ClusterView.Stream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which streams on the air are whose, over the whole cluster: what quotas are counted by. A
 * configured mount is its tenant's, and so is what a rendition makes; one made on the fly is that
 * tenant's whose source password opened it, or whose mount a transcoder makes it from. Threads:
 * any; what was found stays until the cluster or the configuration changes.
 */
public final class Tenancy {

  private record Found(
      ClusterView.Snapshot cluster,
      ConfigSnapshot config,
      Map<MountName, Tenant> owners,
      Set<MountName> configured,
      Map<MountName, Tenant> makers,
      Map<String, Tenant> tenants,
      Map<String, Integer> mounts,
      Map<String, List<Stream>> onAir,
      Map<String, List<Stream>> sources) {

    private Optional<Tenant> of(Stream stream) {
      Tenant owner = owners.get(stream.mount());
      return Optional.ofNullable(owner == null ? tenants.get(stream.tenant()) : owner);
    }
  }

  private final Supplier<ClusterView.Snapshot> cluster;
  private final ConfigFeed config;
  private volatile @Nullable Found found;

  /** Asks both whenever it is asked itself. */
  public Tenancy(Supplier<ClusterView.Snapshot> cluster, ConfigFeed config) {
    this.cluster = cluster;
    this.config = config;
  }

  /** Whose mount that is: as the configuration says, else that of the stream on it. */
  public Optional<Tenant> of(MountName mount) {
    Found now = now();
    Tenant owner = now.owners().get(mount);
    if (owner != null) {
      return Optional.of(owner);
    }
    return now.cluster().stream(mount).flatMap(now::of);
  }

  /** Whose that stream is, also when it has gone since it was seen. */
  public Optional<Tenant> of(Stream stream) {
    return now().of(stream);
  }

  /**
   * Whose rendition that is: of who has configured it, else of whose mount it is made from. Once
   * that was made on the fly and has gone, it is nobody's any more, but what is made of it may be.
   */
  public Optional<Tenant> of(Placed placed) {
    Found now = now();
    MountName to = placed.job().to();
    Tenant maker = now.makers().get(to);
    if (maker != null) {
      return Optional.of(maker);
    }
    return of(placed.job().from())
        .or(() ->
            now.cluster().stream(to)
                .filter(stream -> stream.owner().equals(placed.node()))
                .flatMap(now::of));
  }

  /** The tenant of that name. */
  public Optional<Tenant> named(String tenant) {
    return Optional.ofNullable(now().tenants().get(tenant));
  }

  /** Its streams on the air. */
  public List<Stream> streams(Tenant tenant) {
    return now().onAir().getOrDefault(tenant.name(), List.of());
  }

  /** Those of them that a source sends: a transcoder's are not among them. */
  public List<Stream> sources(Tenant tenant) {
    return now().sources().getOrDefault(tenant.name(), List.of());
  }

  /** Whether the mount is configured. */
  public boolean configured(MountName mount) {
    return now().configured().contains(mount);
  }

  /** Whether the mount is configured, or made by a rendition. */
  public boolean stated(MountName mount) {
    return now().owners().containsKey(mount);
  }

  /** How many mounts are its own that are {@link #stated}. */
  public int mounts(Tenant tenant) {
    return now().mounts().getOrDefault(tenant.name(), 0);
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
    Map<MountName, Tenant> owners = new HashMap<>();
    Set<MountName> configured = new HashSet<>();
    Map<MountName, Tenant> makers = new HashMap<>();
    Map<String, Tenant> tenants = new HashMap<>();
    Map<String, Integer> mounts = new HashMap<>();
    for (Tenant tenant : decided.tenants()) {
      tenants.put(tenant.name(), tenant);
      for (Mount mount : tenant.mounts()) {
        configured.add(mount.name());
        owners.put(mount.name(), tenant);
      }
      tenant.renditions().forEach(rendition -> makers.put(rendition.to(), tenant));
    }
    owners.putAll(makers);
    owners.values().forEach(tenant -> mounts.merge(tenant.name(), 1, Integer::sum));
    Set<NodeId> transcoders = new HashSet<>();
    seen.nodes(NodeInfo.Role.TRANSCODER).forEach(node -> transcoders.add(node.id()));
    Map<String, List<Stream>> onAir = new HashMap<>();
    Map<String, List<Stream>> sources = new HashMap<>();
    for (Stream stream : seen.streams()) {
      Tenant tenant = owners.get(stream.mount());
      String name = tenant == null ? stream.tenant() : tenant.name();
      onAir.computeIfAbsent(name, each -> new ArrayList<>()).add(stream);
      if (!makers.containsKey(stream.mount()) && !transcoders.contains(stream.owner())) {
        sources.computeIfAbsent(name, each -> new ArrayList<>()).add(stream);
      }
    }
    return new Found(seen, decided, owners, configured, makers, tenants, mounts, onAir, sources);
  }
}
