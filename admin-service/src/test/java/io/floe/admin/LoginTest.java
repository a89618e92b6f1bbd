package io.floe.admin;

import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
@WithTestResource(PostgresResource.class)
class LoginTest {

  // The filter that operators have, with fail2ban's own idea of a host in place of <HOST>.
  private static final Pattern FILTER =
      Pattern.compile(
          "^.*level=warning.*Authentication failed for user '.*' from ([0-9A-Fa-f:.]+):.*$");

  enum Version {
    VERSION_2A,
    VERSION_2B,
    VERSION_2Y
  }

  @TestHTTPResource("/")
  URI base;

  @Inject AgroalDataSource source;

  @ConfigProperty(name = "floe.auth-log-file")
  String authLog;

  private Platform platform;
  private World world;

  @BeforeEach
  void open() {
    platform = new Platform(base).ready();
    world = new World(source);
    world.lay();
  }

  @Test
  void session_servesABrowserUntilItLogsOut() {
    Platform.Answer in = login("dj", "dj");
    assertThat(in.status()).as(in.text()).isEqualTo(200);
    assertThat(in.header("set-cookie")).contains("HttpOnly").contains("SameSite=Strict");
    List<String> cookie = cookie(in);
    Platform.Answer me = platform.get("/api/v1/me", cookie);
    assertThat(me.json().path("name").asText()).isEqualTo("dj");
    assertThat(me.json().path("csrf")).isEqualTo(in.json().path("csrf"));
    assertThat(
            platform
                .call("DELETE", "/api/v1/session", with(cookie, "X-Floe-Csrf", csrf(in)), null)
                .status())
        .isEqualTo(204);
    assertThat(platform.get("/api/v1/me", cookie).status()).isEqualTo(401);
  }

  @Test
  void change_ofASession_isMeantByAPageOfOurs() {
    Platform.Answer in = login("dj", "dj");
    List<String> cookie = cookie(in);
    String kick = "/api/v1/mounts/live/kick-source";
    assertThat(platform.call("POST", kick, cookie, null).status()).isEqualTo(403);
    assertThat(platform.call("POST", kick, with(cookie, "X-Floe-Csrf", "x"), null).status())
        .isEqualTo(403);
    assertThat(
            platform
                .call("POST", kick, with(cookie, "Origin", "https://evil.example"), null)
                .status())
        .isEqualTo(403);
    assertDone(kick, with(cookie, "X-Floe-Csrf", csrf(in)));
    String own = base.getScheme() + "://" + base.getAuthority();
    assertDone(kick, with(cookie, "Origin", own));
  }

