package io.floe.e2e;

import static io.floe.e2e.Broadcasts.assertOneAfterTheOther;
import static io.floe.e2e.Broadcasts.assertOnePiece;
import static io.floe.e2e.Broadcasts.awaitHeard;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** How config gets around in a cluster of processes, and what it does there at once. */
class ConfigTest {

  /** bcrypt of {@link Platform#SOURCE_PASSWORD}. */
  static final String OLD = "$2b$10$6YGu1Afs3x1Dc6KDSRYJruC69aFmpmIo0Y45AdeosxTUTzYOQ1zdi";

  /** bcrypt of "another-pass". */
  private static final String NEW = "$2a$04$x1XSHALIgnhKvvxbk1Um3OWU3ojkZU9BIYaTrH730dsz1keS64S1u";

  private static final List<String> EDGES = List.of("edge-1", "edge-2");

  /** Promised are 2 s; the rest is for a machine that is busy with other things. */
  private static final Duration EFFECT = Duration.ofSeconds(15);

  private static final String GOOD = "192.0.2.1";
  private static final String BAD = "198.51.100.7";

  private int version = 1;

  @Test
  void nodeWithoutAConfig_waitsForOneOfAnother_whichSpreadsWithoutWhoeverHadItFirst()
      throws IOException {
    try (Nodes floe = new Nodes("ingest-1", "edge-1", "edge-2")) {
      floe.start("edge-1");
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> floe.log("edge-1").contains("Waiting for a config snapshot"));
      await().atMost(Duration.ofSeconds(60)).until(() -> floe.health("edge-1", "live") == 200);
      assertThat(floe.health("edge-1", "ready")).isEqualTo(503);
      assertThat(floe.config("edge-1")).doesNotExist();

      floe.configure("ingest-1", config("\"bans\": [\"203.0.113.0/24\"]", "", OLD));
      floe.startAndAwait("ingest-1");
      floe.awaitReady("edge-1");
      assertThat(Files.readString(floe.config("edge-1"))).contains("203.0.113.0/24");
      assertThat(floe.metric("edge-1", "floe_config_version")).isEqualTo(1);

      // Now only an edge has it, which got it itself; the ingest comes back with an empty disk.
      floe.stop("ingest-1");
      Files.delete(floe.config("ingest-1"));
      floe.startAndAwait("edge-2");
      floe.startAndAwait("ingest-1");
      assertThat(Files.readString(floe.config("ingest-1"))).contains("203.0.113.0/24");
      try (PacedSource source =
              Broadcasts.source(floe.port("ingest-1"), "/live", Numbered.seconds(1, 60));
          Recorder one = recorder(floe, "edge-1", GOOD);
          Recorder two = recorder(floe, "edge-2", GOOD)) {
        awaitHeard(one, 1, source);
        awaitHeard(two, 1, source);
        assertThat(status(floe, "edge-2", "203.0.113.7")).isEqualTo(403);
      }
    }
  }

  @Test
  void changes_takeEffectOnAllNodesAtOnce_andDropNobodyElse() {
    try (Nodes floe = new Nodes("ingest-1", "edge-1", "edge-2")) {
      floe.configure("ingest-1", config("", "", OLD));
      for (String each : List.of("ingest-1", "edge-1", "edge-2")) {
        floe.start(each);
      }
      List.of("ingest-1", "edge-1", "edge-2").forEach(floe::awaitReady);
      try (PacedSource source =
              Broadcasts.source(floe.port("ingest-1"), "/live", Numbered.seconds(1, 120));
          PacedSource backup =
              Broadcasts.source(floe.port("ingest-1"), "/backup", Numbered.seconds(2, 120));
          Recorder one = recorder(floe, "edge-1", GOOD);
          Recorder two = recorder(floe, "edge-2", GOOD)) {
        awaitHeard(one, 1, source);
        awaitHeard(two, 1, source);
        bansAreLaidAndLifted(floe);
        limitsHold(floe);
        passwordsChange(floe);
        awaitHeard(one, 1, source);
        awaitHeard(two, 1, source);
        assertOnePiece(one, 1);
        assertOnePiece(two, 1);
        assertThat(source.ended()).isFalse();

        source.close();
        change(
            floe,
            "fallback of a mount whose source has gone",
            config("", "\"fallback\": \"/backup\"", NEW),
            () -> hears(one, 2) && hears(two, 2));
        awaitHeard(one, 2, backup);
        awaitHeard(two, 2, backup);
        assertOneAfterTheOther(one, 1, 2);
        assertOneAfterTheOther(two, 1, 2);
      }
    }
  }

  private void bansAreLaidAndLifted(Nodes floe) {
    try (Recorder first = recorder(floe, "edge-1", BAD);
        Recorder second = recorder(floe, "edge-2", BAD)) {
      change(
          floe,
          "ban",
          config("\"bans\": [\"198.51.100.0/24\"]", "", OLD),
          () -> first.ended() && second.ended());
      EDGES.forEach(edge -> assertThat(status(floe, edge, BAD)).isEqualTo(403));
      EDGES.forEach(edge -> assertThat(status(floe, edge, GOOD)).isEqualTo(200));
    }
    change(
        floe,
        "end of the ban",
        config("", "", OLD),
        () -> EDGES.stream().allMatch(edge -> status(floe, edge, BAD) == 200));
  }

  private void limitsHold(Nodes floe) {
    change(
        floe,
        "maxListeners",
        config("", "\"maxListeners\": 2", OLD),
        () -> EDGES.stream().allMatch(edge -> status(floe, edge, GOOD) == 503));
    change(
        floe,
        "higher maxListeners",
        config("", "\"maxListeners\": 20", OLD),
        () -> EDGES.stream().allMatch(edge -> status(floe, edge, GOOD) == 200));
  }

  private void passwordsChange(Nodes floe) {
    change(
        floe,
        "source password",
        config("", "", NEW),
        () -> login(floe, Platform.SOURCE_PASSWORD) == 401 && login(floe, "another-pass") == 100);
  }

  /** Replaces the config of one node and waits until it has its effect. */
  private void change(Nodes floe, String what, String json, BooleanSupplier effect) {
    long since = System.nanoTime();
    floe.configure("ingest-1", json);
    await(what)
        .atMost(EFFECT)
        .pollInterval(Duration.ofMillis(50))
        .pollInSameThread()
        .until(effect::getAsBoolean);
    System.out.printf(
        "config change to effect, %s: %d ms%n", what, (System.nanoTime() - since) / 1_000_000);
  }

  private String config(String top, String mount, String password) {
    return config(version++, top, mount, password);
  }

  /**
   * A config with one tenant and one mount.
   *
   * @param top fields of the whole, or empty
   * @param mount fields of the mount, or empty
   * @param password hash of the source password
   */
  static String config(int version, String top, String mount, String password) {
    return """
    {"version": %d, "trustedProxies": ["127.0.0.0/8"], %s "tenants": [{"name": "default",
     "createMounts": true, "sourcePasswordHash": "%s", "mounts": [{"name": "/live"%s}]}]}
    """
        .formatted(
            version, top.isEmpty() ? "" : top + ",", password, mount.isEmpty() ? "" : ", " + mount);
  }

  private static boolean hears(Recorder recorder, int source) {
    return recorder.runs().stream().anyMatch(run -> run.source() == source);
  }

  private static Recorder recorder(Nodes floe, String edge, String from) {
    return new Recorder(floe.port(edge), "/live", "X-Forwarded-For: " + from);
  }

  /** What a newcomer to /live is answered. */
  private static int status(Nodes floe, String edge, String from) {
    try (Listening listener = new Listening(floe.port(edge), "/live", "X-Forwarded-For: " + from)) {
      return listener.status();
    }
  }

  /** What a source on another mount is answered that comes with that password. */
  private static int login(Nodes floe, String password) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), floe.port("ingest-1"))) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(PacedSource.head("/fly", password, "audio/mpeg"));
      byte[] start = socket.getInputStream().readNBytes(12);
      return Integer.parseInt(new String(start, StandardCharsets.US_ASCII).substring(9, 12));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
