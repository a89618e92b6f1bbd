package io.floe.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.floe.e2e.Browser.Look;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * A small cluster and the browser in which its pages are looked at and heard. Confined to one
 * thread.
 */
final class Receiver implements AutoCloseable {

  /** What a listener hears of the tone that is loudest, in Hz. */
  private static final String LOUDEST =
      """
      async () => {
        window.ear ??= new AudioContext();
        await ear.resume();
        const analyser = new AnalyserNode(ear, { fftSize: 8192, smoothingTimeConstant: 0 });
        const heard = document.querySelector("audio:not([controls])").captureStream();
        const source = ear.createMediaStreamSource(heard);
        source.connect(analyser);
        const levels = new Float32Array(analyser.frequencyBinCount);
        for (let tries = 0; tries < 100; tries++) {
          await new Promise((done) => setTimeout(done, 50));
          analyser.getFloatFrequencyData(levels);
          if (tries > 8 && Math.max(...levels) > -60) {
            break;
          }
        }
        source.disconnect();
        return levels.indexOf(Math.max(...levels)) * ear.sampleRate / analyser.fftSize;
      }
      """;

  final Nodes floe;
  final Browser browser;
  private final byte[] audio = Oracle.mp3Audio(Sounds.bytes(Sounds.mp3()));

  private Receiver(Nodes floe) {
    this.floe = floe;
    browser = Browser.open();
    PlaywrightAssertions.setDefaultAssertionTimeout(15_000);
  }

  /**
   * Starts an ingest, an edge and, if asked for, a transcoder.
   *
   * @param config what the tenant has
   */
  static Receiver start(String config, boolean transcoder) {
    Nodes floe = new Nodes("ingest-1", "edge-1", "transcoder-1");
    try {
      floe.configure("ingest-1", Airwaves.config(config));
      floe.start("edge-1");
      if (transcoder) {
        floe.start("transcoder-1");
      }
      floe.startAndAwait("ingest-1");
      floe.awaitReady("edge-1");
      return new Receiver(floe);
    } catch (RuntimeException | Error failed) {
      floe.close();
      throw failed;
    }
  }

  /** An encoder that plays MP3 to that mount. */
  PacedSource source(String mount) {
    return Broadcasts.looped(floe.port("ingest-1"), mount, audio, 80_000);
  }

  /** Changes the title of a mount. */
  void title(String mount, String title) {
    String answer =
        Platform.get(
                floe.port("ingest-1"),
                "/admin/metadata?mode=updinfo&mount="
                    + mount
                    + "&song="
                    + URLEncoder.encode(title, StandardCharsets.UTF_8),
                "Authorization",
                LivePathTest.basic("source", Platform.SOURCE_PASSWORD))
            .body();
    assertThat(answer).contains("successful");
  }

  String url(String path) {
    return "http://127.0.0.1:" + floe.port("edge-1") + path;
  }

  Page open(Look look, String path) {
    Page page = browser.page(look);
    page.navigate(url(path));
    return page;
  }

  static LocatorAssertions seen(Page page, String selector) {
    return PlaywrightAssertions.assertThat(page.locator(selector));
  }

  /** Waits until it plays, and goes on. */
  static void playing(Page page) {
    seen(page, "body").hasAttribute("data-state", "playing");
    double before = time(page);
    page.waitForCondition(() -> time(page) > before + 1);
  }

  static double time(Page page) {
    return ((Number) page.evaluate("document.querySelector('audio:not([controls])').currentTime"))
        .doubleValue();
  }

  /** What is heard now, in Hz. */
  static double loudest(Page page) {
    return ((Number) page.evaluate(LOUDEST)).doubleValue();
  }

  /** As the status of the edge has it. */
  int listeners(String mount) {
    String status = Platform.get(floe.port("edge-1"), "/status-json.xsl?mount=" + mount).body();
    return Integer.parseInt(status.replaceAll("(?s).*\"listeners\":(\\d+).*", "$1"));
  }

  @Override
  public void close() {
    try (floe) {
      browser.close();
    }
  }
}
