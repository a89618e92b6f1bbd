package io.floe.e2e;

import static io.floe.e2e.Receiver.playing;
import static io.floe.e2e.Receiver.seen;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.floe.e2e.Browser.Look;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What listeners choose from, and what becomes of their choice. */
class QualitiesTest {

  private static final String CONFIG =
      """
      "mounts": [{"name": "/many", "streamName": "Many", "public": false}],
      "renditions": [
        {"from": "/many", "to": "/many.opus", "codec": "opus", "bitrate": 48},
        {"from": "/many", "to": "/many.mp3", "codec": "mp3", "bitrate": 64}]
      """;

  private static Receiver radio;
  private static int version = 1;

  @BeforeAll
  static void start() {
    radio = Receiver.start(CONFIG, true);
    // A transcoder that has little of a busy machine needs its time.
    PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
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
  void qualities_areOffered_heardAndRemembered() {
    try (PacedSource source = radio.source("/many")) {
      Page page = radio.open(Look.DESKTOP_LIGHT, "/player/many");
      seen(page, "#quality option").hasCount(3);
      PlaywrightAssertions.assertThat(page.locator("#quality option"))
          .hasText(new String[] {"MP3 \u00b7 64 kbit/s", "MP3", "Opus \u00b7 48 kbit/s"});
      seen(page, "#quality").hasValue("/many");
      page.locator("#play").click();
      playing(page);
      page.locator("#quality").selectOption("Opus \u00b7 48 kbit/s");
      page.waitForCondition(
          () -> radio.listeners("/many.opus") == 1 && radio.listeners("/many") == 0);
      playing(page);
      radio.browser.axe(page);
      radio.browser.screenshot(page, "player-qualities");
      page.reload();
      seen(page, "#quality").hasValue("/many.opus");
      assertThat(source.sent()).isPositive();
    }
  }

  private static final String OPUS = "Opus \u00b7 48 kbit/s";

  private static Page hearingOpus() {
    Page page = radio.open(Look.DESKTOP_LIGHT, "/player/many");
    page.setDefaultTimeout(60_000);
    seen(page, "#quality option").hasCount(3);
    page.locator("#quality").selectOption(OPUS);
    page.locator("#play").click();
    page.waitForCondition(() -> radio.listeners("/many.opus") == 1);
    playing(page);
    return page;
  }

  /** What the list says is heard is what the edge sends. */
  private static void hears(Page page, String mount) {
    seen(page, "#quality").hasValue(mount);
    page.waitForCondition(() -> radio.listeners(mount) == 1);
    playing(page);
    seen(page, "#quality").hasValue(mount);
    assertThat(radio.listeners(mount)).isEqualTo(1);
  }

  @Test
  void choice_isHeardAndShown_afterFiveSecondsWithoutASource() {
    Page page;
    try (PacedSource first = radio.source("/many")) {
      Broadcasts.awaitMore(first, 8_000);
      page = hearingOpus();
    }
    long lost = System.nanoTime();
    seen(page, "#state").hasText("Off the air");
    page.waitForCondition(() -> System.nanoTime() - lost > 5_000_000_000L);
    try (PacedSource second = radio.source("/many")) {
      seen(page, "#state").hasText("On the air");
      seen(page, "#quality option").hasCount(3);
      hears(page, "/many.opus");
      seen(page, "#words").hasText("");
      assertThat(second.sent()).isPositive();
      page.locator("#play").click();
      page.waitForCondition(() -> radio.floe.metric("edge-1", "floe_listeners") == 0);
    }
  }

  @Test
  void choiceThatEnds_isStoodInFor_untilItIsBack() {
    try (PacedSource source = radio.source("/many")) {
      Broadcasts.awaitMore(source, 8_000);
      Page page = hearingOpus();
      configure(CONFIG.replaceAll("(?m)^.*/many.opus.*\n", ""));
      hears(page, "/many");
      seen(page, "#words")
          .hasText("The chosen quality is off the air. It goes on with that when it is back.");
      radio.browser.axe(page);
      radio.browser.screenshot(page, "player-stand-in");
      configure(CONFIG);
      hears(page, "/many.opus");
      seen(page, "#words").hasText("");
      assertThat(radio.browser.takeProblems())
          .allMatch(each -> each.contains("the server responded with a status of 404"));
      assertThat(source.sent()).isPositive();
    } finally {
      configure(CONFIG);
    }
  }

  private static void configure(String config) {
    version++;
    radio.floe.configure(
        "ingest-1", Airwaves.config(config).replace("\"version\": 1", "\"version\": " + version));
  }

  @Test
  void listThatSomebodyHasOpened_isLeftAlone_whileItIsTheSame() {
    try (PacedSource source = radio.source("/many")) {
      Page page = radio.open(Look.DESKTOP_LIGHT, "/player/many");
      seen(page, "#quality option").hasCount(3);
      page.evaluate("window.first = document.querySelector('#quality option')");
      radio.title("/many", "One");
      radio.title("/many", "Two");
      seen(page, "#recent li >> nth=0").containsText("One");
      assertThat(page.evaluate("first === document.querySelector('#quality option')"))
          .isEqualTo(true);
      assertThat(source.sent()).isPositive();
    }
  }
}
