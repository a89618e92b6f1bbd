package io.floe.edge.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.testkit.FakeNetwork;
import io.floe.testkit.FixedConfig;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.config.Codec;
import io.floe.wire.config.Mount;
import io.floe.wire.config.Rendition;
import io.floe.wire.config.Sibling;
import io.floe.wire.config.UrlAuth;
import io.floe.wire.live.News;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.ClusterView.Stream;
import io.floe.wire.report.Report;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is told of one mount to those who know its name; the time is a number here. */
class MountNewsTest {

  private static final long SECOND = 1_000_000_000L;

  private final TreeMap<MountName, Stream> streams = new TreeMap<>();
  private final Map<MountName, ClusterView.Placed> jobs = new HashMap<>();
  private final List<NodeInfo> nodes = new ArrayList<>();
  private final FixedConfig config = new FixedConfig();
  private long now;

  private final MountNews told =
      new MountNews(
          () -> new ClusterView.Snapshot(List.copyOf(streams.values()), nodes, 0, jobs),
          config,
          new RecentTitles(new FakeNetwork().join("edge"), config, () -> 1),
          () -> now);

  private void onAir(String mount, String type, int bitrate, String title, boolean listed) {
    MountName name = new MountName(mount);
    streams.put(
        name,
        new Stream(
            new NodeId("ingest-1"),
            new StreamId(name, 1),
            new StreamInfo(type, "FM", "", "", "", bitrate, listed, ""),
            Beacon.State.LIVE,
            title,
            5,
            6,
            0,
            3,
            9,
            0,
            ""));
  }

  private News look(String mount) {
    now += SECOND;
    return told.apply(new MountName(mount)).orElseThrow();
  }

  private static String text(News news, long place) {
    return news.next(place).map(said -> new String(said.text(), StandardCharsets.UTF_8)).orElse("");
  }

  private static long place(News news) {
    return news.next(-1).orElseThrow().number();
  }

  private void made(String from, String to) {
    jobs.put(
        new MountName(to),
        new ClusterView.Placed(
            new NodeId("transcoder-1"),
            new Report.Job(
                new MountName(from), new MountName(to), Report.Job.State.RUNNING, "", 0, 0)));
  }

  @Test
  void mount_isToldWhole_thenWhatChanges() {
    onAir("/secret", "audio/mpeg", 128, "A", false);
    News first = look("/secret");
    long place = place(first);
    assertThat(text(first, -1))
        .isEqualTo(
            """
            event: more
            data: {"recent":[],"qualities":[{"path":"/secret","type":"audio/mpeg",\
            "label":"MP3 · 128 kbit/s"}]}

            event: now
            id: %s
            data: {"name":"FM","state":"live","title":"A","listeners":3}

            """
                .formatted(text(first, -1).split("id: ")[1].split("\n")[0]));
    assertThat(look("/secret").next(place)).isEmpty();
    onAir("/secret", "audio/mpeg", 128, "B", false);
    assertThat(text(look("/secret"), place))
        .startsWith("event: now\nid: ")
        .contains("\"title\":\"B\"")
        .doesNotContain("event: more");
    streams.clear();
    assertThat(text(look("/secret"), place + 1))
        .startsWith("event: more\n")
        .contains("\"qualities\":[]", "\"state\":\"off\",\"title\":\"\"");
  }

  @Test
  void mount_isLookedAtOnceASecond() {
    onAir("/live", "audio/mpeg", 128, "A", true);
    News first = look("/live");
    onAir("/live", "audio/mpeg", 128, "B", true);
    now += SECOND - 1;
    assertThat(told.apply(new MountName("/live"))).containsSame(first);
    now += 1;
    assertThat(told.apply(new MountName("/live"))).isNotEqualTo(first);
  }

