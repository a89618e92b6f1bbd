package io.floe.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.floe.e2e.Desk.assertFits;
import static io.floe.e2e.Desk.button;
import static io.floe.e2e.Desk.confirm;
import static io.floe.e2e.Desk.dialog;
import static io.floe.e2e.Desk.fillLogin;
import static io.floe.e2e.Desk.heading;
import static io.floe.e2e.Desk.link;
import static io.floe.e2e.Desk.opensAndCloses;
import static io.floe.e2e.Desk.slowness;
import static io.floe.e2e.Desk.tab;
import static io.floe.e2e.Desk.title;
import static io.floe.e2e.Desk.turn;
import static io.floe.e2e.Desk.visit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.floe.e2e.Browser.Look;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mounts, dialogs and roles of the console, in a real browser with real sources and listeners. */
class ConsoleMountTest {

  private static final String HOSTILE = "<img src=x onerror=console.error('hurt')><script>";

  /** Keeps the players that a page makes, which are nowhere in the document. */
  private static final String KEEP_PLAYERS =
      "{ const Made = Audio; window.Audio = function (url) { return (window.made = new Made(url)); }; }";

  private static final String NO_CLIPBOARD =
      "Object.defineProperty(Navigator.prototype, 'clipboard', { value: undefined });";

  /** Pages and the button that opens their dialog. */
  private static final Map<String, String> DIALOGS =
      Map.of(
          "/users", "New user",
          "/tokens", "New token",
          "/webhooks", "New webhook",
          "/tenants", "New tenant",
          "/renditions", "Create rendition",
          "/mounts", "Create mount");

  private static Platform floe;
  private static Browser browser;
  private static String webhook;
  private static final List<PacedSource> SOURCES = new ArrayList<>();

  @TempDir Path temp;

  @BeforeAll
  static void start() {
    floe = Platform.start(1, 1, null);
    browser = Browser.open();
    PlaywrightAssertions.setDefaultAssertionTimeout(15_000 * slowness());
    floe.rest().create("/tenants", "{\"name\": \"south\"}");
    for (String mount : new String[] {"jazz", "news", "kept"}) {
      floe.rest()
          .create("/mounts", "{\"name\": \"/%s\", \"tenant\": \"default\"}".formatted(mount));
    }
    floe.rest()
        .create(
            "/mounts",
            "{\"name\": \"/south\", \"tenant\": \"south\", \"password\": \"e2e-south\"}");
    webhook =
        floe.rest()
            .create(
                "/webhooks",
                """
                {"url": "https://hooks.example/floe", "events": ["source.connected"], "tenant": "default"}
                """)
            .get("id")
            .asText();
    Desk.user(floe, "boss", "superadmin", "");
    Desk.user(floe, "s-admin", "admin", "south");
    Desk.user(floe, "a-viewer", "viewer", "default", "/jazz");
    SOURCES.add(Broadcasts.source(floe.ingest(1), "/jazz", Numbered.seconds(1, 1_200)));
    SOURCES.add(Broadcasts.source(floe.ingest(1), "/news", Numbered.seconds(2, 1_200)));
    SOURCES.add(
        new PacedSource(
            floe.ingest(1),
            "/south",
            "e2e-south",
            "audio/mpeg",
            Numbered.seconds(3, 1_200),
            Numbered.RATE,
            Numbered.RATE,
            false));
  }

  @AfterAll
  static void end() {
    try (Platform ends = floe) {
      browser.close();
      SOURCES.forEach(PacedSource::close);
    }
  }

  @AfterEach
  void nothingWentWrong() {
    browser.closePages();
  }

  private static Page at(Look look, String name) {
    return Desk.login(browser.page(look), floe.admin(), name, "own-" + name);
  }

  private static Page boss(Look look) {
    return at(look, "boss");
  }

  @Test
  void pagesBehindPages_haveNoFault_andFitAPhone() {
    for (Look look : new Look[] {Look.DESKTOP_LIGHT, Look.PHONE_LIGHT}) {
      Page page = boss(look);
      for (String path :
          List.of(
              "/",
              "/mounts",
              "/mounts/jazz",
              "/mounts/jazz/listeners",
              "/mounts/jazz/connect",
              "/mounts/jazz/listen",
              "/mounts/jazz/settings",
              "/renditions",
              "/insights",
              "/users",
              "/tokens",
              "/audit",
              "/bans",
              "/branding",
              "/settings",
              "/reference",
              "/account",
              "/tenants",
              "/tenants/default",
              "/webhooks",
              "/webhooks/" + webhook)) {
        visit(page, path);
        assertFits(page);
        if (path.matches("/(account|mounts/.*|tenants/.*|webhooks/.*)")) {
          browser.axe(page);
          browser.screenshot(page, "page" + path.replace(webhook, "one").replace('/', '-'));
        }
      }
    }
  }

