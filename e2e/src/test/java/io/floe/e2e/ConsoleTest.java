package io.floe.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.floe.e2e.Desk.button;
import static io.floe.e2e.Desk.ffmpeg;
import static io.floe.e2e.Desk.fillLogin;
import static io.floe.e2e.Desk.heading;
import static io.floe.e2e.Desk.slowness;
import static io.floe.e2e.Desk.tab;
import static io.floe.e2e.Desk.title;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.floe.e2e.Browser.Look;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators do with the console, in a real browser on a whole platform. */
class ConsoleTest {

  /** Bytes over the wire until the dashboard is drawn: script, style, font, data. */
  private static final long FIRST_LOAD = 300_000;

  private static final String HOSTILE = "<img src=x onerror=console.error('hurt')><script>";

  private static final List<String> PAGES =
      List.of(
          "Dashboard",
          "Mounts",
          "Renditions",
          "Users",
          "Webhooks",
          "Tokens",
          "Audit log",
          "Tenants",
          "Bans",
          "Branding",
          "Settings",
          "REST");

  private static Platform floe;
  private static Browser browser;
  private static byte[] audio;
  private static PacedSource live;

  @TempDir Path temp;

  @BeforeAll
  static void start() {
    floe = Platform.start(1, 1, null);
    audio = Oracle.mp3Audio(Sounds.bytes(Sounds.mp3()));
    browser = Browser.open();
    PlaywrightAssertions.setDefaultAssertionTimeout(15_000);
    floe.rest().create("/mounts", "{\"name\": \"/jazz\", \"tenant\": \"default\"}");
    floe.rest().create("/mounts", "{\"name\": \"/news\", \"tenant\": \"default\"}");
    live = Broadcasts.looped(floe.ingest(1), "/jazz", audio, 80_000);
    for (String role : new String[] {"admin", "dj", "viewer"}) {
      floe.rest()
          .create(
              "/users",
              """
              {"name": "%s", "role": "%s", "tenant": "default", "password": "first-%s"%s}
              """
                  .formatted(
                      "a-" + role,
                      role,
                      role,
                      role.equals("admin") ? "" : ", \"mounts\": [\"/jazz\"]"));
    }
  }

  @AfterAll
  static void end() {
    try (Platform ends = floe;
        PacedSource source = live) {
      browser.close();
    }
  }

  @AfterEach
  void nothingWentWrong() {
    browser.closePages();
  }

  private static Page open(Look look) {
    Page page = browser.page(look);
    page.navigate("http://127.0.0.1:" + floe.admin() + "/");
    return page;
  }

  private static Page login(Look look, String name, String password) {
    Page page = open(look);
    fillLogin(page, name, password);
    page.getByText("Not now").click();
    assertThat(heading(page, "Dashboard")).isVisible();
    return page;
  }

  private static Page admin(Look look) {
    return login(look, "admin", Platform.ADMIN_PASSWORD);
  }

