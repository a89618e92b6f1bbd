package io.floe.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.ClusterView.Stream;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Report;
import io.floe.wire.report.Report.Job.State;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The view of the cluster that any node builds, on the fake network. */
class ClusterViewTest {

  private static final MountName LIVE = new MountName("/live");
  private static final Duration SOON = Duration.ofMillis(150);

  private final FakeNetwork network = new FakeNetwork();
  private final Bus ingest = network.join("ingest");
  private final Heart heart = heart(ingest, NodeInfo.Role.INGEST, new Report.Ingest(1, 1));
  private final ClusterView view = new ClusterView(ingest, heart);

  @Test
  void view_atFirst_knowsItselfAlone() {
    assertThat(view.now().nodes()).extracting(NodeInfo::id).containsExactly(new NodeId("ingest"));
    assertThat(view.now().streams()).isEmpty();
    assertThat(view.now().listeners()).isZero();
  }

  @Test
  void stream_thatIsAnnounced_isOnTheAirWithItsTitle() {
    ingest.broadcast(beacon(7, Beacon.State.LIVE, "A - B"));
    network.advance(SOON);

    Stream stream = view.now().stream(LIVE).orElseThrow();
    assertThat(stream.owner()).isEqualTo(new NodeId("ingest"));
    assertThat(stream.title()).isEqualTo("A - B");
    assertThat(stream.id().epoch()).isEqualTo(7);

    ingest.broadcast(beacon(7, Beacon.State.ENDED, "A - B"));
    network.advance(SOON);
    assertThat(view.now().streams()).isEmpty();
  }

  @Test
  void streamThatHasEnded_leavesItsLastWordsForTenSeconds() {
    ingest.broadcast(beacon(7, Beacon.State.LIVE, ""));
    network.advance(SOON);
    assertThat(view.now().ended()).isEmpty();

    ingest.broadcast(beacon(8, Beacon.State.LIVE, ""));
    ingest.broadcast(beacon(7, Beacon.State.ENDED, ""));
    network.advance(SOON);
    assertThat(view.now().stream(LIVE).orElseThrow().id().epoch()).isEqualTo(8);
    Stream ended = view.now().ended().getFirst();
    assertThat(ended.id()).isEqualTo(new StreamId(LIVE, 7));
    assertThat(ended.bytesIn()).isEqualTo(6);

    network.advance(Duration.ofSeconds(9));
    assertThat(view.now().ended()).hasSize(1);
    network.advance(Duration.ofSeconds(3));
    assertThat(view.now().ended()).isEmpty();
  }

  @Test
  void lastWordsOfMoreStreamsThanAreKept_areThoseOfTheNewest() {
    for (int i = 1; i <= 10_001; i++) {
      ingest.broadcast(beacon(i, Beacon.State.ENDED, ""));
    }
    network.advance(SOON);
    assertThat(view.now().ended()).hasSize(10_000);
    assertThat(view.now().ended().getFirst().id().epoch()).isEqualTo(2);
  }

  @Test
  void stream_withoutBeacons_isForgottenAfterThreeSeconds() {
    ingest.broadcast(beacon(7, Beacon.State.LIVE, ""));
    network.advance(Duration.ofMillis(2500));
    assertThat(view.now().streams()).hasSize(1);

    network.advance(Duration.ofMillis(1700));
    assertThat(view.now().streams()).isEmpty();
  }

  @Test
  void twoOwnersOfOneMount_theHigherEpochCounts_untilItEnds() {
    Bus other = network.join("other");
    other.broadcast(beacon(9, Beacon.State.LIVE, "new"));
    ingest.broadcast(beacon(7, Beacon.State.LIVE, "old"));
    network.advance(SOON);
    assertThat(view.now().stream(LIVE).orElseThrow().title()).isEqualTo("new");

    ingest.broadcast(beacon(7, Beacon.State.ENDED, "old"));
    network.advance(SOON);
    assertThat(view.now().streams()).hasSize(1);

    other.broadcast(beacon(9, Beacon.State.ENDED, "new"));
    ingest.broadcast(beacon(7, Beacon.State.STALLED, "old"));
    network.advance(SOON);
    assertThat(view.now().stream(LIVE).orElseThrow().title()).isEqualTo("old");
  }

  @Test
  void twoOwnersOfOneEpoch_theLowerNodeCounts_andTheEndOfTheOtherIsNotItsOwn() {
    Bus other = network.join("other");
    ingest.broadcast(beacon(7, Beacon.State.LIVE, "winner"));
    other.broadcast(beacon(7, Beacon.State.LIVE, "loser"));
    network.advance(SOON);
    assertThat(view.now().stream(LIVE).orElseThrow().title()).isEqualTo("winner");

    other.broadcast(beacon(7, Beacon.State.ENDED, "loser"));
    network.advance(SOON);
    assertThat(view.now().stream(LIVE).orElseThrow().title()).isEqualTo("winner");

    ingest.broadcast(beacon(7, Beacon.State.ENDED, "winner"));
    network.advance(SOON);
    assertThat(view.now().streams()).isEmpty();
  }

  @Test
  void endOfAStreamThatWasNotHeardOf_takesNobodyElseOffTheView() {
    Bus other = network.join("other");
    ingest.broadcast(beacon(7, Beacon.State.LIVE, "here"));
    other.broadcast(beacon(9, Beacon.State.ENDED, "gone"));
    network.advance(SOON);
    assertThat(view.now().stream(LIVE).orElseThrow().title()).isEqualTo("here");
  }

