package io.floe.e2e;

import static io.floe.e2e.Receiver.seen;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Frame;
import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.sun.net.httpserver.HttpServer;
import io.floe.e2e.Browser.Look;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The player that other sites frame, in a real browser. */
class EmbedTest {

  private static final String CONFIG =
      """
      "mounts": [
        {"name": "/live", "streamName": "North FM", "genre": "jazz", "public": true,
         "description": "Jazz from the far north, day and night.", "url": "https://north.example/"},
        {"name": "/long", "public": false, "streamName": "%s"}]
      """
          .formatted("W".repeat(200));

  private static final String LONG = "wide title ".repeat(10) + "W".repeat(180);

  private static Receiver radio;

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

  private static HttpServer site(String html) throws IOException {
    HttpServer site =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] page =
        ("<!doctype html><html lang=\"en\"><title>Another site</title><h1>Another site</h1>" + html)
            .getBytes(StandardCharsets.UTF_8);
    site.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          try (exchange) {
            exchange.getResponseBody().write(page);
          }
        });
    site.start();
    return site;
  }

  private static Page open(Look look, HttpServer site) {
    Page page = radio.browser.page(look);
    page.navigate("http://localhost:" + site.getAddress().getPort() + "/");
    return page;
  }

  private static String frame(String path, String width) {
    return "<iframe title=\"%s\" width=\"%s\" height=\"80\" style=\"border:0\" src=\"%s\"></iframe>\n"
        .formatted(path, width, radio.url(path));
  }

  @Test
  void embed_playsInAPageOfAnotherOrigin() throws IOException {
    HttpServer site = site(frame("/embed/live", "100%"));
    try (PacedSource live = radio.source("/live")) {
      Broadcasts.awaitMore(live, 8_000);
      radio.title("/live", "Jan Garbarek - Twelve Moons");
      Page page = open(Look.DESKTOP_LIGHT, site);
      FrameLocator embed = page.frameLocator("iframe");
      PlaywrightAssertions.assertThat(embed.locator("#title"))
          .hasText("Jan Garbarek - Twelve Moons");
      embed.locator("#play").click();
      PlaywrightAssertions.assertThat(embed.locator("body")).hasAttribute("data-state", "playing");
      radio.title("/live", "Mari Boine - Gula Gula");
      PlaywrightAssertions.assertThat(embed.locator("#title")).hasText("Mari Boine - Gula Gula");
      radio.browser.screenshot(page, "embed-elsewhere");
    } finally {
      site.stop(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/explore", "/player/live"})
  void otherPages_mayNotBeFramed(String path) throws IOException {
    HttpServer site = site(frame(path, "100%"));
    try {
      Page page = open(Look.DESKTOP_LIGHT, site);
      page.waitForLoadState();
      assertThat(radio.browser.takeProblems())
          .singleElement()
          .asString()
          .contains("frame-ancestors 'none'");
      assertThat(page.frames()).hasSize(2);
      assertThat(page.frames().getLast().locator("main").count()).as("what is shown").isZero();
    } finally {
      site.stop(0);
    }
  }

  /** What does not fit into the frame. */
  private static final String OUTSIDE =
      """
      () => {
        const page = document.documentElement;
        const parts = [...document.querySelectorAll("main, button, .text, h1, #title, label, input")];
        const out = parts
          .filter((part) => part.getClientRects().length && !part.closest(".unseen"))
          .filter((part) => {
            const box = part.getBoundingClientRect();
            return box.top < 0 || box.bottom > 80 || box.left < 0 || box.right > innerWidth;
          })
          .map((part) => part.outerHTML);
        return page.scrollHeight > 80 || page.scrollWidth > innerWidth
          ? [page.scrollWidth + " x " + page.scrollHeight, ...out]
          : out;
      }
      """;

  @Test
  void embed_fitsItsFrame_whateverItSays() throws IOException {
    StringBuilder frames = new StringBuilder();
    for (String width : new String[] {"280", "390", "100%"}) {
      for (String path : new String[] {"/embed/none", "/embed/live", "/embed/long"}) {
        frames.append(frame(path, width));
      }
    }
    HttpServer site = site(frames.toString());
    try (PacedSource live = radio.source("/live");
        PacedSource wide = radio.source("/long")) {
      Broadcasts.awaitMore(live, 8_000);
      Broadcasts.awaitMore(wide, 8_000);
      radio.title("/live", "Jan Garbarek - Twelve Moons");
      radio.title("/long", LONG);
      Page page = open(Look.DESKTOP_LIGHT, site);
      for (Frame each : page.frames().subList(1, 10)) {
        PlaywrightAssertions.assertThat(each.locator("#play")).isVisible();
        if (each.url().endsWith("/long")) {
          PlaywrightAssertions.assertThat(each.locator("#title")).hasText(LONG);
        }
        assertThat((List<?>) each.evaluate(OUTSIDE))
            .as("beyond %s of %s px", each.url(), each.evaluate("innerWidth"))
            .isEmpty();
      }
      radio.browser.screenshot(page, "embed-sizes");
      for (int width : new int[] {280, 390, 1280}) {
        for (String path : new String[] {"/embed/none", "/embed/live", "/embed/long"}) {
          Page alone = radio.open(Look.PHONE_DARK, path);
          alone.setViewportSize(width, 80);
          seen(alone, "#play").isVisible();
          assertThat((List<?>) alone.evaluate(OUTSIDE)).as("beyond %s", alone.url()).isEmpty();
          radio.browser.axe(alone);
        }
      }
      assertThat(wide.sent()).isPositive();
    } finally {
      site.stop(0);
    }
  }
}
