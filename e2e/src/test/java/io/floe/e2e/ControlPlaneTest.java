package io.floe.e2e;

import static io.floe.e2e.Broadcasts.assertOneAfterTheOther;
import static io.floe.e2e.Broadcasts.assertOnePiece;
import static io.floe.e2e.Broadcasts.awaitHeard;
import static io.floe.e2e.Broadcasts.source;
import static io.floe.e2e.Broadcasts.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is changed by REST and what becomes of it at two edges and an ingest. */
@ExtendWith(Platform.Shared.class)
class ControlPlaneTest {

  /** Until a change is in effect everywhere, in ms. */
  private static final long PROMPT = 2_000;

  private static final String HERE = "127.0.0.1";
  private static final byte[] FIRST = Numbered.seconds(1, 120);
  private static final byte[] SECOND = Numbered.seconds(2, 120);

  /** How long each change of a test took. */
  private final List<Long> took = new ArrayList<>();

  @Test
  void ban_endsWhoIsBanned_atBothEdges_andNobodyElse(Platform floe) {
    String banned = "127.0.0.3";
    Rest rest = floe.rest();
    try (PacedSource source = source(floe.ingest(1), "/bans", FIRST);
        Recorder stays = Recorder.from("127.0.0.4", floe.edge(1), "/bans");
        Recorder staysToo = new Recorder(floe.edge(2), "/bans")) {
      for (int round = 0; round < 3; round++) {
        try (Recorder one = Recorder.from(banned, floe.edge(1), "/bans");
            Recorder two = Recorder.from(banned, floe.edge(2), "/bans")) {
          awaitHeard(one, 1, source);
          String id = rest.create("/bans", "{\"network\": \"" + banned + "\"}").get("id").asText();
          inEffect(() -> one.ended() && two.ended());
          assertThat(statuses(banned, floe, "/bans")).containsOnly(403);
          rest.delete("/bans/" + id);
          inEffect(() -> statuses(banned, floe, "/bans").equals(List.of(200, 200)));
        }
      }
      for (Recorder listener : List.of(stays, staysToo)) {
        awaitHeard(listener, 1, source);
        assertOnePiece(listener, 1);
      }
    }
    assertPrompt();
  }

  @Test
  void listenerLimit_isForNewcomers_atBothEdges(Platform floe) {
    Rest rest = floe.rest();
    rest.create("/mounts", "{\"name\": \"/limited\", \"tenant\": \"default\"}");
    try (PacedSource source = sourceOnceThere(floe, "/limited", Platform.SOURCE_PASSWORD);
        Recorder one = new Recorder(floe.edge(1), "/limited");
        Recorder two = new Recorder(floe.edge(2), "/limited")) {
      for (int round = 0; round < 3; round++) {
        rest.patch("/mounts/limited", "{\"maxListeners\": 2}");
        inEffect(() -> statuses(HERE, floe, "/limited").equals(List.of(503, 503)));
        rest.patch("/mounts/limited", "{\"maxListeners\": null}");
        inEffect(() -> statuses(HERE, floe, "/limited").equals(List.of(200, 200)));
      }
      for (Recorder listener : List.of(one, two)) {
        awaitHeard(listener, 1, source);
        assertOnePiece(listener, 1);
      }
    } finally {
      rest.delete("/mounts/limited");
    }
    assertPrompt();
  }

  @Test
  void password_isForTheNextLogin_andTheSourceStays(Platform floe) {
    Rest rest = floe.rest();
    rest.create(
        "/mounts", "{\"name\": \"/locked\", \"tenant\": \"default\", \"password\": \"word-0\"}");
    try (PacedSource source = sourceOnceThere(floe, "/locked", "word-0");
        Recorder listener = new Recorder(floe.edge(2), "/locked")) {
      for (int round = 1; round <= 3; round++) {
        String old = "word-" + (round - 1);
        String fresh = "word-" + round;
        rest.patch("/mounts/locked", "{\"password\": \"" + fresh + "\"}");
        inEffect(() -> title(floe, "/locked", fresh) == 200);
        assertThat(title(floe, "/locked", old)).isEqualTo(401);
      }
      awaitHeard(listener, 1, source);
      assertOnePiece(listener, 1);
      assertThat(source.ended()).isFalse();
    } finally {
      rest.delete("/mounts/locked");
    }
    assertPrompt();
  }

