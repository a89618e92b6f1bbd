package io.floe.e2e;

import static io.floe.e2e.Receiver.playing;
import static io.floe.e2e.Receiver.seen;
import static io.floe.e2e.Receiver.time;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.floe.e2e.Browser.Look;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of all stations, and what holds for every page, in a real browser. */
class ListenerPagesTest {

  private static final String WORD = "W".repeat(200);
  private static final String WIDE = "/" + "m".repeat(100);

  private static final String CONFIG =
      """
      "mounts": [
        {"name": "/live", "streamName": "North FM", "genre": "jazz", "public": true,
         "description": "Jazz from the far north, day and night.", "url": "https://north.example/"},
        {"name": "/hidden", "public": false}, {"name": "/odd", "public": true},
        {"name": "/covered", "public": true, "fallback": "/night"},
        {"name": "/night", "public": false},
        {"name": "%1$s", "public": true, "streamName": "%2$s", "genre": "%2$s",
         "description": "%2$s", "url": "https://north.example/%2$s"}]
      """
          .formatted(WIDE, WORD);

  /** Streams that are not public may be on the air, those of other tests. */
  private static final Pattern SILENCE =
      Pattern.compile("(Nothing|No public stream) is on the air");

  private static Receiver radio;

  @TempDir Path temp;

  @BeforeAll
  static void start() {
    radio = Receiver.start(CONFIG, false);
  }

  @AfterAll
  static void end() {
    radio.close();
  }

  @AfterEach
  void nothingWentWrong() {
    radio.browser.closePages();
  }

  @Test
  void everyPage_inEveryLook_hasNoFault() {
    try (PacedSource live = radio.source("/live");
        PacedSource hidden = radio.source("/hidden")) {
      Broadcasts.awaitMore(live, 8_000);
      radio.title("/live", "Jan Garbarek - Twelve Moons");
      radio.title("/live", "Nils Petter Molv\u00e6r - Khmer");
      radio.title("/hidden", "Secret");
      for (Look look : Look.values()) {
        for (String path : new String[] {"/", "/player/live", "/embed/live", "/player/none"}) {
          Page page = radio.open(look, path);
          seen(page, ".play >> nth=0").isVisible();
          if (path.equals("/")) {
            seen(page, "article").hasCount(1);
            assertThat(page.content()).doesNotContain("hidden\"", "Secret");
          }
          radio.browser.axe(page);
          radio.browser.screenshot(
              page, path.equals("/") ? "station" : path.substring(1).replace('/', '-'));
        }
      }
      Page page = radio.open(Look.DESKTOP_LIGHT, "/player/hidden");
      seen(page, "#title").hasText("Secret");
      page.locator("#play").click();
      playing(page);
      assertThat(hidden.sent()).isPositive();
    }
  }

  @Test
  void station_isToldWhatComesAndGoes_andPlays() {
    Page page = radio.open(Look.DESKTOP_DARK, "/");
    seen(page, "h2").hasText(SILENCE);
    try (PacedSource live = radio.source("/live")) {
      seen(page, "article h2").hasText("North FM");
      radio.title("/live", "Bugge Wesseltoft - Moving");
      seen(page, "article .title").hasText("Bugge Wesseltoft - Moving");
      page.locator("article .play").click();
      seen(page, "article").hasAttribute("data-state", "playing");
      seen(page, "article .listeners").hasText("1 listener");
      try (PacedSource odd = radio.source("/odd")) {
        seen(page, "article").hasCount(2);
        seen(page, "article >> nth=0").hasAttribute("data-state", "playing");
        radio.browser.axe(page);
        radio.browser.screenshot(page, "station-playing");
        assertThat(odd.sent()).isPositive();
      }
      seen(page, "article").hasCount(1);
      double before = time(page);
      page.waitForCondition(() -> time(page) > before + 1);
      assertThat(live.sent()).isPositive();
    }
    seen(page, "article .words").containsText("Off the air");
    try (PacedSource again = radio.source("/live")) {
      seen(page, "article").hasAttribute("data-state", "playing");
      page.locator("article .play").click();
      seen(page, "article").hasAttribute("data-state", "stopped");
      assertThat(again.sent()).isPositive();
    }
    seen(page, "h2").hasText(SILENCE);
  }

