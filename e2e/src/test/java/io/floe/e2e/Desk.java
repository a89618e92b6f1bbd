package io.floe.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.lang.management.ManagementFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** Somebody at the console, and what they find on a page by its words. Confined to one thread. */
final class Desk {

  private Desk() {}

  /** Logs in with a password of one's own, and waits for the dashboard. */
  static Page login(Page page, int admin, String name, String password) {
    page.navigate("http://127.0.0.1:" + admin + "/");
    fillLogin(page, name, password);
    assertThat(heading(page, "Dashboard")).isVisible();
    return page;
  }

  static void fillLogin(Page page, String name, String password) {
    page.getByLabel("Name").fill(name);
    page.getByLabel("Password", new Page.GetByLabelOptions().setExact(true)).fill(password);
    button(page, "Log in").click();
  }

  /** A user whose password is their own, so that nobody asks them for another one. */
  static void user(Platform floe, String name, String role, String tenant, String... mounts) {
    String of = tenant.isEmpty() ? "" : ", \"tenant\": \"%s\"".formatted(tenant);
    String granted =
        mounts.length == 0 ? "" : ", \"mounts\": [\"%s\"]".formatted(String.join("\", \"", mounts));
    floe.rest()
        .create(
            "/users",
            "{\"name\": \"%s\", \"role\": \"%s\", \"password\": \"first-%s\"%s%s}"
                .formatted(name, role, name, of, granted));
    Rest own = new Rest(floe.admin(), LivePathTest.basic(name, "first-" + name));
    int status =
        own.ask(
                "PUT",
                "/me/password",
                "{\"current\": \"first-%s\", \"password\": \"own-%s\"}".formatted(name, name))
            .status();
    if (status != 204) {
      throw new AssertionError("status " + status + " for the password of " + name);
    }
  }

  static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  static Locator heading(Page page, String name) {
    return page.getByRole(
        AriaRole.HEADING, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  static Locator link(Page page, String name) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  static Locator dialog(Page page) {
    return page.getByRole(AriaRole.DIALOG);
  }

  /** Does what the open dialog asks for, which then goes. */
  static void confirm(Page page, String act) {
    dialog(page)
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(act).setExact(true))
        .click();
    assertThat(dialog(page)).hasCount(0);
  }

  static void tab(Page page, String name) {
    page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName(name).setExact(true)).click();
  }

  /** Goes to a page as a link in the console does, and waits for it; whoever goes there has it. */
  static void visit(Page page, String path) {
    turn(page, path);
    String first = "/" + path.substring(1).split("/", 2)[0];
    assertThat(page.locator("a[aria-current=page][href='%s']".formatted(first))).hasCount(1);
    assertThat(page.locator("main h1").first()).isVisible();
    assertThat(page.locator("main [aria-busy=true], main [aria-label^=Loading]")).hasCount(0);
  }

  /** Goes to a page as a link in the console does: what is there already stays loaded. */
  static void turn(Page page, String path) {
    page.evaluate(
        """
        path => {
          history.pushState(null, "", path);
          dispatchEvent(new PopStateEvent("popstate"));
        }
        """,
        path);
  }

  /**
   * Fails when a page stays wider than the window, so that it would be pushed about sideways. A
   * list that opens may stick out until it has its place.
   */
  static void assertFits(Page page) {
    Awaitility.await()
        .pollInSameThread()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() ->
            org.assertj.core.api.Assertions.assertThat(
                    (Integer) page.evaluate("document.documentElement.scrollWidth - innerWidth"))
                .as("how much wider than the window %s is", page.url())
                .isLessThanOrEqualTo(0));
  }

  /** Until then a dialog has colours of what is behind it. */
  private static final String FADED_IN =
      """
      () => {
        for (let at = document.querySelector("[role=dialog]"); at; at = at.parentElement) {
          if (getComputedStyle(at).opacity !== "1") {
            return false;
          }
        }
        return true;
      }
      """;

  /** Looks at a dialog, and leaves it by the keyboard; the focus goes back to what opened it. */
  static void opensAndCloses(Browser browser, Page page, Locator opener, String name) {
    opener.click();
    assertThat(dialog(page)).isVisible();
    page.waitForFunction(FADED_IN);
    assertFits(page);
    browser.screenshot(page, name);
    browser.axe(page);
    if (page.getByRole(AriaRole.LISTBOX).isVisible()) {
      page.keyboard().press("Escape"); // that closes the list of the first field alone
    }
    page.keyboard().press("Escape");
    assertThat(dialog(page)).hasCount(0);
    assertThat(opener).isFocused();
  }

  /** Says what is played. */
  static void title(Platform floe, String mount, String title) {
    String song = URLEncoder.encode(title, StandardCharsets.UTF_8);
    org.assertj.core.api.Assertions.assertThat(
            Platform.get(
                    floe.ingest(1),
                    "/admin/metadata?mode=updinfo&mount=" + mount + "&song=" + song,
                    "Authorization",
                    LivePathTest.basic("admin", Platform.ADMIN_PASSWORD))
                .body())
        .contains("successful");
  }

  /** An MP3 encoder that goes on and on. */
  static Process ffmpeg(Path log, int ingest, String mount, String password, String name) {
    return Programs.start(
        log,
        List.of(
            "ffmpeg",
            "-re",
            "-stream_loop",
            "-1",
            "-i",
            Sounds.mp3().toString(),
            "-c",
            "copy",
            "-f",
            "mp3",
            "-content_type",
            "audio/mpeg",
            "-ice_name",
            name,
            "icecast://source:" + password + "@127.0.0.1:" + ingest + mount));
  }

  /** On a loaded machine everything takes longer; times are those of one that is not. */
  static double slowness() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return Math.clamp(load / Runtime.getRuntime().availableProcessors(), 1, 5);
  }
}
