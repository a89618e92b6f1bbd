package io.floe.e2e;

import static io.floe.e2e.Broadcasts.looped;
import static io.floe.e2e.Broadcasts.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two admin services on one database, of which the one on duty is killed. */
class TwoAdminsTest {

  private static final String MOUNT = "/twice";
  private static final String ADMIN = LivePathTest.basic("admin", Platform.ADMIN_PASSWORD);
  private static final byte[] AUDIO = Numbered.seconds(1, 90);
  private static final int CHANGES = 20;
  private static final int LISTENERS = 3;
  private static final Duration SOON = Duration.ofSeconds(20);

  /** What receivers were sent: event, delivery and what it is about. */
  private record Told(String event, String delivery, JsonNode json) {}

  private final List<Told> told = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 50);
    server.createContext("/", this::take);
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private void take(HttpExchange exchange) throws IOException {
    JsonNode json = new ObjectMapper().readTree(exchange.getRequestBody().readAllBytes());
    var headers = exchange.getRequestHeaders();
    told.add(new Told(headers.getFirst("Floe-Event"), headers.getFirst("Floe-Delivery"), json));
    exchange.sendResponseHeaders(204, -1);
    exchange.close();
  }

  @Test
  void whatIsDone_isDoneOnce_throughTheDeathOfTheOneOnDuty() throws Exception {
    try (Platform floe = Platform.start(1, 1, null, Map.of("FLOE_WEBHOOK_ALLOW", "127.0.0.1"));
        SecondAdmin onDuty = new SecondAdmin(floe);
        EventFollower survivor = new EventFollower(floe.admin(), "/api/v1/events", ADMIN);
        EventFollower other = new EventFollower(onDuty.port(), "/api/v1/events", ADMIN)) {
      survivor.hears("\"admins\":2");
      other.hears("\"admins\":2");
      changesThroughBoth_areSeenByAll(floe, onDuty);
      hook(floe.rest());

      try (PacedSource source = looped(floe.ingest(1), MOUNT, AUDIO, Numbered.RATE)) {
        next(1, "source.connected");
        List<Recorder> listeners = new ArrayList<>();
        for (int i = 0; i < LISTENERS; i++) {
          listeners.add(new Recorder(floe.edge(1), MOUNT));
        }
        title(floe, "Once");
        next(2, "metadata.changed");
        survivor.hears("\"title\":\"Once\"");
        other.hears("\"title\":\"Once\"");
        awaitMinutes(onDuty.management(), 1);
        double idle = minutes(floe.adminManagement());
        awaitMinutes(onDuty.management(), 1);
        assertThat(minutes(floe.adminManagement()))
            .as("minutes of who is not on duty")
            .isEqualTo(idle);

        int heard = survivor.heard().length();
        onDuty.kill();
        survivor.hearsAfter(heard, "\"admins\":1");
        assertThat(survivor.over()).isFalse();
        await().atMost(SOON).until(other::over);
        title(floe, "Twice");
        next(3, "metadata.changed");
        survivor.hears("\"title\":\"Twice\"");
        awaitMinutes(floe.adminManagement(), 2);
        ban(floe, floe.rest(), "127.0.0.77");

        listeners.forEach(Recorder::close);
        assertHistory(floe.rest(), listeners);
        assertThat(source.ended()).isFalse();
      }
      next(4, "source.lost");
      assertThat(told).extracting(Told::delivery).doesNotHaveDuplicates();
    }
  }

  /** Half of the changes through one, half through the other, all at the same time. */
  private static void changesThroughBoth_areSeenByAll(Platform floe, SecondAdmin second)
      throws Exception {
    List<Rest> both = List.of(floe.rest(), second.rest());
    Set<String> made = new TreeSet<>();
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> changes = new ArrayList<>();
      for (int i = 1; i <= CHANGES; i++) {
        String network = "198.51.100." + i;
        Rest through = both.get(i % 2);
        made.add(network);
        changes.add(
            writers.submit(() -> through.create("/bans", "{\"network\": \"" + network + "\"}")));
      }
      for (Future<?> change : changes) {
        change.get();
      }
    }
    for (Rest each : both) {
      Set<String> seen = new TreeSet<>();
      each.get("/bans?limit=200")
          .path("items")
          .forEach(ban -> seen.add(ban.path("network").asText()));
      assertThat(seen).containsAll(made);
    }
    List<Integer> nodes =
        List.of(
            floe.adminManagement(),
            second.management(),
            floe.management(1),
            floe.edgeManagement(1));
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          assertThat(nodes)
              .as("the version that all nodes have")
              .extracting(node -> Platform.metric(node, "floe_config_version"))
              .containsOnly(Platform.metric(nodes.getFirst(), "floe_config_version"));
          assertThat(nodes)
              .extracting(node -> Platform.metric(node, "floe_config_conflicts"))
              .containsOnly(0.0);
        });
    ban(floe, second.rest(), "127.0.0.78");
  }

  /** A ban through that service is soon one at the edge. */
  private static void ban(Platform floe, Rest through, String network) {
    try (PacedSource source = looped(floe.ingest(1), "/bans", AUDIO, Numbered.RATE)) {
      await().atMost(SOON).until(() -> status(network, floe.edge(1), "/bans") == 200);
      through.create("/bans", "{\"network\": \"" + network + "\"}");
      await().atMost(SOON).until(() -> status(network, floe.edge(1), "/bans") == 403);
      assertThat(source.ended()).isFalse();
    }
  }

  private void hook(Rest rest) {
    rest.create(
        "/webhooks",
        """
        {"tenant": "default", "url": "http://127.0.0.1:%d/hook", "mounts": ["%s"], "events":
         ["source.connected", "source.lost", "metadata.changed"]}
        """
            .formatted(server.getAddress().getPort(), MOUNT));
  }

  private static void title(Platform floe, String song) {
    assertThat(
            Platform.get(
                    floe.ingest(1),
                    "/admin/metadata?mode=updinfo&mount=" + MOUNT + "&song=" + song,
                    "Authorization",
                    LivePathTest.basic("source", Platform.SOURCE_PASSWORD))
                .body())
        .contains("<return>1</return>");
  }

  /** The n-th that was told, from 1; one too many is a failure. */
  private void next(int n, String event) {
    await().atMost(SOON).untilAsserted(() -> assertThat(told).hasSizeGreaterThanOrEqualTo(n));
    assertThat(told).hasSize(n);
    assertThat(told.getLast().event()).isEqualTo(event);
    assertThat(told.getLast().json().path("mount").asText()).isEqualTo(MOUNT);
  }

  private static double minutes(int management) {
    return Platform.metric(management, "floe_history_minutes_total");
  }

  /** Until that service has written so many minutes more. */
  private static void awaitMinutes(int management, int count) {
    double before = minutes(management);
    await()
        .atMost(Duration.ofSeconds(60L * count + 90))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> minutes(management) >= before + count);
  }

  private static void assertHistory(Rest rest, List<Recorder> listeners) {
    long bytes = listeners.stream().mapToLong(Recorder::size).sum();
    await()
        .atMost(Duration.ofSeconds(100))
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(() ->
            assertThat(
                    (double) rest.get("/insights/totals?mount=" + MOUNT).path("bytesOut").asLong())
                .isCloseTo(bytes, Percentage.withPercentage(2)));
    JsonNode totals = rest.get("/insights/totals?mount=" + MOUNT);
    System.out.printf(
        "two admins: %d of %d bytes, %d visits%n",
        totals.path("bytesOut").asLong(), bytes, totals.path("visits").asLong());
    assertThat(totals.path("visits").asInt()).isEqualTo(LISTENERS);
    assertThat(totals.path("peak").asInt()).isEqualTo(LISTENERS);
    for (JsonNode point : rest.get("/insights/trend?mount=" + MOUNT).path("items")) {
      assertThat(point.path("seconds").asInt()).as("seconds of %s", point).isBetween(1, 60);
      assertThat(point.path("listeners").asDouble()).isLessThanOrEqualTo(LISTENERS);
    }
    assertThat(rest.get("/songs?mount=" + MOUNT).path("items").findValuesAsText("title"))
        .containsExactly("Twice", "Once");
    assertThat(rest.get("/insights/sessions?mount=" + MOUNT).path("items")).hasSize(1);
  }
}
