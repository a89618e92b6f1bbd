package io.floe.edge.page;

import io.floe.wire.config.Branding;
import io.floe.wire.config.ConfigFeed;
import io.floe.wire.config.Logo;
import io.floe.wire.http.Reply;
import io.floe.wire.http.RequestHead.Header;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the pages have of their operator: a name, a colour, a picture, a text. It is made anew when
 * the configuration has another one, on the thread of that, because a long text may take a while;
 * it is read on any.
 */
final class Brand {

  static final String LOGO = "/explore/logo";

  /** Least contrast of text, by WCAG 2.2 AA. */
  private static final double TEXT = 4.5;

  /** Least contrast of what is only there to be looked at. */
  private static final double SHAPE = 1.8;

  private static final Colour PAPER = Colour.of("#fbfcfb");
  private static final Colour NIGHT = Colour.of("#0f171c");
  private static final double WASH = 0.12;

  private static final String MARK =
      "<svg viewBox=\"0 0 32 32\" aria-hidden=\"true\"><path class=\"ice\""
          + " d=\"M3 17 9 8l7 3 6-5 7 11z\"/><path class=\"sea\" d=\"M1 22h30M6 27h20\"/></svg>";

  private final String style = Resources.text("floe.css");
  private volatile Made made;

  /** What was made of a branding. */
  private record Made(
      Branding from, Map<String, Html> holes, Reply.Body style, Optional<Reply> logo) {}

  Brand(ConfigFeed config) {
    made = make(config.current().look());
    config.subscribe(next -> look(config));
    look(config);
  }

  /** Whether the pages are somebody's own, and not only Floe's. */
  boolean named() {
    return made.from().name() != null;
  }

  /** What fills the holes {@code mark, icon, brand, home, tagline, landing} of templates. */
  Map<String, Html> holes() {
    return made.holes();
  }

  /** The style of all pages, in its colours. */
  Reply.Body style() {
    return made.style();
  }

  /** The picture, if there is one. */
  Optional<Reply> logo() {
    return made.logo();
  }

  /** Locked, so that none of two that look leaves the older one. */
  private synchronized void look(ConfigFeed config) {
    Branding branding = config.current().look();
    if (!branding.equals(made.from())) {
      made = make(branding);
    }
  }

  private Made make(Branding branding) {
    String name = branding.name();
    String landing = branding.landing();
    boolean drawn = branding.logo() != null;
    Map<String, Html> holes = new HashMap<>();
    holes.put("mark", new Html(drawn ? "<img src=\"" + LOGO + "\" alt=\"\">" : MARK));
    holes.put("icon", Html.text(drawn ? LOGO : "/favicon.ico"));
    holes.put("brand", Html.text(name == null ? "On the air" : name));
    holes.put("home", Html.text(name == null ? "All stations" : name));
    holes.put("tagline", Html.text(branding.tagline() == null ? "" : branding.tagline()));
    holes.put("landing", landing == null ? new Html("") : Markdown.html(landing));
    String css = branding.accent() == null ? style : style + colours(branding.accent());
    return new Made(
        branding,
        Map.copyOf(holes),
        new Reply.Body(css.getBytes(StandardCharsets.UTF_8)),
        Optional.ofNullable(branding.logo()).map(Logo::parse).map(Brand::reply));
  }

  /** The accent, as dark or as light as it has to be to be read by day and by night. */
  static String colours(String accent) {
    Colour own = Colour.of(accent);
    return "\n:root{"
        + colours(own, PAPER, Colour.BLACK)
        + "}\n@media (prefers-color-scheme:dark){:root{"
        + colours(own, NIGHT, Colour.WHITE)
        + "}}\n";
  }

  private static String colours(Colour accent, Colour paper, Colour ink) {
    return "--ice:"
        + accent.readable(paper, ink, TEXT).hex()
        + ";--floe:"
        + accent.readable(paper, ink, SHAPE).hex()
        + ";--wash:"
        + paper.mixed(accent, WASH).hex();
  }

  private static Reply reply(Logo logo) {
    return new Reply(
        200,
        List.of(
            new Header("Content-Type", logo.contentType()),
            new Header("Cache-Control", "no-cache"),
            new Header("Content-Security-Policy", "default-src 'none'; sandbox"),
            new Header("Cross-Origin-Resource-Policy", "same-origin"),
            new Header("X-Content-Type-Options", "nosniff")),
        new Reply.Body(logo.bytes()));
  }
}
