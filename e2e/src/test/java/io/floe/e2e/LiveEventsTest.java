package io.floe.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floe.testkit.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events, and Icecast's admin pages at the Icecast port, of packaged services. */
class LiveEventsTest {

  private static final String ADMIN = LivePathTest.basic("admin", Platform.ADMIN_PASSWORD);

  private final byte[] audio = Oracle.mp3Audio(Sounds.bytes(Sounds.mp3()));

  @TempDir Path temp;

  private static ConditionFactory awaiting() {
    return await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(50));
  }

  @Test
  void eventsAreTold_pagesAreForwarded_andNobodyHoldsUpTheEnd() throws IOException {
    Path station =
        Files.writeString(
            temp.resolve("floe.yaml"),
            """
            tenants:
              - name: default
                mounts:
                  - {name: /jazz, password: blue-note, public: true}
                  - {name: /hidden, password: blue-note, public: false}
            """);
    EventFollower admin;
    EventFollower edge;
    try (Platform floe = Platform.start(1, 1, station)) {
      admin = new EventFollower(floe.admin(), "/api/v1/events", ADMIN);
      edge = new EventFollower(floe.edge(1), "/events", "");
      admin.hears("event: snapshot");
      edge.hears("event: snapshot");
      try (PacedSource jazz = source(floe, "/jazz");
          PacedSource hidden = source(floe, "/hidden")) {
        LivePathTest.awaitOnAir(floe, "/jazz");
        LivePathTest.awaitOnAir(floe, "/hidden");
        admin.hears("{\"name\":\"/jazz\",\"tenant\":\"default\"");
        admin.hears("{\"name\":\"/hidden\",\"tenant\":\"default\"");
        edge.hears("{\"name\":\"/jazz\"");
        try (Listening listener = new Listening(floe.edge(1), "/jazz")) {
          assertThat(listener.head()).isNotEmpty();
          admin.hears("\"listeners\":1,\"peak\":1");
          edge.hears("\"listeners\":1}");
          Platform.get(
              floe.ingest(1),
              "/admin/metadata?mode=updinfo&mount=/jazz&song=Blue",
              "Authorization",
              LivePathTest.basic("source", "blue-note"));
          admin.hears("\"title\":\"Blue\"");
          edge.hears("\"title\":\"Blue\"");
          assertSamePages(floe);
        }
        assertWrongPasswordIsTheClients(floe);
        assertThat(jazz.sent() + hidden.sent()).isPositive();
      }
      admin.hears("event: gone\ndata: {\"kind\":\"mount\",\"name\":\"/jazz\"}");
      edge.hears("event: gone\ndata: {\"kind\":\"mount\",\"name\":\"/jazz\"}");
      assertThat(edge.heard()).doesNotContain("/hidden");
      assertThat(Platform.metric(floe.adminManagement(), "floe_events_followers")).isEqualTo(1);
      assertThat(Platform.metric(floe.edgeManagement(1), "floe_events_followers")).isEqualTo(1);
      assertThat(Platform.metric(floe.management(1), "floe_source_forwards_total")).isPositive();
      long asked = System.nanoTime();
      assertThat(floe.stop()).isZero();
      assertThat(Duration.ofNanos(System.nanoTime() - asked))
          .as("to end while somebody follows")
          .isLessThan(Duration.ofSeconds(9));
    }
    awaiting().until(() -> admin.over() && edge.over());
    admin.close();
    edge.close();
  }

  private PacedSource source(Platform floe, String mount) {
    return new PacedSource(
        floe.ingest(1), mount, "blue-note", "audio/mpeg", audio, 16_000, 80_000, true);
  }

  /** At both ports, but for what changes from one moment to the next. */
  private static void assertSamePages(Platform floe) {
    Rest there = new Rest(floe.admin(), ADMIN);
    Rest here = new Rest(floe.ingest(1), ADMIN);
    for (String page : new String[] {"listmounts", "listclients?mount=/jazz", "stats"}) {
      awaiting()
          .untilAsserted(
              () -> assertThat(steady(here.icecast(page))).isEqualTo(steady(there.icecast(page))));
    }
    assertThat(here.icecast("listclients?mount=%2Fjazz"))
        .contains("<source mount=\"/jazz\"><Listeners>1</Listeners>")
        .contains("<IP>127.0.0.1</IP>");
    assertThat(here.icecast("killsource?mount=/hidden")).contains("<return>1</return>");
  }

  private static String steady(String page) {
    return page.replaceAll("<Connected>\\d+</Connected>", "")
        .replaceAll("<total_bytes_read>\\d+</total_bytes_read>", "");
  }

  /** Another address than that of all others here, so that it is not the ingest's own. */
  private static void assertWrongPasswordIsTheClients(Platform floe) throws IOException {
    for (int i = 0; i < 3; i++) {
      try (Socket client = new Socket()) {
        client.bind(new InetSocketAddress(InetAddress.ofLiteral("127.9.8.7"), 0));
        client.connect(new InetSocketAddress("127.0.0.1", floe.ingest(1)), 5_000);
        client.setSoTimeout(20_000);
        client
            .getOutputStream()
            .write(
                ("GET /admin/stats HTTP/1.0\r\nX-Forwarded-For: 192.0.2.66\r\nAuthorization: "
                        + LivePathTest.basic("admin", "wrong")
                        + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
            .startsWith("HTTP/1.0 401 ")
            .containsIgnoringCase("www-authenticate: basic");
      }
    }
    Path log = floe.data().resolve("auth.log");
    awaiting()
        .untilAsserted(() ->
            assertThat(Files.readString(log))
                .contains("for user 'admin' from 127.9.8.7: ")
                .doesNotContain("192.0.2.66"));
    try (RawClient nobody = RawClient.to(floe.ingest(1))) {
      nobody.send("GET /admin/%2e%2e/api/v1/users HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(nobody.response().status()).isEqualTo(400);
    }
  }
}