  @Test
  void listeners_ofAllLivingEdges_areSummed_andPeaksRemembered() {
    AtomicInteger first = new AtomicInteger(2);
    edge("edge1", first);
    edge("edge2", new AtomicInteger(3));
    ingest.broadcast(beacon(7, Beacon.State.LIVE, ""));
    network.advance(Duration.ofMillis(1200));

    assertThat(view.now().listeners()).isEqualTo(5);
    assertThat(view.now().stream(LIVE).orElseThrow().listeners()).isEqualTo(5);
    assertThat(view.now().nodes(NodeInfo.Role.EDGE)).hasSize(2);

    first.set(0);
    ingest.broadcast(beacon(7, Beacon.State.LIVE, ""));
    network.advance(Duration.ofMillis(1200));
    assertThat(view.now().stream(LIVE).orElseThrow().listeners()).isEqualTo(3);
    assertThat(view.now().stream(LIVE).orElseThrow().peak()).isEqualTo(5);
  }

  @Test
  void peak_thatOneEdgeSawBetweenBeats_counts() {
    Bus edge = network.join("edge");
    heart(
        edge,
        NodeInfo.Role.EDGE,
        new Report.Edge(1, 0, List.of(new Report.MountListeners(LIVE, 1, 40))));
    ingest.broadcast(beacon(7, Beacon.State.LIVE, ""));
    network.advance(SOON);

    assertThat(view.now().stream(LIVE).orElseThrow().peak()).isEqualTo(40);
  }

  @Test
  void edge_thatIsNotHeardForThreeSeconds_countsNoMore() {
    edge("edge1", new AtomicInteger(2));
    edge("edge2", new AtomicInteger(3));
    network.advance(Duration.ofMillis(1200));
    network.freeze("edge1");

    network.advance(Duration.ofMillis(2500));
    assertThat(view.now().listeners()).isEqualTo(5);
    network.advance(Duration.ofMillis(1500));
    assertThat(view.now().listeners()).isEqualTo(3);
    assertThat(view.now().nodes(NodeInfo.Role.EDGE))
        .extracting(NodeInfo::id)
        .containsExactly(new NodeId("edge2"));

    network.thaw("edge1");
    network.advance(Duration.ofMillis(1500));
    assertThat(view.now().listeners()).isEqualTo(5);
  }

  @Test
  void edge_itself_countsItsOwnListeners() {
    Bus edge = network.join("edge");
    Heart own =
        heart(
            edge,
            NodeInfo.Role.EDGE,
            new Report.Edge(4, 0, List.of(new Report.MountListeners(LIVE, 4, 4))));
    try (ClusterView onEdge = new ClusterView(edge, own)) {
      network.advance(SOON);

      assertThat(onEdge.now().listeners()).isEqualTo(4);
    }
  }

  @Test
  void jobs_ofLivingTranscoders_areKnownByTheirOutputs() {
    transcoder("one", job("/a", State.RUNNING), job("/b", State.WAITING));
    transcoder("two", job("/a", State.WAITING), job("/b", State.FAILED), job("/c", State.IDLE));
    network.advance(SOON);

    assertThat(at("/a")).isEqualTo("one RUNNING");
    assertThat(at("/b")).isEqualTo("two FAILED");
    assertThat(at("/c")).isEqualTo("two IDLE");
    assertThat(view.now().jobs()).hasSize(3);

    network.freeze("two");
    network.advance(Duration.ofMillis(4000));
    assertThat(at("/b")).isEqualTo("one WAITING");
    assertThat(view.now().jobs()).hasSize(2);
  }

  @Test
  void jobOfTwoNodes_isThatOfTheOneWhoseStreamIsOnTheAir() {
    transcoder("one", job("/live", State.RUNNING));
    Bus two = transcoder("two", job("/live", State.SILENT));
    network.advance(SOON);
    assertThat(at("/live")).isEqualTo("one RUNNING");

    two.broadcast(beacon(9, Beacon.State.LIVE, ""));
    network.advance(SOON);
    assertThat(at("/live")).isEqualTo("two SILENT");
  }

  @Test
  void jobOfTwoNodesThatSayTheSame_isThatOfTheNewestReport() {
    transcoder("one", job("/a", State.RUNNING));
    network.advance(Duration.ofMillis(300));
    transcoder("two", job("/a", State.RUNNING));
    network.advance(SOON);
    assertThat(at("/a")).isEqualTo("two RUNNING");
    network.advance(Duration.ofMillis(700));
    assertThat(at("/a")).isEqualTo("one RUNNING");
  }

  private Bus transcoder(String id, Report.Job... jobs) {
    Bus bus = network.join(id);
    heart(bus, NodeInfo.Role.TRANSCODER, new Report.Transcoder(0, 1000, List.of(jobs)));
    return bus;
  }

  private static Report.Job job(String to, State state) {
    return new Report.Job(new MountName("/in"), new MountName(to), state, "", 0, 0);
  }

  private String at(String mount) {
    ClusterView.Placed placed = view.now().jobs().get(new MountName(mount));
    return placed.node() + " " + placed.job().state();
  }

  private void edge(String id, AtomicInteger listeners) {
    new Heart(
        network.join(id),
        new NodeInfo(new NodeId(id), NodeInfo.Role.EDGE, "1", 8080, 0),
        () -> {
          int now = listeners.get();
          return new Report.Edge(now, 0, List.of(new Report.MountListeners(LIVE, now, now)));
        });
  }

  private static Heart heart(Bus bus, NodeInfo.Role role, Report report) {
    return new Heart(bus, new NodeInfo(bus.self(), role, "1", 8000, 0), () -> report);
  }

  private static Message beacon(long epoch, Beacon.State state, String title) {
    StreamInfo info = new StreamInfo("audio/mpeg", "n", "", "", "", 128, true, "");
    return new Message.Beacons(
        List.of(new Beacon(new StreamId(LIVE, epoch), info, state, 1, title, 5, 6)));
  }
}
