package io.floe.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The services as pods: started with the images' command lines and the environment of the rendered
 * chart, each on an address of its own with the same ports, found by one name.
 */
class PodsTest {

  private static final String INGEST = "127.0.0.2";
  private static final String EDGE = "127.0.0.3";
  private static final String OTHER_EDGE = "127.0.0.4";
  private static final String TRANSCODER = "127.0.0.5";
  private static final String OTHER_TRANSCODER = "127.0.0.6";
  private static final String NAME = "floe-cluster.radio.svc";
  private static final int RATE = 16_000;

  /** Who has joined is heard within a second; who began alone is not found within three. */
  private static final Duration A_BEAT = Duration.ofSeconds(2);

  /** Bytes of a second of the rendition, about. */
  private static final int OPUS_RATE = 8_000;

  private static final String PASSWORD = "e2e-pods";

  /** Of {@link #PASSWORD}, with few rounds. */
  private static final String HASH = "$2a$05$XCV15YnXN8XglIlNEc0hWew8e0ig8lDwEG3ZOKdAJVGm4lhx46olW";

  private final byte[] audio = Oracle.mp3Audio(Sounds.bytes(Sounds.mp3()));
  private final int port = freeBlock();
  private Path folder = Path.of("");
  private Path hosts = Path.of("");

  private final java.util.List<Pod> pods = new java.util.ArrayList<>();

  @BeforeEach
  void station() throws IOException {
    Path target = Files.createDirectories(Platform.root().resolve("e2e/target/pods"));
    folder = Files.createTempDirectory(target, "p");
    hosts = folder.resolve("hosts");
    names();
    config(1, "");
    folder.toFile().setReadable(true, false);
    folder.toFile().setExecutable(true, false);
  }

  private void config(int version, String more) throws IOException {
    config(version, more, "");
  }

