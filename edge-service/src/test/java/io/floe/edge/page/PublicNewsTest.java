package io.floe.edge.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.floe.testkit.FixedConfig;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.bus.NodeId;
import io.floe.wire.config.Codec;
import io.floe.wire.config.Mount;
import io.floe.wire.config.Rendition;
import io.floe.wire.live.News;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.ClusterView.Stream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What everybody may hear; time and followers are numbers here. */
class PublicNewsTest {

  private static final long SECOND = 1_000_000_000L;
  private static final String HOSTILE = "</script>\"\r\n\u2028data: x\u0000";

  private final TreeMap<MountName, Stream> streams = new TreeMap<>();
  private final FixedConfig config = new FixedConfig();
  private int followers = 1;
  private long now;

  private final PublicNews told =
      new PublicNews(
          () -> new ClusterView.Snapshot(List.copyOf(streams.values()), List.of(), 0, Map.of()),
          config,
          () -> followers);

  private void onAir(String mount, String title, int listeners, boolean listed) {
    MountName name = new MountName(mount);
    streams.put(
        name,
        new Stream(
            new NodeId("ingest-1"),
            new StreamId(name, 1),
            new StreamInfo("audio/mpeg", "FM", "", "jazz", "", 128, listed, ""),
            Beacon.State.LIVE,
            title,
            5,
            6,
            0,
            listeners,
            9,
            0,
            ""));
  }

  private News look() {
    now += SECOND;
    told.look(now);
    return told.get().orElseThrow();
  }

  private static String text(News news, long place) {
    return news.next(place).map(said -> new String(said.text(), StandardCharsets.UTF_8)).orElse("");
  }

  private static JsonNode data(String event) {
    try {
      return new ObjectMapper()
          .readTree(event.substring(event.indexOf("data: ") + 6).split("\n", 2)[0]);
    } catch (IOException e) {
      throw new AssertionError(event, e);
    }
  }

  @Test
  void snapshot_hasPublicMountsAlone_asTheConfigurationSays() {
    onAir("/live", "A", 3, true);
    onAir("/secret", "B", 4, false);
    onAir("/shown", "C", 5, false);
    onAir("/hidden", "D", 6, true);
    config.mounts(
        Mount.onTheFly(new MountName("/shown")).with().listed(true).build(),
        Mount.onTheFly(new MountName("/hidden")).with().listed(false).build());
    String snapshot = text(look(), -1);
    assertThat(snapshot).startsWith("event: snapshot\nid: ").doesNotContain("secret", "hidden");
    assertThat(data(snapshot).toString())
        .isEqualTo(
            """
            {"mounts":[{"name":"/live","state":"live","contentType":"audio/mpeg","streamName":"FM",\
            "genre":"jazz","bitrate":128,"title":"A","listeners":3},\
            {"name":"/shown","state":"live","contentType":"audio/mpeg","streamName":"FM",\
            "genre":"jazz","bitrate":128,"title":"C","listeners":5}],\
            "totals":{"mounts":2,"listeners":8}}\
            """);
  }

  @Test
  void changes_areWrittenOnce_andInOrder() {
    onAir("/live", "A", 3, true);
    onAir("/other", "B", 3, true);
    long place = look().next(-1).orElseThrow().number();
    assertThat(look().next(place)).isEmpty();
    assertThat(told.written()).isEqualTo(2);
    onAir("/live", "new", 4, true);
    onAir("/secret", "new", 4, false);
    String change = text(look(), place);
    assertThat(change)
        .startsWith("event: mount\ndata: {\"name\":\"/live\"")
        .contains("\"title\":\"new\",\"listeners\":4}\n\nevent: totals\nid: ")
        .endsWith("\ndata: {\"mounts\":2,\"listeners\":7}\n\n")
        .doesNotContain("/other", "/secret");
    assertThat(told.written()).isEqualTo(3);
    streams.remove(new MountName("/live"));
    assertThat(text(look(), place + 1))
        .startsWith("event: gone\ndata: {\"kind\":\"mount\",\"name\":\"/live\"}\n\n");
    assertThat(told.compositions()).isEqualTo(4);
  }

  @Test
  void rendition_namesWhatItIsMadeOf_ifThatIsToldToo() {
    onAir("/live", "A", 3, true);
    onAir("/low", "A", 3, true);
    config.tenant(tenant ->
        tenant
            .with()
            .renditions(
                List.of(
                    new Rendition(
                        new MountName("/live"),
                        new MountName("/low"),
                        Codec.MP3,
                        64,
                        null,
                        null,
                        null,
                        false)))
            .build());
    assertThat(data(text(look(), -1)).at("/mounts/1/from").asText()).isEqualTo("/live");
    streams.remove(new MountName("/live"));
    assertThat(data(text(look(), -1)).at("/mounts/0/from").isMissingNode()).isTrue();
  }

  @Test
  void hostileTexts_stayWithinTheirLine() {
    onAir("/live", HOSTILE, 3, true);
    String snapshot = text(look(), -1);
    assertThat(data(snapshot).at("/mounts/0/title").asText()).isEqualTo(HOSTILE);
    assertThat(snapshot.lines()).hasSize(4).noneMatch(line -> line.startsWith("data: x"));
  }

  @Test
  void withoutFollowers_nothingIsLookedAt_afterAMinute() {
    followers = 0;
    told.look(now);
    assertThat(told.get()).isEmpty();
    followers = 1;
    onAir("/live", "A", 3, true);
    News first = look();
    long place = first.next(-1).orElseThrow().number();
    followers = 0;
    for (int second = 0; second < 60; second++) {
      now += SECOND;
      told.look(now);
    }
    assertThat(told.get()).isPresent();
    now += SECOND;
    told.look(now);
    assertThat(told.get()).isEmpty();
    long looked = told.compositions();
    now += SECOND;
    told.look(now);
    assertThat(told.compositions()).isEqualTo(looked);
    followers = 1;
    assertThat(look().reaches(place)).isFalse();
  }

  @Test
  void silence_isNewsToo() {
    String snapshot = text(look(), -1);
    assertThat(data(snapshot).toString())
        .isEqualTo("{\"mounts\":[],\"totals\":{\"mounts\":0,\"listeners\":0}}");
    long place = told.get().orElseThrow().next(-1).orElseThrow().number();
    onAir("/live", "A", 3, true);
    assertThat(text(look(), place)).startsWith("event: mount\n");
    for (int i = 0; i < 100; i++) {
      onAir("/live", "T" + i, 3, true);
      look();
    }
    News news = told.get().orElseThrow();
    assertThat(news.reaches(place + 101 - 60)).isTrue();
    assertThat(news.reaches(place + 101 - 61)).isFalse();
    assertThat(text(news, place)).startsWith("event: snapshot");
  }
}
