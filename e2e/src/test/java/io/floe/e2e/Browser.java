package io.floe.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Debian's Chromium without a window, and whatever goes wrong in its pages: errors on the console,
 * errors of scripts, what a policy forbids, requests to other machines. No name is resolved in it
 * but those of this machine, and it plays nothing that nobody has clicked on. Confined to one
 * thread, on which it also hears what happens: wait with {@link Page#waitForCondition}.
 */
final class Browser implements AutoCloseable {

  /** What somebody looks at a page with. */
  enum Look {
    DESKTOP_LIGHT(1280, 800, ColorScheme.LIGHT),
    DESKTOP_DARK(1280, 800, ColorScheme.DARK),
    PHONE_LIGHT(390, 844, ColorScheme.LIGHT),
    PHONE_DARK(390, 844, ColorScheme.DARK);

    private final int width;
    private final int height;
    private final ColorScheme scheme;

    Look(int width, int height, ColorScheme scheme) {
      this.width = width;
      this.height = height;
      this.scheme = scheme;
    }
  }

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|[a-z0-9-]+\\.localhost|127(\\.\\d{1,3}){3}|\\[::1]");

  /** Addresses of what comes from nowhere. */
  private static final Set<String> WITHIN = Set.of("about", "blob", "data");

  /** The console does not say everything that a policy forbids. */
  private static final String TELL_VIOLATIONS =
      """
      document.addEventListener("securitypolicyviolation", (event) =>
        console.error("policy: " + event.violatedDirective + " forbids " + event.blockedURI));
      """;

  private static final String AXE =
      """
      async () => {
        const found = await axe.run(document, { resultTypes: ["violations"] });
        return found.violations
          .filter((fault) => fault.impact === "serious" || fault.impact === "critical")
          .map((fault) => fault.impact + ": " + fault.help + " (" + fault.id + ")\\n"
            + fault.nodes.map((node) => "  " + node.html + "\\n  " + node.failureSummary).join("\\n"));
      }
      """;

  private final Playwright playwright;
  private final com.microsoft.playwright.Browser chromium;
  private final Map<Page, Look> pages = new IdentityHashMap<>();
  private final Set<String> problems = new TreeSet<>();

  private Browser(Playwright playwright) {
    this.playwright = playwright;
    chromium =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(program("chromium"))
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-dev-shm-usage",
                            "--disable-gpu",
                            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost,"
                                + " EXCLUDE *.localhost, EXCLUDE 127.0.0.1")));
  }

  /** Starts one. */
  static Browser open() {
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    try {
      return new Browser(playwright);
    } catch (RuntimeException | Error failed) {
      playwright.close();
      throw failed;
    }
  }

  /** An empty page with storage of its own. */
  Page page(Look look) {
    return page(look, new com.microsoft.playwright.Browser.NewContextOptions());
  }

  /**
   * An empty page with storage of its own.
   *
   * @param more what else it differs in from others
   */
  Page page(Look look, com.microsoft.playwright.Browser.NewContextOptions more) {
    BrowserContext context =
        chromium.newContext(
            more.setViewportSize(look.width, look.height).setColorScheme(look.scheme));
    context.addInitScript(TELL_VIOLATIONS);
    context.onConsoleMessage(this::said);
    context.onWebError(error -> problems.add("script: " + error.error()));
    context.onRequest(request -> asked(request.url()));
    Page page = context.newPage();
    page.onCrash(crashed -> problems.add("crash: " + crashed.url()));
    pages.put(page, look);
    return page;
  }

  /**
   * Keeps a picture of the whole page for people to look at.
   *
   * @param name of the file, to which the look of the page is added
   */
  void screenshot(Page page, String name) {
    String look = pages.get(page).name().toLowerCase(Locale.ROOT).replace('_', '-');
    Path file = Platform.root().resolve("e2e/target/screenshots/" + name + "-" + look + ".png");
    page.screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(true));
  }

  /** Fails when axe-core finds a serious or critical fault in the page as it is now. */
  void axe(Page page) {
    page.evaluate(Axe.SOURCE);
    assertThat((List<?>) page.evaluate(AXE)).as("faults of %s", page.url()).isEmpty();
  }

  /** Has the browser do nothing at all meanwhile, as on a machine that somebody has shut. */
  void asleep(Runnable meanwhile) {
    signal("-STOP");
    try {
      meanwhile.run();
    } finally {
      signal("-CONT");
    }
  }

  private static void signal(String signal) {
    List<String> command = new ArrayList<>(List.of("kill", signal));
    ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().command().orElse("").contains("chromium"))
        .forEach(process -> command.add(String.valueOf(process.pid())));
    assertThat(command).as("processes of the browser").hasSizeGreaterThan(3);
    Programs.run(Duration.ofSeconds(10), command.toArray(String[]::new)).orFail();
  }

  /** What has gone wrong until now, each once; it is forgotten then. */
  List<String> takeProblems() {
    for (Page page : pages.keySet()) {
      if (!page.isClosed()) {
        page.evaluate("0"); // what was said before is heard before the answer
      }
    }
    List<String> taken = List.copyOf(problems);
    problems.clear();
    return taken;
  }

  /** Fails when anything has gone wrong since it was asked last. */
  void assertNoProblems() {
    assertThat(takeProblems()).as("what went wrong in the browser").isEmpty();
  }

  /** Closes all pages, and fails when anything has gone wrong in them. */
  void closePages() {
    try {
      assertNoProblems();
    } finally {
      pages.keySet().forEach(page -> page.context().close());
      pages.clear();
      problems.clear();
    }
  }

  /** Ends it, and fails when anything has gone wrong. */
  @Override
  public void close() {
    try (playwright) {
      assertNoProblems();
    }
  }

  private void said(ConsoleMessage message) {
    if (message.type().equals("error")) {
      problems.add("console: " + message.text() + " (" + message.location() + ")");
    }
  }

  private void asked(String url) {
    URI uri = URI.create(url);
    String host = uri.getHost();
    boolean here =
        host == null ? WITHIN.contains(uri.getScheme()) : LOOPBACK.matcher(host).matches();
    if (!here) {
      problems.add("foreign: " + url);
    }
  }

  private static Path program(String name) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () -> new AssertionError(name + " is not installed: ./floe test does that, on Debian"));
  }

  /** The library, read when somebody needs it. */
  private static final class Axe {
    static final String SOURCE = read();

    private static String read() {
      try (InputStream in = Browser.class.getResourceAsStream("/axe.min.js")) {
        if (in == null) {
          throw new AssertionError("axe-core is not on the class path");
        }
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
