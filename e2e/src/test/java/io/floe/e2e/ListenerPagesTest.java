package io.floe.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ReducedMotion;
import com.sun.net.httpserver.HttpServer;
import io.floe.e2e.Browser.Look;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What listeners do with the pages of an edge, in a real browser. */
class ListenerPagesTest {

  private static final String CONFIG =
      """
      "mounts": [
        {"name": "/live", "streamName": "North FM", "genre": "jazz", "public": true,
         "description": "Jazz from the far north, day and night.", "url": "https://north.example/"},
        {"name": "/hidden", "public": false}, {"name": "/odd", "public": true},
        {"name": "/covered", "public": true, "fallback": "/night"},
        {"name": "/night", "public": false},
        {"name": "/many", "streamName": "Many", "public": false}],
      "renditions": [
        {"from": "/many", "to": "/many.opus", "codec": "opus", "bitrate": 48},
        {"from": "/many", "to": "/many.mp3", "codec": "mp3", "bitrate": 64}]
      """;

  /** Streams that are not public may be on the air, those of other tests. */
  private static final Pattern SILENCE =
      Pattern.compile("(Nothing|No public stream) is on the air");

  private static final Nodes FLOE = new Nodes("ingest-1", "edge-1", "transcoder-1");
  private static Browser browser;
  private static byte[] audio;

  @TempDir Path temp;

  @BeforeAll
  static void start() {
    FLOE.configure("ingest-1", Airwaves.config(CONFIG));
    FLOE.start("edge-1");
    FLOE.start("transcoder-1");
    FLOE.startAndAwait("ingest-1");
    FLOE.awaitReady("edge-1");
    audio = Oracle.mp3Audio(Sounds.bytes(Sounds.mp3()));
    browser = Browser.open();
    PlaywrightAssertions.setDefaultAssertionTimeout(15_000);
  }

  @AfterAll
  static void end() {
    try (FLOE) {
      browser.close();
    }
  }

  @AfterEach
  void nothingWentWrong() {
    browser.closePages();
  }

  private static PacedSource source(String mount) {
    return Broadcasts.looped(FLOE.port("ingest-1"), mount, audio, 80_000);
  }

  private static void title(String mount, String title) {
    String answer =
        Platform.get(
                FLOE.port("ingest-1"),
                "/admin/metadata?mode=updinfo&mount="
                    + mount
                    + "&song="
                    + URLEncoder.encode(title, StandardCharsets.UTF_8),
                "Authorization",
                LivePathTest.basic("source", Platform.SOURCE_PASSWORD))
            .body();
    assertThat(answer).contains("successful");
  }

  private static String url(String path) {
    return "http://127.0.0.1:" + FLOE.port("edge-1") + path;
  }

  private static Page open(Look look, String path) {
    Page page = browser.page(look);
    page.navigate(url(path));
    return page;
  }

  private static com.microsoft.playwright.assertions.LocatorAssertions seen(
      Page page, String selector) {
    return PlaywrightAssertions.assertThat(page.locator(selector));
  }

  private static void playing(Page page) {
    seen(page, "body").hasAttribute("data-state", "playing");
    double before = time(page);
    page.waitForCondition(() -> time(page) > before + 1);
  }

  private static double time(Page page) {
    return ((Number) page.evaluate("document.querySelector('audio:not([controls])').currentTime"))
        .doubleValue();
  }

