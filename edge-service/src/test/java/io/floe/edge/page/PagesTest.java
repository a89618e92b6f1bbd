package io.floe.edge.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.config.Branding;
import io.floe.wire.config.Codec;
import io.floe.wire.config.Rendition;
import io.floe.wire.http.Reply;
import io.floe.wire.http.RequestHead;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Report;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class PagesTest extends PagesOnAir {

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
}
