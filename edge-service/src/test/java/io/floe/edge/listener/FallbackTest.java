package io.floe.edge.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.edge.mount.LiveMount;
import io.floe.edge.ring.Broadcast;
import io.floe.testkit.FakeNetwork;
import io.floe.testkit.RawListener;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.bus.Message.Beacons;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.config.Mount;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Report;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Listeners whose source goes, on real sockets and a fake network. */
class FallbackTest {

  private final FakeNetwork network = new FakeNetwork();
  private final Bus ingest = network.join("ingest");
  private final Map<String, Beacon> onAir = new TreeMap<>();
  private final Broadcast source = new Broadcast(1);
  private final Broadcast backupSource = new Broadcast(2);
  private Studio studio;
  private Fallbacks fallbacks;
  private LiveMount live;
  private LiveMount backup;

  @BeforeEach
  void open() throws Exception {
    Bus bus = network.join("edge");
    ClusterView view =
        new ClusterView(
            bus,
            new Heart(
                bus,
                new NodeInfo(bus.self(), NodeInfo.Role.EDGE, "1", 8080, 0),
                () -> new Report.Edge(0, 0, List.of())));
    var _ = ingest.loop().every(Duration.ofSeconds(1), this::announce);
    Room[] asked = new Room[1];
    studio =
        new Studio(own -> {
          asked[0] = new ClusterRoom(view::now, own.config, own::mounts, () -> 0);
          return asked[0];
        });
    // The first of the chain has another content type, the second is not on the air.
    configure(List.of());
    fallbacks =
        new Fallbacks(
            bus.loop(), view::now, studio.config, asked[0], studio, studio.server, studio::mounts);
    live = studio.openConfigured("/live", Studio.MP3);
    backup = studio.openConfigured("/backup", Studio.MP3);
    live.ring().append(source.audio(4_000), 0);
    backup.ring().append(backupSource.audio(4_000), 0);
    state("/live", Beacon.State.LIVE, Studio.MP3);
    state("/backup", Beacon.State.LIVE, Studio.MP3);
    state("/ogg", Beacon.State.LIVE, Studio.OGG);
    pass(3_000);
  }

  @AfterEach
  void close() {
    fallbacks.close();
    studio.close();
  }

  @Test
  void listeners_goToTheFallback_andBackWhenTheirMountIsSteady() throws Exception {
    try (RawListener listener = listen("/live", source.last(4_000))) {
      for (Beacon.State gone : List.of(Beacon.State.ENDED, Beacon.State.STALLED)) {
        state("/live", gone, Studio.MP3);
        pass(900);
        at(backup);
        backup.ring().append(backupSource.audio(3_000), 0);
        assertThat(listener.read(3_000)).isEqualTo(backupSource.last(3_000));

        state("/live", Beacon.State.LIVE, Studio.MP3);
        pass(1_900);
        assertThat(backup.listeners()).isEqualTo(1);
        pass(500);
        at(live);
        live.ring().append(source.audio(2_000), 0);
        assertThat(listener.read(2_000)).isEqualTo(source.last(2_000));
      }
    }
    studio.awaitNobody();
    assertThat(studio.server.guests().homes()).isEmpty();
  }

  @Test
  void sourceThatIsBackAtOnce_losesNobody() throws Exception {
    try (RawListener listener = listen("/live", source.last(4_000))) {
      state("/live", Beacon.State.ENDED, Studio.MP3);
      pass(250);
      state("/live", Beacon.State.LIVE, Studio.MP3);
      pass(3_000);
      live.ring().append(source.audio(2_000), 0);
      assertThat(listener.read(2_000)).isEqualTo(source.last(2_000));
      assertThat(studio.counters.moved()).isZero();
    }
  }

  @Test
  void sourceThatReturnsWithAnotherType_endsItsOldListeners() throws Exception {
    try (RawListener listener = listen("/live", source.last(4_000));
        RawListener other = listen("/backup", backupSource.last(4_000))) {
      state("/live", Beacon.State.ENDED, Studio.MP3);
      pass(900);
      Awaitility.await().until(() -> backup.listeners() == 2);
      live.ring().end();
      LiveMount again = studio.openConfigured("/live", Studio.OGG);
      state("/live", Beacon.State.LIVE, Studio.OGG);
      pass(2_600);
      at(backup);
      assertThat(listener.closed()).isTrue();
      backup.ring().append(backupSource.audio(3_000), 0);
      assertThat(other.read(3_000)).isEqualTo(backupSource.last(3_000));
      assertThat(again.listeners()).isZero();
    }
  }

