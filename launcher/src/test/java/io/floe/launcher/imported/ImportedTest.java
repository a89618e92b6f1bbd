package io.floe.launcher.imported;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.floe.launcher.folder.LaunchProblem;
import io.floe.wire.audio.MountName;
import io.floe.wire.config.Mount;
import io.floe.wire.config.UrlAuth;
import io.floe.wire.station.Station;
import io.floe.wire.station.StationFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImportedTest {

  private static final int ROUNDS = 400;

  @ParameterizedTest
  @CsvSource({"icecast.xml,icecast", "tinyice.json,tinyice"})
  void realisticFile_becomesStationFileAndReport(String file, String golden) {
    Imported imported = imported(resource(file));

    assertThat(imported.yaml()).isEqualTo(resource(golden + ".yaml"));
    assertThat(report(imported)).isEqualTo(resource(golden + ".report"));
    station(imported);
  }

  @Test
  void passwords_areNowhereInClear() {
    for (String file : new String[] {"icecast.xml", "tinyice.json"}) {
      Imported imported = Imported.from(resource(file), password -> hash("x"));
      assertThat(imported.yaml() + report(imported))
          .doesNotContain("s3cret", "for new ones", "quoted", "relayed", "clear text");
    }
  }

  @Test
  void mount_thatListenersHadToLogInTo_isClosed_whereTheyCannotAnyMore() {
    for (String authentication :
        List.of(
            "<authentication type='htpasswd'><option name='filename' value='f'/></authentication>",
            "<authentication/>",
            "<authentication type='url'/>",
            "<authentication type='url'><option name='auth_header' value='x: 1'/></authentication>",
            "<authentication type='url'><option name='listener_add' value='ftp://x/'/></authentication>",
            "<authentication type='url'><option name='listener_add' value='http://h.example/'/>"
                + "<option name='listener_remove' value='no url'/></authentication>")) {
      Station station =
          station(
              imported(
                  "<icecast><mount><mount-name>/m</mount-name>%s</mount></icecast>"
                      .formatted(authentication)));
      assertThat(mount(station, "/m").enabled()).as(authentication).isFalse();
      assertThat(mount(station, "/m").auth()).as(authentication).isNull();
    }
  }

  @Test
  void urlAuthentication_isTakenOver_andWhatFloeHasNotIsTold() {
    Imported imported =
        imported(
            """
            <icecast>
              <mount>
                <mount-name>/m</mount-name>
                <authentication type="url">
                  <option name="listener_add" value="http://hooks.example/add?key=secret"/>
                  <option name="listener_remove" value="http://hooks.example/remove"/>
                  <option name="stream_auth" value="http://hooks.example/source"/>
                  <option name="auth_header" value="icecast-auth-user: yes"/>
                  <option name="timelimit_header" value="icecast-auth-timelimit:"/>
                  <option name="mount_add" value="http://hooks.example/on"/>
                  <option name="username" value="u"/>
                </authentication>
              </mount>
            </icecast>
            """);
    UrlAuth auth = mount(station(imported), "/m").auth();
    assertThat(auth)
        .isEqualTo(
            new UrlAuth(
                "http://hooks.example/add?key=secret",
                "http://hooks.example/remove",
                "http://hooks.example/source",
                "icecast-auth-user: yes",
                0,
                UrlAuth.WhenDown.DENY,
                0));
    assertThat(mount(station(imported), "/m").enabled()).isNotEqualTo(false);
    assertThat(report(imported))
        .contains("line 4 | authentication of /m: auth of the mount")
        .contains("line 10 | mount_add: ")
        .contains("line 11 | username: ")
        .doesNotContain("timelimit_header")
        .doesNotContain("secret");
  }

  @Test
  void limitsOfAllMounts_areNotThoseOfMountsWithTheirOwn() {
    Station station =
        station(
            imported(
                """
                <icecast>
                  <limits><burst-on-connect>0</burst-on-connect><burst-size>5</burst-size></limits>
                  <mount><mount-name>/a</mount-name><burst-size>99999999</burst-size></mount>
                  <mount><mount-name>/b</mount-name></mount>
                </icecast>
                """));

    assertThat(mount(station, "/a").burst()).isEqualTo(1_048_576);
    assertThat(mount(station, "/b").burst()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "listen 8000",
        "[]",
        "<",
        "{",
        "<icecast>",
        "<other/>",
        "<icecast>&unknown;</icecast>",
        "<!DOCTYPE icecast [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><icecast>&a;</icecast>",
        "<!DOCTYPE icecast SYSTEM 'http://127.0.0.1:1/x.dtd'><icecast/>",
      })
  void otherFile_isRefusedInOneSentence(String text) {
    assertThatThrownBy(() -> imported(text))
        .isInstanceOf(LaunchProblem.class)
        .message()
        .isNotBlank()
        .doesNotContain("root:", "\n");
  }

  @Test
  void deepOrEndlessXml_isRefused() {
    assertThatThrownBy(() -> imported("<icecast>" + "<a>".repeat(100_000)))
        .isInstanceOf(LaunchProblem.class)
        .hasMessageContaining("levels");
    assertThatThrownBy(() -> imported("<icecast>" + "<a/>".repeat(200_000) + "</icecast>"))
        .isInstanceOf(LaunchProblem.class)
        .hasMessageContaining("elements");
    assertThatThrownBy(() -> imported("{\"mounts\":" + "[".repeat(100_000)))
        .isInstanceOf(LaunchProblem.class);
  }

  @Test
  void hostileTexts_stayWithinTheirLine() {
    Imported imported =
        imported(
            """
            {"mounts": {"/a": "pass\\u001b[2Jword", "/b\\nprune: true": "x", "/c": "y"},
             "users": {"x\\n- name: y": {"role": "superadmin", "password": "z"}},
             "shiny\\u202e": 1}
            """);

    assertThat(station(imported).tenants().getFirst().mounts()).hasSize(2);
    assertThat(report(imported).chars().filter(c -> c < ' ' && c != '\n').count()).isZero();
    assertThat(report(imported)).doesNotContain("\u202e");
  }

  @ParameterizedTest
  @ValueSource(strings = {"icecast.xml", "tinyice.json"})
  void damagedFile_isRefusedOrBecomesStationFile(String file) {
    String good = resource(file);
    Random random = new Random(17);
    int read = 0;
    for (int round = 0; round < ROUNDS; round++) {
      StringBuilder text = new StringBuilder(good);
      int wounds = 1 + random.nextInt(3);
      for (int i = 0; i < wounds; i++) {
        int at = random.nextInt(text.length());
        int length = Math.min(random.nextInt(12), text.length() - at);
        switch (random.nextInt(3)) {
          case 0 -> text.delete(at, at + length);
          case 1 -> text.insert(at, text.substring(at, at + length));
          default -> text.setCharAt(at, (char) (32 + random.nextInt(96)));
        }
      }
      Imported imported;
      try {
        imported = imported(text.toString());
      } catch (LaunchProblem refused) {
        continue;
      }
      station(imported);
      read++;
    }
    assertThat(read).as("files that were still good enough").isGreaterThan(ROUNDS / 10);
  }

  private static Mount mount(Station station, String name) {
    return station.tenants().getFirst().mount(new MountName(name)).orElseThrow().settings();
  }

  private static Station station(Imported imported) {
    StationFile.Reading reading = StationFile.read(imported.yaml(), Map.of());
    assertThat(reading.problems()).as(imported.yaml()).isEmpty();
    assertThat(reading.warnings()).isEmpty();
    return reading.station();
  }

  private static Imported imported(String text) {
    return Imported.from(text, ImportedTest::hash);
  }

  /** Looks like a hash, and is the same each time. */
  private static String hash(String password) {
    String letters = password.replaceAll("[^A-Za-z0-9]", "");
    return "$2b$10$" + (letters + "x".repeat(53)).substring(0, 53);
  }

  private static String report(Imported imported) {
    return imported.findings().stream()
        .map(each -> "%s | %s | %s%n".formatted(each.outcome().title(), each.where(), each.text()))
        .collect(Collectors.joining());
  }

  private static String resource(String name) {
    try (InputStream in = ImportedTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