  @Test
  void player_plays_showsTitles_andSurvivesFiveSecondsWithoutASource() {
    Page page;
    try (PacedSource first = source("/live")) {
      Broadcasts.awaitMore(first, 8_000);
      title("/live", "Jan Garbarek - Twelve Moons");
      page = open(Look.DESKTOP_LIGHT, "/player/live");
      seen(page, "#title").hasText("Jan Garbarek - Twelve Moons");
      page.locator("#play").click();
      playing(page);
      seen(page, "#play").hasAttribute("aria-label", "Stop");
      seen(page, "#listeners").hasText("1 listener");
      title("/live", "Mari Boine - Gula Gula");
      seen(page, "#title").hasText("Mari Boine - Gula Gula");
      assertThat(page.evaluate("navigator.mediaSession.metadata.title"))
          .isEqualTo("Mari Boine - Gula Gula");
      assertThat(page.evaluate("navigator.mediaSession.metadata.artist")).isEqualTo("North FM");
      seen(page, "#recent li >> nth=0").containsText("Jan Garbarek - Twelve Moons");
      browser.axe(page);
      browser.screenshot(page, "player-playing");
    }
    long lost = System.nanoTime();
    seen(page, "#words").containsText("Off the air");
    seen(page, "#state").hasText("Off the air");
    browser.screenshot(page, "player-off");
    page.waitForCondition(() -> System.nanoTime() - lost > 5_000_000_000L);
    try (PacedSource second = source("/live")) {
      playing(page);
      seen(page, "#words").hasText("");
      assertThat(second.sent()).isPositive();
    }
  }

  @Test
  void stop_letsGo_andPlayBeginsAtWhatIsLive() {
    try (PacedSource source = source("/live")) {
      Broadcasts.awaitMore(source, 8_000);
      Page page = open(Look.PHONE_DARK, "/player/live?token=a%20b");
      page.waitForRequest(url("/live?token=a%20b"), () -> page.locator("#play").click());
      playing(page);
      double joined = FLOE.metric("edge-1", "floe_listener_joined_total");
      page.locator("#play").click();
      page.waitForCondition(() -> FLOE.metric("edge-1", "floe_listeners") == 0);
      AtomicLong until = new AtomicLong(source.sent() + 5 * Numbered.RATE);
      page.waitForCondition(() -> source.sent() > until.get());
      page.locator("#play").click();
      playing(page);
      assertThat(FLOE.metric("edge-1", "floe_listener_joined_total")).isEqualTo(joined + 1);
      assertThat(time(page)).as("no more than a burst and what came since").isLessThan(8);
    }
  }

  @Test
  void qualities_areOffered_heardAndRemembered() {
    try (PacedSource source = source("/many")) {
      Page page = open(Look.DESKTOP_LIGHT, "/player/many");
      seen(page, "#quality option").hasCount(3);
      PlaywrightAssertions.assertThat(page.locator("#quality option"))
          .hasText(new String[] {"MP3 \u00b7 64 kbit/s", "MP3", "Opus \u00b7 48 kbit/s"});
      seen(page, "#quality").hasValue("MP3");
      page.locator("#play").click();
      playing(page);
      page.locator("#quality").selectOption("Opus \u00b7 48 kbit/s");
      page.waitForCondition(() -> listeners("/many.opus") == 1 && listeners("/many") == 0);
      playing(page);
      browser.axe(page);
      browser.screenshot(page, "player-qualities");
      page.reload();
      seen(page, "#quality").hasValue("Opus \u00b7 48 kbit/s");
      assertThat(source.sent()).isPositive();
    }
  }

  private static int listeners(String mount) {
    String status = Platform.get(FLOE.port("edge-1"), "/status-json.xsl?mount=" + mount).body();
    return Integer.parseInt(status.replaceAll("(?s).*\"listeners\":(\\d+).*", "$1"));
  }

  @Test
  void whatNoBrowserPlays_isSaid_andOfferedToOtherPlayers() {
    try (PacedSource source =
        new PacedSource(
            FLOE.port("ingest-1"),
            "/odd",
            Platform.SOURCE_PASSWORD,
            "audio/basic",
            audio,
            8_000,
            8_000,
            true)) {
      Broadcasts.awaitMore(source, 8_000);
      Page page = open(Look.PHONE_LIGHT, "/player/odd");
      seen(page, "#words").containsText("This browser cannot play the stream (audio/basic)");
      seen(page, "#play").isDisabled();
      seen(page, ".links a >> nth=0").hasAttribute("href", "/odd.m3u");
      browser.axe(page);
      browser.screenshot(page, "player-unplayable");
    }
  }

