package io.floe.admin.icecast;

import io.floe.wire.audio.Title;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The title in a metadata update (docs/icecast-compat.md 1.5). Pure. */
final class Songs {

  private Songs() {}

  /**
   * The title.
   *
   * @param usual what bytes are that are not UTF-8 when the query does not say
   * @throws Fault when there is none
   */
  static String title(Query query, String usual) {
    Query read =
        query.in(
            query
                .find("charset")
                .flatMap(Songs::charset)
                .or(() -> charset(usual))
                .orElse(StandardCharsets.ISO_8859_1));
    return Title.clean(
        read.find("song")
            .or(() -> joined(read))
            .orElseThrow(() -> new Fault(400, "Missing parameter: song")));
  }

  private static Optional<String> joined(Query query) {
    Optional<String> artist = query.find("artist").filter(each -> !each.isBlank());
    Optional<String> title = query.find("title");
    return artist.isPresent() && title.filter(each -> !each.isBlank()).isPresent()
        ? Optional.of(artist.get() + " - " + title.get())
        : artist.or(() -> title);
  }

  private static Optional<Charset> charset(String name) {
    try {
      return Optional.of(Charset.forName(name.strip()));
    } catch (IllegalArgumentException unknown) {
      return Optional.empty();
    }
  }
}
