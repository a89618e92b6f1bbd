package io.floe.edge.page;

import java.util.regex.Pattern;

/** Links to where a station says that it is at home. Pure. */
final class Links {

  private static final Pattern WEB = Pattern.compile("https?://[^\\s\"'<>]{1,1000}");

  private Links() {}

  /** The text, as a link if {@code url} leads to the web. */
  static Html out(String text, String url) {
    Html shown = Html.text(text);
    return WEB.matcher(url).matches()
        ? new Html(
            "<a rel=\"noopener noreferrer nofollow\" href=\""
                + Html.text(url).markup()
                + "\">"
                + shown.markup()
                + "</a>")
        : shown;
  }
}