  @Test
  void lineThatGoesDead_isLeftForANewOne_thatIsLive() throws IOException {
    try (PacedSource source = source("/live");
        Cable cable = new Cable(FLOE.port("edge-1"))) {
      Broadcasts.awaitMore(source, 8_000);
      Page page = browser.page(Look.PHONE_LIGHT);
      page.navigate("http://127.0.0.1:" + cable.port() + "/player/live");
      page.locator("#play").click();
      playing(page);
      cable.dead(true);
      long cut = System.nanoTime();
      page.waitForCondition(() -> !"playing".equals(page.getAttribute("body", "data-state")));
      page.waitForCondition(() -> System.nanoTime() - cut > 12_000_000_000L);
      browser.screenshot(page, "player-dead-line");
      cable.dead(false);
      playing(page);
      assertThat(time(page)).as("a new connection, and not the rest of the old one").isLessThan(8);
      seen(page, "#words").hasText("");
      assertThat(browser.takeProblems())
          .allMatch(each -> each.contains("Failed to load resource: net::ERR_"));
    }
  }

  @Test
  void keyboard_doesEverything_andTheVolumeIsRemembered() {
    try (PacedSource source = source("/live")) {
      Page page = open(Look.DESKTOP_DARK, "/player/live");
      seen(page, "#play").isVisible();
      for (String stop : new String[] {"home", "url", "play"}) {
        page.keyboard().press("Tab");
        if (stop.equals("url")) {
          seen(page, "h1 a").isFocused();
        }
      }
      seen(page, "#play").isFocused();
      page.keyboard().press("Enter");
      playing(page);
      page.keyboard().press("Tab");
      seen(page, "#volume").isFocused();
      page.keyboard().press("Home");
      assertThat(page.evaluate("document.querySelector('audio:not([controls])').volume"))
          .isEqualTo(0);
      page.keyboard().press("Tab");
      page.locator("#copy").press("Enter");
      seen(page, "#copied").not().isEmpty();
      page.reload();
      seen(page, "#volume").hasValue("0");
      assertThat(source.sent()).isPositive();
    }
  }

  @Test
  void whoWantsLessMotion_hasNone() {
    try (PacedSource source = source("/live")) {
      Page page =
          browser.page(
              Look.DESKTOP_LIGHT,
              new com.microsoft.playwright.Browser.NewContextOptions()
                  .setReducedMotion(ReducedMotion.REDUCE));
      page.navigate(url("/player/live"));
      page.locator("#play").click();
      playing(page);
      assertThat(
              page.evaluate(
                  """
                  [...document.querySelector("#wave").getContext("2d")
                    .getImageData(0, 0, 300, 60).data].every((value) => value === 0)
                    && document.getAnimations().length === 0
                  """))
          .isEqualTo(true);
      assertThat(source.sent()).isPositive();
    }
  }

  @Test
  void everyPage_inEveryLook_hasNoFault() {
    try (PacedSource live = source("/live");
        PacedSource hidden = source("/hidden")) {
      Broadcasts.awaitMore(live, 8_000);
      title("/live", "Jan Garbarek - Twelve Moons");
      title("/live", "Nils Petter Molv\u00e6r - Khmer");
      title("/hidden", "Secret");
      for (Look look : Look.values()) {
        for (String path : new String[] {"/", "/player/live", "/embed/live", "/player/none"}) {
          Page page = open(look, path);
          seen(page, ".play >> nth=0").isVisible();
          if (path.equals("/")) {
            seen(page, "article").hasCount(1);
            assertThat(page.content()).doesNotContain("hidden\"", "Secret");
          }
          browser.axe(page);
          browser.screenshot(
              page, path.equals("/") ? "station" : path.substring(1).replace('/', '-'));
        }
      }
      Page page = open(Look.DESKTOP_LIGHT, "/player/hidden");
      seen(page, "#title").hasText("Secret");
      page.locator("#play").click();
      playing(page);
      assertThat(hidden.sent()).isPositive();
    }
  }

