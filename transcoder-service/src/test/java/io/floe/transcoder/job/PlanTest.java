package io.floe.transcoder.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.config.Codec;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.ConfigSnapshot.Tenant;
import io.floe.wire.config.Mount;
import io.floe.wire.config.Rendition;
import io.floe.wire.config.Sibling;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanTest {

  private static final MountName LIVE = new MountName("/live");
  private static final Sibling MP3 = new Sibling(".mp3", Codec.MP3, 128, null, null, true);
  private static final Sibling OPUS = new Sibling(".opus", Codec.OPUS, 96, null, null, false);

  private static Rendition rendition(String from, String to) {
    return new Rendition(
        new MountName(from), new MountName(to), Codec.OPUS, 96, null, null, null, false);
  }

  private static Plan.Source source(String mount, String type, String tenant) {
    StreamInfo info = new StreamInfo(type, "", "", "", "", 0, false, "");
    return new Plan.Source(new MountName(mount), info, tenant);
  }

  private static ConfigSnapshot config(Tenant... tenants) {
    return ConfigSnapshot.EMPTY.with().tenants(List.of(tenants)).build();
  }

  private static List<String> outputs(Map<MountName, Job> plan, String from) {
    return plan.get(new MountName(from)).renditions().stream()
        .map(each -> each.to().value())
        .toList();
  }

  @Test
  void renditionsOfOneInput_areOneJob() {
    Tenant north =
        Tenant.of("north")
            .with()
            .renditions(
                List.of(
                    rendition("/live", "/b"), rendition("/other", "/c"), rendition("/live", "/a")))
            .build();
    Map<MountName, Job> plan = Plan.of(config(north), List.of());
    assertThat(plan).hasSize(2);
    assertThat(outputs(plan, "/live")).containsExactly("/a", "/b");
    assertThat(plan.get(LIVE).tenant()).isEqualTo("north");
  }

  @Test
  void outputThatIsDisabled_isNotMade() {
    Mount off = Mount.onTheFly(new MountName("/a")).with().enabled(false).build();
    Tenant north =
        Tenant.of("north")
            .with()
            .mounts(List.of(off))
            .renditions(List.of(rendition("/live", "/a")))
            .build();
    assertThat(Plan.of(config(north), List.of())).isEmpty();
  }

  @Test
  void siblings_areMadeOfSourcesInAnotherCodec() {
    Tenant north = Tenant.of("north").with().siblings(List.of(MP3, OPUS)).build();
    Map<MountName, Job> plan =
        Plan.of(
            config(north),
            List.of(
                source("/one", "application/ogg", "north"),
                source("/two", "audio/mpeg", "north"),
                source("/three", "audio/aac", "north"),
                source("/foreign", "audio/mpeg", "south")));
    assertThat(outputs(plan, "/one")).containsExactly("/one.mp3");
    assertThat(outputs(plan, "/two")).containsExactly("/two.opus");
    assertThat(outputs(plan, "/three")).containsExactly("/three.mp3", "/three.opus");
    assertThat(plan).doesNotContainKey(new MountName("/foreign"));
  }

  @Test
  void siblingOfAConfiguredMount_belongsToItsTenant_whoeverLetTheSourceIn() {
    Tenant north =
        Tenant.of("north")
            .with()
            .mounts(List.of(Mount.onTheFly(LIVE)))
            .siblings(List.of(OPUS))
            .build();
    Map<MountName, Job> plan = Plan.of(config(north), List.of(source("/live", "audio/mpeg", "")));
    assertThat(outputs(plan, "/live")).containsExactly("/live.opus");
    assertThat(plan.get(LIVE).tenant()).isEqualTo("north");
  }

  @Test
  void sibling_takesNoMountOfAnotherTenant_andNoneThatIsMadeAlready() {
    Tenant south =
        Tenant.of("south")
            .with()
            .mounts(List.of(Mount.onTheFly(new MountName("/live.opus"))))
            .build();
    Tenant north =
        Tenant.of("north")
            .with()
            .siblings(List.of(OPUS))
            .renditions(List.of(rendition("/b", "/a.opus")))
            .build();
    Map<MountName, Job> plan =
        Plan.of(
            config(south, north),
            List.of(source("/live", "audio/mpeg", "north"), source("/a", "audio/mpeg", "north")));
    assertThat(plan).containsOnlyKeys(new MountName("/b"));
  }

  @Test
  void renditionItself_getsNoSiblings() {
    Tenant north =
        Tenant.of("north")
            .with()
            .siblings(List.of(MP3))
            .renditions(List.of(rendition("/live", "/a")))
            .build();
    Map<MountName, Job> plan =
        Plan.of(config(north), List.of(source("/a", "application/ogg", "north")));
    assertThat(plan).containsOnlyKeys(LIVE);
  }
}