  /** A node of the test before this one may not be known to be gone yet. */
  private void assertDone(String command, List<String> headers) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() ->
            assertThat(platform.call("POST", command, headers, null).status()).isEqualTo(200));
  }

  @Test
  void pageOfAnotherSite_changesNothing_withABrowsersBasic() {
    String kick = "/api/v1/mounts/live/kick-source";
    for (String origin : List.of("https://evil.example", "null", "http://127.0.0.1:1")) {
      assertThat(platform.call("POST", kick, with(World.as("dj"), "Origin", origin), null).status())
          .as(origin)
          .isEqualTo(403);
    }
    String own = base.getScheme() + "://" + base.getAuthority();
    assertDone(kick, with(World.as("dj"), "Origin", own));
    List<String> reading = with(World.as("dj"), "Origin", "https://evil.example");
    Platform.Answer read = platform.get("/api/v1/mounts", reading);
    assertThat(read.status()).isEqualTo(200);
    assertThat(read.header("access-control-allow-origin")).as("nor reads anything").isEmpty();
    assertThat(
            platform
                .call(
                    "POST",
                    "/api/v1/session",
                    List.of("Content-Type", "text/plain"),
                    "{\"name\":\"dj\",\"password\":\"dj\"}")
                .status())
        .as("a form of another site does not log in")
        .isEqualTo(415);
  }

  @Test
  void session_endsByItself() {
    List<String> idle = cookie(login("dj", "dj"));
    world.run("update sessions set last_seen_at = now() - interval '61 minutes'");
    assertThat(platform.get("/api/v1/me", idle).status()).isEqualTo(401);
    List<String> old = cookie(login("dj", "dj"));
    world.run("update sessions set created_at = now() - interval '25 hours'");
    assertThat(platform.get("/api/v1/me", old).status()).isEqualTo(401);
  }

  @Test
  void newPassword_countsAtOnce() {
    assertThat(platform.get("/api/v1/me", World.as("bob")).status()).isEqualTo(200);
    List<String> cookie = cookie(login("bob", "bob"));
    Platform.Answer changed =
        platform.call(
            "PATCH", "/api/v1/users/bob", World.as("admin"), "{\"password\":\"another-one\"}");
    assertThat(changed.status()).as(changed.text()).isEqualTo(200);
    assertThat(platform.get("/api/v1/me", World.as("bob")).status()).isEqualTo(401);
    assertThat(platform.get("/api/v1/me", cookie).status()).isEqualTo(401);
    assertThat(platform.get("/api/v1/me", Platform.basic("bob", "another-one")).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void hash_ofEveryKind_opens(Version version) {
    BCrypt.Version kind =
        switch (version) {
          case VERSION_2A -> BCrypt.Version.VERSION_2A;
          case VERSION_2B -> BCrypt.Version.VERSION_2B;
          case VERSION_2Y -> BCrypt.Version.VERSION_2Y;
        };
    String hash =
        new String(
            BCrypt.with(kind).hash(4, "Grüße, 72?".getBytes(StandardCharsets.UTF_8)),
            StandardCharsets.US_ASCII);
    world.run("update users set password_hash = '" + hash + "' where name = 'bob'");
    assertThat(platform.get("/api/v1/me", Platform.basic("bob", "Grüße, 72?")).status())
        .isEqualTo(200);
    assertThat(platform.get("/api/v1/me", Platform.basic("bob", "x".repeat(500))).status())
        .isEqualTo(401);
  }

  @Test
  void token_doesWhatItsScopesSay_andNoMoreThanItsOwner() {
    String token =
        token("dj", "{\"name\":\"t\",\"scopes\":[\"read\",\"kick\"],\"expiresIn\":\"1h\"}");
    List<String> bearer = List.of("Authorization", "Bearer " + token);
    assertThat(token).startsWith("floe_").hasSizeGreaterThan(40);
    assertThat(platform.get("/api/v1/mounts/live", bearer).status()).isEqualTo(200);
    assertThat(platform.get("/api/v1/users", bearer).status()).isEqualTo(403);
    assertThat(platform.call("POST", "/api/v1/mounts/live/kick-source", bearer, null).status())
        .isEqualTo(200);
    assertThat(
            platform
                .call("POST", "/api/v1/tokens", bearer, "{\"name\":\"u\",\"scopes\":[\"read\"]}")
                .status())
        .isEqualTo(403);
    Platform.Answer tokens = platform.get("/api/v1/tokens", World.as("dj"));
    assertThat(tokens.text()).contains("lastUsedAt").doesNotContain(token);
    world.run("update tokens set expires_at = now() - interval '1 second'");
    assertThat(platform.get("/api/v1/mounts/live", bearer).status()).isEqualTo(401);
  }

  @Test
  void writingToken_makesNoTokens() {
    String token = token("admin", "{\"name\":\"t\",\"scopes\":[\"write\"]}");
    List<String> bearer = List.of("Authorization", "Bearer " + token);
    assertThat(
            platform
                .call("POST", "/api/v1/tokens", bearer, "{\"name\":\"u\",\"scopes\":[\"kick\"]}")
                .status())
        .isEqualTo(403);
    assertThat(platform.get("/api/v1/mounts", bearer).status()).isEqualTo(403);
    assertThat(
            platform.call("PATCH", "/api/v1/mounts/live", bearer, "{\"genre\":\"folk\"}").status())
        .isEqualTo(200);
  }

  @Test
  void failedLogin_ofAnyKind_isOneLine_namingTheClient() throws IOException {
    trustLoopback();
    String expired = token("dj", "{\"name\":\"t\",\"scopes\":[\"read\"],\"expiresIn\":\"1h\"}");
    world.run("update tokens set expires_at = now() - interval '1 second'");
    String forged = "nobody' from 203.0.113.9: x\" msg=\"Authentication failed for user 'y";
    Map<String, Integer> expected = new LinkedHashMap<>();
    Iterator<Integer> hosts = IntStream.iterate(100, host -> host + 1).iterator();
    List<List<String>> wrong =
        List.of(
            Platform.basic("dj", "wrong"),
            Platform.basic(forged, "wrong"),
            Platform.basic("", ""),
            Platform.basic("new\nline", "wrong"),
            List.of("Authorization", "Basic !!!"),
            List.of("Authorization", "Basic bm9jb2xvbg=="),
            List.of("Authorization", "Digest username=\"dj\""),
            List.of("Authorization", "Bearer floe_no"),
            List.of("Authorization", "Bearer " + expired));
    for (List<String> headers : wrong) {
      String client = "198.51.100." + hosts.next();
      expected.put(client, 1);
      assertThat(platform.get("/api/v1/me", from(client, headers)).status()).isEqualTo(401);
    }
    for (String user : List.of("dj", "nobody", "x\\u0000' from 203.0.113.9: x")) {
      String client = "198.51.100." + hosts.next();
      expected.put(client, 1);
      String body = "{\"name\":\"" + user + "\",\"password\":\"wrong\"}";
      Platform.Answer answer =
          platform.call("POST", "/api/v1/session", from(client, List.of()), body);
      assertThat(answer.status()).as(answer.text()).isEqualTo(401);
    }
    String good = "198.51.100." + hosts.next();
    platform.get("/api/v1/me", from(good, World.as("dj")));
    platform.get("/api/v1/me", from(good, cookie(login("viewer", "viewer"))));
    platform.get("/api/v1/me", from(good, List.of("Cookie", "floe_session=over")));
    platform.get("/api/v1/mounts", from(good, List.of()));
    expected.put(good, 0);
    // Lines keep their order: when this one is there, all are.
    String last = "198.51.100." + hosts.next();
    platform.get("/api/v1/me", from(last, Platform.basic("dj", "wrong")));
    expected.put(last, 1);
    Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> named(last) == 1);
    for (Map.Entry<String, Integer> client : expected.entrySet()) {
      assertThat(named(client.getKey())).as(client.getKey()).isEqualTo(client.getValue());
    }
    assertThat(named("203.0.113.9")).isZero();
  }

  @Test
  void clientBehindATrustedProxy_isNamedByItsOwnAddress_andLocksOutNobody() throws IOException {
    trustLoopback();
    int before = lines().size();
    List<CompletableFuture<Void>> guesses = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      List<String> guess = with(Platform.basic("dj", "wrong" + i), "X-Forwarded-For", "192.0.2.66");
      guesses.add(CompletableFuture.runAsync(() -> platform.get("/api/v1/me", guess)));
    }
    long start = System.nanoTime();
    Platform.Answer neighbour =
        platform.get("/api/v1/me", with(World.as("viewer"), "X-Forwarded-For", "192.0.2.67"));
    assertThat(neighbour.status()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> assertThat(lines()).hasSizeGreaterThan(before));
    assertThat(lines().get(before)).contains("from 192.0.2.66:");
    guesses.forEach(guess -> guess.cancel(true));
    for (CompletableFuture<Void> guess : guesses) {
      try {
        guess.join();
      } catch (CompletionException | java.util.concurrent.CancellationException cut) {
        assertThat(cut).isNotNull();
      }
    }
  }

  @Test
  void unknownName_costsAsMuchAsAWrongPassword_whateverTheHashesCost() {
    trustLoopback();
    world.run(
        "update users set password_hash = '" + hashOfCost(11) + "' where name = 'bob'",
        "update users set password_hash = '" + hashOfCost(4) + "' where name = 'dj'");
    Map<String, List<Long>> spent = new LinkedHashMap<>();
    // A machine that is slow at times needs more rounds, a difference that is there stays.
    for (int round = 0; round < 4 || (round < 16 && !alike(spent)); round++) {
      for (String name : List.of("bob", "dj", "nobody", "no body", "x".repeat(300))) {
        // Each from an address of its own, so that nothing is throttled.
        String client = "2001:db8:" + spent.size() + ":" + round + "::1";
        long before = spentOnPasswords();
        Platform.Answer answer =
            platform.get("/api/v1/me", from(client, Platform.basic(name, "wrong")));
        spent.computeIfAbsent(name, n -> new ArrayList<>()).add(spentOnPasswords() - before);
        assertThat(answer.status()).isEqualTo(401);
      }
    }
    assertThat(alike(spent)).as("%s", spent).isTrue();
  }

  /** By the least of each: whatever else happens to a thread only adds to it. */
  private static boolean alike(Map<String, List<Long>> spent) {
    List<Long> least = spent.values().stream().map(Collections::min).toList();
    return Collections.max(least) < 1.5 * Collections.min(least);
  }

  /** CPU time, since that of a clock depends on what else this machine does. */
  private static long spentOnPasswords() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("passwords-"))
        .mapToLong(thread -> threads.getThreadCpuTime(thread.threadId()))
        .sum();
  }

  private static String hashOfCost(int cost) {
    return new String(
        BCrypt.with(BCrypt.Version.VERSION_2B).hash(cost, "right".getBytes(StandardCharsets.UTF_8)),
        StandardCharsets.US_ASCII);
  }

  @Test
  void sessions_ofAUser_areBounded_theOldestEnd() {
    List<String> first = cookie(login("dj", "dj"));
    for (int i = 0; i < 50; i++) {
      assertThat(login("dj", "dj").status()).isEqualTo(200);
    }
    assertThat(platform.get("/api/v1/me", first).status()).isEqualTo(401);
    assertThat(platform.get("/api/v1/me", cookie(login("dj", "dj"))).status()).isEqualTo(200);
  }

  @Test
  void session_isNewAtEachLogin_andSecureBehindTls() {
    trustLoopback();
    List<String> planted = List.of("Cookie", "floe_session=planted");
    Platform.Answer in =
        platform.call(
            "POST",
            "/api/v1/session",
            with(with(planted, "X-Forwarded-For", "192.0.2.1"), "X-Forwarded-Proto", "https"),
            "{\"name\":\"dj\",\"password\":\"dj\"}");
    assertThat(in.status()).as(in.text()).isEqualTo(200);
    assertThat(in.header("set-cookie")).doesNotContain("planted").contains("Secure");
    assertThat(platform.get("/api/v1/me", planted).status()).isEqualTo(401);
    assertThat(login("dj", "dj").header("set-cookie")).doesNotContain("Secure");
  }

  @Test
  void kickingToken_changesNothing_howeverAMountIsCalled() {
    Platform.Answer made =
        platform.call("POST", "/api/v1/mounts", World.as("admin"), "{\"name\":\"/a/kick-source\"}");
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    List<String> kick = bearer("admin", "kick");
    List<String> write = bearer("admin", "write");
    String mount = "/api/v1/mounts/a%2Fkick-source";
    assertThat(platform.call("DELETE", mount, kick, null).status()).isEqualTo(403);
    assertThat(platform.call("PATCH", mount, kick, "{}").status()).isEqualTo(403);
    assertThat(platform.get(mount, kick).status()).isEqualTo(403);
    for (String path : List.of("/kick-source", "/kick-source/", "/kick-source;x=1")) {
      assertThat(platform.call("POST", mount + path, write, null).status()).as(path).isIn(403, 404);
    }
    assertDone(mount + "/kick-source", kick);
    assertThat(platform.call("DELETE", mount, write, null).status()).isEqualTo(204);
  }

  @Test
  void tokensOfAUser_areTheBusinessOfItsAdmins() {
    var _ = token("dj", "{\"name\":\"t\",\"scopes\":[\"read\"]}");
    Platform.Answer seen = platform.get("/api/v1/tokens?user=dj", World.as("admin"));
    assertThat(seen.json().path("items").path(0).path("user").asText()).isEqualTo("dj");
    String id = seen.json().path("items").path(0).path("id").asText();
    assertThat(platform.get("/api/v1/tokens?user=dj", World.as("viewer")).status()).isEqualTo(404);
    assertThat(platform.get("/api/v1/tokens?user=dj", World.as("foreign")).status()).isEqualTo(404);
    assertThat(platform.get("/api/v1/tokens?user=admin", World.as("admin")).status())
        .as("a superadmin's")
        .isEqualTo(404);
    assertThat(platform.call("DELETE", "/api/v1/tokens/" + id, World.as("admin"), null).status())
        .isEqualTo(204);
    assertThat(platform.get("/api/v1/audit?limit=1", World.as("admin")).text())
        .contains("token " + id + " of dj");
  }

  private List<String> bearer(String user, String scope) {
    return List.of(
        "Authorization",
        "Bearer " + token(user, "{\"name\":\"t\",\"scopes\":[\"" + scope + "\"]}"));
  }

  private Platform.Answer login(String user, String password) {
    return platform.call(
        "POST",
        "/api/v1/session",
        List.of(),
        "{\"name\":\"" + user + "\",\"password\":\"" + password + "\"}");
  }

  private String token(String user, String body) {
    Platform.Answer made = platform.call("POST", "/api/v1/tokens", World.as(user), body);
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    return made.json().path("token").asText();
  }

  private static String csrf(Platform.Answer login) {
    return login.json().path("csrf").asText();
  }

  private static List<String> cookie(Platform.Answer login) {
    return List.of("Cookie", login.header("set-cookie").split(";", 2)[0]);
  }

  private static List<String> with(List<String> headers, String name, String value) {
    List<String> all = new ArrayList<>(headers);
    all.addAll(List.of(name, value));
    return all;
  }

  private void trustLoopback() {
    Platform.Answer trusted =
        platform.call(
            "PATCH",
            "/api/v1/settings",
            Platform.admin(),
            "{\"trustedProxies\":[\"127.0.0.0/8\"]}");
    assertThat(trusted.status()).as(trusted.text()).isEqualTo(200);
  }

  private static List<String> from(String client, List<String> headers) {
    return with(headers, "X-Forwarded-For", client);
  }

  /** In how many lines the filter finds that client. */
  private int named(String client) throws IOException {
    int found = 0;
    for (String line : lines()) {
      Matcher match = FILTER.matcher(line);
      if (match.matches() && match.group(1).equals(client)) {
        found++;
      }
    }
    return found;
  }

  private List<String> lines() throws IOException {
    Path path = Path.of(authLog);
    return Files.exists(path) ? Files.readAllLines(path) : List.of();
  }
}