  @Test
  void dialogs_haveNoFault_andGiveTheFocusBack() {
    for (Look look : new Look[] {Look.DESKTOP_LIGHT, Look.PHONE_LIGHT}) {
      Page page = boss(look);
      DIALOGS.forEach((path, word) -> {
        visit(page, path);
        opensAndCloses(
            browser, page, button(page, word).first(), "dialog" + path.replace('/', '-'));
      });
      visit(page, "/audit");
      opensAndCloses(
          browser,
          page,
          page.getByLabel("Audit log").getByRole(AriaRole.BUTTON).first(),
          "dialog-audit");
      try (Recorder listener = new Recorder(floe.edge(1), "/jazz")) {
        visit(page, "/mounts/jazz/listeners");
        opensAndCloses(browser, page, button(page, "Move all"), "dialog-move");
        opensAndCloses(browser, page, button(page, "Kick all"), "dialog-kick-all");
        assertThat(listener.ended()).isFalse();
      }
    }
  }

  @Test
  void listeners_areMovedAndKicked_andHearIt() {
    Page page = boss(Look.DESKTOP_LIGHT);
    visit(page, "/mounts/jazz/listeners");
    try (Recorder first = new Recorder(floe.edge(1), "/jazz");
        Recorder second = Recorder.from("127.0.0.2", floe.edge(1), "/jazz")) {
      assertThat(page.locator("main")).containsText("2 listeners");
      button(page, "Kick 127.0.0.2").click();
      confirm(page, "Kick listener");
      page.waitForCondition(second::ended);
      assertThat(first.ended()).isFalse();
      assertThat(page.locator("main")).containsText("1 listener");

      button(page, "Move all").click();
      dialog(page).getByLabel("To", exactLabel()).first().click();
      page.getByRole(AriaRole.OPTION, new Page.GetByRoleOptions().setName("/news")).click();
      confirm(page, "Move listeners");
      page.waitForCondition(() -> first.hasReached(2, 1));
      assertThat(first.ended()).isFalse();

      visit(page, "/mounts/news/listeners");
      assertThat(page.locator("main")).containsText("1 listener");
      button(page, "Kick all").click();
      confirm(page, "Kick all");
      page.waitForCondition(first::ended);
      assertThat(page.getByText("Nobody listens")).isVisible();
    }
  }

  @Test
  void freshAdmin_isOnTheAirWithinAMinute_andSeesItWithinTwoSeconds() {
    floe.rest()
        .create(
            "/users",
            """
            {"name": "fresh", "role": "admin", "tenant": "default", "password": "by-somebody"}
            """);
    Page page = browser.page(Look.DESKTOP_LIGHT);
    double sources = sources();
    long began = System.nanoTime();
    page.navigate("http://127.0.0.1:" + floe.admin() + "/");
    fillLogin(page, "fresh", "by-somebody");
    page.getByLabel("New password", new Page.GetByLabelOptions().setExact(true)).fill("my-own-one");
    page.getByLabel("New password, once more").fill("my-own-one");
    button(page, "Change password").click();
    assertThat(heading(page, "Dashboard")).isVisible();
    link(page, "Mounts").click();
    button(page, "Create mount").click();
    dialog(page).getByLabel("Name", exactLabel()).fill("/first");
    dialog(page)
        .getByRole(
            AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Create mount").setExact(true))
        .click();
    String password = page.locator("pre[aria-label='password of /first']").textContent();

    Process ffmpeg = ffmpeg("/first", password, "First FM");
    try {
      CompletableFuture<Long> accepted = CompletableFuture.supplyAsync(() -> accepted(sources));
      assertThat(page.locator("main").getByText("On the air", exact()).first())
          .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(60_000));
      long seen = System.nanoTime();
      double slow = slowness();
      assertThat(Duration.ofNanos(seen - accepted.join()))
          .as("from when the ingest had the source")
          .isLessThan(Duration.ofMillis((long) (2_000 * slow)));
      assertThat(Duration.ofNanos(seen - began))
          .as("from the first login to the air")
          .isLessThan(Duration.ofSeconds((long) (60 * slow)));
    } finally {
      ffmpeg.destroyForcibly();
    }
  }

