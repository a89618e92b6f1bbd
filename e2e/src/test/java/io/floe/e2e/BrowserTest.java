package io.floe.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Whether the browser notices what it is to notice, and what it says of the station page. */
class BrowserTest {

  private static final String FAULTY =
      """
      <!doctype html><html lang="en"><title>Faulty</title>
      <p style="color: #eee; background: #fff">Nobody can read this.</p>
      <script>console.log("forbidden")</script>
      <script src="/faulty.js"></script>
      """;

  private static final String SCRIPT =
      """
      new Image().src = "http://elsewhere.example/pixel.png";
      console.error("complaint");
      console.warn("of no account");
      throw new Error("broken");
      """;

  @Test
  void faultyPage_isNoticed() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> answer(exchange, "text/html", FAULTY));
    server.createContext("/faulty.js", exchange -> answer(exchange, "text/javascript", SCRIPT));
    server.start();
    try (Browser browser = Browser.open()) {
      Page page = browser.page(Browser.Look.DESKTOP_LIGHT);
      page.navigate("http://127.0.0.1:" + server.getAddress().getPort() + "/");

      page.waitForLoadState();
      assertThat(browser.takeProblems())
          .anyMatch(each -> each.startsWith("console: policy: script-src-elem forbids inline"))
          .anyMatch(each -> each.startsWith("console: complaint"))
          .anyMatch(each -> each.startsWith("script: Error: broken"))
          .anyMatch(each -> each.equals("foreign: http://elsewhere.example/pixel.png"))
          .noneMatch(each -> each.contains("of no account"));
      assertThatThrownBy(() -> browser.axe(page))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("color-contrast")
          .hasMessageContaining("Nobody can read this");
      assertThat(browser.takeProblems()).isEmpty();
    } finally {
      server.stop(0);
    }
  }

  private static void answer(HttpExchange exchange, String type, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", type);
    exchange
        .getResponseHeaders()
        .add("Content-Security-Policy", "script-src 'self'; img-src *; style-src 'unsafe-inline'");
    exchange.sendResponseHeaders(200, bytes.length);
    try (exchange) {
      exchange.getResponseBody().write(bytes);
    }
  }

  @Test
  void stationPage_inEveryLook_hasNoFault() {
    try (Nodes floe = new Nodes("ingest-1", "edge-1");
        Browser browser = Browser.open()) {
      floe.configure("ingest-1", Airwaves.config("\"mounts\": []"));
      floe.start("edge-1");
      floe.startAndAwait("ingest-1");
      floe.awaitReady("edge-1");
      for (Browser.Look look : Browser.Look.values()) {
        Page page = browser.page(look);
        page.navigate("http://127.0.0.1:" + floe.port("edge-1") + "/");

        assertThat(page.locator("h2").textContent()).isEqualTo("Nothing is on the air");
        browser.axe(page);
        browser.screenshot(page, "station-empty");
      }
    }
  }
}
