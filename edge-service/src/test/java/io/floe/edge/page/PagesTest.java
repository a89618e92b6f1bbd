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
import io.floe.wire.config.Branding;
import io.floe.wire.config.Codec;
import io.floe.wire.config.Mount;
import io.floe.wire.config.Rendition;
import io.floe.wire.http.Reply;
import io.floe.wire.http.RequestHead;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Report;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.helpers.DefaultHandler;

class PagesTest {

  private static final String HOSTILE = "</bdi><script src=//x>'\"`&\u0000\r\nX: y\ud800 {{title}}";

  private final FakeNetwork network = new FakeNetwork();
  private final Bus bus = network.join("edge");
  private final NodeInfo self = new NodeInfo(bus.self(), NodeInfo.Role.EDGE, "1", 8080, 0);
  private final Heart heart =
      new Heart(
          bus,
          self,
          () ->
              new Report.Edge(
                  3, 0, List.of(new Report.MountListeners(new MountName("/live"), 3, 3))));
  private final FixedConfig config = new FixedConfig();
  private final AtomicLong clock = new AtomicLong(1_800_000_000_000L);
  private final Pages pages =
      new Pages(
          self, new ClusterView(bus, heart), config, new RecentTitles(bus, clock::getAndIncrement));

  @Test
  void page_withMounts_hasAPlayerForEachPublicOne() {
    onAir(stream("/live", "North FM", "A - B", true), stream("/secret", "Hidden", "x", false));

    String page = body(get("/"));
    assertThat(page)
        .contains("North FM", "A - B", "3 listeners", "3 listening", "src=\"/live\"")
        .contains("href=\"/player/live\"")
        .doesNotContain("Hidden", "/secret", "{{");
    assertThat(body(get("/explore"))).isEqualTo(page);
  }

  @Test
  void page_whenTheConfigurationSaysPublic_believesItRatherThanTheSource() {
    onAir(stream("/live", "Shown", "", false), stream("/other", "Unlisted", "", true));
    config.mounts(mount("/live", true), mount("/other", false));

    assertThat(body(get("/"))).contains("Shown").doesNotContain("Unlisted");
  }

  @Test
  void page_withoutMounts_saysHowToPointAnEncoderHere() {
    new Heart(
        network.join("ingest"),
        new NodeInfo(new io.floe.wire.bus.NodeId("ingest"), NodeInfo.Role.INGEST, "1", 8004, 0),
        () -> new Report.Ingest(0, 0));
    network.advance(Duration.ofMillis(150));

    assertThat(body(get("/")))
        .contains("Nothing is on the air")
        .contains("icecast://source:PASSWORD@radio.example:8004/live")
        .doesNotContain("No public stream");
    onAir(stream("/secret", "Hidden", "x", false));
    assertThat(body(get("/"))).contains("No public stream").doesNotContain("Hidden", "/secret");
  }

  @Test
  void page_afterAChange_isNotTheOldOne() {
    onAir(stream("/live", "N", "first", true));
    assertThat(body(get("/"))).contains("first");
    onAir(stream("/live", "N", "second", true));
    assertThat(body(get("/"))).contains("second").doesNotContain("first");
    config.mounts(mount("/live", false));
    assertThat(body(get("/"))).doesNotContain("second");
  }

  @Test
  void page_withHostileTexts_staysOurMarkup() {
    StreamInfo info =
        new StreamInfo(
            HOSTILE, HOSTILE, HOSTILE, HOSTILE, "http://x/\" onclick=x", 128, true, HOSTILE);
    onAir(new Beacon(id("/live"), info, Beacon.State.LIVE, 1, HOSTILE, 5, 6));
    String page = body(get("/", "h\"><script>"));

    assertThat(page)
        .contains("&lt;/bdi&gt;&lt;script src=//x&gt;&#39;&quot;&#96;&amp;")
        .doesNotContain("<script src=//x>", "onclick=x", "\u0000", "\ud800");
    assertThat(page.split("<script", -1)).hasSize(2);
    for (String of : List.of("/player/live", "/embed/live")) {
      String its = body(get(of, "h\"><script>"));
      assertThat(its)
          .contains("&lt;/bdi&gt;&lt;script src=//x&gt;&#39;&quot;&#96;&amp;")
          .doesNotContain("<script src=//x>", "onclick=x", "\u0000", "\ud800", "\r\nX: y");
      assertThat(its.split("<script", -1)).hasSize(2);
    }
    assertThat(body(get("/player/live"))).contains("http://radio.example:8080/live");
  }

