package io.floe.edge.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Markup with holes, {@code {{name}}}, each filled with {@link Html}: nothing gets in unescaped.
 * Immutable.
 */
final class Template {

  private static final Pattern HOLE = Pattern.compile("\\{\\{([a-zA-Z]+)}}");

  /** Pieces of markup at even places, names of holes between them. */
  private final List<String> pieces = new ArrayList<>();

  Template(String markup) {
    Matcher holes = HOLE.matcher(markup);
    int from = 0;
    while (holes.find()) {
      pieces.add(markup.substring(from, holes.start()));
      pieces.add(holes.group(1));
      from = holes.end();
    }
    pieces.add(markup.substring(from));
  }

  /**
   * The markup with every hole filled.
   *
   * @throws IllegalArgumentException when {@code fill} lacks one
   */
  Html with(Map<String, Html> fill) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < pieces.size(); i++) {
      if (i % 2 == 0) {
        out.append(pieces.get(i));
      } else {
        Html html = fill.get(pieces.get(i));
        if (html == null) {
          throw new IllegalArgumentException("nothing to fill {{" + pieces.get(i) + "}} with");
        }
        out.append(html.markup());
      }
    }
    return new Html(out.toString());
  }
}
