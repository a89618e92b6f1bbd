package io.floe.admin;

import io.floe.admin.onair.OnAir;
import io.floe.admin.rest.Refusal;
import io.floe.wire.audio.MountName;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.config.ConfigFeed;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.http.RequestHead;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.ListenUrls;
import io.floe.wire.report.Tenancy;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Knows what is on the air once this node has joined the cluster. Threads: any. */
final class BusOnAir implements OnAir {

  private static final int RETRY_SECONDS = 2;

  private record Joined(
      NodeInfo self, ClusterView view, ConfigFeed config, Tenancy tenancy, ListenUrls urls) {}

  private volatile @Nullable Joined joined;

  /** From now on there is something to see. */
  void to(NodeInfo self, ClusterView view, ConfigFeed config) {
    joined =
        new Joined(
            self, view, config, new Tenancy(view::now, config), new ListenUrls(self, view, config));
  }

  @Override
  public NodeInfo self() {
    return now().self();
  }

  @Override
  public boolean onDuty() {
    Joined now = joined;
    return now != null
        && now.view().now().nodes(NodeInfo.Role.ADMIN).stream()
            .map(NodeInfo::id)
            .min(Comparator.naturalOrder())
            .equals(Optional.of(now.self().id()));
  }

  @Override
  public ClusterView.Snapshot cluster() {
    return now().view().now();
  }

  @Override
  public ConfigSnapshot config() {
    return now().config().current();
  }

  @Override
  public Optional<String> tenant(MountName mount) {
    return now().tenancy().of(mount).map(ConfigSnapshot.Tenant::name);
  }

  @Override
  public Optional<String> owner(ClusterView.Stream stream) {
    return now().tenancy().of(stream).map(ConfigSnapshot.Tenant::name);
  }

  @Override
  public Optional<String> owner(ClusterView.Placed rendition) {
    return now().tenancy().of(rendition).map(ConfigSnapshot.Tenant::name);
  }

  @Override
  public String base(RequestHead head) {
    return now().urls().base(head);
  }

  private Joined now() {
    Joined now = joined;
    if (now == null) {
      throw Refusal.busy("This service has not joined the cluster yet: try again.", RETRY_SECONDS);
    }
    return now;
  }
}
