package io.floe.ingest.source;

import io.floe.ingest.source.SourceCounters.Refusal;
import io.floe.wire.audio.MountName;
import io.floe.wire.client.Address;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.Mount;
import io.floe.wire.http.Reply;
import io.floe.wire.http.RequestHead;
import java.util.Locale;
import java.util.Optional;

/**
 * What a request to become a source amounts to, before and after its password is checked. Pure:
 * head and configuration in, decision out. Serves SOURCE, PUT and POST.
 */
final class SourceHandshake {

  /** Before the password. */
  sealed interface Asked {}

  /** No source, whoever asks. */
  record Refused(Refusal kind, Reply reply) implements Asked {}

  /** A poke, or a client that waits to be asked for its password: nothing is wrong with that. */
  record NoCredentials(Reply reply) implements Asked {}

  /** Sent credentials that cannot be read. */
  record Unreadable(MountName mount, Reply reply) implements Asked {}

  /** Wants a mount, if the password is right. */
  record Wants(MountName mount, Credentials credentials, BodyKind body, Greeting greeting)
      implements Asked {}

  /** After the password. */
  sealed interface Allowed {}

  /** Right password, but not this. */
  record Forbidden(Refusal kind, Reply reply) implements Allowed {}

  /** May have the mount if it is free. */
  record Welcome(Entrant entrant) implements Allowed {}

  /**
   * How the audio lies in the bytes after the head.
   *
   * @param chunked whether chunk framing is to be taken off
   * @param length bytes to take, 0 for all until the connection closes
   */
  record BodyKind(boolean chunked, long length) {
    Body open() {
      return chunked ? new Dechunker() : length > 0 ? Body.counted(length) : Body.unframed();
    }
  }

  /**
   * What the encoder is told once the mount is its own.
   *
   * @param start at once
   * @param end when the body came whole; empty when the start was the final answer
   */
  record Greeting(String start, String end) {}

  private SourceHandshake() {}

  /** Reads the head of a SOURCE, PUT or POST. */
  static Asked read(RequestHead head) {
    Optional<String> path = head.path();
    if (path.isEmpty()) {
      return refused(
          Refusal.REQUEST, 400, "The target is no mount: it starts with a slash, like /live.");
    }
    MountName mount;
    try {
      mount = new MountName(path.get());
    } catch (IllegalArgumentException malformed) {
      return refused(Refusal.REQUEST, 400, "Bad mount name: " + malformed.getMessage() + ".");
    }
    if (mount.reserved()) {
      return refused(
          Refusal.MOUNT,
          403,
          "The name " + mount + " belongs to Floe's own pages; use another mount, like /live.");
    }
    Optional<String> coding = head.header("Transfer-Encoding").map(SourceHandshake::lower);
    if (coding.isPresent() && !coding.get().matches("|identity|chunked")) {
      return refused(
          Refusal.REQUEST,
          501,
          "This transfer coding is not known here; send the audio as it is, or chunked.");
    }
    Optional<String> authorization = head.header("Authorization");
    if (authorization.isEmpty()) {
      return new NoCredentials(Replies.unauthorized("You need to authenticate"));
    }
    Optional<Credentials> credentials = authorization.flatMap(Credentials::basic);
    if (credentials.isEmpty()) {
      return new Unreadable(
          mount, Replies.unauthorized("You need to authenticate with the Basic scheme"));
    }
    return new Wants(mount, credentials.get(), body(head, coding.orElse("")), greeting(head));
  }

  /** Decides on a client whose password was right. */
  static Allowed allow(
      RequestHead head, Wants wants, String credential, ConfigSnapshot config, Address address) {
    Optional<String> made = made(config, wants.mount());
    if (made.isPresent()) {
      return forbidden(Refusal.MOUNT, 403, made.get());
    }
    Mount settings = config.settings(wants.mount());
    String contentType = head.header("Content-Type").orElse("").strip();
    String agent = head.text("User-Agent").map(a -> Escaped.line(a, 200)).orElse("");
    if (!settings.enabled()) {
      return forbidden(Refusal.MOUNT, 403, "The mount " + wants.mount() + " is disabled.");
    }
    if (settings.refuses(address, agent)) {
      return forbidden(
          Refusal.BANNED,
          403,
          "The mount "
              + wants.mount()
              + " takes no sources from this address, or none of this kind.");
    }
    if (!media(contentType)) {
      return forbidden(
          Refusal.CONTENT,
          415,
          "The content type '"
              + Escaped.log(contentType, 100)
              + "' is no audio or video; send audio/mpeg, audio/aac, application/ogg or the like.");
    }
    var encoder = new io.floe.wire.bus.Message.Encoder(credential, address.toString(), agent);
    return new Welcome(
        new Entrant(
            wants.mount(),
            StreamHeaders.read(
                head, contentType.isEmpty() ? hint(settings) : contentType, settings),
            encoder,
            encoder.tenant().isEmpty() ? owner(config, wants.mount()) : encoder.tenant(),
            address,
            settings,
            wants.body().open(),
            wants.greeting()));
  }

  private static String owner(ConfigSnapshot config, MountName mount) {
    return config.mount(mount).map(owned -> owned.tenant().name()).orElse("");
  }

  /** Why no source may have a mount that a rendition makes, if one does; for who may know. */
  static Optional<String> made(ConfigSnapshot config, MountName mount) {
    return config
        .rendition(mount)
        .map(made ->
            mount + " is made from " + made.rendition().from() + ": connect to another mount.");
  }

  /**
   * Whether a source may send this. Unknown audio and video types pass through, and so do unknown
   * application types; no type at all is taken for MP3.
   */
  static boolean media(String contentType) {
    int end = contentType.indexOf(';');
    String bare = lower(end < 0 ? contentType : contentType.substring(0, end)).strip();
    if (bare.isEmpty()) {
      return contentType.isEmpty();
    }
    return bare.matches("(audio|video)/[a-z0-9!#$&^_.+-]+")
        || (bare.matches("application/[a-z0-9!#$&^_.+-]+")
            && !bare.matches(
                "application/(.*\\+)?(json|xml|zip|gzip|pdf|javascript|x-javascript|ecmascript"
                    + "|xhtml|x-sh|x-www-form-urlencoded|ld|graphql|sql|yaml|x-yaml|rtf|msword)"));
  }

  /** What a source sends that does not say. */
  private static String hint(Mount settings) {
    String configured = settings.contentType();
    return configured == null ? "audio/mpeg" : configured;
  }

  private static BodyKind body(RequestHead head, String coding) {
    if (coding.equals("chunked")) {
      return new BodyKind(true, 0);
    }
    // Encoders say 0 or nonsense when they mean "until I close".
    String length = head.header("Content-Length").orElse("").strip();
    return new BodyKind(false, length.matches("[0-9]{1,18}") ? Long.parseLong(length) : 0);
  }

  private static Greeting greeting(RequestHead head) {
    if (head.header("Expect").map(SourceHandshake::lower).orElse("").contains("100-continue")) {
      return new Greeting(Replies.CONTINUE, Replies.BODY_TAKEN);
    }
    boolean source = head.method().equalsIgnoreCase("SOURCE");
    return new Greeting(source || !head.http11() ? Replies.SOURCE_OK : Replies.PUT_OK_11, "");
  }

  private static Asked refused(Refusal kind, int status, String text) {
    return new Refused(kind, Replies.text(status, text));
  }

  private static Allowed forbidden(Refusal kind, int status, String text) {
    return new Forbidden(kind, Replies.text(status, text));
  }

  private static String lower(String s) {
    return s.strip().toLowerCase(Locale.ROOT);
  }
}