  private void config(int version, String more, String ofTheTenant) throws IOException {
    Path next =
        Files.writeString(
            folder.resolve("config.next"),
            """
            {"version": %d, %s "tenants": [{"name": "default", "sourcePasswordHash": "%s",
              "createMounts": true, %s "mounts": []}]}
            """
                .formatted(version, more, HASH, ofTheTenant));
    Files.move(
        next,
        folder.resolve("config.json"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  @AfterEach
  void end() {
    pods.forEach(Pod::close);
  }

  @Test
  void names_thatComeLate_bringNodesTogetherThatStartedAlone() throws IOException {
    Pod ingest = pod("ingest", "ingest-a", INGEST, 0);
    Pod edge = pod("edge", "edge-a", EDGE, 0);
    awaitReady(ingest);
    awaitReady(edge);
    assertThat(ingest.peers()).as("nobody has a name yet").isZero();
    assertThat(edge.peers()).isZero();

    names(INGEST, EDGE);
    awaitPeers(ingest, 1);
    awaitPeers(edge, 1);

    try (PacedSource source = source("/names")) {
      await().atMost(Duration.ofSeconds(10)).until(() -> status(port + 2, "/names") == 200);
      names(INGEST, EDGE, OTHER_EDGE);
      Pod late = pod("edge", "edge-b", OTHER_EDGE, 0);
      awaitReady(late);
      assertThat(status(port + 3, "/names")).as("of an edge that is ready").isEqualTo(200);
      await().atMost(A_BEAT).until(() -> late.peers() == 2);
      await().atMost(A_BEAT).until(() -> ingest.peers() == 2 && edge.peers() == 2);

      for (Pod each : java.util.List.of(edge, late)) {
        int at = each == edge ? port + 2 : port + 3;
        await().atMost(Duration.ofSeconds(10)).until(() -> status(at, "/names") == 200);
        try (Listening listener = new Listening(at, "/names")) {
          Oracle.assertPiece(listener.hearBytes(2 * RATE, Duration.ofSeconds(10)), audio);
        }
      }
      assertThat(source.sent()).isPositive();
    }
  }

  @Test
  void drain_keepsWhoIsThere_sendsOthersAway_andEnds() throws IOException {
    names(INGEST, EDGE);
    Pod ingest = pod("ingest", "ingest-a", INGEST, 3);
    Pod edge = pod("edge", "edge-a", EDGE, 3);
    awaitReady(ingest);
    awaitReady(edge);
    awaitPeers(edge, 1);

    try (PacedSource source = source("/drain")) {
      await().atMost(Duration.ofSeconds(10)).until(() -> status(port + 2, "/drain") == 200);
      try (Listening listener = new Listening(port + 2, "/drain")) {
        listener.hearBytes(RATE, Duration.ofSeconds(5));
        edge.terminate();
        long told = System.nanoTime();
        await()
            .atMost(Duration.ofSeconds(1))
            .pollInterval(Duration.ofMillis(20))
            .until(() -> edge.management("/q/health/ready").status() == 503);
        assertThat(edge.management("/q/health/live").status()).isEqualTo(200);
        int heardWhenTold = listener.hear(Duration.ofMillis(50)).length;
        try (Listening newcomer = new Listening(port + 2, "/drain")) {
          assertThat(newcomer.status()).isEqualTo(503);
          assertThat(newcomer.header("Retry-After")).isEqualTo("1");
          assertThat(new String(newcomer.hear(Duration.ofSeconds(1)), StandardCharsets.UTF_8))
              .contains("about to stop", "Connect again");
        }
        assertThat(status(port + 2, "/robots.txt")).as("a load balancer's check").isEqualTo(503);
        byte[] heard = listener.hear(Duration.ofSeconds(10)); // until the edge closes
        Duration served = Duration.ofNanos(System.nanoTime() - told);
        assertThat(served).isBetween(Duration.ofMillis(2_800), Duration.ofSeconds(8));
        assertThat(heard.length - heardWhenTold)
            .as("bytes during the drain")
            .isGreaterThan(RATE * 3 / 2);
        Oracle.assertPiece(heard, audio);
        assertThat(edge.ended(Duration.ofSeconds(10))).as(edge.output()).isIn(0, 143);
      }

      ingest.terminate();
      await()
          .atMost(Duration.ofSeconds(1))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> ingest.management("/q/health/ready").status() == 503);
      long before = source.sent();
      assertThat(put("/another")).startsWith("HTTP/1.1 503 ").contains("about to stop");
      assertThat(source.sent()).as("taken during the drain").isGreaterThan(before);
      assertThat(ingest.ended(Duration.ofSeconds(15))).as(ingest.output()).isIn(0, 143);
    }
    assertThat(edge.output()).contains("GET /drain HTTP/1.1"); // the access log, on stdout
    assertThat(ingest.output() + edge.output()).doesNotContain("Exception");
  }

  @Test
  void node_withAnEmptyDisk_takesItsConfigFromAnother() throws IOException {
    names(INGEST, EDGE, OTHER_EDGE);
    Path nothing = Path.of("/tmp", folder.getFileName() + ".json");
    Pod edge = pod("edge", "edge-a", EDGE, 0, nothing);
    await().atMost(Duration.ofSeconds(60)).until(() -> edge.output().contains("Waiting for a"));
    assertThat(edge.management("/q/health/ready").status()).isEqualTo(503);
    assertThat(edge.management("/q/health/live").status()).isEqualTo(200);

    Pod ingest = pod("ingest", "ingest-a", INGEST, 0);
    awaitReady(ingest);
    awaitReady(edge);
    try (PacedSource source = source("/disk")) {
      await().atMost(Duration.ofSeconds(10)).until(() -> status(port + 2, "/disk") == 200);
      try (Listening listener = new Listening(port + 2, "/disk")) {
        listener.hearBytes(RATE, Duration.ofSeconds(5));
        config(2, "\"bans\": [\"203.0.113.0/24\"],");
        await().atMost(Duration.ofSeconds(3)).until(() -> edge.metric("floe_config_version") == 2);
        Oracle.assertPiece(listener.hearBytes(2 * RATE, Duration.ofSeconds(5)), audio);
      }
      assertThat(source.sent()).isPositive();
    }

    ingest.terminate();
    assertThat(ingest.ended(Duration.ofSeconds(15))).as(ingest.output()).isIn(0, 143);
    Pod late =
        pod(
            "edge",
            "edge-b",
            OTHER_EDGE,
            0,
            nothing.resolveSibling(folder.getFileName() + "-b.json"));
    awaitReady(late);
    assertThat(late.metric("floe_config_version")).isEqualTo(2);
  }

  @Test
  void node_thatWaitsForItsConfig_endsWhenToldTo() throws IOException {
    names(EDGE);
    Pod edge = pod("edge", "edge-a", EDGE, 0, Path.of("/tmp", folder.getFileName() + "-none.json"));
    await().atMost(Duration.ofSeconds(60)).until(() -> edge.output().contains("Waiting for a"));
    edge.terminate();
    assertThat(edge.ended(Duration.ofSeconds(15))).as(edge.output()).isIn(0, 143);
    assertThat(edge.output()).doesNotContain("cannot start");
  }

  @Test
  void transcoder_thatIsToldToStop_givesItsRenditionToAnother_andListenersStay()
      throws IOException {
    config(
        2,
        "",
        """
        "renditions": [{"from": "/live", "to": "/live.opus", "codec": "opus", "bitrate": 64}],
        """);
    names(INGEST, EDGE, TRANSCODER, OTHER_TRANSCODER);
    Pod ingest = pod("ingest", "ingest-a", INGEST, 0);
    Pod edge = pod("edge", "edge-a", EDGE, 0);
    Pod first = pod("transcoder", "transcoder-a", TRANSCODER, 8);
    awaitReady(ingest);
    awaitReady(edge);
    awaitReady(first);
    assertThat(first.metric("floe_jobs_room_cores")).as("from the chart").isEqualTo(0.7);

    try (PacedSource source = source("/live")) {
      await().atMost(Duration.ofSeconds(20)).until(() -> status(port + 2, "/live.opus") == 200);
      Pod second = pod("transcoder", "transcoder-b", OTHER_TRANSCODER, 8);
      awaitReady(second);
      awaitPeers(second, 3);
      try (Listening listener = new Listening(port + 2, "/live.opus")) {
        assertThat(listener.hearBytes(OPUS_RATE, Duration.ofSeconds(10)))
            .startsWith("OggS".getBytes(StandardCharsets.US_ASCII));
        assertThat(first.metric("floe_jobs_load_cores")).isPositive();

        first.terminate();

        await()
            .atMost(Duration.ofSeconds(1))
            .pollInterval(Duration.ofMillis(20))
            .until(() -> first.management("/q/health/ready").status() == 503);
        assertThat(first.ended(Duration.ofSeconds(30))).as(first.output()).isIn(0, 143);
        listener.hear(Duration.ofMillis(500)); // what has come meanwhile
        assertThat(second.metric("floe_jobs_started_total")).isEqualTo(1);
        assertThat(listener.hearBytes(3 * OPUS_RATE, Duration.ofSeconds(15)).length)
            .as("three seconds of what the other makes")
            .isGreaterThanOrEqualTo(3 * OPUS_RATE);
      }
      assertThat(source.sent()).isPositive();
    }
    assertThat(first.output()).doesNotContain("Exception");
  }

  private PacedSource source(String mount) {
    return new PacedSource(port, mount, PASSWORD, "audio/mpeg", audio, RATE, 5 * RATE, true);
  }

  private Pod pod(String service, String name, String address, int drainSeconds) {
    return pod(service, name, address, drainSeconds, folder.resolve("config.json"));
  }

  private Pod pod(String service, String name, String address, int drainSeconds, Path config) {
    Chart chart =
        Chart.render(
            Map.of(
                "drainSeconds", drainSeconds,
                "bindAddress", "127.0.0.1",
                "cluster.port", port + 8,
                "management.port", port + 9,
                "cluster.name", "floe-" + port));
    int publicPort =
        switch (address) {
          case INGEST -> port;
          case EDGE -> port + 2;
          default -> port + 3;
        };
    Map<String, String> more = new HashMap<>();
    if (!service.equals("transcoder")) {
      more.put("FLOE_PORT", "" + publicPort);
    }
    more.put("FLOE_CONFIG_FILE", config.toString());
    Pod pod = new Pod(chart, service, name, address, hosts, more);
    pods.add(pod);
    return pod;
  }

  /** What the name of the headless Service resolves to from now on. */
  private void names(String... addresses) throws IOException {
    StringBuilder text = new StringBuilder("127.0.0.1 localhost\n");
    for (String address : addresses) {
      text.append(address).append(' ').append(NAME).append('\n');
    }
    Path next = Files.writeString(folder.resolve("hosts.next"), text);
    Files.move(next, hosts, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void awaitReady(Pod pod) {
    await().atMost(Duration.ofSeconds(60)).until(pod::ready);
  }

  private static void awaitPeers(Pod pod, int peers) {
    await().atMost(Duration.ofSeconds(60)).until(() -> pod.peers() == peers);
  }

  private static int status(int port, String mount) {
    try (Listening listener = new Listening(port, mount)) {
      return listener.status();
    }
  }

  private String put(String mount) throws IOException {
    try (java.net.Socket socket = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(PacedSource.head(mount, PASSWORD, "audio/mpeg"));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Ten ports in a row that are free on all addresses. */
  private static int freeBlock() {
    for (int base = 5_000 + (int) (ProcessHandle.current().pid() % 83) * 60;
        base < 12_000;
        base += 10) {
      if (free(base)) {
        return base;
      }
    }
    throw new IllegalStateException("no free block of ports");
  }

  private static boolean free(int base) {
    for (int port = base; port < base + 10; port++) {
      try (ServerSocket any = new ServerSocket(port, 1)) {
        Objects.requireNonNull(any.getInetAddress());
      } catch (IOException taken) {
        return false;
      }
    }
    return true;
  }
}