  @Test
  void manyChanges_areToldAsAWhole_andSoAreThoseFromBeforeItWasForgotten() {
    onAir("/live", "audio/mpeg", 128, "A", true);
    long place = place(look("/live"));
    for (int i = 0; i < 100; i++) {
      onAir("/live", "audio/mpeg", 128, "T" + i, true);
      look("/live");
    }
    assertThat(text(look("/live"), place)).startsWith("event: more\n").contains("T99");
    Mount[] many = new Mount[MountNews.MOST_MOUNTS + 1];
    for (int i = 0; i < many.length; i++) {
      many[i] = Mount.onTheFly(new MountName(i == 0 ? "/one/more" : "/m" + i));
    }
    config.mounts(many);
    for (int i = 1; i < many.length; i++) {
      told.apply(many[i].name());
    }
    long before = told.untold();
    assertThat(told.apply(new MountName("/one/more"))).isEmpty();
    assertThat(told.untold()).isEqualTo(before + 1);
    now += 31 * SECOND;
    told.tidy();
    assertThat(told.kept()).isZero();
    long last = place(told.apply(new MountName("/one/more")).orElseThrow());
    assertThat(text(look("/live"), last)).startsWith("event: more\n");
  }

  @Test
  void namesThatNothingIsKnownOf_areOff_andTakeNoRoom() {
    for (int i = 0; i < 2 * MountNews.MOST_MOUNTS; i++) {
      assertThat(text(told.apply(new MountName("/guess" + i)).orElseThrow(), -1))
          .startsWith("event: more\n")
          .contains("\"recent\":[],\"qualities\":[]", "\"state\":\"off\"");
    }
    assertThat(told.kept()).isZero();
    long unknown = place(look("/new"));
    assertThat(look("/new").next(unknown)).as("said once").isEmpty();
    onAir("/new", "audio/mpeg", 128, "A", false);
    News live = look("/new");
    assertThat(text(live, unknown)).startsWith("event: more\n").contains("\"state\":\"live\"");
    streams.clear();
    assertThat(text(look("/new"), place(live))).contains("\"state\":\"off\"");
    assertThat(told.kept()).as("nobody knows it any more").isZero();
  }

  @Test
  void changesThatAreKept_areBoundedInBytes() {
    onAir("/live", "audio/mpeg", 128, "A", true);
    long first = place(look("/live"));
    for (int i = 0; i < 5; i++) {
      onAir("/live", "audio/mpeg", 128, i + "x".repeat(10_000), true);
      look("/live");
    }
    assertThat(text(look("/live"), first)).as("from anew").startsWith("event: more\n");
    assertThat(text(look("/live"), first + 2)).contains("\"title\":\"2x");
  }

  @Test
  void mountWhoseListenersSomebodyIsAskedAbout_isTold_butNotWhatIsHeard() {
    MountName live = new MountName("/live");
    UrlAuth auth =
        new UrlAuth("http://127.0.0.1/add", null, null, "x: 1", 1000, UrlAuth.WhenDown.DENY, 0);
    config.tenant(tenant ->
        tenant
            .with()
            .mounts(
                List.of(
                    Mount.onTheFly(live).with().streamName("North").auth(auth).build(),
                    Mount.onTheFly(new MountName("/free"))
                        .with()
                        .auth(new UrlAuth(null, "http://h/", null, "", 1000, auth.whenDown(), 0))
                        .build()))
            .renditions(
                List.of(
                    new Rendition(
                        live, new MountName("/low"), Codec.MP3, 64, null, null, null, false)))
            .siblings(List.of(new Sibling(".mp3", Codec.MP3, 64, null, null, false)))
            .build());
    for (String mount : List.of("/live", "/low", "/live.mp3", "/free", "/other")) {
      onAir(mount, "audio/mpeg", 128, "Secret song", true);
      boolean guarded = config.current().auth(new MountName(mount)) != null;
      if (guarded && !mount.equals("/free")) {
        assertThat(text(look(mount), -1))
            .as(mount)
            .contains("\"state\":\"live\",\"title\":\"\",\"listeners\":null")
            .contains("\"recent\":[]", "MP3")
            .doesNotContain("Secret", "FM");
      } else {
        assertThat(text(look(mount), -1)).as(mount).contains("Secret song", "\"listeners\":3");
        assertThat(mount).isIn("/free", "/other");
      }
    }
    assertThat(text(look("/live"), -1)).contains("\"name\":\"North\"");
  }

