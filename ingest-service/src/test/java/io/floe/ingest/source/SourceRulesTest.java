package io.floe.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.ingest.source.SourceCounters.Refusal;
import io.floe.testkit.Mp3Frames;
import io.floe.testkit.RawClient;
import io.floe.wire.audio.MountName;
import io.floe.wire.client.CidrSet;
import io.floe.wire.config.Codec;
import io.floe.wire.config.ConfigSnapshot.Quotas;
import io.floe.wire.config.Rendition;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What settings of mounts and quotas of tenants do to sources, to newcomers and those on air. */
class SourceRulesTest {

  private static final byte[] MP3 = Mp3Frames.joined(new Mp3Frames(1).frames(50, 128));

  @TempDir Path folder;
  private Station station;

  @BeforeEach
  void start() {
    station = new Station(folder);
    station.config.trust("127.0.0.0/8");
  }

  @AfterEach
  void stop() {
    station.close();
  }

  @Test
  void addressBannedOnAMount_isRefusedThere_andNowhereElse() {
    station.config.mount(
        "/open", m -> m.with().banned(CidrSet.parse(List.of("192.0.2.0/24"))).build());
    assertThat(status("/open", "192.0.2.7", "butt")).isEqualTo(403);
    assertThat(status("/open", "192.0.3.7", "butt")).isEqualTo(200);
    assertThat(status("/fly", "192.0.2.7", "butt")).isEqualTo(200);
    assertThat(station.counters.refused(Refusal.BANNED)).isEqualTo(1);
  }

  @Test
  void bannedAgent_isRefused() {
    station.config.mount("/open", m -> m.with().bannedAgents(List.of("Evil")).build());
    assertThat(status("/open", "192.0.2.7", "evilcast/1")).isEqualTo(403);
    assertThat(status("/open", "192.0.2.7", "butt")).isEqualTo(200);
  }

  @Test
  void sourceBannedOnItsMountMeanwhile_isEnded_andNobodyElse() {
    try (RawClient out = source("/open", "192.0.2.7");
        RawClient stays = source("/fly", "192.0.2.7")) {
      station.config.mount(
          "/open", m -> m.with().allowed(CidrSet.parse(List.of("198.51.100.0/24"))).build());
      assertThat(out.toClose()).isEmpty();
      station.ended("/open");
      assertThat(station.counters.bannedSources()).isEqualTo(1);
      stays.send(MP3);
      Awaitility.await().until(() -> station.audio("/fly").length == 2 * MP3.length);
    }
  }

  @Test
  void changeThatDoesNotConcernASource_leavesItAlone() {
    try (RawClient encoder = source("/open", "192.0.2.7")) {
      station.config.set(Station.snapshot(3, "another-pass", m -> m.with().burst(1).build()));
      encoder.send(MP3);
      Awaitility.await().until(() -> station.audio("/open").length == 2 * MP3.length);
      // The old password opens nothing any more, the new one at once.
      assertThat(status("/fly", "192.0.2.7", "butt")).isEqualTo(401);
      try (RawClient client = station.client()) {
        client.send("SOURCE /fly HTTP/1.0\r\n" + Station.basic("source", "another-pass") + "\r\n");
        assertThat(client.head()).startsWith("HTTP/1.0 200 ");
      }
    }
  }

  @Test
  void sourceWhoseMountIsDeleted_isEnded_unlessItMayBeMadeOnTheFly() {
    try (RawClient own = station.client();
        RawClient tenants = source("/open", "192.0.2.7");
        RawClient fly = source("/fly", "192.0.2.7")) {
      own.send("SOURCE /live HTTP/1.0\r\n" + Station.LIVE + "\r\n");
      own.expect("HTTP/1.0 200 OK\r\n\r\n").send(MP3);
      station.live("/live");
      station.config.tenant(tenant -> tenant.with().mounts(List.of()).build());
      assertThat(own.toClose()).isEmpty();
      station.ended("/live");
      for (RawClient stays : List.of(tenants, fly)) {
        stays.send(MP3);
      }
      Awaitility.await()
          .until(() ->
              station.audio("/open").length == 2 * MP3.length
                  && station.audio("/fly").length == 2 * MP3.length);

      station.config.tenant(tenant -> tenant.with().createMounts(false).build());
      assertThat(tenants.toClose()).isEmpty();
      assertThat(fly.toClose()).isEmpty();
      station.ended("/open");
      station.ended("/fly");
    }
  }

  @Test
  void sourceWhoseMountGoesToAnotherTenant_isEnded_andMayNotComeBack() {
    try (RawClient tenants = source("/fly", "192.0.2.7");
        RawClient own = station.client()) {
      own.send("SOURCE /live HTTP/1.0\r\n" + Station.LIVE + "\r\n");
      own.expect("HTTP/1.0 200 OK\r\n\r\n").send(MP3);
      station.live("/live");
      station.config.mountsOfSouth("/fly", "/live");
      assertThat(tenants.toClose()).isEmpty();
      assertThat(own.toClose()).isEmpty();
      station.ended("/fly");
      station.ended("/live");
      assertThat(status("/fly", "192.0.2.7", "butt")).isEqualTo(401);
    }
  }