  @Test
  void station_isToldWhatComesAndGoes_andPlays() {
    Page page = open(Look.DESKTOP_DARK, "/");
    seen(page, "h2").hasText(SILENCE);
    try (PacedSource live = source("/live")) {
      seen(page, "article h2").hasText("North FM");
      title("/live", "Bugge Wesseltoft - Moving");
      seen(page, "article .title").hasText("Bugge Wesseltoft - Moving");
      page.locator("article .play").click();
      seen(page, "article").hasAttribute("data-state", "playing");
      seen(page, "article .listeners").hasText("1 listener");
      try (PacedSource odd = source("/odd")) {
        seen(page, "article").hasCount(2);
        seen(page, "article >> nth=0").hasAttribute("data-state", "playing");
        browser.axe(page);
        browser.screenshot(page, "station-playing");
        assertThat(odd.sent()).isPositive();
      }
      seen(page, "article").hasCount(1);
      double before = time(page);
      page.waitForCondition(() -> time(page) > before + 1);
      assertThat(live.sent()).isPositive();
    }
    seen(page, "article .words").containsText("Off the air");
    try (PacedSource again = source("/live")) {
      seen(page, "article").hasAttribute("data-state", "playing");
      page.locator("article .play").click();
      seen(page, "article").hasAttribute("data-state", "stopped");
      assertThat(again.sent()).isPositive();
    }
    seen(page, "h2").hasText(SILENCE);
  }

  private static String at(String mount) {
    return "article[data-mount='" + mount + "']";
  }

  @Test
  void station_playsAnother_afterTheChosenOneHasGone() {
    try (PacedSource odd = source("/odd")) {
      Page page;
      try (PacedSource live = source("/live")) {
        Broadcasts.awaitMore(live, 8_000);
        page = open(Look.DESKTOP_LIGHT, "/");
        page.locator(at("/live") + " .play").click();
        seen(page, at("/live")).hasAttribute("data-state", "playing");
      }
      seen(page, at("/live") + " .words").containsText("Off the air");
      page.locator(at("/odd") + " .play").click();
      seen(page, at("/odd")).hasAttribute("data-state", "playing");
      seen(page, at("/live")).hasCount(0);
      assertThat(odd.sent()).isPositive();
    }
  }

  @Test
  void station_whoseChosenOneIsStoppedWhileItIsGone_letsItGo() {
    Page page;
    try (PacedSource live = source("/live")) {
      Broadcasts.awaitMore(live, 8_000);
      page = open(Look.PHONE_LIGHT, "/");
      page.locator(at("/live") + " .play").click();
      seen(page, at("/live")).hasAttribute("data-state", "playing");
    }
    seen(page, at("/live") + " .words").containsText("Off the air");
    page.locator(at("/live") + " .play").click();
    seen(page, at("/live")).hasCount(0);
    seen(page, "h2").hasText(SILENCE);
  }

  @Test
  void station_thatIsToldOfAnother_leavesTheFocusWhereItIs() {
    try (PacedSource live = source("/live")) {
      Broadcasts.awaitMore(live, 8_000);
      Page page = open(Look.DESKTOP_LIGHT, "/");
      seen(page, at("/live") + " .play").isVisible();
      page.locator(at("/live") + " .play").focus();
      try (PacedSource odd = source("/odd");
          PacedSource covered = source("/covered")) {
        seen(page, "article").hasCount(3);
        PlaywrightAssertions.assertThat(page.locator("article h2"))
            .hasText(new String[] {"Paced", "North FM", "Paced"});
        seen(page, at("/live") + " .play").isFocused();
        assertThat(odd.sent() + covered.sent()).isPositive();
      }
      seen(page, "article").hasCount(1);
      seen(page, at("/live") + " .play").isFocused();
    }
  }