  @Test
  void fallback_isTakenByListenersOfBothEdges_whenTheSourceIsGone(Platform floe) {
    Rest rest = floe.rest();
    for (String mount : List.of("/main", "/spare")) {
      rest.create("/mounts", "{\"name\": \"%s\", \"tenant\": \"default\"}".formatted(mount));
    }
    try (PacedSource main = sourceOnceThere(floe, "/main", Platform.SOURCE_PASSWORD);
        PacedSource spare = source(floe.ingest(1), "/spare", SECOND);
        Recorder one = new Recorder(floe.edge(1), "/main");
        Recorder two = new Recorder(floe.edge(2), "/main");
        Recorder ofSpare = new Recorder(floe.edge(1), "/spare")) {
      awaitHeard(one, 1, main);
      awaitHeard(two, 1, main);
      rest.patch("/mounts/main", "{\"fallback\": \"/spare\"}");
      long version = version(floe.adminManagement());
      inEffect(() ->
          version(floe.edgeManagement(1)) >= version && version(floe.edgeManagement(2)) >= version);
      main.close();
      inEffect(() -> one.hasReached(2, 0) && two.hasReached(2, 0));
      awaitHeard(one, 2, spare);
      awaitHeard(two, 2, spare);
      assertOneAfterTheOther(one, 1, 2);
      assertOneAfterTheOther(two, 1, 2);
      awaitHeard(ofSpare, 2, spare);
      assertOnePiece(ofSpare, 2);
    } finally {
      rest.delete("/mounts/main");
      rest.delete("/mounts/spare");
    }
    assertPrompt();
  }

  @Test
  void listsOfAMount_areKeptToAtBothEdges_andEndNobodyElse(Platform floe) {
    String banned = "127.0.0.13";
    String allowed = "127.0.0.14";
    Rest rest = floe.rest();
    rest.create("/mounts", "{\"name\": \"/listed\", \"tenant\": \"default\"}");
    rest.create("/mounts", "{\"name\": \"/unlisted\", \"tenant\": \"default\"}");
    try (PacedSource source = sourceOnceThere(floe, "/listed", Platform.SOURCE_PASSWORD);
        PacedSource other = sourceOnceThere(floe, "/unlisted", Platform.SOURCE_PASSWORD);
        Recorder stays = Recorder.from(allowed, floe.edge(1), "/listed");
        Recorder elsewhere = Recorder.from(banned, floe.edge(2), "/unlisted")) {
      try (Recorder one = Recorder.from(banned, floe.edge(1), "/listed");
          Recorder two = Recorder.from(banned, floe.edge(2), "/listed")) {
        awaitHeard(one, 1, source);
        rest.patch("/mounts/listed", "{\"banned\": [\"" + banned + "/32\"]}");
        inEffect(() -> one.ended() && two.ended());
      }
      assertThat(statuses(banned, floe, "/listed")).containsOnly(403);
      assertThat(statuses(banned, floe, "/unlisted")).containsOnly(200);
      rest.patch("/mounts/listed", "{\"banned\": []}");
      inEffect(() -> statuses(banned, floe, "/listed").equals(List.of(200, 200)));

      try (Recorder one = Recorder.from(banned, floe.edge(1), "/listed");
          Recorder two = Recorder.from(banned, floe.edge(2), "/listed")) {
        awaitHeard(two, 1, source);
        rest.patch("/mounts/listed", "{\"allowed\": [\"" + allowed + "\", \"127.0.0.1\"]}");
        inEffect(() -> one.ended() && two.ended());
      }
      assertThat(statuses(banned, floe, "/listed")).containsOnly(403);
      assertThat(statuses(allowed, floe, "/listed")).containsOnly(200);
      rest.patch("/mounts/listed", "{\"allowed\": []}");
      inEffect(() -> statuses(banned, floe, "/listed").equals(List.of(200, 200)));
      awaitHeard(stays, 1, source);
      assertOnePiece(stays, 1);

      // Recorders say that they are recorder/1, a newcomer says nothing.
      rest.patch("/mounts/listed", "{\"bannedAgents\": [\"RECORDER\"]}");
      inEffect(stays::ended);
      assertThat(statuses(HERE, floe, "/listed")).containsOnly(200);
      assertThat(source.ended()).isFalse();
      awaitHeard(elsewhere, 1, other);
      assertOnePiece(elsewhere, 1);
    } finally {
      rest.delete("/mounts/listed");
      rest.delete("/mounts/unlisted");
    }
    assertPrompt();
  }

  @Test
  void quotaOfSources_holdsAcrossTwoIngests() {
    try (Nodes floe = new Nodes("ingest-1", "ingest-2")) {
      String two = quota(1, 2);
      for (String each : List.of("ingest-1", "ingest-2")) {
        floe.configure(each, two);
        floe.start(each);
      }
      floe.awaitReady("ingest-1");
      floe.awaitReady("ingest-2");
      try (PacedSource first = source(floe.port("ingest-1"), "/one", FIRST);
          PacedSource second = source(floe.port("ingest-2"), "/two", FIRST)) {
        for (String each : List.of("ingest-1", "ingest-2")) {
          await()
              .atMost(Duration.ofSeconds(10))
              .untilAsserted(() -> assertThat(refusal(floe.port(each), "/three")).contains("403"));
        }
        for (String each : List.of("ingest-1", "ingest-2")) {
          floe.configure(each, quota(2, 3));
        }
        inEffect(() -> !refusal(floe.port("ingest-2"), "/three").contains("403"));
        assertThat(first.ended()).isFalse();
        assertThat(second.ended()).isFalse();
      }
    }
  }

