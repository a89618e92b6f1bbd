package io.floe.admin.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.floe.admin.account.Pass;
import io.floe.admin.rest.Refusal;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.ClusterView.Placed;
import io.floe.wire.report.ClusterView.Stream;
import io.floe.wire.report.Report;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Who is told what, when, and at what cost; time is a number here. */
class FollowersTest {

  private static final long SECOND = 1_000_000_000L;
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

  private static final Pass ROOT = pass("root", "superadmin", null);
  private static final Pass ADMIN = pass("admin", "admin", "north");
  private static final Pass DJ = pass("dj", "dj", "north", "/north-1");
  private static final Pass NOBODY = pass("bob", "viewer", "north");
  private static final Pass FOREIGN = pass("foreign", "admin", "south");

  private final LiveCounters counters = new LiveCounters();
  private final TreeMap<MountName, Stream> streams = new TreeMap<>();
  private final Map<MountName, Placed> jobs = new TreeMap<>();
  private final Followers followers =
      new Followers(
          new Board(JSON, "boot", counters),
          (board, nanos) ->
              board.take(
                  new ClusterView.Snapshot(
                      List.copyOf(streams.values()),
                      List.of(new NodeInfo(new NodeId("edge-1"), NodeInfo.Role.EDGE, "1", 8080, 7)),
                      0,
                      jobs),
                  stream -> tenant(stream.mount()),
                  placed -> tenant(placed.job().from()),
                  nanos),
          counters);
  private long now;

  /** One who reads, or does not. */
  private static final class Reader implements Outlet {
    final StringBuilder heard = new StringBuilder();
    final List<Buffer> texts = new ArrayList<>();
    boolean full;
    long taken;
    boolean ended;
    boolean cut;
    boolean broken;

    @Override
    public boolean full() {
      if (broken) {
        throw new IllegalStateException("the response is closed");
      }
      return full;
    }

    @Override
    public long taken() {
      return taken;
    }

    @Override
    public void write(Buffer text) {
      texts.add(text);
      heard.append(text.toString());
    }

    @Override
    public void end() {
      ended = true;
    }

    @Override
    public void cut() {
      cut = true;
    }

    String take() {
      String all = heard.toString();
      heard.setLength(0);
      return all;
    }

    String id() {
      int at = heard.lastIndexOf("\nid: ");
      return heard.substring(at + 5, heard.indexOf("\n", at + 5));
    }
  }

  private static Pass pass(String name, String role, String tenant, String... mounts) {
    return new Pass(
        name,
        role,
        tenant,
        Set.copyOf(java.util.Arrays.stream(mounts).map(MountName::new).toList()),
        new Pass.Door.Token(1));
  }

  private static Optional<String> tenant(MountName mount) {
    return mount.value().startsWith("/north")
        ? Optional.of("north")
        : mount.value().startsWith("/south") ? Optional.of("south") : Optional.empty();
  }

  private void onAir(String mount, String title, int listeners) {
    MountName name = new MountName(mount);
    streams.put(
        name,
        new Stream(
            new NodeId("ingest-1"),
            new StreamId(name, 1),
            new StreamInfo("audio/mpeg", "FM", "", "", "", 128, true, ""),
            Beacon.State.LIVE,
            title,
            5,
            now / 1000,
            0,
            listeners,
            listeners,
            0,
            ""));
  }

  private Reader open(Pass pass, String id) {
    Reader reader = new Reader();
    var _ = followers.open(pass, reader, id, now);
    return reader;
  }

  private void tick() {
    now += SECOND;
    followers.tick(now);
  }

  private static JsonNode data(String event) {
    try {
      return JSON.readTree(event.substring(event.indexOf("data: ") + 6).split("\n", 2)[0]);
    } catch (IOException e) {
      throw new AssertionError(event, e);
    }
  }

  private static List<String> names(JsonNode list) {
    List<String> names = new ArrayList<>();
    list.forEach(each -> names.add(each.path(each.has("to") ? "to" : "name").asText()));
    return names;
  }

