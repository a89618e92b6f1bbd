package io.floe.edge.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.edge.mount.LiveMount;
import io.floe.edge.ring.Broadcast;
import io.floe.testkit.RawListener;
import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Message.Listener;
import io.floe.wire.config.Mount;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Listeners that are kicked, and listeners that go on with another mount. */
class MoveTest {

  private static final MountName LIVE = new MountName("/live");
  private static final MountName OTHER = new MountName("/other");

  private Studio studio;
  private LiveMount live;
  private LiveMount other;
  private final Broadcast source = new Broadcast(7);
  private final Broadcast second = new Broadcast(8);

  private record Outcome(int count, String problem) {}

  @BeforeEach
  void open() throws Exception {
    studio = new Studio();
    live = studio.open("/live", Studio.MP3);
    other = studio.open("/other", Studio.MP3);
  }

  @AfterEach
  void close() {
    studio.close();
  }

  @Test
  void kick_closesTheListenersOfThatMountOnly() throws Exception {
    live.ring().append(source.audio(1_000), 0);
    other.ring().append(second.audio(1_000), 0);
    try (RawListener one = studio.get("/live");
        RawListener two = studio.get("/live");
        RawListener third = studio.get("/other")) {
      for (RawListener each : List.of(one, two, third)) {
        each.head();
        each.read(1_000);
      }
      CompletableFuture<Integer> kicked = new CompletableFuture<>();
      studio.server.kick(LIVE, kicked::complete);
      assertThat(kicked.get(5, TimeUnit.SECONDS)).isEqualTo(2);
      assertThat(one.closed()).isTrue();
      assertThat(two.closed()).isTrue();
      other.ring().append(second.audio(500), 0);
      assertThat(third.read(500)).isEqualTo(second.last(500));
      assertThat(studio.counters.kicked()).isEqualTo(2);
    }
  }

  @Test
  void audience_isNamed_andOneOfThemCanBeKicked() throws Exception {
    live.ring().append(source.audio(1_000), 0);
    other.ring().append(second.audio(1_000), 0);
    try (RawListener one = studio.get("/live", "User-Agent: one");
        RawListener two = studio.get("/live", "User-Agent: two");
        RawListener third = studio.get("/other", "User-Agent: three")) {
      for (RawListener each : List.of(one, two, third)) {
        each.head();
        each.read(1_000);
      }
      Audience all = audience(LIVE, 1_000);
      assertThat(all.total()).isEqualTo(2);
      assertThat(all.named()).extracting(Listener::agent).containsExactlyInAnyOrder("one", "two");
      assertThat(all.named())
          .allSatisfy(each -> {
            assertThat(each.number()).isPositive();
            assertThat(each.address()).isEqualTo("127.0.0.1");
            assertThat(each.behind()).isZero();
            assertThat(System.currentTimeMillis() - each.since()).isBetween(0L, 60_000L);
          });
      Audience some = audience(LIVE, 1);
      assertThat(some.total()).isEqualTo(2);
      assertThat(some.named()).hasSize(1);

      long number =
          all.named().stream()
              .filter(each -> each.agent().equals("two"))
              .findFirst()
              .orElseThrow()
              .number();
      assertThat(kick(OTHER, number)).isZero();
      assertThat(kick(LIVE, number + 1_000)).isZero();
      assertThat(kick(LIVE, number)).isEqualTo(1);
      assertThat(two.closed()).isTrue();
      assertThat(kick(LIVE, number)).isZero();
      live.ring().append(source.audio(500), 0);
      assertThat(one.read(500)).isEqualTo(source.last(500));
    }
    studio.awaitNobody();
    assertThat(audience(LIVE, 1_000)).isEqualTo(new Audience(0, List.of()));
  }

  @Test
  void move_ofNobody_doesNotEvenLookForTheOtherMount() throws Exception {
    assertThat(move(LIVE, OTHER)).isEqualTo(new Outcome(0, ""));
    assertThat(studio.lookedFor()).doesNotContain(OTHER);
  }

  @Test
  void listenerBannedOnTheOtherMount_isEndedByTheMove() throws Exception {
    LiveMount closed =
        studio.open(
            "/closed",
            Studio.MP3,
            Mount.onTheFly(new MountName("/closed"))
                .with()
                .bannedAgents(List.of("ripper"))
                .build());
    live.ring().append(source.audio(1_000), 0);
    try (RawListener ripper = studio.get("/live", "User-Agent: Ripper");
        RawListener player = studio.get("/live", "User-Agent: vlc")) {
      for (RawListener each : List.of(ripper, player)) {
        each.head();
        each.read(1_000);
      }
      assertThat(move(LIVE, closed.name())).isEqualTo(new Outcome(1, ""));
      assertThat(ripper.closed()).isTrue();
      closed.ring().append(second.audio(500), 0);
      assertThat(player.read(500)).isEqualTo(second.last(500));
      assertThat(studio.counters.bannedListeners()).isEqualTo(1);
    }
  }

  @Test
  void move_goesOnAtAChunkOfTheOtherMount_withoutABurst() throws Exception {
    live.ring().append(source.audio(5_000), 0);
    other.ring().append(second.audio(7_000), 0);
    try (RawListener listener = studio.get("/live")) {
      listener.head();
      assertThat(listener.read(5_000)).isEqualTo(source.last(5_000));
      assertThat(move(LIVE, OTHER)).isEqualTo(new Outcome(1, ""));
      live.ring().append(source.audio(999), 0);
      other.ring().append(second.audio(300, false), 0);
      other.ring().append(second.audio(4_000, true), 0);
      byte[] heard = second.last(4_000);
      assertThat(listener.read(4_000)).isEqualTo(heard);
      assertThat(live.listeners()).isZero();
      assertThat(other.listeners()).isEqualTo(1);
      assertThat(studio.counters.listeners()).isEqualTo(1);
    }
    studio.awaitNobody();
  }