  @Test
  void page_withAnyTexts_isWellFormed() throws Exception {
    Random random = new Random(20261122);
    for (int round = 0; round < 200; round++) {
      StreamInfo info =
          new StreamInfo(
              noise(random),
              noise(random),
              noise(random),
              noise(random),
              noise(random),
              1,
              true,
              "");
      onAir(new Beacon(id("/live"), info, Beacon.State.STALLED, 1, noise(random), 5, 6));
      String page = body(get("/"));
      String article =
          page.substring(page.indexOf("<article"), page.indexOf("</article>") + 10)
              .replace("<audio controls ", "<audio controls=\"\" ")
              .replace(" hidden>", " hidden=\"\">");

      Document parsed = xml(article);
      assertThat(parsed.getElementsByTagName("*").getLength()).isEqualTo(15);
    }
  }

  @Test
  void player_withLinkToTheStation_linksToTheWebOnly() {
    onAir(
        beacon("/a", "A", "https://a.example/?x=1&y=2"),
        beacon("/b", "B", "javascript:alert(1)"),
        beacon("/c", "C", ""));

    assertThat(body(get("/player/a"))).contains("href=\"https://a.example/?x=1&amp;y=2\">A</a>");
    assertThat(body(get("/player/b"))).contains("<bdi>B</bdi>").doesNotContain("javascript:");
    assertThat(body(get("/player/c"))).contains("<bdi>C</bdi>");
  }

  @Test
  void player_ofAHiddenMount_isForThoseWhoKnowItsName() {
    onAir(stream("/secret", "Hidden", "x", false));

    assertThat(body(get("/"))).doesNotContain("Hidden");
    assertThat(body(get("/player/secret")))
        .contains("<bdi>Hidden</bdi>", "data-path=\"/secret\"", "data-query=\"/secret\"")
        .contains("MP3 \u00b7 128 kbit/s", "On the air");
  }

  @Test
  void playerAndEmbed_ofWhatIsNotOnTheAir_wait() {
    config.mounts(mount("/quiet", true).with().streamName("Quiet FM").description("soon").build());
    for (String mount : List.of("/quiet", "/nobody/knows")) {
      Reply player = get("/player" + mount).orElseThrow();
      assertThat(player.status()).isEqualTo(200);
      assertThat(body(Optional.of(player))).contains("Off the air");
      assertThat(get("/embed" + mount).orElseThrow().status()).isEqualTo(200);
    }
    assertThat(body(get("/player/quiet"))).contains("<bdi>Quiet FM</bdi>", "soon");
    for (String none : List.of("/player", "/player/", "/embed/", "/player/admin", "/embed/%22")) {
      assertThat(get(none).map(Reply::status)).as(none).contains(404);
    }
  }

  @Test
  void embed_mayBeFramed_andNothingElse() {
    assertThat(policy("/embed/live")).contains("frame-ancestors *").contains("script-src 'self'");
    for (String page : List.of("/", "/explore", "/player/live")) {
      assertThat(policy(page)).contains("frame-ancestors 'none'").contains("default-src 'none'");
    }
  }