  @Test
  void qualities_areWhatIsOnTheAirOfTheSameProgramme_andHideWhatIsHidden() {
    Codec opus = Codec.OPUS;
    MountName live = new MountName("/live");
    config.tenant(tenant ->
        tenant
            .with()
            .renditions(
                List.of(
                    new Rendition(live, new MountName("/a"), opus, 96, null, null, null, false),
                    new Rendition(live, new MountName("/b"), opus, 48, null, null, false, false),
                    new Rendition(live, new MountName("/c"), opus, 32, null, null, true, false)))
            .siblings(List.of(new Sibling(".mp3", Codec.MP3, 64, null, null, false)))
            .build());
    onAir("/live", "audio/flac", 0, "A", false);
    for (String made : List.of("/a", "/b", "/c", "/live.mp3")) {
      made("/live", made);
    }
    onAir("/a", "application/ogg", 96, "A", false);
    onAir("/b", "application/ogg", 48, "A", false);
    onAir("/c", "application/ogg", 32, "A", true);
    onAir("/live.mp3", "audio/mpeg", 64, "A", false);
    onAir("/other", "audio/mpeg", 64, "A", true);

    assertThat(labels("/live"))
        .containsExactly(
            "/live FLAC",
            "/live.mp3 MP3 · 64 kbit/s",
            "/a Opus · 96 kbit/s",
            "/c Opus · 32 kbit/s");
    assertThat(labels("/b"))
        .as("by the address of one that is hidden, though its input is hidden too")
        .containsExactly(
            "/live.mp3 MP3 · 64 kbit/s",
            "/a Opus · 96 kbit/s",
            "/b Opus · 48 kbit/s",
            "/c Opus · 32 kbit/s");
    streams.remove(new MountName("/a"));
    assertThat(labels("/live")).hasSize(3);
    assertThat(labels("/other")).containsExactly("/other MP3 · 64 kbit/s");
  }

  @Test
  void nameOfARendition_thatSomebodyElseHasTaken_isNoQualityOfIt() {
    config.tenant(tenant ->
        tenant
            .with()
            .siblings(List.of(new Sibling(".mp3", Codec.MP3, 64, null, null, false)))
            .build());
    onAir("/live", "audio/flac", 0, "A", true);
    onAir("/live.mp3", "audio/mpeg", 64, "Not A", true);
    made("/live", "/live.mp3");
    assertThat(labels("/live")).as("a transcoder's").hasSize(2);
    nodes.add(new NodeInfo(new NodeId("ingest-1"), NodeInfo.Role.INGEST, "1", 8000, 0));
    assertThat(labels("/live")).containsExactly("/live FLAC");
    assertThat(labels("/live.mp3")).containsExactly("/live.mp3 MP3 · 64 kbit/s");
    ClusterView.Snapshot cluster =
        new ClusterView.Snapshot(List.copyOf(streams.values()), nodes, 0, jobs);
    assertThat(Listing.of(cluster, config.current())).allMatch(listing -> listing.from() == null);
  }

  @Test
  void fallback_standsIn() {
    config.mounts(
        Mount.onTheFly(new MountName("/live")).with().fallback(new MountName("/b")).build(),
        Mount.onTheFly(new MountName("/b")).with().fallback(new MountName("/c")).build(),
        Mount.onTheFly(new MountName("/c")).with().fallback(new MountName("/live")).build());
    assertThat(text(look("/live"), -1)).contains("\"state\":\"off\"");
    onAir("/c", "audio/mpeg", 64, "Loop", false);
    assertThat(text(look("/live"), -1))
        .contains("\"state\":\"instead\",\"title\":\"Loop\"")
        .contains("\"path\":\"/live\",\"type\":\"audio/mpeg\"")
        .doesNotContain("/c");
  }

  private List<String> labels(String mount) {
    Channels channels =
        new Channels(
            () -> new ClusterView.Snapshot(List.copyOf(streams.values()), nodes, 0, jobs),
            config,
            new RecentTitles(new FakeNetwork().join("edge"), config, () -> 1));
    return channels.of(new MountName(mount)).qualities().stream()
        .map(quality -> quality.mount() + " " + quality.label())
        .toList();
  }
}
