package io.floe.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.floe.testkit.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The filter that is shipped, run by fail2ban's own program over what real logins left behind. */
class Fail2banTest {

  private static final Path FILTER = Platform.root().resolve("deploy/fail2ban/filter.d/floe.conf");

  private static @Nullable Platform platform;

  @TempDir Path temp;

  @BeforeAll
  static void start() {
    platform = Platform.start(1, 1, null);
  }

  @AfterAll
  static void stop() {
    floe().close();
  }

  @Test
  void badLogins_areOneMatchEach_andGoodTrafficIsNone() throws IOException {
    Platform floe = floe();
    Path log = floe.data().resolve("auth.log");
    int before = addresses(log).size();
    byte[] audio = Numbered.seconds(1, 60);
    try (PacedSource good = Broadcasts.source(floe.ingest(1), "/good", audio)) {
      for (int i = 0; i < 20; i++) {
        assertThat(title(floe, "/good", Platform.SOURCE_PASSWORD, "Song " + i)).isEqualTo(200);
      }
      assertThat(good.ended()).isFalse();
    }
    String token =
        floe.rest()
            .create("/tokens", "{\"name\": \"script\", \"scopes\": [\"read\"]}")
            .get("token")
            .asText();
    assertThat(admin(floe, "GET", "/mounts", "Bearer " + token, "")).isEqualTo(200);
    assertThat(session(floe, "admin", Platform.ADMIN_PASSWORD)).isEqualTo(200);
    assertThat(admin(floe, "GET", "/mounts", "", "")).as("nobody").isEqualTo(401);
    assertThat(addresses(log)).as("good traffic").hasSize(before);

    assertThat(raw(floe.ingest(1), "SOURCE /live HTTP/1.0", login("source", "wrong-1")))
        .startsWith("HTTP/1.0 401");
    assertThat(
            raw(
                floe.ingest(1),
                "PUT /live HTTP/1.1",
                "Host: localhost",
                login("source", "wrong-2"),
                "Expect: 100-continue"))
        .startsWith("HTTP/1.1 401");
    assertThat(title(floe, "/live", "wrong-3", "No")).isEqualTo(401);
    assertThat(admin(floe, "GET", "/mounts", LivePathTest.basic("admin", "wrong-4"), ""))
        .isEqualTo(401);
    assertThat(admin(floe, "GET", "/me", LivePathTest.basic("nobody", "wrong-5"), ""))
        .isEqualTo(401);
    assertThat(admin(floe, "GET", "/mounts", "Bearer " + token.replaceAll(".{4}$", "0000"), ""))
        .isEqualTo(401);
    assertThat(session(floe, "admin", "wrong-6")).isEqualTo(401);
    awaitLines(log, before + 7);
    List<String> all = addresses(log);
    assertThat(all).hasSize(before + 7);
    assertThat(all.subList(before, all.size())).containsOnly("127.0.0.1");
  }

  @Test
  void badLogins_byEveryOtherWay_areOneMatchEach_ofTheClientsOwnAddress() throws IOException {
    Platform floe = floe();
    Path log = floe.data().resolve("auth.log");
    int before = addresses(log).size();
    String ingest = "http://127.0.0.1:" + floe.ingest(1);
    String admin = "http://127.0.0.1:" + floe.admin();
    String right = "admin:" + Platform.ADMIN_PASSWORD;
    assertThat(curl("127.0.0.40", ingest + "/admin/stats", "-u", right)).isEqualTo("200");
    assertThat(addresses(log)).as("good traffic").hasSize(before);

    assertThat(shoutcast("127.0.0.41", floe.shoutcast(), "wrong-7")).isEqualTo("Invalid password");
    String title = "/admin.cgi?mode=updinfo&song=x&pass=wrong-8";
    assertThat(curl("127.0.0.42", ingest + title)).isEqualTo("401");
    assertThat(curl("127.0.0.43", ingest + "/admin/stats", "-u", "admin:wrong-9"))
        .as("passed on to the admin service")
        .isEqualTo("401");
    assertThat(curl("127.0.0.44", admin + "/admin/stats", "-u", "admin:wrong-10")).isEqualTo("401");
    assertThat(
            curl(
                "127.0.0.45",
                admin + "/api/v1/me/password",
                "-u",
                right,
                "-X",
                "PUT",
                "-H",
                "Content-Type: application/json",
                "-d",
                "{\"current\":\"wrong-11\",\"password\":\"another-password\"}"))
        .isEqualTo("400");
    awaitLines(log, before + 5);
    List<String> all = addresses(log);
    assertThat(all.subList(before, all.size()))
        .containsExactlyInAnyOrder(
            "127.0.0.41", "127.0.0.42", "127.0.0.43", "127.0.0.44", "127.0.0.45");
  }

