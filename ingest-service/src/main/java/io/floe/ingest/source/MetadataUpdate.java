package io.floe.ingest.source;

import io.floe.wire.audio.MountName;
import io.floe.wire.audio.Title;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.http.Reply;
import io.floe.wire.http.RequestHead;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a metadata request asks for, {@code /admin/metadata} or SHOUTcast's {@code /admin.cgi}
 * (docs/icecast-compat.md 1.5). Pure: head, form and configuration in, outcome out.
 */
final class MetadataUpdate {

  /** The two dialects. */
  enum Dialect {
    ICECAST,
    SHOUTCAST
  }

  /** The outcome. */
  sealed interface Asked {}

  /** Answered whoever asks. */
  record Answered(Reply reply) implements Asked {}

  /**
   * A title for a mount, if one of the options is right.
   *
   * @param noSuchAction whether the mode is unknown: to be said only to who may ask
   */
  record Wants(MountName mount, List<Credentials> options, String title, boolean noSuchAction)
      implements Asked {}

  /** Credentials were sent, and cannot be read: of a mount, if the request names one. */
  record Unreadable(MountName mount, Reply reply) implements Asked {}

  private MetadataUpdate() {}

  /** Reads a request; {@code form} is the body of a POST, else empty, one char per byte. */
  static Asked read(Dialect dialect, RequestHead head, String form, ConfigSnapshot config) {
    FormBytes parameters = new FormBytes().add(head.query()).add(form);
    List<Credentials> options = new ArrayList<>();
    head.header("Authorization").flatMap(Credentials::basic).ifPresent(options::add);
    Optional<String> mountText = parameters.text("mount");
    if (dialect == Dialect.SHOUTCAST) {
      Optional<byte[]> pass = parameters.get("pass");
      if (pass.isPresent()) {
        PasswordLine line = PasswordLine.read(new String(pass.get(), StandardCharsets.ISO_8859_1));
        options.addAll(line.options());
        mountText = mountText.or(() -> line.mount().map(MountName::value));
      }
    }
    if (options.isEmpty()) {
      Reply refusal = Replies.unauthorized("You need to authenticate");
      return head.header("Authorization").isEmpty()
          ? new Answered(refusal)
          : new Unreadable(
              mountText.flatMap(MountName::parse).orElse(config.shoutcastMount()), refusal);
    }
    Optional<String> mode = parameters.text("mode");
    if (mode.isEmpty() || (dialect == Dialect.ICECAST && mountText.isEmpty())) {
      return missing(mode.isEmpty() ? "mode" : "mount");
    }
    // No name has a space: it is a plus sign that was not escaped, as Liquidsoap leaves it.
    Optional<MountName> mount =
        mountText.map(text -> text.replace(' ', '+')).flatMap(MountName::parse);
    if (mountText.isPresent() && mount.isEmpty()) {
      return new Answered(Replies.adminError(400, "Source does not exist"));
    }
    MountName name = mount.orElse(config.shoutcastMount());
    Optional<String> title = title(parameters, charset(parameters, name, config));
    boolean noSuchAction = !mode.get().equals("updinfo");
    if (title.isEmpty() && !noSuchAction) {
      return missing("song");
    }
    return new Wants(name, options, Title.clean(title.orElse("")), noSuchAction);
  }

  private static Asked missing(String name) {
    return new Answered(Replies.adminError(400, "Missing parameter: " + name));
  }

  /** Without a name, bytes that are valid UTF-8 are UTF-8. */
  private record Charsets(Charset charset, boolean named) {
    String decode(byte[] bytes) {
      return named ? new String(bytes, charset) : RequestHead.text(bytes, charset);
    }
  }

  private static Charsets charset(FormBytes parameters, MountName mount, ConfigSnapshot config) {
    Optional<Charset> named = parameters.text("charset").flatMap(MetadataUpdate::charset);
    return named
        .map(c -> new Charsets(c, true))
        .orElseGet(() ->
            new Charsets(
                charset(config.settings(mount).charset()).orElse(StandardCharsets.ISO_8859_1),
                false));
  }

  private static Optional<Charset> charset(String name) {
    try {
      return Optional.of(Charset.forName(name.strip()));
    } catch (IllegalArgumentException unknown) {
      return Optional.empty();
    }
  }

  // "song" wins over artist and title, and each update stands alone: an artist does not stick.
  private static Optional<String> title(FormBytes parameters, Charsets charsets) {
    Optional<String> song = parameters.get("song").map(charsets::decode);
    if (song.isPresent()) {
      return song;
    }
    Optional<String> artist =
        parameters.get("artist").map(charsets::decode).filter(a -> !a.isBlank());
    Optional<String> title = parameters.get("title").map(charsets::decode);
    if (artist.isPresent() && title.filter(t -> !t.isBlank()).isPresent()) {
      return Optional.of(artist.get() + " - " + title.get());
    }
    return artist.or(() -> title);
  }
}