  @Test
  void snapshot_hasWhatIsThereForEach() {
    onAir("/north-1", "A", 1);
    onAir("/north-2", "B", 2);
    onAir("/south-1", "C", 4);
    onAir("/nobodys", "D", 8);
    rendition("/north-1.opus", Report.Job.State.RUNNING, "");
    JsonNode root = data(open(ROOT, null).take());
    assertThat(names(root.path("mounts")))
        .containsExactly("/nobodys", "/north-1", "/north-2", "/south-1");
    assertThat(names(root.path("renditions"))).containsExactly("/north-1.opus");
    assertThat(root.at("/renditions/0/state").asText()).isEqualTo("running");
    assertThat(root.at("/renditions/0/speed").asDouble()).isEqualTo(40);
    assertThat(root.at("/services/nodes/0/id").asText()).isEqualTo("edge-1");
    assertThat(root.at("/totals/listeners").asInt()).isEqualTo(15);

    JsonNode admin = data(open(ADMIN, null).take());
    assertThat(names(admin.path("mounts"))).containsExactly("/north-1", "/north-2");
    assertThat(admin.at("/totals/listeners").asInt()).isEqualTo(3);
    assertThat(admin.at("/services/edges").asInt()).isEqualTo(1);
    assertThat(admin.at("/services/nodes").isMissingNode()).isTrue();

    JsonNode dj = data(open(DJ, null).take());
    assertThat(names(dj.path("mounts"))).containsExactly("/north-1");
    assertThat(names(dj.path("renditions"))).containsExactly("/north-1.opus");
    assertThat(dj.at("/totals/listeners").asInt()).isEqualTo(1);

    assertThat(names(data(open(NOBODY, null).take()).path("mounts"))).isEmpty();
    assertThat(names(data(open(FOREIGN, null).take()).path("mounts"))).containsExactly("/south-1");
    JsonNode mount = dj.at("/mounts/0");
    assertThat(mount.toString())
        .isEqualTo(
            """
            {"name":"/north-1","tenant":"north","state":"live","contentType":"audio/mpeg","streamName":"FM",\
            "genre":"","bitrate":128,"public":true,"title":"A","listeners":1,"peak":1,"bytesIn":0,"bytesOut":0,\
            "since":"1970-01-01T00:00:00.005Z"}\
            """);
  }

  @Test
  void rendition_isShownToItsTenant_alsoWhenAnotherHasTakenItsName() {
    onAir("/north-1", "A", 1);
    onAir("/south-1", "C", 4);
    rendition("/south-1", Report.Job.State.FAILED, "/south-1 is on the air");
    assertThat(names(data(open(ADMIN, null).take()).path("renditions")))
        .containsExactly("/south-1");
    assertThat(open(FOREIGN, null).take()).contains("/south-1").doesNotContain("/north-1");
  }

  private void rendition(String to, Report.Job.State state, String reason) {
    MountName made = new MountName(to);
    Report.Job job = new Report.Job(new MountName("/north-1"), made, state, reason, 4000, 300);
    jobs.put(made, new Placed(new NodeId("transcoder-1"), job));
  }

  @Test
  void change_isToldToThoseWhomItConcerns_andNobodyElse() {
    onAir("/north-1", "A", 1);
    onAir("/south-1", "C", 4);
    Map<Pass, Reader> readers = new java.util.HashMap<>();
    for (Pass pass : List.of(ROOT, ADMIN, DJ, NOBODY, FOREIGN)) {
      readers.put(pass, open(pass, null));
    }
    readers.values().forEach(Reader::take);
    tick();
    assertThat(readers.values()).allMatch(reader -> reader.take().isEmpty());
    onAir("/north-1", "new", 2);
    onAir("/north-2", "other", 3);
    tick();
    assertThat(readers.get(DJ).take())
        .startsWith("event: mount\ndata: {\"name\":\"/north-1\"")
        .contains("\"title\":\"new\"")
        .contains("event: totals\nid: boot.")
        .endsWith("data: {\"mounts\":1,\"listeners\":2}\n\n")
        .doesNotContain("/north-2");
    assertThat(readers.get(ADMIN).take())
        .contains("/north-1", "/north-2")
        .endsWith("data: {\"mounts\":2,\"listeners\":5}\n\n");
    assertThat(readers.get(ROOT).take()).contains("/north-1", "/north-2").doesNotContain("/south");
    assertThat(readers.get(FOREIGN).take()).isEmpty();
    assertThat(readers.get(NOBODY).take()).isEmpty();
    streams.remove(new MountName("/north-1"));
    tick();
    assertThat(readers.get(DJ).take())
        .startsWith("event: gone\ndata: {\"kind\":\"mount\",\"name\":\"/north-1\"}\n\n");
    assertThat(readers.get(FOREIGN).take()).isEmpty();
  }

