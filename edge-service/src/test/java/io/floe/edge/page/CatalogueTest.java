package io.floe.edge.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.testkit.FakeNetwork;
import io.floe.testkit.FixedConfig;
import io.floe.wire.audio.MountName;
import io.floe.wire.config.Codec;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.ConfigSnapshot.Made;
import io.floe.wire.config.ConfigSnapshot.Tenant;
import io.floe.wire.config.Mount;
import io.floe.wire.config.Rendition;
import io.floe.wire.config.Sibling;
import io.floe.wire.config.UrlAuth;
import io.floe.wire.report.ClusterView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is found by name is what the snapshot says when it is searched. */
class CatalogueTest {

  private final Random random = new Random(20261130);

  private MountName name() {
    return new MountName(
        "/m" + random.nextInt(30) + List.of("", ".mp3", ".opus").get(random.nextInt(3)));
  }

  private Mount mount(MountName name) {
    UrlAuth auth =
        new UrlAuth(
            random.nextBoolean() ? "http://h/add" : null,
            "http://h/remove",
            null,
            "",
            1000,
            UrlAuth.WhenDown.DENY,
            0);
    return Mount.onTheFly(name)
        .with()
        .description("d" + random.nextInt())
        .auth(random.nextInt(3) == 0 ? auth : null)
        .build();
  }

  private Rendition rendition(MountName from, MountName to) {
    return new Rendition(from, to, Codec.MP3, random.nextInt(320), null, null, null, false);
  }

  private ConfigSnapshot snapshot() {
    List<Tenant> tenants = new ArrayList<>();
    List<MountName> mounts = new ArrayList<>();
    List<MountName> made = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      List<Mount> own = new ArrayList<>();
      List<Rendition> renditions = new ArrayList<>();
      for (int j = 0; j < 8; j++) {
        MountName name = name();
        if (!mounts.contains(name)) {
          mounts.add(name);
          own.add(mount(name));
        }
        MountName to = name();
        if (!made.contains(to)) {
          made.add(to);
          renditions.add(rendition(name, to));
        }
      }
      // Suffixes of one tenant alone: a name says whose sibling it is.
      List<Sibling> siblings =
          i > 0 ? List.of() : List.of(new Sibling(".opus", Codec.OPUS, 64, null, null, false));
      tenants.add(
          Tenant.of("t" + i).with().mounts(own).renditions(renditions).siblings(siblings).build());
    }
    return ConfigSnapshot.EMPTY.with().version(1).tenants(tenants).build();
  }

  @Test
  void catalogue_findsWhatTheSnapshotHas() {
    int guarded = 0;
    for (int round = 0; round < 500; round++) {
      ConfigSnapshot snapshot = snapshot();
      Catalogue catalogue = new Catalogue(snapshot);
      for (int i = 0; i < 30; i++) {
        for (String end : List.of("", ".mp3", ".opus", ".mp3.opus", ".opus.opus")) {
          MountName name = new MountName("/m" + i + end);
          assertThat(catalogue.settings(name)).isEqualTo(snapshot.settings(name));
          assertThat(catalogue.rendition(name))
              .isEqualTo(snapshot.rendition(name).map(Made::rendition));
          assertThat(catalogue.madeOf(name))
              .containsExactlyElementsOf(
                  snapshot.tenants().stream()
                      .flatMap(tenant -> tenant.renditions().stream())
                      .filter(each -> each.from().equals(name))
                      .map(Rendition::to)
                      .toList());
          UrlAuth auth = snapshot.auth(name);
          assertThat(catalogue.guarded(name))
              .as("%s of %s", name, snapshot)
              .isEqualTo(auth != null && auth.listenerAdd() != null);
          guarded += catalogue.guarded(name) ? 1 : 0;
        }
      }
    }
    assertThat(guarded).as("it has been tried").isGreaterThan(1000);
  }

  @Test
  void catalogue_isMadeOnceForASnapshot() {
    FixedConfig config = new FixedConfig();
    ClusterView.Snapshot cluster = new ClusterView.Snapshot(List.of(), List.of(), 0, Map.of());
    Channels channels =
        new Channels(
            () -> cluster,
            config,
            new RecentTitles(new FakeNetwork().join("edge"), config, () -> 1));
    channels.of(new MountName("/live"));
    Catalogue first = channels.configured();
    channels.of(new MountName("/other"));
    assertThat(channels.configured()).isSameAs(first);
    config.mounts(Mount.onTheFly(new MountName("/live")));
    assertThat(channels.configured()).isNotSameAs(first);
    assertThat(channels.knows(new MountName("/live"))).isTrue();
  }
}