  @Test
  void newcomer_whoseMountIsNotOnTheAir_hearsTheFallback_thenItsMount() throws Exception {
    state("/ogg", Beacon.State.ENDED, Studio.OGG);
    studio.forget("/live");
    live.ring().end();
    state("/live", Beacon.State.ENDED, Studio.MP3);
    pass(900);
    try (RawListener listener = listen("/live", backupSource.last(4_000))) {
      assertThat(backup.listeners()).isEqualTo(1);
      live = studio.openConfigured("/live", Studio.MP3);
      state("/live", Beacon.State.LIVE, Studio.MP3);
      pass(2_600);
      at(live);
      live.ring().append(source.audio(2_000), 0);
      assertThat(listener.read(2_000)).isEqualTo(source.last(2_000));
    }
    studio.awaitNobody();
    assertThat(studio.server.guests().homes()).isEmpty();
  }

  @Test
  void newcomerWhomItsMountRefuses_isRefusedByTheFallbackToo() throws Exception {
    state("/ogg", Beacon.State.ENDED, Studio.OGG);
    studio.forget("/live");
    live.ring().end();
    state("/live", Beacon.State.ENDED, Studio.MP3);
    pass(900);
    configure(List.of("ripper"));
    try (RawListener ripper = studio.get("/live", "User-Agent: Ripper")) {
      assertThat(ripper.head()).startsWith("HTTP/1.1 403 ");
    }
    listen("/live", backupSource.last(4_000)).close();
  }

  @Test
  void guestWhomItsOwnMountBansMeanwhile_isEnded_andNobodyElse() throws Exception {
    try (RawListener away = listen("/live", source.last(4_000));
        RawListener stays = listen("/backup", backupSource.last(4_000))) {
      state("/live", Beacon.State.ENDED, Studio.MP3);
      pass(900);
      Awaitility.await().until(() -> backup.listeners() == 2);
      configure(List.of("-"));
      assertThat(away.closed()).isTrue();
      backup.ring().append(backupSource.audio(3_000), 0);
      assertThat(stays.read(3_000)).isEqualTo(backupSource.last(3_000));
    }
    studio.awaitNobody();
    assertThat(studio.server.guests().homes()).isEmpty();
  }

  @Test
  void mountWithoutAFallbackOnTheAir_keepsItsListeners() throws Exception {
    try (RawListener listener = listen("/live", source.last(4_000))) {
      state("/backup", Beacon.State.ENDED, Studio.MP3);
      state("/live", Beacon.State.STALLED, Studio.MP3);
      pass(3_000);
      live.ring().append(source.audio(2_000), 0);
      assertThat(listener.read(2_000)).isEqualTo(source.last(2_000));
    }
  }

  private void configure(List<String> bannedOnLive) {
    studio.config.mounts(
        mount("/live", "/ogg").with().bannedAgents(bannedOnLive).build(),
        mount("/ogg", "/silent"),
        mount("/silent", "/backup"),
        Mount.onTheFly(new MountName("/backup")));
  }

  private static Mount mount(String name, String fallback) {
    return Mount.onTheFly(new MountName(name)).with().fallback(new MountName(fallback)).build();
  }

  private RawListener listen(String path, byte[] burst) throws IOException {
    RawListener listener = studio.get(path);
    assertThat(listener.head()).startsWith("HTTP/1.1 200 ");
    assertThat(listener.read(burst.length)).isEqualTo(burst);
    return listener;
  }

  /** Listeners move on their own event loops, which tell the bus thread when they have. */
  private void at(LiveMount mount) {
    Awaitility.await("a listener of " + mount.name())
        .atMost(Duration.ofSeconds(5))
        .pollInSameThread()
        .until(() -> {
          network.settle();
          return mount.listeners() == 1;
        });
    network.settle();
  }

  private void state(String mount, Beacon.State state, StreamInfo info) {
    StreamId id = new StreamId(new MountName(mount), 7);
    onAir.put(mount, new Beacon(id, info, state, 1, "", 5, 6));
    announce();
  }

  private void announce() {
    ingest.broadcast(new Beacons(List.copyOf(onAir.values())));
  }

  /** What other threads have handed over meanwhile is done at each step. */
  private void pass(int millis) {
    for (int i = 0; i < millis / 50; i++) {
      network.advance(Duration.ofMillis(50));
    }
  }
}
