package io.floe.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.ingest.source.SourceCounters.Refusal;
import io.floe.testkit.Mp3Frames;
import io.floe.testkit.RawClient;
import io.floe.wire.audio.MountName;
import io.floe.wire.config.Codec;
import io.floe.wire.config.ConfigSnapshot.Role;
import io.floe.wire.config.ConfigSnapshot.User;
import io.floe.wire.config.Rendition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mount that a rendition makes takes neither sources nor titles. */
class MadeMountTest {

  private static final byte[] MP3 = Mp3Frames.joined(new Mp3Frames(1).frames(20, 128));

  @TempDir Path folder;
  private Station station;

  @BeforeEach
  void start() {
    station = new Station(folder);
  }

  @AfterEach
  void stop() {
    station.close();
  }

  @Test
  void source_isRefused_andTold() {
    made("/live.opus");
    for (String method : List.of("SOURCE", "PUT")) {
      RawClient.Response refused = ask(method, "/live.opus", Station.DEFAULT);
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.text().strip())
          .isEqualTo("/live.opus is made from /live: connect to another mount.");
    }
    assertThat(station.counters.refused(Refusal.MOUNT)).isEqualTo(2);
    assertThat(station.counters.sources()).isZero();
    try (RawClient other = station.client()) {
      other.send("SOURCE /other HTTP/1.0\r\n" + Station.DEFAULT + "\r\n");
      other.expect("HTTP/1.0 200 OK\r\n\r\n");
    }
  }

  @Test
  void onlyWhoHasThePasswordOfItsTenant_isTold() {
    made("/live.opus");
    assertThat(ask("SOURCE", "/live.opus", Station.SOUTH).status()).isEqualTo(401);
    assertThat(ask("SOURCE", "/live.opus", Station.basic("source", "wrong")).status())
        .isEqualTo(401);
    assertThat(update("/live.opus", Station.SOUTH).status()).isEqualTo(401);
  }

  @Test
  void mountThatIsConfiguredAsWell_isRefusedAllTheSame() {
    made("/open");
    assertThat(ask("SOURCE", "/open", Station.DEFAULT).status()).isEqualTo(403);
    // Its input is a mount like any other.
    try (RawClient input = station.client()) {
      input.send("SOURCE /live HTTP/1.0\r\n" + Station.LIVE + "\r\n");
      input.expect("HTTP/1.0 200 OK\r\n\r\n").send(MP3);
      station.live("/live");
    }
  }

  @Test
  void shoutcastSource_isToldBeforeItsOk() {
    made("/live.opus");
    try (RawClient client = station.shoutcastClient()) {
      client.send("/live.opus:default-pass\r\n");
      assertThat(client.toClose())
          .asString()
          .isEqualTo("/live.opus is made from /live: connect to another mount.\r\n");
    }
    assertThat(station.counters.refused(Refusal.MOUNT)).isEqualTo(1);
  }

  @Test
  void title_isRefused_andTold() {
    made("/live.opus");
    station.config.tenant(tenant ->
        tenant
            .with()
            .users(List.of(new User("ann", Station.hash("ann-pass"), Role.ADMIN, List.of())))
            .build());
    for (String who : List.of(Station.DEFAULT, Station.ADMIN, Station.basic("ann", "ann-pass"))) {
      RawClient.Response refused = update("/live.opus", who);
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.text()).contains("/live.opus has the titles of /live");
    }
    assertThat(update("/live.opus", Station.basic("source", "wrong")).status()).isEqualTo(401);
    assertThat(station.counters.titles()).isZero();
    try (RawClient client = station.client()) {
      client.send(
          "GET /admin.cgi?mode=updinfo&pass=/live.opus:default-pass&song=x HTTP/1.0\r\n\r\n");
      assertThat(client.response().status()).isEqualTo(403);
    }
  }

  @Test
  void sourceWhoseMountIsMadeFromNowOn_isEnded_andNobodyElse() {
    try (RawClient out = source("/fly");
        RawClient stays = source("/stays")) {
      made("/fly");
      assertThat(out.toClose()).isEmpty();
      station.ended("/fly");
      stays.send(MP3);
      Awaitility.await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> station.audio("/stays").length == 2 * MP3.length);
    }
  }

  @Test
  void sourceOfAnotherTenant_keepsTheMountThatItHasMadeOnTheFly() {
    try (RawClient theirs = source("/fly", Station.SOUTH)) {
      made("/fly");
      theirs.send(MP3);
      Awaitility.await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> station.audio("/fly").length == 2 * MP3.length);
    }
  }

  private RawClient source(String mount) {
    return source(mount, Station.DEFAULT);
  }

  private RawClient source(String mount, String credentials) {
    RawClient encoder = station.client();
    encoder.send("SOURCE " + mount + " HTTP/1.0\r\n" + credentials + "\r\n");
    encoder.expect("HTTP/1.0 200 OK\r\n\r\n").send(MP3);
    station.live(mount);
    return encoder;
  }

  private RawClient.Response ask(String method, String mount, String credentials) {
    try (RawClient client = station.client()) {
      return client
          .send(
              method
                  + " "
                  + mount
                  + " HTTP/1.1\r\nHost: x\r\n"
                  + credentials
                  + "Content-Type: audio/mpeg\r\n\r\n")
          .response();
    }
  }

  private RawClient.Response update(String mount, String credentials) {
    try (RawClient client = station.client()) {
      return client
          .send(
              "GET /admin/metadata?mode=updinfo&song=x&mount="
                  + mount
                  + " HTTP/1.0\r\n"
                  + credentials
                  + "\r\n")
          .response();
    }
  }

  /** From now on that mount is made from {@code /live}. */
  private void made(String to) {
    Rendition rendition =
        new Rendition(
            new MountName("/live"), new MountName(to), Codec.OPUS, 96, null, null, null, false);
    station.config.tenant(tenant -> tenant.with().renditions(List.of(rendition)).build());
  }
}