  private String policy(String path) {
    return get(path).orElseThrow().headers().stream()
        .filter(header -> header.name().equals("Content-Security-Policy"))
        .map(RequestHead.Header::value)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void code_forOtherSites_isEscapedForThem_andFollowsPublicUrl() {
    onAir(stream("/live", "\"><script>x", "T", true));
    config.publicUrl("https://radio.example");

    assertThat(body(get("/player/live")))
        .contains(
            "&lt;iframe src=&quot;https://radio.example/embed/live&quot;"
                + " title=&quot;&amp;quot;&amp;gt;&amp;lt;script&amp;gt;x&quot;");
  }

  @Test
  void player_asADocument_isForPrograms() throws Exception {
    onAir(stream("/live", "N", "one", true));
    onAir(stream("/live", "N", "two", true));
    Reply reply =
        pages
            .apply(
                new RequestHead(
                    "GET",
                    "/player/live",
                    "HTTP",
                    1,
                    1,
                    List.of(new RequestHead.Header("Accept", "application/json"))))
            .orElseThrow();

    assertThat(body(Optional.of(reply)))
        .isEqualTo(
            """
            {"name":"N","state":"live","title":"two","listeners":3,\
            "recent":[{"title":"two","at":1800000000001},{"title":"one","at":1800000000000}],\
            "qualities":[{"path":"/live","type":"audio/mpeg","label":"MP3 \u00b7 128 kbit/s"}]}
            """);
    assertThat(body(get("/player/live")))
        .contains("<time datetime=\"2027-01-15T08:00:00Z\">08:00</time><bdi>one</bdi>")
        .doesNotContain("</time><bdi>two</bdi>");
  }

  @Test
  void branding_isOnEveryPage_andHostileTextLikeAnyOther() {
    config.change(snapshot ->
        snapshot
            .with()
            .branding(
                new Branding(
                    HOSTILE.replaceAll("[\\p{Cntrl}\ud800]", ""),
                    "tag<line>",
                    "#ff8800",
                    "data:image/png;base64,iVBORw0KGgo=",
                    "# Hei\n<script>alert(1)</script>"))
            .build());
    assertThat(body(get("/")))
        .contains(
            "tag&lt;line&gt;", "<h2>Hei</h2>", "&lt;script&gt;alert(1)", "href=\"/explore/logo\"")
        .contains("Nothing is on the air")
        .doesNotContain("ffmpeg", "PASSWORD");
    for (String path : List.of("/", "/player/live", "/embed/live")) {
      assertThat(body(get(path)).split("<script", -1)).as(path).hasSize(2);
    }
    assertThat(body(get("/floe.css"))).contains("prefers-color-scheme:dark){:root{--ice:#");
    assertThat(type("/explore/logo")).isEqualTo("image/png");
    config.change(snapshot -> snapshot.with().branding(Branding.NONE).build());
    assertThat(get("/explore/logo").orElseThrow().status()).isEqualTo(404);
  }

  @Test
  void pages_areSmall() throws Exception {
    onAir(stream("/live", "North FM", "A - B", true));
    for (Map.Entry<String, List<String>> page :
        Map.of(
                "/", List.of("/floe.css", "/floe.js", "/explore/station.js", "/favicon.ico"),
                "/player/live",
                    List.of("/floe.css", "/floe.js", "/explore/player.js", "/favicon.ico"),
                "/embed/live",
                    List.of("/floe.css", "/floe.js", "/explore/embed.js", "/favicon.ico"))
            .entrySet()) {
      int all = zipped(page.getKey());
      for (String part : page.getValue()) {
        all += zipped(part);
      }
      assertThat(all).as(page.getKey()).isLessThan(40 << 10);
    }
  }

  private int zipped(String path) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(get(path).orElseThrow().body().bytes());
    }
    return bytes.size();
  }

  @Test
  void page_withRenditions_showsAProgrammeOnce_whileItsInputIsThere() {
    MountName live = new MountName("/live");
    config.tenant(tenant ->
        tenant
            .with()
            .renditions(
                List.of(
                    new Rendition(
                        live, new MountName("/low"), Codec.MP3, 64, null, null, null, false)))
            .build());
    onAir(stream("/live", "North", "T", true), stream("/low", "North", "T", true));
    assertThat(body(get("/")).split("<article", -1)).hasSize(2);
    assertThat(body(get("/"))).contains("data-mount=\"/live\"").doesNotContain("/low");

    config.mounts(mount("/live", false));
    assertThat(body(get("/"))).contains("data-mount=\"/low\"").doesNotContain("/live\"");
  }

  @Test
  void page_withVeryManyMounts_isBounded() {
    List<Beacon> many = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      many.add(stream("/m" + i, "N" + i, "T", true));
    }
    onAir(many.toArray(new Beacon[0]));

    assertThat(body(get("/")).split("<article", -1)).hasSize(StationPage.MAX_SHOWN + 1);
    assertThat(body(get("/"))).contains("and 800 more");
  }

  @Test
  void page_allowsNothingFromElsewhere_andUsesNothingInline() {
    Reply page = get("/").orElseThrow();
    assertThat(page.headers())
        .contains(new RequestHead.Header("Content-Security-Policy", Pages.CONTENT_SECURITY_POLICY));
    assertThat(body(Optional.of(page)))
        .doesNotContainPattern("(?i)\\son[a-z]+=|\\sstyle=\"|<style|<script>");
    onAir(stream("/live", "N", "T", true));
    for (String path : List.of("/", "/player/live", "/embed/live")) {
      assertThat(body(get(path)))
          .doesNotContainPattern("(?i)\\son[a-z]+=|\\sstyle=\"|<style|<script>");
    }
  }

  @Test
  void assets_haveTheirTypes() {
    assertThat(type("/floe.css")).startsWith("text/css");
    assertThat(type("/floe.js")).startsWith("text/javascript");
    assertThat(type("/favicon.ico")).isEqualTo("image/svg+xml");
    assertThat(body(get("/robots.txt"))).contains("Disallow: /");
    assertThat(type("/status-json.xsl")).startsWith("application/json");
    for (String script : List.of("station", "player", "embed")) {
      assertThat(type("/explore/" + script + ".js")).startsWith("text/javascript");
    }
    for (String path :
        List.of("/floe.css", "/floe.js", "/favicon.ico", "/robots.txt", "/explore/player.js")) {
      assertThat(new MountName(path).reserved()).as(path).isTrue();
    }
  }

  @Test
  void playlists_ofAMountOnTheAir_nameItsUrl() {
    onAir(stream("/nord/jåzz.mp3", "Jåzz\r\n& <friends>", "", true));

    String url = "http://radio.example:8080/nord/j%c3%a5zz.mp3";
    assertThat(type("/nord/j%C3%A5zz.mp3.m3u")).isEqualTo("audio/x-mpegurl");
    assertThat(body(get("/nord/j%C3%A5zz.mp3.m3u"))).isEqualTo(url + "\r\n");
    assertThat(type("/nord/j%C3%A5zz.mp3.pls")).isEqualTo("audio/x-scpls");
    assertThat(body(get("/nord/j%C3%A5zz.mp3.pls")))
        .isEqualTo(
            "[playlist]\r\nNumberOfEntries=1\r\nFile1="
                + url
                + "\r\nTitle1=Jåzz  & <friends>\r\nLength1=-1\r\nVersion=2\r\n");
    assertThat(type("/nord/j%C3%A5zz.mp3.xspf")).isEqualTo("application/xspf+xml");
  }

  @Test
  void xspf_ofAnyName_isWellFormed() throws Exception {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      onAir(stream("/live", "x" + noise(random), "", true));
      Document xspf = xml(body(get("/live.xspf")));
      assertThat(xspf.getElementsByTagName("location").item(0).getTextContent())
          .isEqualTo("http://radio.example:8080/live");
    }
  }

  @Test
  void playlists_followHostAndPublicUrl() {
    onAir(stream("/live", "N", "", true));

    assertThat(body(get("/live.m3u", "[2001:db8::1]:9000")))
        .isEqualTo("http://[2001:db8::1]:9000/live\r\n");
    assertThat(body(get("/live.m3u", "192.0.2.7"))).isEqualTo("http://192.0.2.7:8080/live\r\n");
    assertThat(body(get("/live.m3u", "evil/x"))).isEqualTo("http://localhost:8080/live\r\n");
    config.publicUrl("https://radio.example");
    assertThat(body(get("/live.m3u", "evil/x"))).isEqualTo("https://radio.example/live\r\n");
  }

  @Test
  void playlists_behindAProxyWithTls_areHttps() {
    onAir(stream("/live", "N", "", true));

    assertThat(body(pages.apply(proxied("radio.example:443", true))))
        .isEqualTo("https://radio.example/live\r\n");
    assertThat(body(pages.apply(proxied("radio.example:8443", true))))
        .isEqualTo("https://radio.example:8443/live\r\n");
    assertThat(body(pages.apply(proxied("radio.example:80", false))))
        .isEqualTo("http://radio.example/live\r\n");
  }

  private static RequestHead proxied(String host, boolean secure) {
    return new RequestHead("GET", "/live.m3u", "HTTP", 1, 1, List.of(), false)
        .asked(Optional.of(host), secure);
  }

  @Test
  void playlists_ofConfiguredButSilentMounts_exist_ofUnknownOnesNot() {
    config.mounts(mount("/quiet", true));

    assertThat(get("/quiet.m3u").orElseThrow().status()).isEqualTo(200);
    assertThat(get("/none.m3u").orElseThrow().status()).isEqualTo(404);
    assertThat(get("/.m3u").orElseThrow().status()).isEqualTo(404);
    onAir(stream("/odd.m3u", "N", "", true));
    assertThat(get("/odd.m3u")).isEmpty();
    assertThat(get("/odd.m3u.m3u").orElseThrow().status()).isEqualTo(200);
  }

  @Test
  void mounts_andBrokenTargets_areLeftToThePort() {
    assertThat(get("/live")).isEmpty();
    assertThat(get("*")).isEmpty();
    assertThat(get("/%zz")).isEmpty();
    assertThat(ask("OPTIONS", "/")).isEmpty();
    assertThat(ask("POST", "/live")).isEmpty();
  }

  @Test
  void whatIsNoPage_saysWhy() {
    assertThat(body(get("/admin/stats"))).contains("no administration");
    assertThat(get("/q/health").orElseThrow().status()).isEqualTo(404);
    assertThat(ask("POST", "/").orElseThrow().status()).isEqualTo(405);
    assertThat(ask("HEAD", "/").orElseThrow().status()).isEqualTo(200);
  }

  private static String noise(Random random) {
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

  private static Document xml(String text) throws Exception {
    DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    builder.setErrorHandler(new DefaultHandler());
    return builder.parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private void onAir(Beacon... beacons) {
    bus.broadcast(new Message.Beacons(List.of(beacons)));
    network.advance(Duration.ofMillis(150));
  }

  private static Beacon stream(String mount, String name, String title, boolean listed) {
    StreamInfo info = new StreamInfo("audio/mpeg", name, "", "jazz", "", 128, listed, "");
    return new Beacon(id(mount), info, Beacon.State.LIVE, 1, title, 5, 6);
  }

  private static Beacon beacon(String mount, String name, String url) {
    StreamInfo info = new StreamInfo("audio/mpeg", name, "", "", url, 0, true, "");
    return new Beacon(id(mount), info, Beacon.State.LIVE, 1, "", 5, 6);
  }

  private static StreamId id(String mount) {
    return new StreamId(new MountName(mount), 7);
  }

  private static Mount mount(String name, boolean listed) {
    return Mount.onTheFly(new MountName(name)).with().listed(listed).build();
  }

  private String type(String path) {
    Reply reply = get(path).orElseThrow();
    assertThat(reply.status()).isEqualTo(200);
    return reply.headers().getFirst().value();
  }

  private Optional<Reply> get(String target) {
    return ask("GET", target);
  }

  private Optional<Reply> get(String target, String host) {
    return pages.apply(
        new RequestHead(
            "GET", target, "HTTP", 1, 1, List.of(new RequestHead.Header("Host", host))));
  }

  private Optional<Reply> ask(String method, String target) {
    return pages.apply(
        new RequestHead(
            method,
            target,
            "HTTP",
            1,
            1,
            List.of(new RequestHead.Header("Host", "radio.example"))));
  }

  private static String body(Optional<Reply> reply) {
    return new String(reply.orElseThrow().body().bytes(), StandardCharsets.UTF_8);
  }
}
