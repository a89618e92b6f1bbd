package io.floe.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.testkit.Mp3Frames;
import io.floe.testkit.RawClient;
import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigSnapshot.Role;
import io.floe.wire.config.ConfigSnapshot.User;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetadataTest {

  private static final String DONE =
      "<?xml version=\"1.0\"?>\n<iceresponse><message>Metadata update successful</message>"
          + "<return>1</return></iceresponse>\n";

  @TempDir Path folder;
  private Station station;
  private RawClient source;

  @BeforeEach
  void start() {
    station = new Station(folder);
    source = source("/live", Station.LIVE, "audio/mpeg");
  }

  @AfterEach
  void stop() {
    source.close();
    station.close();
  }

  @Test
  void title_isHeardAndWrittenDown() {
    assertThat(update("mount=/live&song=A+-+B%20%26%20C", Station.LIVE).text()).isEqualTo(DONE);
    heard("/live", "A - B & C");
    assertThat(station.playlistLines(1).getFirst())
        .matches("[0-3][0-9]/[A-Z][a-z]{2}/20[0-9]{2}:[0-9:]{8} \\+0000\\|/live\\|7\\|A - B & C");
  }

  @Test
  void credentialsThatCannotBeRead_areALine_andNoneAreNot() {
    update("mount=/live&song=x", "");
    update("mount=/live&song=x", "Authorization: Basic !!!\r\n");
    update("mount=/live&song=x", "Authorization: Bearer floe_x\r\n");
    assertThat(update("mount=/live&song=x", Station.basic("source", "wrong")).status())
        .isEqualTo(401);
    assertThat(station.authLines(3))
        .satisfiesExactly(
            line -> assertThat(line).contains("for user 'unknown' from 127.0.0.1: unreadable"),
            line -> assertThat(line).contains("for user 'unknown' from 127.0.0.1: unreadable"),
            line -> assertThat(line).contains("for user 'source' from 127.0.0.1: wrong password"));
  }

  @Test
  void mountInLowerCaseHex_asLibshoutSendsIt_isFound() {
    update("charset=UTF-8&mount=%2flive&song=x", Station.LIVE);
    heard("/live", "x");
  }

  @Test
  void post_asLibshoutSendsIt_isTaken() {
    String form = "mode=updinfo&mount=%2flive&song=posted";
    try (RawClient client = station.client()) {
      client.send(
          "POST /admin/metadata HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
              + "Content-Length: "
              + form.length()
              + "\r\n\r\n"
              + form);
      assertThat(client.response().status()).isEqualTo(401);
      client.send(
          "POST /admin/metadata HTTP/1.1\r\n"
              + Station.LIVE
              + "Content-Length: "
              + form.length()
              + "\r\n\r\n"
              + form);
      assertThat(client.response().text()).isEqualTo(DONE);
    }
    heard("/live", "posted");
  }

  @Test
  void artistAndTitle_areJoinedAndDoNotStick() {
    update("mount=/live&artist=Art&title=Tit", Station.LIVE);
    update("mount=/live&title=Solo", Station.LIVE);
    update("mount=/live&song=Song&artist=Art&title=Tit&album=x&next=y", Station.LIVE);
    heard("/live", "Art - Tit", "Solo", "Song");
  }

  @Test
  void plusThatIsNotEscaped_isPartOfTheMount() {
    try (RawClient encoder = station.client()) {
      encoder.send("SOURCE /a+b HTTP/1.0\r\n" + Station.DEFAULT + "\r\n");
      encoder.expect("HTTP/1.0 200 OK\r\n\r\n");
      assertThat(update("mount=/a+b&song=x", Station.DEFAULT).text()).isEqualTo(DONE);
      assertThat(update("mount=/a%2Bb&song=x", Station.DEFAULT).text()).isEqualTo(DONE);
    }
  }

  @Test
  void anyCredentialsOfTheMount_andAdmins_mayUpdate() {
    assertThat(update("mount=/live&song=a", Station.basic("whoever", "live-pass")).status())
        .isEqualTo(200);
    assertThat(update("mount=/live&song=b", Station.ADMIN).status()).isEqualTo(200);
    assertThat(update("mount=/live&song=c", Station.DEFAULT).status()).isEqualTo(401);
    heard("/live", "a", "b");
  }

  @Test
  void wrongPassword_isWrittenDownOnce_missingOneNever() {
    assertThat(update("mount=/live&song=x", "").header("WWW-Authenticate")).isPresent();
    assertThat(update("mount=/live&song=x", Station.basic("eve", "x")).status()).isEqualTo(401);
    assertThat(update("mount=/live&song=x", Station.LIVE).status()).isEqualTo(200);
    assertThat(station.authLines(1)).hasSize(1).first().asString().contains("user 'eve'");
    assertThat(station.counters.authFailures()).isEqualTo(1);
  }

  @Test
  void charset_isTheParametersThenUtf8ThenTheMounts() {
    try (RawClient kino = source("/kino", Station.DEFAULT, "audio/mpeg")) {
      update("mount=/kino&song=%cb%c9%ce%cf", Station.DEFAULT);
      update("mount=/kino&song=%d0%ba%d0%b8%d0%bd%d0%be", Station.DEFAULT);
      update("mount=/kino&charset=ISO-8859-1&song=caf%e9", Station.DEFAULT);
      update("mount=/kino&charset=ISO-8859-1&song=%c3%a9", Station.DEFAULT);
      update("mount=/kino&charset=nonsense&song=%cb%c9%ce%cf!", Station.DEFAULT);
      heard("/kino", "кино", "café", "Ã©", "кино!");
    }
  }

  @Test
  void controlCharacters_becomeSpaces() {
    update("mount=/live&song=a%00b%0d%0ac", Station.LIVE);
    heard("/live", "a b  c");
  }

  @Test
  void hugeTitle_isCutBetweenCharacters() {
    String form = "mode=updinfo&mount=/live&song=" + "€".repeat(2000);
    byte[] body = form.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    try (RawClient client = station.client()) {
      client.send(
          "POST /admin/metadata HTTP/1.0\r\n"
              + Station.LIVE
              + "Content-Length: "
              + body.length
              + "\r\n\r\n");
      assertThat(client.send(body).response().status()).isEqualTo(200);
    }
    heard("/live", "€".repeat(1360));
  }

  @Test
  void requestsThatMakeNoSense_areToldSo() {
    assertThat(get("/admin/metadata?mount=/live&song=x", Station.LIVE).text())
        .contains("400 - Missing parameter: mode");
    assertThat(get("/admin/metadata?mode=updinfo&song=x", Station.LIVE).text())
        .contains("400 - Missing parameter: mount");
    assertThat(get("/admin/metadata?mode=updinfo&mount=/live", Station.LIVE).text())
        .contains("400 - Missing parameter: song");
    RawClient.Response mode = get("/admin/metadata?mode=x&mount=/live&song=x", Station.LIVE);
    assertThat(mode.status()).isEqualTo(200);
    assertThat(mode.text()).contains("<message>No such action</message><return>0</return>");
    RawClient.Response none = update("mount=/none&song=x", Station.DEFAULT);
    assertThat(none.status()).isEqualTo(400);
    assertThat(none.text())
        .isEqualTo(
            "<html><head><title>Error 400</title></head><body>"
                + "<b>400 - Source does not exist</b></body></html>\r\n");
    assertThat(station.titles("/live")).isEmpty();
  }

  @Test
  void oggMount_takesNoTitles() {
    try (RawClient ogg = source("/o.ogg", Station.DEFAULT, "application/ogg")) {
      RawClient.Response response = update("mount=/o.ogg&song=x", Station.DEFAULT);
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.text()).contains("Mountpoint will not accept URL updates");
    }
  }

  @Test
  void mountMadeOnTheFly_takesTitlesOnlyFromItsOwnPassword() {
    try (RawClient made = source("/made", Station.DEFAULT, "audio/mpeg")) {
      RawClient.Response other = update("mount=/made&song=stolen", Station.SOUTH);
      assertThat(other.status()).isEqualTo(403);
      assertThat(other.text()).contains("The source on this mount uses another password");
      assertThat(update("mount=/made&song=own", Station.DEFAULT).text()).isEqualTo(DONE);
      assertThat(update("mount=/made&song=admin", Station.ADMIN).text()).isEqualTo(DONE);
      heard("/made", "own", "admin");
    }
  }

  @Test
  void usersOfTheTenant_mayUpdateTheMountsTheyRun() {
    MountName live = new MountName("/live");
    station.config.tenant(tenant ->
        tenant
            .with()
            .users(
                List.of(
                    user("ann", Role.ADMIN, List.of()),
                    user("dj", Role.DJ, List.of(live, new MountName("/made"))),
                    user("deaf", Role.DJ, List.of(new MountName("/open"))),
                    user("eye", Role.VIEWER, List.of(live))))
            .build());
    assertThat(update("mount=/live&song=a", Station.basic("ann", "ann-pass")).text())
        .isEqualTo(DONE);
    assertThat(update("mount=/live&song=b", Station.basic("dj", "dj-pass")).text()).isEqualTo(DONE);
    assertThat(update("mount=/live&song=c", Station.basic("dj", "ann-pass")).status())
        .isEqualTo(401);
    assertThat(update("mount=/live&song=d", Station.basic("deaf", "deaf-pass")).status())
        .isEqualTo(401);
    assertThat(update("mount=/live&song=e", Station.basic("eye", "eye-pass")).status())
        .isEqualTo(401);
    try (RawClient made = source("/made", Station.DEFAULT, "audio/mpeg");
        RawClient foreign = source("/foreign", Station.SOUTH, "audio/mpeg")) {
      assertThat(update("mount=/made&song=f", Station.basic("dj", "dj-pass")).text())
          .isEqualTo(DONE);
      assertThat(update("mount=/foreign&song=g", Station.basic("ann", "ann-pass")).status())
          .isEqualTo(403);
      heard("/made", "f");
    }
    heard("/live", "a", "b");
    assertThat(station.titles("/foreign")).isEmpty();
    // Nobody becomes a source with an account.
    try (RawClient encoder = station.client()) {
      encoder.send("SOURCE /open HTTP/1.0\r\n" + Station.basic("ann", "ann-pass") + "\r\n");
      assertThat(encoder.response().status()).isEqualTo(401);
    }
  }

  private static User user(String name, Role role, List<MountName> mounts) {
    return new User(name, Station.hash(name + "-pass"), role, mounts);
  }

  @Test
  void shoutcastUpdate_worksOnBothPorts() {
    for (int port : new int[] {station.server.port(), station.server.shoutcastPort()}) {
      try (RawClient client = RawClient.to(port)) {
        client.send(
            "GET /admin.cgi?mode=updinfo&pass=live-pass&song=from+"
                + port
                + " HTTP/1.0\r\nUser-Agent: x (Mozilla compatible)\r\n\r\n");
        RawClient.Response response = client.response();
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).contains("Metadata update successful");
      }
    }
    heard("/live", "from " + station.server.port(), "from " + station.server.shoutcastPort());
    assertThat(get("/admin.cgi?mode=updinfo&pass=wrong&song=x", "").status()).isEqualTo(401);
    assertThat(get("/admin.cgi?mode=updinfo&pass=/open:default-pass&song=x", "").status())
        .isEqualTo(400);
  }

  @Test
  void twentyUpdates_areHeard_andWriteNoFailure() throws Exception {
    String[] titles = new String[20];
    for (int i = 0; i < titles.length; i++) {
      titles[i] = "song-" + i;
      assertThat(update("mount=/live&song=" + titles[i], Station.LIVE).status()).isEqualTo(200);
    }
    heard("/live", titles);
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> station.playlistLines(2).getLast().endsWith("|song-19"));
    assertThat(station.playlistLines(2).getFirst()).endsWith("|song-0");
    assertThat(!Files.exists(station.authLog) || Files.size(station.authLog) == 0).isTrue();
  }

  private RawClient source(String mount, String credentials, String type) {
    RawClient client = station.client();
    client.send(
        "SOURCE " + mount + " HTTP/1.0\r\n" + credentials + "Content-Type: " + type + "\r\n\r\n");
    client.expect("HTTP/1.0 200 OK\r\n\r\n");
    client.send(Mp3Frames.joined(new Mp3Frames(1).frames(4, 128)));
    station.live(mount);
    return client;
  }

  private RawClient.Response update(String query, String credentials) {
    return get("/admin/metadata?mode=updinfo&" + query, credentials);
  }

  private RawClient.Response get(String target, String credentials) {
    try (RawClient client = station.client()) {
      return client.send("GET " + target + " HTTP/1.0\r\n" + credentials + "\r\n").response();
    }
  }

  private void heard(String mount, String... titles) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(() -> assertThat(station.titles(mount)).isEqualTo(List.of(titles)));
  }
}