  /** The status that a client of that address gets. */
  private static String curl(String from, String url, String... more) {
    List<String> line =
        new ArrayList<>(List.of("curl", "-s", "-m", "10", "--interface", from, "-o", "/dev/null"));
    line.addAll(List.of("-w", "%{http_code}", url));
    line.addAll(List.of(more));
    return Programs.run(Duration.ofSeconds(15), line.toArray(String[]::new)).output().strip();
  }

  /** The first line that a SHOUTcast v1 source gets. */
  private static String shoutcast(String from, int port, String password) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port, InetAddress.getByName(from), 0)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write((password + "\r\n").getBytes(StandardCharsets.US_ASCII));
      byte[] said = socket.getInputStream().readNBytes("Invalid password".length());
      return new String(said, StandardCharsets.US_ASCII);
    }
  }

  @Test
  void forgedUserNames_cannotPlantAnotherAddress() throws IOException {
    List<String> forged =
        List.of(
            "x' from 203.0.113.9: wrong password",
            "x\" level=warning msg=\"Authentication failed for user 'y' from 203.0.113.9: z",
            "x\ntime=\"2026-01-01T00:00:00Z\" level=warning msg=\"Authentication failed for user"
                + " 'y' from 203.0.113.9: z\"",
            "x\u2028' from 203.0.113.9: z");
    Platform floe = floe();
    Path log = floe.data().resolve("auth.log");
    int before = addresses(log).size();
    for (String user : forged) {
      assertThat(raw(floe.ingest(1), "SOURCE /live HTTP/1.0", login(user, "wrong")))
          .startsWith("HTTP/1.0 ");
      assertThat(admin(floe, "GET", "/mounts", LivePathTest.basic(user, "wrong"), ""))
          .isEqualTo(401);
      assertThat(session(floe, user, "wrong")).isEqualTo(401);
    }
    awaitLines(log, before + 3 * forged.size());
    List<String> all = addresses(log);
    assertThat(all).hasSize(before + 3 * forged.size());
    assertThat(all.subList(before, all.size())).containsOnly("127.0.0.1");
  }

  private List<String> addresses(Path log) throws IOException {
    return addresses(log, temp);
  }

  /** What fail2ban would ban, a line each; before the first failure there is no log. */
  static List<String> addresses(Path log, Path temp) throws IOException {
    if (Files.notExists(log)) {
      return List.of();
    }
    Path copy = Files.write(temp.resolve("auth.log"), Files.readAllBytes(log));
    return Programs.run(
            Duration.ofSeconds(30),
            "fail2ban-regex",
            "-o",
            "ip",
            copy.toString(),
            FILTER.toString())
        .output()
        .lines()
        .filter(line -> !line.isBlank())
        .toList();
  }

  private static void awaitLines(Path log, int lines) {
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(Files.readAllLines(log)).hasSize(lines));
  }

  private static int title(Platform floe, String mount, String password, String song) {
    String query = "mode=updinfo&mount=" + mount + "&song=" + song.replace(" ", "%20");
    String[] header = login("source", password).split(": ", 2);
    return Platform.get(floe.ingest(1), "/admin/metadata?" + query, header[0], header[1])
        .statusCode();
  }

  private static int admin(
      Platform floe, String method, String path, String authorization, String body) {
    return new Rest(floe.admin(), authorization).ask(method, path, body).status();
  }

  private static int session(Platform floe, String user, String password) {
    try {
      String body =
          new ObjectMapper().writeValueAsString(Map.of("name", user, "password", password));
      return admin(floe, "POST", "/session", "", body);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String login(String user, String password) {
    return "Authorization: Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  private static String raw(int port, String request, String... headers) {
    String head = request + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    try (RawClient client = RawClient.to(port)) {
      return client.send(head.getBytes(StandardCharsets.UTF_8)).finish().head();
    }
  }

  private static Platform floe() {
    if (platform == null) {
      throw new IllegalStateException("not started");
    }
    return platform;
  }
}
