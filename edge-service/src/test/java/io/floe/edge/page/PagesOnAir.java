package io.floe.edge.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.testkit.FakeNetwork;
import io.floe.testkit.FixedConfig;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.config.Mount;
import io.floe.wire.http.Reply;
import io.floe.wire.http.RequestHead;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Report;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.xml.sax.helpers.DefaultHandler;

/** The pages of an edge in a cluster of fakes, and what is asked of them. */
abstract class PagesOnAir {

  static final String HOSTILE = "</bdi><script src=//x>'\"`&\u0000\r\nX: y\ud800 {{title}}";

  final FakeNetwork network = new FakeNetwork();
  final Bus bus = network.join("edge");
  final NodeInfo self = new NodeInfo(bus.self(), NodeInfo.Role.EDGE, "1", 8080, 0);
  final Heart heart =
      new Heart(
          bus,
          self,
          () ->
              new Report.Edge(
                  3, 0, List.of(new Report.MountListeners(new MountName("/live"), 3, 3))));
  final FixedConfig config = new FixedConfig();
  final AtomicLong clock = new AtomicLong(1_800_000_000_000L);
  final Pages pages =
      new Pages(
          self,
          new ClusterView(bus, heart),
          config,
          new RecentTitles(bus, config, clock::getAndIncrement));

  static String noise(Random random) {
    StringBuilder text = new StringBuilder();
    String spice = "<>&\"'`\u0000\u0008\u000b\ufffe\uffff\ud83d\ude00\ud800]]>--!/= ";
    for (int i = random.nextInt(40); i > 0; i--) {
      text.append(
          random.nextBoolean()
              ? spice.charAt(random.nextInt(spice.length()))
              : (char) random.nextInt(0x10000));
    }
    return text.toString();
  }

  static Document xml(String text) throws Exception {
    DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    builder.setErrorHandler(new DefaultHandler());
    return builder.parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  void onAir(Beacon... beacons) {
    bus.broadcast(new Message.Beacons(List.of(beacons)));
    network.advance(Duration.ofMillis(150));
  }

  static Beacon stream(String mount, String name, String title, boolean listed) {
    StreamInfo info = new StreamInfo("audio/mpeg", name, "", "jazz", "", 128, listed, "");
    return new Beacon(id(mount), info, Beacon.State.LIVE, 1, title, 5, 6);
  }

  static Beacon beacon(String mount, String name, String url) {
    StreamInfo info = new StreamInfo("audio/mpeg", name, "", "", url, 0, true, "");
    return new Beacon(id(mount), info, Beacon.State.LIVE, 1, "", 5, 6);
  }

  static StreamId id(String mount) {
    return new StreamId(new MountName(mount), 7);
  }

  static Mount mount(String name, boolean listed) {
    return Mount.onTheFly(new MountName(name)).with().listed(listed).build();
  }

  String type(String path) {
    Reply reply = get(path).orElseThrow();
    assertThat(reply.status()).isEqualTo(200);
    return reply.headers().getFirst().value();
  }

  Optional<Reply> get(String target) {
    return ask("GET", target);
  }

  Optional<Reply> get(String target, String host) {
    return pages.apply(
        new RequestHead(
            "GET", target, "HTTP", 1, 1, List.of(new RequestHead.Header("Host", host))));
  }

  Optional<Reply> ask(String method, String target) {
    return pages.apply(
        new RequestHead(
            method,
            target,
            "HTTP",
            1,
            1,
            List.of(new RequestHead.Header("Host", "radio.example"))));
  }

  static String body(Optional<Reply> reply) {
    return new String(reply.orElseThrow().body().bytes(), StandardCharsets.UTF_8);
  }
}