  @Test
  void sourceWhoseMountIsConfiguredForItsOwnTenant_goesOn() {
    try (RawClient tenants = source("/fly", "192.0.2.7");
        RawClient own = station.client()) {
      own.send("SOURCE /live HTTP/1.0\r\n" + Station.LIVE + "\r\n");
      own.expect("HTTP/1.0 200 OK\r\n\r\n").send(MP3);
      station.live("/live");
      station.config.tenant(tenant ->
          tenant
              .with()
              .mounts(
                  List.of(
                      Station.mount("/fly", null, true, "UTF-8"),
                      Station.mount("/live", null, true, "UTF-8")))
              .build());
      for (RawClient stays : List.of(tenants, own)) {
        stays.send(MP3);
      }
      Awaitility.await()
          .until(() ->
              station.audio("/fly").length == 2 * MP3.length
                  && station.audio("/live").length == 2 * MP3.length);
    }
  }

  @Test
  void sourceThatNamesNoType_hasThatOfItsMount() {
    station.config.mount("/open", m -> m.with().contentType("audio/aac").build());
    try (RawClient encoder = station.client()) {
      encoder.send("SOURCE /open HTTP/1.0\r\n" + Station.DEFAULT + "\r\n");
      encoder.expect("HTTP/1.0 200 OK\r\n\r\n");
      assertThat(station.live("/open").info().contentType()).isEqualTo("audio/aac");
    }
  }

  @Test
  void sourcesOfATenant_areCountedOverTheCluster() {
    quotas(new Quotas(null, 3, null, null));
    station.elsewhere("/far", "default");
    station.elsewhere("/south", "south");
    try (RawClient one = source("/open", "192.0.2.7");
        RawClient two = source("/fly", "192.0.2.7")) {
      assertThat(status("/live2", "192.0.2.7", "butt")).isEqualTo(403);
      assertThat(station.counters.refused(Refusal.QUOTA)).isEqualTo(1);
      // Another tenant has a quota of its own.
      try (RawClient south = station.client()) {
        south.send("SOURCE /other HTTP/1.0\r\n" + Station.SOUTH + "\r\n");
        assertThat(south.head()).startsWith("HTTP/1.0 200 ");
      }
      two.close();
      station.ended("/fly");
      try (RawClient three = source("/fly2", "192.0.2.7")) {
        one.send(MP3);
      }
    }
  }

  @Test
  void mountsOfATenant_areCountedOverTheCluster() {
    // Four are configured.
    quotas(new Quotas(6, null, null, null));
    station.elsewhere("/far", "default");
    try (RawClient one = source("/fly", "192.0.2.7")) {
      assertThat(status("/fly2", "192.0.2.7", "butt")).isEqualTo(403);
      assertThat(status("/open", "192.0.2.7", "butt")).isEqualTo(200);
      one.close();
      station.ended("/fly");
      assertThat(status("/fly2", "192.0.2.7", "butt")).isEqualTo(200);
    }
  }

  @Test
  void whatRenditionsMake_areMounts_butNoSources() {
    // Four mounts are configured, /open among them, and a fifth is made.
    station.config.tenant(tenant ->
        tenant
            .with()
            .quotas(new Quotas(5, 2, null, null))
            .renditions(List.of(rendition("/live.opus"), rendition("/off")))
            .build());
    station.elsewhere("/live.opus", "");
    station.transcoder("/open.mp3", "default");
    try (RawClient one = source("/open", "192.0.2.7")) {
      assertThat(status("/fly", "192.0.2.7", "butt")).as("five mounts").isEqualTo(403);
      quotas(new Quotas(6, 2, null, null));
      try (RawClient two = source("/fly", "192.0.2.7")) {
        assertThat(status("/kino", "192.0.2.7", "butt")).as("two sources").isEqualTo(403);
        assertThat(station.counters.refused(Refusal.QUOTA)).isEqualTo(2);
        one.send(MP3);
        two.send(MP3);
      }
    }
  }

  private static Rendition rendition(String to) {
    return new Rendition(
        new MountName("/live"), new MountName(to), Codec.OPUS, 96, null, null, null, false);
  }

  @Test
  void kickedSource_isClosed_andMayComeBackAtOnce() {
    try (RawClient encoder = source("/open", "192.0.2.7")) {
      assertThat(station.kick("/none")).isZero();
      assertThat(station.kick("/open")).isEqualTo(1);
      assertThat(encoder.toClose()).isEmpty();
      try (RawClient again = source("/open", "192.0.2.7")) {
        again.send(MP3);
        Awaitility.await().until(() -> station.audio("/open").length == 3 * MP3.length);
      }
    }
  }

  private void quotas(Quotas quotas) {
    station.config.tenant(tenant -> tenant.with().quotas(quotas).build());
  }

  private RawClient source(String mount, String from) {
    RawClient encoder = station.client();
    encoder.send(head(mount, from, "butt"));
    encoder.expect("HTTP/1.0 200 OK\r\n\r\n").send(MP3);
    station.live(mount);
    Awaitility.await().until(() -> station.audio(mount).length >= MP3.length);
    return encoder;
  }

  private int status(String mount, String from, String agent) {
    try (RawClient encoder = station.client()) {
      encoder.send(head(mount, from, agent));
      int status = Integer.parseInt(encoder.head().split(" ")[1]);
      if (status == 200) {
        encoder.close();
        station.ended(mount);
      }
      return status;
    }
  }

  private static String head(String mount, String from, String agent) {
    return "SOURCE "
        + mount
        + " HTTP/1.0\r\n"
        + Station.DEFAULT
        + "Content-Type: audio/mpeg\r\nX-Forwarded-For: "
        + from
        + "\r\nUser-Agent: "
        + agent
        + "\r\n\r\n";
  }
}