  private static void go(Page page, String label) {
    if (page.viewportSize().width < 768) {
      page.getByLabel("Open menu").click();
    }
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(label).setExact(true))
        .click();
  }

  @Test
  void firstLogin_leadsToAPasswordOfOnesOwn() {
    floe.rest()
        .create(
            "/users",
            """
            {"name": "new", "role": "viewer", "tenant": "default", "mounts": ["/jazz"],
             "password": "chosen-by-another"}
            """);
    Page page = open(Look.DESKTOP_LIGHT);
    fillLogin(page, "new", "chosen-by-another");

    assertThat(heading(page, "Welcome, new")).isVisible();
    browser.screenshot(page, "console-first-login");
    browser.axe(page);
    page.getByLabel("New password", new Page.GetByLabelOptions().setExact(true)).fill("my-own-one");
    page.getByLabel("New password, once more").fill("my-own-one");
    button(page, "Change password").click();
    assertThat(heading(page, "Dashboard")).isVisible();

    button(page, "Log out").click();
    fillLogin(page, "new", "my-own-one");
    assertThat(heading(page, "Dashboard")).isVisible();
    page.reload();
    assertThat(heading(page, "Dashboard")).isVisible();
  }

  @Test
  void wrongPassword_isSaidAndAsksForNothingElse() {
    Page page = open(Look.PHONE_DARK);
    browser.screenshot(page, "console-login");
    browser.axe(page);
    fillLogin(page, "admin", "a-guess");

    assertThat(page.getByRole(AriaRole.ALERT)).containsText("Name or password is wrong");
    assertThat(browser.takeProblems()).allMatch(each -> each.contains("status of 401"));
  }

  @Test
  void dashboard_showsWithinTwoSecondsWhatComesAndGoes() {
    Page page = admin(Look.DESKTOP_LIGHT);
    Locator table = page.locator("main").getByLabel("On the air");
    assertThat(table).containsText("/jazz");
    LocatorAssertions.ContainsTextOptions soon =
        new LocatorAssertions.ContainsTextOptions().setTimeout(2_000 * slowness());

    try (PacedSource news = Broadcasts.looped(floe.ingest(1), "/news", audio, 80_000)) {
      assertThat(table).containsText("/news", soon);
      title(floe, "/news", "At nine");
      assertThat(table).containsText("At nine", soon);
      try (Listening listener = new Listening(floe.edge(1), "/news")) {
        assertThat(
                page.getByRole(AriaRole.ROW)
                    .filter(new Locator.FilterOptions().setHasText("/news"))
                    .getByRole(AriaRole.CELL)
                    .nth(2))
            .hasText("1");
      }
      // Bytes are told every ten seconds; a rate is between two of these.
      assertThat(page.getByText("kbit/s").first())
          .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(40_000));
      browser.screenshot(page, "console-dashboard");
    }
    assertThat(table).not().containsText("/news");
    browser.axe(page);
  }

  @Test
  void firstStation_isCreatedConnectedHeardAndKicked() {
    Page page = admin(Look.DESKTOP_LIGHT);
    go(page, "Mounts");
    button(page, "Create mount").click();
    Locator dialog = page.getByRole(AriaRole.DIALOG);
    dialog.getByLabel("Name", new Locator.GetByLabelOptions().setExact(true)).fill("north fm");
    assertThat(dialog.getByLabel("Name", new Locator.GetByLabelOptions().setExact(true)))
        .hasAttribute("aria-invalid", "true");
    dialog.getByLabel("Name", new Locator.GetByLabelOptions().setExact(true)).fill("/north");
    dialog.getByLabel("Stream name").fill("North FM");
    browser.screenshot(page, "console-create-mount");
    browser.axe(page);
    dialog.getByText("Create mount", new Locator.GetByTextOptions().setExact(true)).last().click();

    assertThat(page.getByText("Connect an encoder").first()).isVisible();
    String password = page.locator("pre[aria-label='password of /north']").textContent();
    assertThat(password).hasSizeGreaterThanOrEqualTo(16);
    browser.screenshot(page, "console-connect");
    browser.axe(page);

    Process ffmpeg =
        ffmpeg(temp.resolve("ffmpeg.log"), floe.ingest(1), "/north", password, "North");
    try {
      assertThat(page.locator("main").getByText("Live", exact()).first())
          .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(10_000 * slowness()));
      tab(page, "Listen");
      browser.screenshot(page, "console-listen");
      button(page, "Play").click();
      assertThat(page.getByText("Playing what listeners hear")).isVisible();
      tab(page, "Listeners");
      tab(page, "Now");
      title(floe, "/north", "The first one");
      assertThat(page.locator("main")).containsText("The first one");
      browser.screenshot(page, "console-mount");

      try (Listening listener = new Listening(floe.edge(1), "/north")) {
        tab(page, "Listeners");
        assertThat(page.locator("main").getByText("1 listener", exact())).isVisible();
        browser.screenshot(page, "console-listeners");
        browser.axe(page);
        assertThat(listener.header("icy-name")).isEqualTo("North FM");
      }
      tab(page, "Settings");
      browser.screenshot(page, "console-settings");
      browser.axe(page);

      button(page, "Actions").click();
      page.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName("Kick source")).click();
      page.getByRole(AriaRole.DIALOG)
          .getByText("Kick source", new Locator.GetByTextOptions().setExact(true))
          .last()
          .click();
      assertThat(page.getByText("The source of /north is kicked.")).isVisible();
      assertThat(page.locator("main").getByText("Off the air", exact()).first()).isVisible();
      assertThat(ffmpeg.onExit().thenApply(Process::exitValue))
          .succeedsWithin(Duration.ofSeconds(30));
    } finally {
      ffmpeg.destroyForcibly();
    }
    page.reload();
    page.getByText("Not now").click();
    tab(page, "Connect");
    assertThat(page.locator("main")).containsText("PASSWORD");
    assertThat(page.getByText(password)).hasCount(0);
  }

  @Test
  void everyPage_inEveryLook_hasNoFault() {
    for (Look look : Look.values()) {
      Page page = admin(look);
      for (String label : PAGES) {
        go(page, label);
        // The page before stays until the next one is loaded; all are called as their link is.
        assertThat(page.locator("h1").filter(new Locator.FilterOptions().setHasText(label)))
            .isVisible();
        assertThat(page.locator("main [aria-busy=true], main [aria-label^=Loading]")).hasCount(0);
        browser.screenshot(
            page, "console-" + label.toLowerCase(java.util.Locale.ROOT).replace(' ', '-'));
        browser.axe(page);
      }
    }
  }

  private static Page.GetByTextOptions exactly() {
    return new Page.GetByTextOptions().setExact(true);
  }

  private static Locator.GetByTextOptions exact() {
    return new Locator.GetByTextOptions().setExact(true);
  }

  @Test
  void hostileNames_runNowhere() {
    title(floe, "/jazz", HOSTILE);
    Page page = admin(Look.DESKTOP_DARK);

    assertThat(page.getByText(HOSTILE).first()).isVisible();
    assertThat(page.locator("main img")).hasCount(0);
    browser.screenshot(page, "console-hostile");
  }

  @Test
  void insights_showTheMinutesThatHavePassed() {
    Page page = admin(Look.DESKTOP_LIGHT);
    Page phone = admin(Look.PHONE_DARK);
    page.waitForCondition(
        () -> !floe.rest().get("/insights/trend?mount=/jazz").path("items").isEmpty(),
        new Page.WaitForConditionOptions().setTimeout(150_000));
    go(page, "Insights");

    assertThat(page.locator("[role=img][aria-label^='Listeners over 24 hours']")).isVisible();
    assertThat(page.locator("canvas")).hasCount(2);
    page.waitForCondition(() -> drawn(page));
    for (String range : new String[] {"7 days", "30 days", "A year", "24 hours"}) {
      page.getByText(range, exactly()).click();
      // A chart has its name from its answer, and not from what was chosen.
      assertThat(page.locator("[role=img][aria-label^='Listeners over " + range + "']"))
          .isVisible();
      assertThat(page.locator("main [aria-busy=true]")).hasCount(0);
    }
    browser.screenshot(page, "console-insights");
    browser.axe(page);
    go(phone, "Insights");
    assertThat(phone.locator("canvas")).hasCount(2);
    browser.screenshot(phone, "console-insights");
    browser.axe(phone);
  }

  /** Whether there is a line in the first chart: the colour that it has is on its canvas. */
  private static boolean drawn(Page page) {
    return (Boolean)
        page.evaluate(
            """
            () => {
              const canvas = document.querySelector("main canvas");
              const pixels = canvas.getContext("2d")
                .getImageData(0, 0, canvas.width, canvas.height).data;
              // Grid and words are grey; only what is drawn of values has a colour.
              for (let i = 0; i < pixels.length; i += 4) {
                if (pixels[i + 3] > 200 && pixels[i + 2] - pixels[i] > 80) {
                  return true;
                }
              }
              return false;
            }
            """);
  }

  @Test
  void roles_seeTheirOwnAlone() {
    Page admin = login(Look.DESKTOP_LIGHT, "a-admin", "first-admin");
    Page dj = login(Look.DESKTOP_LIGHT, "a-dj", "first-dj");
    try (PacedSource news = Broadcasts.looped(floe.ingest(1), "/news", audio, 80_000)) {
      assertThat(admin.locator("main").getByLabel("On the air")).containsText("/news");
      title(floe, "/jazz", "Heard by both");
      assertThat(dj.locator("main").getByLabel("On the air")).containsText("Heard by both");
      assertThat(dj.getByText("/news")).hasCount(0);
      assertThat(news.sent()).isPositive();
    }
    for (String hidden : new String[] {"Users", "Tenants", "Bans", "Audit log", "Settings"}) {
      assertThat(
              dj.getByRole(
                  AriaRole.LINK, new Page.GetByRoleOptions().setName(hidden).setExact(true)))
          .hasCount(0);
    }
    dj.navigate("http://127.0.0.1:" + floe.admin() + "/users");
    dj.getByText("Not now").click();
    assertThat(heading(dj, "There is no such page")).isVisible();

    assertThat(
            admin.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName("Users").setExact(true)))
        .isVisible();
    assertThat(
            admin.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName("Bans").setExact(true)))
        .hasCount(0);
  }

  @Test
  void accentOfTheBranding_isThatOfTheConsole() {
    floe.rest().patch("/branding", "{\"accent\": \"#c2185b\"}");
    try {
      Page page = admin(Look.DESKTOP_LIGHT);
      page.waitForCondition(() -> !ice(page).equals("#1d6f94"));
      browser.screenshot(page, "console-accent");
      browser.axe(page);
      Page night = admin(Look.PHONE_DARK);
      night.waitForCondition(() -> !ice(night).equals("#8ccfea"));
      browser.axe(night);
    } finally {
      floe.rest().patch("/branding", "{\"accent\": null}");
    }
  }

  private static String ice(Page page) {
    return (String)
        page.evaluate(
            "getComputedStyle(document.documentElement).getPropertyValue('--floe-ice').trim()");
  }

  @Test
  void firstLoad_isSmall() {
    Page page = browser.page(Look.DESKTOP_LIGHT);
    AtomicLong loaded = new AtomicLong();
    AtomicLong under = new AtomicLong();
    AtomicLong last = new AtomicLong(System.nanoTime());
    page.onRequest(request -> {
      if (!request.url().contains("/api/v1/events")) {
        under.incrementAndGet();
      }
    });
    page.onRequestFinished(request -> {
      if (!request.url().contains("/api/v1/events")) {
        loaded.addAndGet(request.sizes().responseBodySize);
        under.decrementAndGet();
        last.set(System.nanoTime());
      }
    });
    page.onRequestFailed(request -> under.decrementAndGet());
    page.navigate("http://127.0.0.1:" + floe.admin() + "/");
    fillLogin(page, "admin", Platform.ADMIN_PASSWORD);
    page.getByText("Not now").click();
    assertThat(heading(page, "Dashboard")).isVisible();
    assertThat(page.getByText("Live", exactly())).isVisible();
    page.evaluate("document.fonts.ready.then(() => 1)");
    long quiet = Duration.ofSeconds(2).toNanos();
    page.waitForCondition(() -> under.get() == 0 && System.nanoTime() - last.get() > quiet);
    assertThat(loaded.get()).isGreaterThan(100_000);

    assertThat(loaded.get()).isLessThan(FIRST_LOAD);
  }
}
