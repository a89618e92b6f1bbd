package io.floe.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.bus.Message.Beacons;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.config.Codec;
import io.floe.wire.config.ConfigSnapshot.Tenant;
import io.floe.wire.config.Mount;
import io.floe.wire.config.Rendition;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Report;
import io.floe.wire.report.Tenancy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose streams are on the air, on the fake network. */
class TenancyTest {

  private final FakeNetwork network = new FakeNetwork();
  private final Bus ingest = network.join("ingest");
  private final ClusterView view =
      new ClusterView(
          ingest,
          new Heart(
              ingest,
              new NodeInfo(ingest.self(), NodeInfo.Role.INGEST, "1", 8000, 0),
              () -> new Report.Ingest(0, 0)));
  private final FixedConfig config = new FixedConfig();
  private final Tenancy tenancy = new Tenancy(view::now, config);

  @Test
  void streams_belongToTheTenantOfTheirMount_elseOfTheirPassword() {
    Tenant north = Tenant.of("north").with().mounts(List.of(mount("/n"))).build();
    Tenant south = Tenant.of("south");
    config.change(now -> now.with().tenants(List.of(north, south)).build());
    onAir("/n", "south");
    onAir("/fly", "south");
    onAir("/lost", "gone");
    network.advance(Duration.ofMillis(150));

    assertThat(tenancy.of(new MountName("/n"))).contains(north);
    assertThat(tenancy.of(new MountName("/fly"))).contains(south);
    assertThat(tenancy.of(new MountName("/lost"))).isEmpty();
    assertThat(tenancy.of(new MountName("/none"))).isEmpty();
    assertThat(tenancy.streams(north)).extracting(s -> s.mount().value()).containsExactly("/n");
    assertThat(tenancy.streams(south)).extracting(s -> s.mount().value()).containsExactly("/fly");
    assertThat(tenancy.configured(new MountName("/n"))).isTrue();
    assertThat(tenancy.configured(new MountName("/fly"))).isFalse();

    config.change(now -> now.with().tenants(List.of(south)).build());
    assertThat(tenancy.of(new MountName("/n"))).contains(south);
    ClusterView.Stream fly = view.now().stream(new MountName("/fly")).orElseThrow();
    ClusterView.Stream stated = view.now().stream(new MountName("/n")).orElseThrow();
    network.advance(Duration.ofSeconds(10));
    assertThat(view.now().streams()).isEmpty();
    assertThat(tenancy.of(fly)).as("that has gone").contains(south);
    config.change(now -> now.with().tenants(List.of(north)).build());
    assertThat(tenancy.of(stated)).contains(north);
    assertThat(tenancy.of(fly)).as("of a tenant that has gone").isEmpty();
    config.change(now -> now.with().tenants(List.of(south)).build());
    assertThat(tenancy.named("north")).isEmpty();
  }

  @Test
  void whatARenditionMakes_isItsTenants_andNoSource() {
    Rendition opus = rendition("/n", "/n.opus");
    Tenant north =
        Tenant.of("north")
            .with()
            .mounts(List.of(mount("/n"), mount("/low")))
            .renditions(List.of(opus, rendition("/n", "/low")))
            .build();
    config.change(now -> now.with().tenants(List.of(north, Tenant.of("south"))).build());
    Bus transcoder = network.join("transcoder");
    new Heart(
        transcoder,
        new NodeInfo(transcoder.self(), NodeInfo.Role.TRANSCODER, "1", 0, 0),
        () -> new Report.Transcoder(0, 0, List.of()));
    onAir("/n", "");
    onAir("/fly", "north");
    onAir(transcoder, "/n.opus", "");
    onAir(transcoder, "/fly.mp3", "north");
    network.advance(Duration.ofMillis(150));

    assertThat(tenancy.of(opus.to())).contains(north);
    assertThat(tenancy.of(new MountName("/fly.mp3"))).contains(north);
    assertThat(tenancy.streams(north)).hasSize(4);
    assertThat(tenancy.sources(north))
        .extracting(s -> s.mount().value())
        .containsExactly("/fly", "/n");
    assertThat(tenancy.configured(opus.to())).isFalse();
    assertThat(tenancy.stated(opus.to())).isTrue();
    assertThat(tenancy.stated(new MountName("/fly.mp3"))).isFalse();
    assertThat(tenancy.mounts(north)).as("/n, /low once, /n.opus").isEqualTo(3);
  }

  @Test
  void rendition_isOfWhoHasConfiguredIt_elseOfWhoseMountItIsMadeFrom() {
    Tenant north =
        Tenant.of("north").with().renditions(List.of(rendition("/fly", "/stated"))).build();
    config.change(now -> now.with().tenants(List.of(north, Tenant.of("south"))).build());
    Bus transcoder = network.join("transcoder");
    onAir("/a", "north");
    onAir("/a.mp3", "south");
    onAir("/fly", "south");
    onAir(transcoder, "/b.mp3", "south");
    network.advance(Duration.ofMillis(150));

    assertThat(tenancy.of(placed(transcoder, "/a", "/a.mp3")))
        .as("whoever has taken its name")
        .hasValueSatisfying(tenant -> assertThat(tenant.name()).isEqualTo("north"));
    assertThat(tenancy.of(placed(transcoder, "/fly", "/stated"))).as("configured").contains(north);
    assertThat(tenancy.of(placed(transcoder, "/b", "/b.mp3")))
        .as("goes on though its input has gone")
        .hasValueSatisfying(tenant -> assertThat(tenant.name()).isEqualTo("south"));
    assertThat(tenancy.of(placed(transcoder, "/gone", "/a.mp3")))
        .as("another one's output, and its input has gone")
        .isEmpty();
  }

  private static ClusterView.Placed placed(Bus transcoder, String from, String to) {
    return new ClusterView.Placed(
        transcoder.self(),
        new Report.Job(
            new MountName(from), new MountName(to), Report.Job.State.FAILED, "taken", 0, 0));
  }

  private static Rendition rendition(String from, String to) {
    return new Rendition(
        new MountName(from), new MountName(to), Codec.OPUS, 96, null, null, null, false);
  }

  private void onAir(String mount, String tenant) {
    onAir(ingest, mount, tenant);
  }

  private static void onAir(Bus owner, String mount, String tenant) {
    StreamInfo info = new StreamInfo("audio/mpeg", "n", "", "", "", 128, true, "");
    StreamId id = new StreamId(new MountName(mount), 7);
    owner.broadcast(
        new Beacons(List.of(new Beacon(id, info, Beacon.State.LIVE, 1, "", 5, 6, tenant))));
  }

  private static Mount mount(String name) {
    return Mount.onTheFly(new MountName(name));
  }
}
