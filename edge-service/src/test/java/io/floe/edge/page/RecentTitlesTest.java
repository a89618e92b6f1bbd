package io.floe.edge.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.testkit.FakeNetwork;
import io.floe.testkit.FixedConfig;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.config.ConfigSnapshot.Tenant;
import io.floe.wire.config.Mount;
import io.floe.wire.config.UrlAuth;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentTitlesTest {

  private static final StreamInfo MP3 =
      new StreamInfo("audio/mpeg", "N", "", "", "", 128, true, "");

  private final FakeNetwork network = new FakeNetwork();
  private final Bus bus = network.join("edge");
  private long now = 100;
  private final FixedConfig config = new FixedConfig();
  private final RecentTitles titles = new RecentTitles(bus, config, () -> now);

  private void hear(String mount, long epoch, String title, Beacon.State state) {
    bus.broadcast(
        new Message.Beacons(
            List.of(
                new Beacon(
                    new StreamId(new MountName(mount), epoch),
                    MP3,
                    state,
                    1,
                    title,
                    5,
                    6,
                    "default"))));
    network.advance(Duration.ofMillis(10));
    now++;
  }

  private void hear(String title) {
    hear("/live", 7, title, Beacon.State.LIVE);
  }

  private List<String> of(String mount) {
    return titles.of(new MountName(mount)).stream().map(RecentTitles.Played::title).toList();
  }

  @Test
  void titles_areKeptOnce_theNewestFirst_withTheTimeTheyWereHeard() {
    hear("A");
    hear("A");
    hear("");
    hear("A");
    hear("B");
    hear("A");
    hear("/other", 1, "X", Beacon.State.STALLED);

    assertThat(titles.of(new MountName("/live")))
        .containsExactly(
            new RecentTitles.Played("A", 105),
            new RecentTitles.Played("B", 104),
            new RecentTitles.Played("A", 100));
    assertThat(of("/other")).containsExactly("X");
    assertThat(of("/none")).isEmpty();
  }

  @Test
  void titles_ofAnOwnerThatLostTheMount_andOfAnEnd_areNotHeard() {
    hear("/live", 7, "old", Beacon.State.LIVE);
    hear("/live", 8, "new", Beacon.State.LIVE);
    hear("/live", 7, "late", Beacon.State.LIVE);
    hear("/live", 8, "end", Beacon.State.ENDED);

    assertThat(of("/live")).containsExactly("new", "old");
  }

  @Test
  void titles_thatNobodyIsToBeTold_areNotKept() {
    hear("open");
    UrlAuth auth =
        new UrlAuth("http://127.0.0.1/add", null, null, "x: 1", 1000, UrlAuth.WhenDown.DENY, 0);
    config.mounts(Mount.onTheFly(new MountName("/live")).with().auth(auth).build());
    hear("secret");
    config.mounts(Mount.onTheFly(new MountName("/live")));
    hear("open again");

    assertThat(of("/live")).containsExactly("open again", "open");
  }

  @Test
  void titles_ofATenant_areNotToldOfAnother() {
    hear("/live", 7, "north's", Beacon.State.LIVE);
    assertThat(of("/live")).containsExactly("north's");
    config.tenant(tenant ->
        Tenant.of("south").with().mounts(List.of(Mount.onTheFly(new MountName("/live")))).build());
    assertThat(of("/live")).isEmpty();
    hear("/live", 8, "south's", Beacon.State.LIVE);
    assertThat(of("/live")).containsExactly("south's");
  }

  @Test
  void everything_isBounded() {
    for (int i = 0; i < 30; i++) {
      hear("T" + i);
    }
    assertThat(of("/live")).hasSize(RecentTitles.KEPT).startsWith("T29").endsWith("T20");
    hear("x".repeat(RecentTitles.MOST_CHARS - 1) + "\ud83c\udfb5 and more");
    assertThat(of("/live").getFirst()).isEqualTo("x".repeat(RecentTitles.MOST_CHARS - 1));
    for (int i = 0; i < RecentTitles.MOST_MOUNTS; i++) {
      hear("/m" + i, 1, "T", Beacon.State.LIVE);
    }
    assertThat(titles.forgotten()).isEqualTo(1);
    assertThat(of("/live")).isEmpty();
    assertThat(of("/m0")).containsExactly("T");
  }
}
