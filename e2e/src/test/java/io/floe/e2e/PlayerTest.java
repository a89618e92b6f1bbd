package io.floe.e2e;

import static io.floe.e2e.Receiver.loudest;
import static io.floe.e2e.Receiver.playing;
import static io.floe.e2e.Receiver.seen;
import static io.floe.e2e.Receiver.time;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ReducedMotion;
import io.floe.e2e.Browser.Look;
import io.floe.testkit.RawListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the player of a mount plays, in a real browser. */
class PlayerTest {

  private static final String CONFIG =
      """
      "mounts": [
        {"name": "/live", "streamName": "North FM", "genre": "jazz", "public": true,
         "description": "Jazz from the far north, day and night.", "url": "https://north.example/"},
        {"name": "/odd", "public": true},
        {"name": "/small", "public": false, "maxListeners": 1}]
      """;

  /** How far behind its source a listener is at most, in s: a burst, and what is on its way. */
  private static final int LIVE = 10;

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
  void player_plays_showsTitles_andSurvivesFiveSecondsWithoutASource() {
    Page page;
    try (PacedSource first = radio.source("/live")) {
      Broadcasts.awaitMore(first, 8_000);
      radio.title("/live", "Jan Garbarek - Twelve Moons");
      page = radio.open(Look.DESKTOP_LIGHT, "/player/live");
      seen(page, "#title").hasText("Jan Garbarek - Twelve Moons");
      page.locator("#play").click();
      playing(page);
      seen(page, "#play").hasAttribute("aria-label", "Stop");
      seen(page, "#listeners").hasText("1 listener");
      radio.title("/live", "Mari Boine - Gula Gula");
      seen(page, "#title").hasText("Mari Boine - Gula Gula");
      assertThat(page.evaluate("navigator.mediaSession.metadata.title"))
          .isEqualTo("Mari Boine - Gula Gula");
      assertThat(page.evaluate("navigator.mediaSession.metadata.artist")).isEqualTo("North FM");
      seen(page, "#recent li >> nth=0").containsText("Jan Garbarek - Twelve Moons");
      radio.browser.axe(page);
      radio.browser.screenshot(page, "player-playing");
    }
    long lost = System.nanoTime();
    seen(page, "#words").containsText("Off the air");
    seen(page, "#state").hasText("Off the air");
    radio.browser.screenshot(page, "player-off");
    page.waitForCondition(() -> System.nanoTime() - lost > 5_000_000_000L);
    try (PacedSource second = radio.source("/live")) {
      playing(page);
      seen(page, "#words").hasText("");
      assertThat(second.sent()).isPositive();
    }
  }

  @Test
  void stop_letsGo_andPlayBeginsAtWhatIsLive() {
    try (PacedSource source = radio.source("/live")) {
      Broadcasts.awaitMore(source, 8_000);
      Page page = radio.open(Look.PHONE_DARK, "/player/live?token=a%20b");
      page.waitForRequest(radio.url("/live?token=a%20b"), () -> page.locator("#play").click());
      playing(page);
      double joined = radio.floe.metric("edge-1", "floe_listener_joined_total");
      page.locator("#play").click();
      page.waitForCondition(() -> radio.floe.metric("edge-1", "floe_listeners") == 0);
      AtomicLong until = new AtomicLong(source.sent() + 5 * Numbered.RATE);
      page.waitForCondition(() -> source.sent() > until.get());
      page.locator("#play").click();
      playing(page);
      assertThat(radio.floe.metric("edge-1", "floe_listener_joined_total")).isEqualTo(joined + 1);
      assertThat(time(page)).as("no more than a burst and what came since").isLessThan(8);
    }
  }

  @Test
  void whatNoBrowserPlays_isSaid_andOfferedToOtherPlayers() {
    try (PacedSource source =
        new PacedSource(
            radio.floe.port("ingest-1"),
            "/odd",
            Platform.SOURCE_PASSWORD,
            "audio/basic",
            Oracle.mp3Audio(Sounds.bytes(Sounds.mp3())),
            8_000,
            8_000,
            true)) {
      Broadcasts.awaitMore(source, 8_000);
      Page page = radio.open(Look.PHONE_LIGHT, "/player/odd");
      seen(page, "#words").containsText("This browser cannot play the stream (audio/basic)");
      seen(page, "#play").isDisabled();
      seen(page, ".links a >> nth=0").hasAttribute("href", "/odd.m3u");
      radio.browser.axe(page);
      radio.browser.screenshot(page, "player-unplayable");
    }
  }