  @Test
  void station_playsAnother_afterTheChosenOneHasGone() {
    try (PacedSource odd = radio.source("/odd")) {
      Page page;
      try (PacedSource live = radio.source("/live")) {
        Broadcasts.awaitMore(live, 8_000);
        page = radio.open(Look.DESKTOP_LIGHT, "/");
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
    try (PacedSource live = radio.source("/live")) {
      Broadcasts.awaitMore(live, 8_000);
      page = radio.open(Look.PHONE_LIGHT, "/");
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
    try (PacedSource live = radio.source("/live")) {
      Broadcasts.awaitMore(live, 8_000);
      Page page = radio.open(Look.DESKTOP_LIGHT, "/");
      seen(page, at("/live") + " .play").isVisible();
      page.locator(at("/live") + " .play").focus();
      try (PacedSource odd = radio.source("/odd");
          PacedSource covered = radio.source("/covered")) {
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
    try (PacedSource night = radio.source("/night")) {
      Broadcasts.awaitMore(night, 8_000);
      radio.title("/night", "Night programme");
      try (PacedSource day = radio.source("/covered")) {
        Broadcasts.awaitMore(day, 8_000);
        page = radio.open(Look.DESKTOP_DARK, "/");
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
    try (PacedSource day = radio.source("/covered")) {
      seen(page, at("/covered")).hasAttribute("data-state", "playing");
      assertThat(day.sent()).isPositive();
    }
  }

  @Test
  void hostileTexts_runNowhere() {
    String hostile = "</script><img src=x onerror=alert(1)>\"'><svg onload=alert(2)>{{title}}";
    try (Airwaves encoders = new Airwaves(temp)) {
      var _ =
          encoders.play(
              radio.floe,
              "/odd",
              "sine=frequency=440",
              60,
              Airwaves.mp3(
                  "-ice_name", hostile, "-ice_genre", hostile, "-ice_description", hostile));
      for (String path : new String[] {"/", "/player/odd", "/embed/odd"}) {
        Page page = radio.open(Look.PHONE_LIGHT, path);
        page.onDialog(dialog -> {
          throw new AssertionError("a script of the station ran: " + dialog.message());
        });
        page.waitForCondition(() -> {
          page.reload();
          return page.content().contains("onerror=alert(1)");
        });
        radio.title("/odd", hostile);
        seen(page, path.equals("/") ? ".title" : "#title").hasText(hostile);
        assertThat(page.locator("img, svg[onload]").count()).isZero();
        page.locator(".play").first().click();
        page.waitForCondition(() -> time(page) > 1);
        radio.browser.screenshot(page, "hostile" + path.replace("/odd", "").replace('/', '-'));
      }
    }
  }

  private static String at(String mount) {
    return "article[data-mount='" + mount + "']";
  }

  @Test
  void silentSource_isCalledThat_andNoMoreWhenItSends() {
    try (PacedSource live = radio.source("/live")) {
      Broadcasts.awaitMore(live, 8_000);
      Page station = radio.open(Look.PHONE_LIGHT, "/");
      Page player = radio.open(Look.PHONE_LIGHT, "/player/live");
      seen(player, "#state").hasText("On the air");
      live.pause(true);
      seen(station, ".state").hasText("Silent just now");
      seen(player, "#state").hasText("Silent just now");
      radio.browser.axe(station);
      radio.browser.screenshot(station, "station-silent");
      radio.browser.screenshot(player, "player-silent");
      live.pause(false);
      seen(station, ".state").hasText("");
      seen(player, "#state").hasText("On the air");
    }
  }

  @Test
  void longWords_areBrokenOnANarrowScreen() {
    try (PacedSource wide = radio.source(WIDE)) {
      Broadcasts.awaitMore(wide, 8_000);
      radio.title(WIDE, WORD);
      radio.title(WIDE, WORD + "!");
      for (String path : List.of("/", "/player" + WIDE, "/embed" + WIDE, "/player/x" + WIDE)) {
        Page page = radio.open(Look.PHONE_LIGHT, path);
        page.setViewportSize(360, 740);
        seen(page, ".play >> nth=0").isVisible();
        if (!path.startsWith("/player/x")) {
          seen(page, path.equals("/") ? ".title" : "#title").hasText(WORD + "!");
        }
        assertThat(page.evaluate("document.documentElement.scrollWidth"))
            .as("width of %s", path)
            .isEqualTo(360);
        radio.browser.axe(page);
        radio.browser.screenshot(
            page, "narrow-" + path.replace(WIDE, "").substring(1).replace('/', '-'));
      }
      assertThat(wide.sent()).isPositive();
    }
  }
}
