package io.floe.admin;

import io.floe.admin.rendition.Transcoders;
import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigFeed;
import io.floe.wire.config.ConfigSnapshot.Tenant;
import io.floe.wire.config.Rendition;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.ClusterView.Placed;
import io.floe.wire.report.Report.Job;
import io.floe.wire.report.Tenancy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Knows what transcoders report once this node has joined the cluster. Threads: any. */
final class BusTranscoders implements Transcoders {

  private record Joined(
      Supplier<ClusterView.Snapshot> cluster, ConfigFeed config, Tenancy tenancy) {}

  private volatile @Nullable Joined joined;

  /** From now on there are reports. */
  void to(Supplier<ClusterView.Snapshot> cluster, ConfigFeed config) {
    joined = new Joined(cluster, config, new Tenancy(cluster, config));
  }

  @Override
  public Map<MountName, Placed> jobs() {
    Joined now = joined;
    return now == null ? Map.of() : now.cluster().get().jobs();
  }

  @Override
  public List<Automatic> siblings() {
    Joined now = joined;
    if (now == null) {
      return List.of();
    }
    Set<MountName> configured = new HashSet<>();
    for (Tenant tenant : now.config().current().tenants()) {
      tenant.renditions().forEach(rendition -> configured.add(rendition.to()));
    }
    List<Automatic> found = new ArrayList<>();
    for (Placed placed : now.cluster().get().jobs().values()) {
      if (!configured.contains(placed.job().to())) {
        sibling(now.tenancy(), placed).ifPresent(found::add);
      }
    }
    found.sort(Comparator.comparing(each -> each.rendition().to()));
    return found;
  }

  private static Optional<Automatic> sibling(Tenancy tenancy, Placed placed) {
    Job job = placed.job();
    Tenant tenant = tenancy.of(placed).orElse(null);
    if (tenant == null) {
      return Optional.empty();
    }
    return tenant.siblings().stream()
        .flatMap(sibling -> sibling.of(job.from()).stream())
        .filter(rendition -> rendition.to().equals(job.to()))
        .map((Rendition rendition) -> new Automatic(tenant.name(), rendition))
        .findFirst();
  }
}
