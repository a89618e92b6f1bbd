package io.floe.testkit;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.ConfigSnapshot.Tenant;
import io.floe.wire.config.Mount;
import io.floe.wire.config.SnapshotFile;
import io.floe.wire.feed.ClusterFeed;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Report;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A node of a fake network with a feed whose work is done on the bus thread, and its file. */
record Member(Path path, ClusterFeed feed) {

  static Member of(FakeNetwork network, String id, Path path) {
    Bus bus = network.join(id);
    ClusterFeed feed = new ClusterFeed(bus, path, Runnable::run, () -> {});
    Heart heart =
        new Heart(
            bus,
            new NodeInfo(bus.self(), NodeInfo.Role.EDGE, "1", 8080, 0),
            () -> new Report.Edge(0, 0, List.of()),
            feed::stamp);
    feed.subscribe(next -> heart.quicken());
    return new Member(path, feed);
  }

  SnapshotFile file() {
    return new SnapshotFile(path);
  }

  static ConfigSnapshot snapshot(long version) {
    return ConfigSnapshot.EMPTY.with().version(version).publicUrl("http://v" + version).build();
  }

  /** A snapshot that cannot be packed much. */
  static ConfigSnapshot large(long version, int mounts) {
    Random random = new Random(1);
    List<Mount> all = new ArrayList<>();
    for (int i = 0; i < mounts; i++) {
      StringBuilder text = new StringBuilder();
      random.ints(150, 33, 127).forEach(text::appendCodePoint);
      all.add(Mount.onTheFly(new MountName("/m" + i)).with().description(text.toString()).build());
    }
    return snapshot(version)
        .with()
        .tenants(List.of(Tenant.of("north").with().mounts(all).build()))
        .build();
  }
}
