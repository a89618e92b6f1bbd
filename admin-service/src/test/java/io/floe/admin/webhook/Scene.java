package io.floe.admin.webhook;

import io.floe.admin.onair.OnAir;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.http.RequestHead;
import io.floe.wire.report.ClusterView.Placed;
import io.floe.wire.report.ClusterView.Snapshot;
import io.floe.wire.report.ClusterView.Stream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A cluster as a test wants it to look: one ingest, one transcoder, all mounts of north but {@code
 * /free}, which is nobody's.
 */
final class Scene implements OnAir {

  private static final NodeInfo INGEST = node("ingest", NodeInfo.Role.INGEST);
  private static final NodeInfo TRANSCODER = node("transcoder", NodeInfo.Role.TRANSCODER);

  private final Map<MountName, Stream> streams = new TreeMap<>();
  private final Map<String, String> owners = new HashMap<>();
  private boolean ingest = true;
  private boolean brief;
  private ConfigSnapshot config = ConfigSnapshot.EMPTY;

  private static NodeInfo node(String name, NodeInfo.Role role) {
    return new NodeInfo(new NodeId(name), role, "test", 1, 1);
  }

  void source(String mount, long epoch, String title) {
    put(INGEST, mount, epoch, title, 0);
  }

  void listeners(String mount, long epoch, int listeners) {
    put(INGEST, mount, epoch, "", listeners);
  }

  void rendition(String mount, long epoch) {
    put(TRANSCODER, mount, epoch, "", 0);
  }

  void gone(String mount) {
    streams.remove(new MountName(mount));
  }

  /** From now on that mount is of another tenant than north; empty: of nobody. */
  void moves(String mount, String tenant) {
    owners.put(mount, tenant);
  }

  /** Every source goes as soon as the cluster was looked at, and then nobody knows whose it was. */
  void brief() {
    brief = true;
  }

  void ingestGone() {
    ingest = false;
  }

  void ingestBack() {
    ingest = true;
  }

  /** These tenants have mounts made on the fly. */
  void makers(String... tenants) {
    config =
        ConfigSnapshot.EMPTY
            .with()
            .tenants(
                Arrays.stream(tenants)
                    .map(name -> ConfigSnapshot.Tenant.of(name).with().createMounts(true).build())
                    .toList())
            .build();
  }

  private void put(NodeInfo owner, String mount, long epoch, String title, int listeners) {
    MountName name = new MountName(mount);
    StreamInfo info = new StreamInfo("audio/mpeg", "Station", "", "", "", 128, true, "");
    streams.put(
        name,
        new Stream(
            owner.id(),
            new StreamId(name, epoch),
            info,
            Beacon.State.LIVE,
            title,
            1_000 + epoch,
            0,
            0,
            listeners,
            listeners,
            0,
            ""));
  }

  @Override
  public NodeInfo self() {
    return node("admin", NodeInfo.Role.ADMIN);
  }

  @Override
  public boolean onDuty() {
    return true;
  }

  @Override
  public Snapshot cluster() {
    List<NodeInfo> nodes = new ArrayList<>(List.of(TRANSCODER));
    if (ingest) {
      nodes.addFirst(INGEST);
    }
    Snapshot now = new Snapshot(List.copyOf(streams.values()), nodes, 0, Map.of());
    if (brief) {
      streams.clear();
    }
    return now;
  }

  @Override
  public ConfigSnapshot config() {
    return config;
  }

  @Override
  public Optional<String> tenant(MountName mount) {
    return brief ? Optional.empty() : named(mount);
  }

  @Override
  public Optional<String> owner(Stream stream) {
    return named(stream.mount());
  }

  @Override
  public Optional<String> owner(Placed rendition) {
    throw new UnsupportedOperationException();
  }

  private Optional<String> named(MountName mount) {
    String owner = owners.getOrDefault(mount.value(), mount.value().equals("/free") ? "" : "north");
    return owner.isEmpty() ? Optional.empty() : Optional.of(owner);
  }

  @Override
  public String base(RequestHead head) {
    throw new UnsupportedOperationException();
  }
}
