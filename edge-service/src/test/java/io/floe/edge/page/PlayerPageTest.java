package io.floe.edge.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.http.Reply;
import io.floe.wire.http.RequestHead;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The pages of one mount. */
class PlayerPageTest extends PagesOnAir {

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
  void stationWhoseSourceIsSilent_isCalledThat_onEveryPage_andByTheScripts() {
    StreamInfo info = new StreamInfo("audio/mpeg", "N", "", "", "", 128, true, "");
    onAir(new Beacon(id("/live"), info, Beacon.State.STALLED, 1, "", 5, 6));

    for (String page : List.of("/", "/player/live")) {
      assertThat(body(get(page))).as(page).contains(">" + Channel.SILENT + "</span>");
    }
    assertThat(body(get("/floe.js"))).contains("SILENT = \"" + Channel.SILENT + "\";");
  }
}