  @Test
  void cost_dependsOnWhatChanges_notOnHowManyFollow() {
    for (int mount = 0; mount < 100; mount++) {
      onAir("/north-" + mount, "A", 0);
    }
    List<Reader> readers = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      readers.add(open(i % 2 == 0 ? ADMIN : DJ, null));
    }
    assertThat(counters.compositions.sum()).isEqualTo(1);
    assertThat(counters.assembled.sum()).as("a snapshot for each scope").isEqualTo(2);
    long written = counters.written.sum();
    for (int second = 1; second <= 5; second++) {
      onAir("/north-1", "title " + second, 0);
      tick();
    }
    assertThat(counters.compositions.sum()).isEqualTo(6);
    assertThat(counters.written.sum() - written).as("one mount, five times").isEqualTo(5);
    assertThat(counters.assembled.sum()).isEqualTo(2 + 5 * 2);
    assertThat(counters.sent.sum()).isEqualTo(500 + 5 * 500);
    assertThat(readers.get(0).texts.getLast()).isSameAs(readers.get(498).texts.getLast());
  }

  @Test
  void reconnect_goesOnWhereItWasCut_orStartsAnew() {
    onAir("/north-1", "A", 1);
    onAir("/north-2", "A", 1);
    Reader first = open(ADMIN, null);
    String id = first.id();
    onAir("/north-1", "B", 1);
    tick();
    onAir("/north-1", "C", 1);
    tick();
    Reader back = open(ADMIN, id);
    assertThat(back.take())
        .contains("event: mount\n", "\"title\":\"C\"")
        .doesNotContain("snapshot", "/north-2", "\"title\":\"B\"");
    assertThat(counters.resumed.sum()).isEqualTo(1);
    assertThat(open(ADMIN, first.id()).take()).isEqualTo("retry: 2000\n\n");
    // Whoever sees something else now has missed what the number does not say.
    for (String other :
        List.of("", "boot", id.replace("boot", "toob"), id + "x", "boot.1.1", id + "000")) {
      assertThat(open(ADMIN, other).take()).as(other).contains("event: snapshot");
    }
    assertThat(open(DJ, id).take()).contains("event: snapshot");
    for (int second = 0; second < 130; second++) {
      onAir("/north-1", "T" + second, 1);
      tick();
    }
    assertThat(open(ADMIN, id).take()).contains("event: snapshot");
  }

  @Test
  void slowOne_waitsForNothing_missesNothing_andIsCutOffInTheEnd() {
    onAir("/north-1", "A", 1);
    Reader slow = open(DJ, null);
    Reader quick = open(DJ, null);
    slow.take();
    slow.full = true;
    for (int second = 0; second < 20; second++) {
      onAir("/north-1", "T" + second, 1);
      tick();
    }
    assertThat(slow.take()).isEmpty();
    slow.full = false;
    tick();
    assertThat(slow.take()).contains("\"title\":\"T19\"").doesNotContain("T18");
    slow.full = true;
    for (int second = 0; second < 40; second++) {
      tick();
    }
    assertThat(slow.cut).isTrue();
    assertThat(quick.cut).isFalse();
    assertThat(counters.slow.sum()).isEqualTo(1);
    assertThat(counters.followers()).isEqualTo(1);
  }

  @Test
  void oneThatBreaks_isCutOff_andTheOthersAreTold() {
    onAir("/north-1", "A", 1);
    Reader broken = open(DJ, null);
    Reader other = open(DJ, null);
    other.take();
    broken.broken = true;
    onAir("/north-1", "B", 1);
    tick();
    assertThat(other.take()).contains("\"title\":\"B\"");
    assertThat(broken.cut).isTrue();
    assertThat(counters.followers()).isEqualTo(1);
  }

  @Test
  void silence_isBrokenEveryFifteenSeconds() {
    Reader reader = open(NOBODY, null);
    reader.take();
    for (int second = 0; second < 60; second++) {
      tick();
    }
    assertThat(reader.take()).isEqualTo(": still here\n\n".repeat(4));
  }

  @Test
  void whoseRightsEnd_isEnded_andNobodyElse() {
    Reader dj = open(DJ, null);
    Reader other = open(ADMIN, null);
    followers.end(Set.of(DJ), now);
    assertThat(dj.ended).isTrue();
    assertThat(other.ended).isFalse();
    assertThat(followers.passes()).containsExactly(ADMIN);
    assertThat(counters.ended.sum()).isEqualTo(1);
  }

  @Test
  void withNobody_nothingIsLookedAt_afterAMinute() {
    onAir("/north-1", "A", 1);
    Reader reader = new Reader();
    Follower follower = followers.open(DJ, reader, null, now);
    String id = reader.id();
    followers.left(follower, now);
    followers.left(follower, now);
    for (int second = 0; second < 100; second++) {
      tick();
    }
    assertThat(counters.compositions.sum()).isBetween(60L, 62L);
    assertThat(open(DJ, id).take()).contains("event: snapshot", "/north-1");
  }

  @Test
  void slowOne_thatTakesAllTheSame_isNotCutOff() {
    onAir("/north-1", "A", 1);
    Reader slow = open(DJ, null);
    slow.full = true;
    for (int second = 0; second < 120; second++) {
      slow.taken++;
      tick();
    }
    assertThat(slow.cut).isFalse();
    for (int second = 0; second < 32; second++) {
      tick();
    }
    assertThat(slow.cut).isTrue();
  }

  @Test
  void oneWhoComes_whenThereIsNothingToSee_isNotKept() {
    Followers blind =
        new Followers(
            new Board(JSON, "boot", counters),
            (board, nanos) -> {
              throw new IllegalStateException("nothing to see");
            },
            counters);
    assertThatThrownBy(() -> blind.open(DJ, new Reader(), null, now))
        .isInstanceOf(IllegalStateException.class);
    assertThat(blind.passes()).isEmpty();
    assertThat(counters.followers()).isZero();
  }

  @Test
  void places_areBounded_ofAUser_ofATenant_andInAll() {
    Places places = new Places();
    Pass bob = pass("bob", "admin", "north");
    for (int i = 0; i < Places.OF_A_USER; i++) {
      places.take(bob);
    }
    assertRefused(places, bob, 429);
    for (int i = Places.OF_A_USER; i < Places.OF_A_TENANT; i++) {
      places.take(pass("user-" + i, "admin", "north"));
    }
    Pass alice = pass("alice", "admin", "north");
    assertRefused(places, alice, 503);
    for (int i = Places.OF_A_TENANT; i < Places.IN_ALL - Places.OF_SUPERADMINS; i++) {
      places.take(pass("user-" + i, "admin", "south"));
    }
    assertRefused(places, pass("west", "admin", "west"), 503);
    for (int i = 0; i < Places.OF_SUPERADMINS; i++) {
      places.take(pass("root-" + i / 50, "superadmin", null));
    }
    assertRefused(places, pass("root-9", "superadmin", null), 503);
    places.leave(bob);
    assertRefused(places, alice, 503);
    places.take(ROOT);
    assertRefused(places, ROOT, 503);
  }

  private static void assertRefused(Places places, Pass pass, int status) {
    assertThatThrownBy(() -> places.take(pass))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(status));
  }
}