  private static String quota(int version, int sources) {
    return """
    {"version": %d, "tenants": [{"name": "default", "createMounts": true,
     "sourcePasswordHash": "%s", "quotas": {"sources": %d}}]}
    """
        .formatted(version, ConfigTest.OLD, sources);
  }

  @Test
  void quotasOfTenant_holdAcrossBothEdges(Platform floe) {
    Rest rest = floe.rest();
    rest.create(
        "/tenants", "{\"name\": \"south\", \"quotas\": {\"listeners\": 3, \"sources\": 1}}");
    for (String mount : List.of("/south1", "/south2")) {
      rest.create(
          "/mounts",
          "{\"name\": \"%s\", \"tenant\": \"south\", \"password\": \"south-pass\"}"
              .formatted(mount));
    }
    try (PacedSource first = sourceOnceThere(floe, "/south1", "south-pass")) {
      assertThat(refusal(floe, "/south2", "south-pass")).contains("403");

      try (Recorder one = new Recorder(floe.edge(1), "/south1");
          Recorder two = new Recorder(floe.edge(2), "/south1");
          Recorder three = new Recorder(floe.edge(2), "/south1")) {
        inEffect(() -> statuses(HERE, floe, "/south1").equals(List.of(503, 503)));
        three.close();
        inEffect(() -> statuses(HERE, floe, "/south1").equals(List.of(200, 200)));

        rest.patch("/tenants/south", "{\"quotas\": {\"listeners\": 2, \"sources\": 2}}");
        inEffect(() -> statuses(HERE, floe, "/south1").equals(List.of(503, 503)));
        awaitHeard(one, 1, first);
        awaitHeard(two, 1, first);
        assertOnePiece(one, 1);
        assertOnePiece(two, 1);
      }
      try (PacedSource second = sourceOnceThere(floe, "/south2", "south-pass")) {
        assertThat(second.ended()).isFalse();
        assertThat(first.ended()).isFalse();
      }
    } finally {
      rest.delete("/mounts/south1");
      rest.delete("/mounts/south2");
      rest.delete("/tenants/south");
    }
    assertPrompt();
  }

  /** Waits, and notes how long it took. */
  private void inEffect(Callable<Boolean> effect) {
    long asked = System.nanoTime();
    await().atMost(Duration.ofSeconds(15)).pollInterval(Duration.ofMillis(20)).until(effect);
    took.add((System.nanoTime() - asked) / 1_000_000);
  }

  /** Every change was as prompt as it must be, by what the machine can do. */
  private void assertPrompt() {
    double slowness = Machine.slowness();
    System.out.printf("changes in effect after ms: %s, slowness %.1f%n", took, slowness);
    assertThat(took)
        .isNotEmpty()
        .allSatisfy(each -> assertThat(each).isLessThan(Math.round(PROMPT * slowness)));
  }

  /** What a newcomer is answered at each of the two edges. */
  private static List<Integer> statuses(String from, Platform floe, String mount) {
    return List.of(status(from, floe.edge(1), mount), status(from, floe.edge(2), mount));
  }

  private static long version(int managementPort) {
    return (long) Platform.metric(managementPort, "floe_config_version");
  }

  /** A source that is let in as soon as the ingest has heard of its mount. */
  private static PacedSource sourceOnceThere(Platform floe, String mount, String password) {
    return await()
        .atMost(Duration.ofSeconds(10))
        .ignoreExceptionsMatching(AssertionError.class::isInstance)
        .until(
            () ->
                new PacedSource(
                    floe.ingest(1),
                    mount,
                    password,
                    "audio/mpeg",
                    FIRST,
                    Numbered.RATE,
                    Numbered.RATE,
                    false),
            source -> true);
  }

  private static String refusal(Platform floe, String mount, String password) {
    return refusal(floe.ingest(1), mount, password);
  }

  private static String refusal(int port, String mount) {
    return refusal(port, mount, Platform.SOURCE_PASSWORD);
  }

  private static String refusal(int port, String mount, String password) {
    try (PacedSource accepted =
        new PacedSource(
            port, mount, password, "audio/mpeg", FIRST, Numbered.RATE, Numbered.RATE, false)) {
      return "accepted, and has sent " + accepted.sent();
    } catch (AssertionError refused) {
      return String.valueOf(refused.getMessage());
    }
  }

  private static int title(Platform floe, String mount, String password) {
    return Platform.get(
            floe.ingest(1),
            "/admin/metadata?mode=updinfo&mount=" + mount + "&song=x",
            "Authorization",
            LivePathTest.basic("source", password))
        .statusCode();
  }
}