  @Test
  void station_withAFallback_isHeardOn_untilThatHasGoneToo() {
    Page page;
    try (PacedSource night = source("/night")) {
      Broadcasts.awaitMore(night, 8_000);
      title("/night", "Night programme");
      try (PacedSource day = source("/covered")) {
        Broadcasts.awaitMore(day, 8_000);
        page = open(Look.DESKTOP_DARK, "/");
        page.locator(at("/covered") + " .play").click();
        seen(page, at("/covered")).hasAttribute("data-state", "playing");
      }
      seen(page, at("/covered") + " .title").hasText("Night programme");
      page.evaluate(
          "document.querySelector('audio:not([controls])').dispatchEvent(new Event('ended'))");
      seen(page, at("/covered")).hasAttribute("data-state", "again");
      seen(page, at("/covered")).hasAttribute("data-state", "playing");
      seen(page, at("/covered") + " .words").hasText("");
    }
    seen(page, at("/covered") + " .words").containsText("Off the air");
    try (PacedSource day = source("/covered")) {
      seen(page, at("/covered")).hasAttribute("data-state", "playing");
      assertThat(day.sent()).isPositive();
    }
  }

  @Test
  void embed_playsInAPageOfAnotherOrigin_whichMayFrameNothingElse() throws IOException {
    HttpServer site =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] html =
        """
        <!doctype html><html lang="en"><title>Another site</title><h1>Another site</h1>
        <iframe id="embed" title="North FM" width="100%%" height="80" src="%s"></iframe>
        <iframe id="player" title="not allowed" src="%s"></iframe>
        <iframe id="station" title="not allowed" src="%s"></iframe>
        """
            .formatted(url("/embed/live"), url("/player/live"), url("/"))
            .getBytes(StandardCharsets.UTF_8);
    site.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, html.length);
          try (exchange) {
            exchange.getResponseBody().write(html);
          }
        });
    site.start();
    try (PacedSource live = source("/live")) {
      Broadcasts.awaitMore(live, 8_000);
      title("/live", "Jan Garbarek - Twelve Moons");
      Page page = browser.page(Look.DESKTOP_LIGHT);
      page.navigate("http://localhost:" + site.getAddress().getPort() + "/");
      FrameLocator embed = page.frameLocator("#embed");
      PlaywrightAssertions.assertThat(embed.locator("#title"))
          .hasText("Jan Garbarek - Twelve Moons");
      embed.locator("#play").click();
      PlaywrightAssertions.assertThat(embed.locator("body")).hasAttribute("data-state", "playing");
      title("/live", "Mari Boine - Gula Gula");
      PlaywrightAssertions.assertThat(embed.locator("#title")).hasText("Mari Boine - Gula Gula");
      browser.screenshot(page, "embed-elsewhere");
      assertThat(browser.takeProblems())
          .isNotEmpty()
          .allMatch(each -> each.contains("frame-ancestors 'none'"));
    } finally {
      site.stop(0);
    }
  }

  @Test
  void hostileTexts_runNowhere() {
    String hostile = "</script><img src=x onerror=alert(1)>\"'><svg onload=alert(2)>{{title}}";
    try (Airwaves radio = new Airwaves(temp)) {
      var _ =
          radio.play(
              FLOE,
              "/odd",
              "sine=frequency=440",
              60,
              Airwaves.mp3(
                  "-ice_name", hostile, "-ice_genre", hostile, "-ice_description", hostile));
      for (String path : new String[] {"/", "/player/odd", "/embed/odd"}) {
        Page page = open(Look.PHONE_LIGHT, path);
        page.onDialog(dialog -> {
          throw new AssertionError("a script of the station ran: " + dialog.message());
        });
        page.waitForCondition(() -> {
          page.reload();
          return page.content().contains("onerror=alert(1)");
        });
        title("/odd", hostile);
        seen(page, path.equals("/") ? ".title" : "#title").hasText(hostile);
        assertThat(page.locator("img, svg[onload]").count()).isZero();
        page.locator(".play").first().click();
        page.waitForCondition(() -> time(page) > 1);
        browser.screenshot(page, "hostile" + path.replace("/odd", "").replace('/', '-'));
      }
    }
  }
}