  @Test
  void move_leavesTheMetadataWhereItBelongs() throws Exception {
    live.ring().append(source.title("First"), 0);
    live.ring().append(source.audio(10_000), 0);
    other.ring().append(second.title("Second"), 0);
    other.ring().append(second.audio(1_000), 0);
    try (RawListener listener = studio.get("/live", "Icy-MetaData: 1")) {
      assertThat(RawListener.header(listener.head(), "icy-metaint")).contains("16000");
      assertThat(listener.read(10_000)).isEqualTo(source.last(10_000));
      assertThat(move(LIVE, OTHER).count()).isEqualTo(1);
      other.ring().append(second.audio(20_000), 0);
      byte[] more = listener.read(20_000 + 1 + 32);
      byte[] expected = second.last(20_000);
      assertThat(Arrays.copyOf(more, 6_000)).isEqualTo(Arrays.copyOf(expected, 6_000));
      assertThat(more[6_000]).isEqualTo((byte) 2);
      assertThat(
              new String(more, 6_001, 32, StandardCharsets.UTF_8).stripTrailing().replace("\0", ""))
          .isEqualTo("StreamTitle='Second';");
      assertThat(Arrays.copyOfRange(more, 6_033, more.length))
          .isEqualTo(Arrays.copyOfRange(expected, 6_000, 20_000));
    }
  }

  @Test
  void move_ofOgg_beginsWithTheHeadersOfTheOtherMount() throws Exception {
    LiveMount ogg = studio.open("/ogg", Studio.OGG);
    LiveMount opus = studio.open("/opus", Studio.OGG);
    ogg.ring().append(source.header(200), 0);
    ogg.ring().append(source.audio(1_000), 0);
    opus.ring().append(second.header(300), 0);
    opus.ring().append(second.audio(2_000), 0);
    try (RawListener listener = studio.get("/ogg")) {
      listener.head();
      assertThat(listener.read(1_200)).isEqualTo(source.last(1_200));
      assertThat(move(ogg.name(), opus.name())).isEqualTo(new Outcome(1, ""));
      opus.ring().append(second.audio(400, false), 0); // goes on with a packet
      opus.ring().append(second.audio(500, true), 0);
      byte[] heard = listener.read(800);
      assertThat(Arrays.copyOf(heard, 300)).isEqualTo(second.headerBytes());
      assertThat(Arrays.copyOfRange(heard, 300, 800)).isEqualTo(second.last(500));
    }
  }

  @Test
  void move_toAnotherContentType_isRefused() throws Exception {
    LiveMount ogg = studio.open("/ogg", Studio.OGG);
    live.ring().append(source.audio(5_000), 0);
    try (RawListener listener = studio.get("/live")) {
      listener.head();
      listener.read(5_000);
      Outcome outcome = move(LIVE, new MountName("/ogg"));
      assertThat(outcome.count()).isZero();
      assertThat(outcome.problem()).contains("another content type");
      live.ring().append(source.audio(1_000), 0);
      assertThat(listener.read(1_000)).isEqualTo(source.last(1_000));
      assertThat(ogg.listeners()).isZero();
    }
  }

  @Test
  void move_toNowhere_isRefused() throws Exception {
    live.ring().append(source.audio(1_000), 0);
    try (RawListener listener = studio.get("/live")) {
      listener.head();
      listener.read(1_000);
      assertThat(move(LIVE, new MountName("/none")).problem()).contains("nothing is on the air");
      assertThat(move(LIVE, LIVE).problem()).contains("name another mount");
      live.ring().append(source.audio(500), 0);
      assertThat(listener.read(500)).isEqualTo(source.last(500));
    }
  }

  @Test
  void listenerBeforeItsFirstAudio_getsTheBurstOfTheOtherMount() throws Exception {
    other.ring().append(second.audio(5_000), 0);
    try (RawListener listener = studio.get("/live")) {
      listener.head();
      Awaitility.await().until(() -> live.listeners() == 1);
      assertThat(move(LIVE, OTHER).count()).isEqualTo(1);
      assertThat(listener.read(5_000)).isEqualTo(second.last(5_000));
    }
  }

  @Test
  void movedListener_survivesTheEndOfItsFirstRing() throws Exception {
    live.ring().append(source.audio(5_000), 0);
    try (RawListener listener = studio.get("/live")) {
      listener.head();
      listener.read(5_000);
      assertThat(move(LIVE, OTHER).count()).isEqualTo(1);
      live.ring().end();
      other.ring().append(second.audio(3_000), 0);
      assertThat(listener.read(3_000)).isEqualTo(second.last(3_000));
    }
  }

  private record Audience(int total, List<Listener> named) {}

  private Audience audience(MountName mount, int most) throws Exception {
    CompletableFuture<Audience> found = new CompletableFuture<>();
    studio.server.audience(
        mount, most, (total, named) -> found.complete(new Audience(total, named)));
    return found.get(5, TimeUnit.SECONDS);
  }

  private int kick(MountName mount, long number) throws Exception {
    CompletableFuture<Integer> kicked = new CompletableFuture<>();
    studio.server.kick(mount, number, kicked::complete);
    return kicked.get(5, TimeUnit.SECONDS);
  }

  private Outcome move(MountName from, MountName to) throws Exception {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    studio.server.move(from, to, (count, problem) -> outcome.complete(new Outcome(count, problem)));
    return outcome.get(5, TimeUnit.SECONDS);
  }
}