  /** When the ingest has one source more, by its own word. */
  private static long accepted(double before) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> sources() > before);
    return System.nanoTime();
  }

  private static double sources() {
    return Platform.metric(floe.management(1), "floe_sources");
  }

  @Test
  void preview_plays_followsTheTitle_andEndsWithItsPage() {
    floe.rest()
        .create(
            "/mounts",
            "{\"name\": \"/heard\", \"tenant\": \"default\", \"password\": \"e2e-heard\"}");
    Process ffmpeg = ffmpeg("/heard", "e2e-heard", "Heard FM");
    try {
      Page page = browser.page(Look.DESKTOP_LIGHT);
      page.addInitScript(KEEP_PLAYERS);
      Desk.login(page, floe.admin(), "boss", "own-boss");
      visit(page, "/mounts/heard");
      assertThat(page.locator("main").getByText("Live", exact()).first())
          .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(60_000));
      for (String song : new String[] {"The first one", "The second one"}) {
        title(floe, "/heard", song);
        assertThat(page.getByLabel("Now playing")).containsText(song);
      }
      tab(page, "Listen");
      button(page, "Play").click();
      assertThat(page.getByText("Playing what listeners hear")).isVisible();
      double from = played(page);
      page.waitForCondition(() -> played(page) > from + 2);
      page.evaluate("made.pause()");
      assertThat(button(page, "Play")).isVisible();

      button(page, "Play").click();
      page.waitForCondition(() -> played(page) > 0);
      tab(page, "Now");
      page.waitForCondition(
          () -> (Boolean) page.evaluate("made.paused && !made.hasAttribute('src')"));
    } finally {
      ffmpeg.destroyForcibly();
    }
  }

  private static double played(Page page) {
    return ((Number) page.evaluate("made.currentTime")).doubleValue();
  }

  @Test
  void roles_seeNothingOfOthers() {
    Page south = at(Look.DESKTOP_LIGHT, "s-admin");
    assertThat(south.getByLabel("Live mounts")).containsText("/south");
    Page viewer = at(Look.DESKTOP_LIGHT, "a-viewer");
    assertThat(viewer.getByLabel("Live mounts")).containsText("/jazz");
    for (Page page : List.of(south, viewer)) {
      boolean isViewer = page == viewer;
      List<String> foreign =
          isViewer ? List.of("/south", "/news", "/kept") : List.of("/jazz", "/news", "/kept");
      for (String path : List.of("/", "/mounts", "/renditions", "/insights")) {
        visit(page, path);
        assertThat(page.locator("main")).not().containsText("Connecting");
        for (String mount : foreign) {
          assertThat(page.getByText(mount, new Page.GetByTextOptions().setExact(true))).hasCount(0);
        }
      }
      visit(page, "/insights");
      page.getByLabel("Mount", new Page.GetByLabelOptions().setExact(true)).first().click();
      assertThat(page.getByRole(AriaRole.OPTION))
          .hasText(new String[] {isViewer ? "/jazz" : "/south"});
      page.keyboard().press("Escape");
      turn(page, "/mounts" + foreign.getFirst());
      assertThat(heading(page, "There is no mount " + foreign.getFirst())).isVisible();
    }
    assertThat(link(viewer, "Audit log")).hasCount(0);
    turn(viewer, "/audit");
    assertThat(heading(viewer, "There is no such page")).isVisible();
    visit(south, "/audit");
    assertThat(south.getByLabel("Audit log")).containsText("s-admin");
    for (String other : new String[] {"/jazz", "/news", "boss", "a-viewer"}) {
      assertThat(south.locator("main")).not().containsText(other);
    }
    // What the browser is told of what is not there.
    assertThat(browser.takeProblems()).allMatch(each -> each.contains("status of 404"));
  }

  @Test
  void hostileNames_ofAnEncoder_runNowhere() {
    Process ffmpeg = ffmpeg("/kept", Platform.SOURCE_PASSWORD, HOSTILE);
    try {
      Page page = boss(Look.DESKTOP_DARK);
      visit(page, "/mounts/kept");
      assertThat(page.locator("main").getByText("Live", exact()).first())
          .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(60_000));
      for (String path :
          List.of("/", "/mounts", "/mounts/kept", "/mounts/kept/connect", "/mounts/kept/listen")) {
        visit(page, path);
        assertThat(page.locator("main").getByText(HOSTILE).first()).isVisible();
        assertThat(page.locator("main img")).hasCount(0);
        assertFits(page);
      }
      browser.screenshot(page, "console-hostile-name");
    } finally {
      ffmpeg.destroyForcibly();
    }
  }

  @Test
  void otherPages_mayNotFrameTheConsole() {
    Page page = browser.page(Look.DESKTOP_LIGHT);
    String console = "http://127.0.0.1:" + floe.admin() + "/";
    page.setContent("<iframe src='%s' title='console'></iframe>".formatted(console));
    page.waitForCondition(() -> page.frames().size() == 2);
    List<String> problems = new ArrayList<>();
    page.waitForCondition(() -> {
      problems.addAll(browser.takeProblems());
      return problems.stream().anyMatch(each -> each.contains("frame-ancestors"));
    });
    assertThat(page.frames().getLast().locator("input")).hasCount(0);
  }

  @Test
  void copy_worksWithoutAClipboard() {
    Page page = browser.page(Look.DESKTOP_LIGHT);
    page.addInitScript(NO_CLIPBOARD);
    Desk.login(page, floe.admin(), "boss", "own-boss");
    visit(page, "/mounts/jazz/listen");
    assertThat(page.evaluate("navigator.clipboard === undefined")).isEqualTo(true);
    button(page, "Copy embed code").click();
    assertThat(button(page, "Copied (embed code)")).isVisible();
    browser.screenshot(page, "console-copied");
    String code =
        page.getByLabel("embed code", new Page.GetByLabelOptions().setExact(true)).textContent();
    visit(page, "/mounts");
    page.getByLabel("Filter mounts").focus();
    page.keyboard().press("Control+V");
    assertThat(page.getByLabel("Filter mounts")).hasValue(code);
  }

  @Test
  void linesOfCurl_doWhatTheySay() {
    Page page = boss(Look.DESKTOP_LIGHT);
    visit(page, "/reference");
    for (String operation : new String[] {"mounts", "bans", "users", "tokens"}) {
      page.locator("#post-" + operation + " summary").click();
      String line =
          page.locator("#post-" + operation).getByLabel("curl line", exactLabel()).textContent();
      assertThat(line).startsWith("curl -u boss http://127.0.0.1:");
      String filled =
          line.replace("curl -u boss", "curl -s -w %{http_code} -u boss:own-boss")
              .replace("/jazz", "/by-curl");
      Programs.Outcome outcome = Programs.run(Duration.ofSeconds(30), "sh", "-c", filled);
      assertThat(outcome.output()).as(filled).endsWith("201");
    }
  }

  private static Locator.GetByLabelOptions exactLabel() {
    return new Locator.GetByLabelOptions().setExact(true);
  }

  @Test
  void sessionThatEnds_keepsThePage_andWhatWasEntered() {
    Page page = boss(Look.DESKTOP_LIGHT);
    visit(page, "/mounts/kept/settings");
    page.getByLabel("Genre").fill("half entered");
    page.context().clearCookies();
    button(page, "Save changes").click();
    assertThat(dialog(page)).containsText("Log in again");
    browser.screenshot(page, "console-login-again");
    browser.axe(page);
    page.keyboard().press("Escape");
    page.getByLabel("Password of boss").fill("own-boss");
    dialog(page)
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Log in").setExact(true))
        .click();
    assertThat(dialog(page)).hasCount(0);
    assertThat(page.getByLabel("Genre")).hasValue("half entered");
    button(page, "Save changes").click();
    assertThat(page.getByText("Saved.")).isVisible();
    assertThat(floe.rest().get("/mounts/kept").get("genre").asText()).isEqualTo("half entered");
    assertThat(browser.takeProblems()).allMatch(each -> each.contains("status of 401"));
  }

  @Test
  void chartThatIsEnlarged_staysSo_whenFreshMinutesCome() {
    Page page = boss(Look.DESKTOP_LIGHT);
    page.waitForCondition(
        () -> !floe.rest().get("/insights/trend").path("items").isEmpty(),
        new Page.WaitForConditionOptions().setTimeout(150_000));
    visit(page, "/insights");
    Locator steps =
        page.getByRole(
                AriaRole.GROUP,
                new Page.GetByRoleOptions().setName("Part that is shown: Listeners"))
            .first();
    Locator shown = steps.getByRole(AriaRole.STATUS);
    assertThat(shown).hasText("");
    for (String step : new String[] {"Enlarge", "Enlarge", "Later"}) {
      steps.getByLabel(step).focus();
      page.keyboard().press("Enter");
    }
    assertThat(shown).containsText(" to ");
    String part = shown.textContent();
    browser.screenshot(page, "console-insights-enlarged");
    page.waitForResponse(
        answer -> answer.url().contains("/insights/trend"),
        new Page.WaitForResponseOptions().setTimeout(90_000),
        () -> {});
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    assertThat(shown).hasText(part);
    steps.getByLabel("Show all").click();
    assertThat(shown).hasText("");
  }

  private static Locator.GetByTextOptions exact() {
    return new Locator.GetByTextOptions().setExact(true);
  }

  private Process ffmpeg(String mount, String password, String name) {
    return Desk.ffmpeg(temp.resolve("ffmpeg.log"), floe.ingest(1), mount, password, name);
  }
}
