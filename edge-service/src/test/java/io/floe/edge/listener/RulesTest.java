package io.floe.edge.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.edge.listener.ListenerCounters.Refusal;
import io.floe.edge.mount.LiveMount;
import io.floe.edge.ring.Broadcast;
import io.floe.testkit.RawListener;
import io.floe.wire.audio.MountName;
import io.floe.wire.client.CidrSet;
import io.floe.wire.config.Mount;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a mount's settings do to its listeners, those who come and those who are there. */
class RulesTest {

  private static final Mount LIVE = Mount.onTheFly(new MountName("/live"));
  private static final Mount OTHER = Mount.onTheFly(new MountName("/other"));

  private Studio studio;
  private LiveMount live;
  private LiveMount other;
  private final Broadcast source = new Broadcast(7);

  @BeforeEach
  void open() throws Exception {
    studio = new Studio();
    studio.config.trust("127.0.0.0/8");
    studio.config.mounts(LIVE, OTHER);
    live = studio.openConfigured("/live", Studio.MP3);
    other = studio.openConfigured("/other", Studio.MP3);
    live.ring().append(source.audio(4_000), 0);
    other.ring().append(source.audio(4_000), 0);
  }

  @AfterEach
  void close() {
    studio.close();
  }

  @Test
  void addressBannedOnAMount_isRefusedThere_andNowhereElse() throws Exception {
    studio.config.mounts(LIVE.with().banned(networks("192.0.2.0/24")).build(), OTHER);
    assertThat(status("/live", "192.0.2.7", "vlc")).isEqualTo("403");
    assertThat(status("/live", "192.0.3.7", "vlc")).isEqualTo("200");
    assertThat(status("/other", "192.0.2.7", "vlc")).isEqualTo("200");
    assertThat(studio.counters.refused(Refusal.BANNED)).isEqualTo(1);
  }

  @Test
  void mountForSomeNetworks_isThereForNobodyElse() throws Exception {
    studio.config.mounts(LIVE.with().allowed(networks("192.0.2.0/24")).build(), OTHER);
    assertThat(status("/live", "192.0.2.7", "vlc")).isEqualTo("200");
    assertThat(status("/live", "192.0.3.7", "vlc")).isEqualTo("403");
    try (RawListener head = studio.connect()) {
      head.request("HEAD /live HTTP/1.1", "X-Forwarded-For: 192.0.3.7");
      assertThat(head.head()).startsWith("HTTP/1.1 403 ");
    }
  }

  @Test
  void bannedPlayer_isRefused_howeverLongItsName() throws Exception {
    studio.config.mounts(LIVE.with().bannedAgents(List.of("ripper")).build(), OTHER);
    assertThat(status("/live", "192.0.2.7", "StreamRipper/1.0")).isEqualTo("403");
    assertThat(status("/live", "192.0.2.7", "x".repeat(300) + "RIPPER")).isEqualTo("403");
    assertThat(status("/live", "192.0.2.7", "vlc")).isEqualTo("200");
  }

  @Test
  void listenersBannedMeanwhile_areEnded_andNobodyElse() throws Exception {
    try (RawListener banned = listen("/live", "192.0.2.7", "vlc");
        RawListener ripper = listen("/live", "192.0.3.7", "Ripper");
        RawListener stays = listen("/live", "192.0.3.7", "vlc");
        RawListener elsewhere = listen("/other", "192.0.2.7", "Ripper")) {
      long since = System.nanoTime();
      studio.config.mounts(
          LIVE.with()
              .banned(networks("192.0.2.0/24"))
              .bannedAgents(List.of("ripper"))
              .maxListeners(1)
              .build(),
          OTHER);
      assertThat(banned.closed()).isTrue();
      assertThat(ripper.closed()).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(1));
      live.ring().append(source.audio(3_000), 0);
      assertThat(stays.read(3_000)).isEqualTo(source.last(3_000));
      other.ring().append(source.audio(2_000), 0);
      assertThat(elsewhere.read(2_000)).isEqualTo(source.last(2_000));
      assertThat(studio.counters.bannedListeners()).isEqualTo(2);
    }
  }

  @Test
  void lowerLimit_isForNewcomers_andAHigherOneLetsThemIn() throws Exception {
    try (RawListener first = listen("/live", "192.0.2.7", "vlc");
        RawListener second = listen("/live", "192.0.2.8", "vlc")) {
      studio.config.mounts(LIVE.with().maxListeners(1).build(), OTHER);
      assertThat(status("/live", "192.0.2.9", "vlc")).isEqualTo("503");
      live.ring().append(source.audio(3_000), 0);
      assertThat(first.read(3_000)).hasSize(3_000);
      assertThat(second.read(3_000)).hasSize(3_000);
      studio.config.mounts(LIVE.with().maxListeners(3).build(), OTHER);
      assertThat(status("/live", "192.0.2.9", "vlc")).isEqualTo("200");
    }
  }

  @Test
  void listener_isEndedWhenItsTimeIsUp() throws Exception {
    studio.config.mounts(LIVE.with().maxDurationMs(1_000L).build(), OTHER);
    long since = System.nanoTime();
    try (RawListener limited = listen("/live", "192.0.2.7", "vlc");
        RawListener free = listen("/other", "192.0.2.7", "vlc")) {
      assertThat(limited.closed()).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - since))
          .isBetween(Duration.ofMillis(1_000), Duration.ofMillis(2_000));
      other.ring().append(source.audio(2_000), 0);
      assertThat(free.read(2_000)).isEqualTo(source.last(2_000));
      assertThat(studio.counters.expired()).isEqualTo(1);
    }
  }

  @Test
  void timeLimit_setMeanwhile_countsFromTheBeginning() throws Exception {
    try (RawListener limited = listen("/live", "192.0.2.7", "vlc")) {
      studio.config.mounts(LIVE.with().maxDurationMs(1_000L).build(), OTHER);
      assertThat(limited.closed()).isTrue();
      assertThat(studio.counters.expired()).isEqualTo(1);
    }
  }

  private static CidrSet networks(String... texts) {
    return CidrSet.parse(List.of(texts));
  }

  private RawListener listen(String path, String from, String agent) throws IOException {
    RawListener listener = studio.get(path, "X-Forwarded-For: " + from, "User-Agent: " + agent);
    assertThat(listener.head()).startsWith("HTTP/1.1 200 ");
    listener.read(4_000);
    return listener;
  }

  private String status(String path, String from, String agent) throws IOException {
    try (RawListener listener =
        studio.get(path, "X-Forwarded-For: " + from, "User-Agent: " + agent)) {
      String status = listener.head().split(" ")[1];
      assertThat(status).isIn("200", "403", "503");
      return status;
    }
  }
}