  @Test
  void lineThatGoesDead_isLeftForANewOne_thatIsLive() throws IOException {
    try (PacedSource source = radio.source("/live");
        Cable cable = new Cable(radio.floe.port("edge-1"))) {
      Broadcasts.awaitMore(source, 8_000);
      Page page = radio.browser.page(Look.PHONE_LIGHT);
      page.navigate("http://127.0.0.1:" + cable.port() + "/player/live");
      page.locator("#play").click();
      playing(page);
      cable.dead(true);
      long cut = System.nanoTime();
      page.waitForCondition(() -> !"playing".equals(page.getAttribute("body", "data-state")));
      page.waitForCondition(() -> System.nanoTime() - cut > 12_000_000_000L);
      radio.browser.screenshot(page, "player-dead-line");
      cable.dead(false);
      playing(page);
      assertThat(time(page)).as("a new connection, and not the rest of the old one").isLessThan(8);
      seen(page, "#words").hasText("");
      assertThat(radio.browser.takeProblems())
          .allMatch(each -> each.contains("Failed to load resource: net::ERR_"));
    }
  }

  @Test
  void keyboard_doesEverything_andTheVolumeIsRemembered() {
    try (PacedSource source = radio.source("/live")) {
      Page page = radio.open(Look.DESKTOP_DARK, "/player/live");
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
    try (PacedSource source = radio.source("/live")) {
      Page page =
          radio.browser.page(
              Look.DESKTOP_LIGHT,
              new com.microsoft.playwright.Browser.NewContextOptions()
                  .setReducedMotion(ReducedMotion.REDUCE));
      page.navigate(radio.url("/player/live"));
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
  void tab_isCalledAfterWhatPlays_atOnce() {
    try (PacedSource source = radio.source("/live")) {
      Broadcasts.awaitMore(source, 8_000);
      radio.title("/live", "Mari Boine - Gula Gula");
      Page page = radio.open(Look.DESKTOP_LIGHT, "/player/live");
      seen(page, "#title").hasText("Mari Boine - Gula Gula");
      String pressed = "document.querySelector('#play').click(); document.title";
      assertThat(page.evaluate(pressed)).isEqualTo("Mari Boine - Gula Gula \u00b7 North FM");
      playing(page);
      assertThat(page.evaluate(pressed)).isEqualTo("North FM");
    }
  }

  @Test
  void keys_ofAHeadset_pauseLetsGo_andPlayIsLiveAgain() {
    try (PacedSource source = radio.source("/live")) {
      Broadcasts.awaitMore(source, 8_000);
      Page page = radio.browser.page(Look.PHONE_LIGHT);
      page.addInitScript(
          """
          window.keys = {};
          const set = navigator.mediaSession.setActionHandler.bind(navigator.mediaSession);
          navigator.mediaSession.setActionHandler = (key, does) => {
            keys[key] = does;
            set(key, does);
          };
          """);
      page.navigate(radio.url("/player/live"));
      page.locator("#play").click();
      playing(page);
      assertThat(shown(page)).isEqualTo("playing");

      page.evaluate("keys.pause()");
      seen(page, "body").hasAttribute("data-state", "stopped");
      seen(page, "#words").hasText("");
      page.waitForCondition(() -> radio.floe.metric("edge-1", "floe_listeners") == 0);
      page.waitForCondition(() -> held(page) && !shown(page).equals("playing"));
      assertThat(shown(page)).isEqualTo("paused");
      assertThat(page.evaluate("navigator.mediaSession.metadata.title")).isEqualTo("North FM");
      Broadcasts.awaitMore(source, 5 * Numbered.RATE);

      page.evaluate("keys.play()");
      playing(page);
      assertThat(shown(page)).isEqualTo("playing");
      assertThat(time(page)).as("no more than a burst and what came since").isLessThan(8);

      page.evaluate("keys.stop()");
      seen(page, "body").hasAttribute("data-state", "stopped");
      assertThat(shown(page)).isEqualTo("none");
      assertThat(held(page)).as("something to go on with").isFalse();
      page.waitForCondition(() -> radio.floe.metric("edge-1", "floe_listeners") == 0);
    }
  }

  private static String shown(Page page) {
    return String.valueOf(page.evaluate("navigator.mediaSession.playbackState"));
  }

  /** Whether there is something paused that keys go to: Chromium wants five seconds of it. */
  private static boolean held(Page page) {
    return (boolean)
        page.evaluate(
            """
            (() => {
              const audio = document.querySelector("audio:not([controls])");
              return audio.paused && audio.src.startsWith("blob:") && audio.duration > 5;
            })()
            """);
  }

  @Test
  void listenerForWhomThereIsNoRoom_isToldSo_takesNone_andIsLetInLater() throws IOException {
    try (PacedSource source = radio.source("/small")) {
      Broadcasts.awaitMore(source, 8_000);
      double joined = radio.floe.metric("edge-1", "floe_listener_joined_total");
      Page page = radio.open(Look.PHONE_LIGHT, "/player/small");
      try (RawListener only = RawListener.get(radio.floe.port("edge-1"), "/small")) {
        assertThat(only.head()).startsWith("HTTP/1.1 200 ");
        page.locator("#play").click();
        seen(page, "#words").hasText("As many listen as there is room for. Trying again.");
        assertThat(radio.floe.metric("edge-1", "floe_listener_joined_total")).isEqualTo(joined + 1);
        radio.browser.axe(page);
        radio.browser.screenshot(page, "player-full");
      }
      playing(page);
      assertThat(radio.floe.metric("edge-1", "floe_listener_joined_total")).isEqualTo(joined + 2);
      assertThat(radio.browser.takeProblems())
          .allMatch(each -> each.contains("the server responded with a status of 503"));
    }
  }

  @Test
  void whatCannotBeDecoded_isGivenUp_andHasNoListenersButThoseWhoTried() {
    byte[] noise = new byte[1 << 20];
    new Random(20261130).nextBytes(noise);
    int port = radio.floe.port("ingest-1");
    int rate = 2_000_000;
    try (PacedSource source =
        new PacedSource(
            port, "/odd", Platform.SOURCE_PASSWORD, "audio/flac", noise, rate, rate, true)) {
      double joined = radio.floe.metric("edge-1", "floe_listener_joined_total");
      Page page = radio.open(Look.PHONE_LIGHT, "/player/odd");
      page.locator("#play").click();
      seen(page, "#words")
          .hasText(
              "This browser cannot play the stream. Open its address in a player.",
              new LocatorAssertions.HasTextOptions().setTimeout(60_000));
      seen(page, "body").hasAttribute("data-state", "stopped");
      assertThat(radio.floe.metric("edge-1", "floe_listener_joined_total")).isEqualTo(joined + 3);
      assertThat(source.ended()).isFalse();
    }
  }

  /** In the second n of a minute the tone has 300 + 50 n Hz. */
  private static int behind(Page page, PacedSource source) {
    long heard = Math.round((loudest(page) - 300) / 50);
    long sent = source.sent() / Numbered.RATE % 60;
    return (int) Math.floorMod(sent - heard, 60L);
  }

  @Test
  void whoSleeps_orStopsAWhile_hearsWhatIsLive_andNothingOld() {
    byte[] steps = Oracle.mp3Audio(Sounds.bytes(Sounds.steps()));
    try (PacedSource source =
        Broadcasts.looped(radio.floe.port("ingest-1"), "/live", steps, Numbered.RATE)) {
      Broadcasts.awaitMore(source, 5 * Numbered.RATE);
      Page page = radio.open(Look.DESKTOP_LIGHT, "/player/live");
      page.locator("#play").click();
      playing(page);
      assertThat(behind(page, source)).as("behind, in s").isLessThan(LIVE);

      // Something else is played on that phone.
      page.evaluate("document.querySelector('audio:not([controls])').pause()");
      seen(page, "body").hasAttribute("data-state", "stopped");
      page.waitForCondition(() -> radio.floe.metric("edge-1", "floe_listeners") == 0);
      Broadcasts.awaitMore(source, 2 * LIVE * Numbered.RATE);
      page.locator("#play").click();
      playing(page);
      assertThat(behind(page, source)).as("behind after a stop, in s").isLessThan(LIVE);

      double joined = radio.floe.metric("edge-1", "floe_listener_joined_total");
      radio.browser.asleep(() -> Broadcasts.awaitMore(source, 15 * Numbered.RATE));
      page.waitForCondition(
          () -> radio.floe.metric("edge-1", "floe_listener_joined_total") > joined);
      playing(page);
      assertThat(behind(page, source)).as("behind after a sleep, in s").isLessThan(LIVE);
    }
  }

  @Test
  void whatRealEncodersSend_isHeard_withItsTitles() {
    try (Airwaves encoders = new Airwaves(temp)) {
      var _ = encoders.play(radio.floe, "/real.mp3", "sine=frequency=440", 120, Airwaves.mp3());
      var _ =
          encoders.play(
              radio.floe,
              "/real.opus",
              "sine=frequency=880",
              120,
              Airwaves.opus("-metadata", "artist=Frost", "-metadata", "title=Opus"));
      Page page = radio.open(Look.PHONE_DARK, "/player/real.mp3");
      seen(page, "#state").hasText("On the air");
      page.locator("#play").click();
      playing(page);
      assertThat(loudest(page)).isCloseTo(440, within(10.0));
      for (String title : List.of("Mari Boine - Gula Gula", "Adj\u00e1gas - \u201cLihkku\u201d")) {
        radio.title("/real.mp3", title);
        seen(page, "#title").hasText(title);
      }
      double before = time(page);
      page.waitForCondition(() -> time(page) > before + 1);

      Page other = radio.open(Look.DESKTOP_LIGHT, "/player/real.opus");
      seen(other, "#title").hasText("Frost - Opus");
      other.locator("#play").click();
      playing(other);
      assertThat(loudest(other)).isCloseTo(880, within(10.0));
      assertThat(loudest(page)).isCloseTo(440, within(10.0));
      radio.browser.screenshot(other, "player-real-opus");
    }
  }
}
