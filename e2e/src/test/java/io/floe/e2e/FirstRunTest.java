package io.floe.e2e;

import static io.floe.e2e.Broadcasts.assertOnePiece;
import static io.floe.e2e.Broadcasts.awaitHeard;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The passwords of a first run, and what is left of them and of other things at the second. */
class FirstRunTest {

  private static final byte[] AUDIO = Numbered.seconds(1, 60);

  @TempDir private Path temp;

  @Test
  void passwordsOfTheFirstRun_openWhatTheySay_andAreToldOnce() throws IOException {
    Path data = temp.resolve("data");
    List<String> secrets;
    try (Platform floe = Platform.start(data)) {
      assertThat(floe.output())
          .containsPattern(
              """
              (?m)^FIRST RUN: SECURE CREDENTIALS GENERATED
                Admin User:          admin
                Admin Password:      \\S{20}
                Default Source Pass: \\S{20}
                Mount /live Pass:    \\S{20}$\
              """);
      String admin = secret(floe, "Admin Password:");
      String anyMount = secret(floe, "Default Source Pass:");
      String live = secret(floe, "Mount /live Pass:");
      secrets = List.of(admin, anyMount, live);
      assertThat(secrets).doesNotHaveDuplicates();
      Rest rest = new Rest(floe.admin(), LivePathTest.basic("admin", admin));
      assertThat(rest.get("/me").get("role").asText()).isEqualTo("superadmin");
      rest.patch("/mounts/live", "{\"genre\": \"jazz\"}");
      assertOnAir(floe, "/live", live);
      assertOnAir(floe, "/other", anyMount);
      assertThat(files(data)).noneMatch(text -> secrets(text, admin, anyMount, live));
      assertThat(floe.stop()).isZero();
    }
    try (Platform floe = Platform.start(data)) {
      assertThat(floe.output()).doesNotContain("FIRST RUN").doesNotContain(secrets);
      Rest rest = new Rest(floe.admin(), LivePathTest.basic("admin", secrets.getFirst()));
      assertThat(rest.get("/mounts/live").get("genre").asText()).isEqualTo("jazz");
      assertOnAir(floe, "/live", secrets.getLast());
    }
  }

  private static void assertOnAir(Platform floe, String mount, String password) {
    try (PacedSource source =
            new PacedSource(
                floe.ingest(1),
                mount,
                password,
                "audio/mpeg",
                AUDIO,
                Numbered.RATE,
                Numbered.RATE,
                false);
        Recorder listener = new Recorder(floe.edge(1), mount)) {
      awaitHeard(listener, 1, source);
      assertOnePiece(listener, 1);
    }
  }

  private static String secret(Platform floe, String label) {
    return floe.output()
        .lines()
        .filter(line -> line.strip().startsWith(label))
        .map(line -> line.substring(line.indexOf(label) + label.length()).strip())
        .findFirst()
        .orElseThrow();
  }

  private static boolean secrets(String text, String... secrets) {
    return Stream.of(secrets).anyMatch(text::contains);
  }

  /** What the platform keeps, but for the inner life of Postgres. */
  private static List<String> files(Path data) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.startsWith(data.resolve("postgres/data")))
          .map(FirstRunTest::text)
          .toList();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
