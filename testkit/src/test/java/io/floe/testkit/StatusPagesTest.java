package io.floe.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.http.Reply;
import io.floe.wire.http.RequestHead;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.Heart;
import io.floe.wire.report.ListenUrls;
import io.floe.wire.report.Report;
import io.floe.wire.report.StatusPages;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The status documents as an ingest and an edge answer them, on the fake network. */
class StatusPagesTest {

  private static final Duration SOON = Duration.ofMillis(150);

  private final FakeNetwork network = new FakeNetwork();
  private final FixedConfig config = new FixedConfig();
  private final Node ingest = new Node("ingest", NodeInfo.Role.INGEST, 8000);
  private final Node edge = new Node("edge", NodeInfo.Role.EDGE, 8081);

  @Test
  void statusJson_onBothPorts_namesTheEdge() {
    onAir("/live", "A - B");

    assertThat(body(ingest.get("/status-json.xsl", "radio.example:8000")))
        .contains("\"listenurl\":\"http://radio.example:8081/live\"", "\"title\":\"A - B\"");
    assertThat(body(edge.get("/status-json.xsl", "radio.example")))
        .contains("\"listenurl\":\"http://radio.example:8081/live\"");
    assertThat(body(edge.get("/status-json.xsl", "radio.example:80")))
        .contains("\"listenurl\":\"http://radio.example/live\"");
  }

  @Test
  void statusJson_withPublicUrl_usesIt() {
    config.publicUrl("https://radio.example/");
    onAir("/live", "");

    assertThat(body(ingest.get("/status-json.xsl", "other")))
        .contains("\"listenurl\":\"https://radio.example/live\"");
  }

  @Test
  void statusJson_withHostileHost_doesNotRepeatIt() {
    onAir("/live", "");

    assertThat(body(edge.get("/status-json.xsl", "evil\"><script>")))
        .contains("http://localhost:8081/live")
        .doesNotContain("evil");
  }

  @Test
  void statusJson_withMount_leavesOnlyThat() {
    onAir("/a", "first");
    onAir("/b", "second");

    assertThat(body(edge.get("/status-json.xsl?mount=/b", "h")))
        .contains("second")
        .doesNotContain("first", "[");
    assertThat(body(edge.get("/status-json.xsl?mount=%2fb&shape=array", "h")))
        .contains("\"source\":[{");
    assertThat(body(edge.get("/status-json.xsl?mount=/none", "h"))).endsWith("\"dummy\":null}}");
    assertThat(body(edge.get("/status-json.xsl?mount=%22", "h"))).doesNotContain("source");
  }

  @Test
  void statusJson_afterAChange_isNotTheOldOne() {
    onAir("/a", "first");
    assertThat(body(edge.get("/status-json.xsl", "h"))).contains("first");
    onAir("/a", "second");

    assertThat(body(edge.get("/status-json.xsl", "h"))).contains("second");
  }

  @Test
  void sevenXsl_tellsOfTheFirstMount_titleLast() {
    assertThat(body(edge.get("/7.xsl", "h"))).isEmpty();
    onAir("/b", "later");
    onAir("/a", "One, two\r\nthree");

    Reply reply = edge.get("/7.xsl", "h").orElseThrow();
    assertThat(body(Optional.of(reply))).isEqualTo("0,1,0,unlimited,0,128,One, two  three");
    assertThat(reply.headers())
        .contains(new RequestHead.Header("X-Content-Type-Options", "nosniff"));
    assertThat(body(edge.get("/7.xsl?mount=/b", "h"))).endsWith(",later");
  }

  @Test
  void home_ofTheIcecastPort_isThePageOfAnEdge() {
    network.advance(SOON);

    assertThat(ingest.get("/", "radio.example:8000").orElseThrow().headers())
        .contains(new RequestHead.Header("Location", "http://radio.example:8081/"));
    assertThat(edge.get("/", "h")).isEmpty();
    assertThat(edge.get("/status.xsl", "h").orElseThrow().headers())
        .contains(new RequestHead.Header("Location", "/"));
  }

  @Test
  void otherVerbsAndPaths_areNotTaken() {
    assertThat(edge.ask("POST", "/status-json.xsl", "h").orElseThrow().status()).isEqualTo(405);
    assertThat(edge.ask("OPTIONS", "/status-json.xsl", "h")).isEmpty();
    assertThat(edge.get("/live", "h")).isEmpty();
    assertThat(edge.get("*", "h")).isEmpty();
    assertThat(edge.get("/%zz", "h")).isEmpty();
  }

  @Test
  void edgeFor_askedAtAnIngest_isALivingEdge() {
    ListenUrls urls = new ListenUrls(ingest.info, ingest.view, config);
    assertThat(urls.edgeFor(new MountName("/live"), "radio.example:8000")).isEmpty();

    network.advance(SOON);
    assertThat(urls.edgeFor(new MountName("/live"), "radio.example:8000"))
        .contains(URI.create("http://radio.example:8081/live"));

    network.freeze("edge");
    network.advance(Duration.ofSeconds(5));
    assertThat(urls.edgeFor(new MountName("/live"), "radio.example:8000")).isEmpty();
  }

  private void onAir(String mount, String title) {
    StreamInfo info = new StreamInfo("audio/mpeg", "n", "", "", "", 128, true, "");
    ingest.bus.broadcast(
        new Message.Beacons(
            List.of(
                new Beacon(
                    new StreamId(new MountName(mount), 7),
                    info,
                    Beacon.State.LIVE,
                    1,
                    title,
                    5,
                    6))));
    network.advance(SOON);
  }

  private static RequestHead head(String method, String target, String host) {
    return new RequestHead(
        method, target, "HTTP", 1, 1, List.of(new RequestHead.Header("Host", host)));
  }

  private static String body(Optional<Reply> reply) {
    return new String(reply.orElseThrow().body().bytes(), StandardCharsets.UTF_8);
  }

  private final class Node {
    private final Bus bus;
    private final NodeInfo info;
    private final ClusterView view;
    private final StatusPages pages;

    Node(String id, NodeInfo.Role role, int port) {
      bus = network.join(id);
      info = new NodeInfo(bus.self(), role, "1", port, 0);
      Heart heart = new Heart(bus, info, () -> new Report.Ingest(0, 0));
      view = new ClusterView(bus, heart);
      pages = new StatusPages(info, view, config);
    }

    Optional<Reply> get(String target, String host) {
      return ask("GET", target, host);
    }

    Optional<Reply> ask(String method, String target, String host) {
      return pages.apply(head(method, target, host));
    }
  }
}
