package io.floe.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.floe.e2e.Browser.Look;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Branding from the station file and from REST, on the pages of an edge. */
class BrandedPagesTest {

  @TempDir Path temp;

  @Test
  void branding_ofTheStationFileAndOfRest_isOnThePages() throws IOException {
    Programs.run(
            Duration.ofSeconds(20),
            "ffmpeg",
            "-v",
            "error",
            "-f",
            "lavfi",
            "-i",
            "mandelbrot=s=96x96",
            "-frames:v",
            "1",
            temp.resolve("logo.png").toString())
        .orFail();
    Path station =
        Files.writeString(
            temp.resolve("floe.yaml"),
            """
            branding:
              name: Nordlys Radio
              accent: "#ffb000"
              logo: logo.png
              landing: |
                ## Three stations, one night

                Jazz, folk and **silence** from the far north. [Write to us](mailto:us@north.example),
                or [listen to Nord](/player/nord).

                - no advertisements
                - no tracking <script>alert(1)</script> ![cat](https://elsewhere.example/cat.png)
            tenants:
              - name: default
                mounts:
                  - {name: /nord, password: blue-note, public: true, streamName: Nord, genre: jazz}
            """);
    byte[] audio = Oracle.mp3Audio(Sounds.bytes(Sounds.mp3()));
    try (Platform floe = Platform.start(1, 1, station);
        Browser browser = Browser.open();
        PacedSource source =
            new PacedSource(
                floe.ingest(1), "/nord", "blue-note", "audio/mpeg", audio, 16_000, 80_000, true)) {
      Rest.Answer refused = floe.rest().ask("PATCH", "/branding", "{\"accent\":\"#000000\"}");
      assertThat(refused.status()).as(refused.body()).isEqualTo(409);
      floe.rest().patch("/branding", "{\"tagline\":\"Radio from where it is <dark>\"}");
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> Platform.get(floe.edge(1), "/").body().contains("where it is &lt;dark&gt;"));
      String edge = "http://127.0.0.1:" + floe.edge(1);
      for (Look look : Look.values()) {
        Page page = browser.page(look);
        page.navigate(edge + "/");
        PlaywrightAssertions.assertThat(page.locator("h1")).hasText("Nordlys Radio");
        PlaywrightAssertions.assertThat(page.locator(".tagline"))
            .hasText("Radio from where it is <dark>");
        PlaywrightAssertions.assertThat(page.locator(".landing a >> nth=1"))
            .hasAttribute("href", "/player/nord");
        PlaywrightAssertions.assertThat(page.locator(".landing"))
            .containsText("<script>alert(1)</script> cat");
        assertThat(page.evaluate("document.querySelector('header img').naturalWidth"))
            .isEqualTo(96);
        PlaywrightAssertions.assertThat(page.locator("article h2")).hasText("Nord");
        browser.axe(page);
        browser.screenshot(page, "branded-station");
        page.locator(".landing a >> nth=1").click();
        PlaywrightAssertions.assertThat(page.locator(".home")).hasText("Nordlys Radio");
        page.locator("#play").click();
        PlaywrightAssertions.assertThat(page.locator("body")).hasAttribute("data-state", "playing");
        browser.axe(page);
        browser.screenshot(page, "branded-player");
      }
      assertThat(source.sent()).isPositive();
    }
  }
}
