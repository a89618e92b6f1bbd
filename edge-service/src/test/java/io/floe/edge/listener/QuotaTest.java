package io.floe.edge.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.edge.listener.ListenerCounters.Refusal;
import io.floe.edge.mount.LiveMount;
import io.floe.edge.ring.Broadcast;
import io.floe.testkit.FakeNetwork;
import io.floe.testkit.RawListener;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.bus.Message.Beacons;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.config.ConfigSnapshot.Quotas;
import io.floe.wire.config.Mount;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Report;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a tenant's quotas do to those who come, with another edge in the cluster. */
class QuotaTest {

  private static final Mount LIVE = Mount.onTheFly(new MountName("/live"));
  private static final Mount OTHER = Mount.onTheFly(new MountName("/other"));

  private static final long STARTED_AT = 5;

  private final FakeNetwork network = new FakeNetwork();
  private final AtomicLong wall = new AtomicLong();
  private final AtomicInteger onTheOtherEdge = new AtomicInteger();
  private final Map<String, Beacon> onAir =
      new ConcurrentHashMap<>(
          Map.of(
              "/live",
              beacon("/live", ""),
              "/other",
              beacon("/other", ""),
              "/fly",
              beacon("/fly", "default")));
  private Studio studio;

  @BeforeEach
  void open() throws Exception {
    Bus bus = network.join("edge1");
    ClusterView view =
        new ClusterView(
            bus,
            new Heart(
                bus,
                new NodeInfo(bus.self(), NodeInfo.Role.EDGE, "1", 8080, 0),
                () -> new Report.Edge(0, 0, List.of())));
    Bus second = network.join("edge2");
    new Heart(
        second,
        new NodeInfo(second.self(), NodeInfo.Role.EDGE, "1", 8080, 0),
        () -> {
          int now = onTheOtherEdge.get();
          return new Report.Edge(
              now, 0, List.of(new Report.MountListeners(new MountName("/other"), now, now)));
        });
    Bus ingest = network.join("ingest");
    ingest
        .loop()
        .every(
            Duration.ofSeconds(1),
            () -> ingest.broadcast(new Beacons(List.copyOf(onAir.values()))));
    studio = new Studio(own -> new ClusterRoom(view::now, own.config, own::mounts, wall::get));
    studio.config.mounts(LIVE, OTHER);
    Broadcast source = new Broadcast(3);
    for (String name : List.of("/live", "/other", "/fly")) {
      LiveMount live = studio.openConfigured(name, Studio.MP3);
      live.follow(onAir.get(name));
      live.ring().append(source.audio(4_000), 0);
    }
    elsewhere(0);
  }

  @AfterEach
  void close() {
    studio.close();
  }

  @Test
  void listenersOfATenant_areCountedOverMountsAndEdges() throws Exception {
    quotas(5, null);
    elsewhere(2);
    try (RawListener one = get("/live");
        RawListener two = get("/other");
        RawListener three = get("/fly")) {
      for (RawListener each : List.of(one, two, three)) {
        assertThat(each.head()).startsWith("HTTP/1.1 200 ");
      }
      try (RawListener beyond = get("/live")) {
        assertThat(beyond.head()).startsWith("HTTP/1.1 503 ").contains("Retry-After");
      }
      try (RawListener probe = studio.get("/live", "Range: bytes=0-0")) {
        assertThat(probe.head()).startsWith("HTTP/1.1 503 ");
      }
      assertThat(studio.counters.refused(Refusal.QUOTA)).isEqualTo(2);
      assertThat(studio.counters.listeners()).isEqualTo(3);
      elsewhere(1);
      try (RawListener probe = studio.get("/live", "Range: bytes=0-0")) {
        assertThat(probe.head()).startsWith("HTTP/1.1 206 ");
      }
      try (RawListener again = get("/live")) {
        assertThat(again.head()).startsWith("HTTP/1.1 200 ");
      }
    }
    studio.awaitNobody();
  }

  @Test
  void listenersOfAMountMadeOnTheFly_count_whileItsSourceIsAway() throws Exception {
    quotas(1, null);
    try (RawListener one = get("/fly")) {
      assertThat(one.head()).startsWith("HTTP/1.1 200 ");
      onAir.remove("/fly");
      network.advance(Duration.ofSeconds(5));
      try (RawListener beyond = get("/live")) {
        assertThat(beyond.head()).startsWith("HTTP/1.1 503 ");
      }
      try (RawListener beyond = get("/fly")) {
        assertThat(beyond.head()).startsWith("HTTP/1.1 503 ");
      }
    }
  }

  @Test
  void egressOfATenant_isListenersTimesBitrate() throws Exception {
    quotas(null, 4 * 128);
    elsewhere(2);
    try (RawListener one = get("/live");
        RawListener two = get("/live")) {
      assertThat(one.head()).startsWith("HTTP/1.1 200 ");
      assertThat(two.head()).startsWith("HTTP/1.1 200 ");
      try (RawListener beyond = get("/other")) {
        assertThat(beyond.head()).startsWith("HTTP/1.1 503 ");
      }
      quotas(null, 5 * 128);
      try (RawListener raised = get("/other")) {
        assertThat(raised.head()).startsWith("HTTP/1.1 200 ");
      }
    }
  }

  @Test
  void egress_ofASourceThatSendsMuchMoreThanItSays_isWhatItSends() throws Exception {
    quotas(null, 4 * 128);
    elsewhere(0);
    wall.set(STARTED_AT + 59_999); // 256 kbit/s, but not for long
    try (RawListener one = get("/live")) {
      assertThat(one.head()).startsWith("HTTP/1.1 200 ");
      wall.set(STARTED_AT + 60_000);
      try (RawListener two = get("/live")) {
        assertThat(two.head()).startsWith("HTTP/1.1 200 ");
        try (RawListener three = get("/live")) {
          assertThat(three.head()).startsWith("HTTP/1.1 503 ");
        }
        wall.set(STARTED_AT + 100_000); // 154 kbit/s: what it says, by and large
        try (RawListener three = get("/live")) {
          assertThat(three.head()).startsWith("HTTP/1.1 200 ");
        }
      }
    }
  }

  @Test
  void limitOfAMount_countsTheOtherEdgeAsItReported() throws Exception {
    studio.config.mounts(LIVE, OTHER.with().maxListeners(3).build());
    elsewhere(2);
    try (RawListener one = get("/other");
        RawListener two = get("/other")) {
      assertThat(one.head()).startsWith("HTTP/1.1 200 ");
      assertThat(two.head()).startsWith("HTTP/1.1 503 ");
    }
  }

  private void quotas(@Nullable Integer listeners, @Nullable Integer egress) {
    studio.config.tenant(
        tenant -> tenant.with().quotas(new Quotas(null, null, listeners, egress)).build());
  }

  private RawListener get(String path) throws IOException {
    return studio.get(path);
  }

  private void elsewhere(int listeners) {
    onTheOtherEdge.set(listeners);
    network.advance(Duration.ofMillis(1_500));
  }

  private static Beacon beacon(String mount, String tenant) {
    return new Beacon(
        new StreamId(new MountName(mount), 7),
        Studio.MP3,
        Beacon.State.LIVE,
        1,
        "",
        STARTED_AT,
        1_920_000,
        tenant);
  }
}
