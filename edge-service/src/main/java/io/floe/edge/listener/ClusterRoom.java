package io.floe.edge.listener;

import io.floe.edge.mount.LiveMount;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Message.Beacon.State;
import io.floe.wire.config.ConfigFeed;
import io.floe.wire.config.ConfigSnapshot.Quotas;
import io.floe.wire.config.ConfigSnapshot.Tenant;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.ClusterView.Stream;
import io.floe.wire.report.Tenancy;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts listeners and their bitrates: of other edges as they reported them last, of this one as
 * they are. Any thread.
 */
public final class ClusterRoom implements Room {

  /** Taken for a stream whose source does not say, in kbit/s. */
  private static final int USUAL_BITRATE = 128;

  /** A source has to send for so long before what it sends is taken for its bitrate, in ms. */
  private static final long MEASURED_MILLIS = 60_000;

  /** Chains are walked no further. */
  private static final int LONGEST_CHAIN = 100;

  private final Supplier<ClusterView.Snapshot> cluster;
  private final ConfigFeed config;
  private final Tenancy tenancy;
  private final Supplier<List<LiveMount>> here;
  private final LongSupplier wallMillis;

  /**
   * @param here the mounts that flow to this edge
   */
  public ClusterRoom(
      Supplier<ClusterView.Snapshot> cluster,
      ConfigFeed config,
      Supplier<List<LiveMount>> here,
      LongSupplier wallMillis) {
    this.cluster = cluster;
    this.config = config;
    this.tenancy = new Tenancy(cluster, config);
    this.here = here;
    this.wallMillis = wallMillis;
  }

  @Override
  public int elsewhere(MountName mount) {
    return cluster.get().stream(mount).map(Stream::elsewhere).orElse(0);
  }

  @Override
  public Optional<MountName> instead(MountName mount, @Nullable String contentType) {
    ClusterView.Snapshot seen = cluster.get();
    MountName next = config.settings(mount).fallback();
    for (int step = 0; step < LONGEST_CHAIN && next != null; step++) {
      Optional<Stream> stream = seen.stream(next).filter(each -> each.state() == State.LIVE);
      if (stream.isPresent()
          && (contentType == null || stream.get().info().contentType().equals(contentType))) {
        return Optional.of(next);
      }
      next = config.settings(next).fallback();
    }
    return Optional.empty();
  }

  @Override
  public boolean suffices(LiveMount mount, int more) {
    Tenant tenant = owner(mount).orElse(null);
    if (tenant == null) {
      return true;
    }
    Quotas quotas = tenant.quotas();
    Integer most = quotas.listeners();
    Integer egress = quotas.egress();
    if (most == null && egress == null) {
      return true;
    }
    long listeners = 0;
    long kilobits = 0;
    ClusterView.Snapshot seen = cluster.get();
    for (Stream stream : tenancy.streams(tenant)) {
      listeners += stream.elsewhere();
      kilobits += (long) stream.elsewhere() * bitrate(stream);
    }
    for (LiveMount each : here.get()) {
      if (owner(each).filter(owner -> owner.name().equals(tenant.name())).isPresent()) {
        int bitrate =
            seen.stream(each.name()).map(this::bitrate).orElseGet(() -> stated(each.info()));
        int count = each.listeners() + (each.name().equals(mount.name()) ? more : 0);
        listeners += count;
        kilobits += (long) count * bitrate;
      }
    }
    return (most == null || listeners <= most) && (egress == null || kilobits <= egress);
  }

  /** Whose it is; while a source that made it on the fly is away, that source's. */
  private Optional<Tenant> owner(LiveMount mount) {
    return tenancy.of(mount.name()).or(() -> tenancy.named(mount.tenant()));
  }

  /** What the source says, unless it has long been sending much more than that. In kbit/s. */
  private int bitrate(Stream stream) {
    int stated = stated(stream.info());
    long millis = wallMillis.getAsLong() - stream.startedAt();
    if (millis < MEASURED_MILLIS) {
      return stated;
    }
    long sent = Math.clamp(stream.bytesIn() * 8 / millis, 0, Integer.MAX_VALUE);
    return sent > stated + stated / 4 ? (int) sent : stated;
  }

  private static int stated(StreamInfo info) {
    return info.bitrate() > 0 ? info.bitrate() : USUAL_BITRATE;
  }
}
