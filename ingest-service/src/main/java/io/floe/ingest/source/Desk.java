package io.floe.ingest.source;

import io.floe.ingest.source.SourceCounters.Refusal;
import io.floe.stream.origin.Origins;
import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Message.RetitleAnswer.Outcome;
import io.floe.wire.client.Address;
import io.floe.wire.config.ConfigFeed;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.UrlAuth;
import io.floe.wire.http.Reply;
import io.floe.wire.http.RequestHead;
import io.floe.wire.login.AuthLog;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Knows what each request gets. Stateless but for what it was given; called on event loops, and
 * answers of checks and claims come back on other threads.
 */
final class Desk {

  private static final Logger LOG = Logger.getLogger(Desk.class);

  /** Longest form body. */
  static final int MAX_FORM = 8192;

  /** What a request gets. */
  sealed interface Answer {}

  /** A reply at once. */
  record Now(Reply reply) implements Answer {}

  /**
   * A reply after a while.
   *
   * @param ask to be called with what takes the reply, on any thread, once
   */
  record Later(Consumer<Consumer<Reply>> ask) implements Answer {}

  /**
   * An admin service has the answer.
   *
   * @param path of the page
   */
  record Forward(String path) implements Answer {}

  /** The client wants to become a source. */
  record Login() implements Answer {}

  private final SourceSettings settings;
  private final ConfigFeed config;
  private final Origins origins;
  private final ListenerDoor listeners;
  private final PageSource pages;
  private final Passwords passwords;
  private final AuthLog authLog;
  private final PlaylistLog playlist;
  private final SourceCounters counters;
  private final Admission admission;
  private final Forwarding forwarding;
  private final SourceHook sourceHook;

  Desk(
      SourceSettings settings,
      ConfigFeed config,
      Origins origins,
      ListenerDoor listeners,
      PageSource pages,
      Passwords passwords,
      LiveSources live,
      AuthLog authLog,
      PlaylistLog playlist,
      SourceCounters counters,
      Seats seats,
      Forwarding forwarding,
      SourceHook sourceHook) {
    this.settings = settings;
    this.config = config;
    this.origins = origins;
    this.listeners = listeners;
    this.pages = pages;
    this.passwords = passwords;
    this.authLog = authLog;
    this.playlist = playlist;
    this.counters = counters;
    this.admission = new Admission(origins, live, playlist, counters, settings.maxSources(), seats);
    this.forwarding = forwarding;
    this.sourceHook = sourceHook;
  }

  SourceSettings settings() {
    return settings;
  }

  ConfigSnapshot config() {
    return config.current();
  }

  SourceCounters counters() {
    return counters;
  }

  Admission admission() {
    return admission;
  }

  Forwarding forwarding() {
    return forwarding;
  }

  /** Whether the body of this request is a form that {@link #answer} needs. */
  boolean takesForm(RequestHead head) {
    return verb(head).equals("POST") && (metadata(head).isPresent() || admin(head));
  }

  /**
   * @param form the body of a form, one char per byte, else empty
   */
  Answer answer(RequestHead head, String form, Address address) {
    try {
      return found(head, form, address);
    } catch (RuntimeException failure) {
      LOG.errorf(
          failure, "No answer to %s %s", head.method(), Escaped.log(head.path().orElse("?"), 200));
      return new Now(Replies.text(500, "Something went wrong here; the log says what."));
    }
  }

  private Answer found(RequestHead head, String form, Address address) {
    Optional<MetadataUpdate.Dialect> metadata = metadata(head);
    return switch (verb(head)) {
      case "SOURCE", "PUT" -> new Login();
      case "OPTIONS" -> options();
      case "GET", "POST" -> {
        if (metadata.isPresent()) {
          yield update(metadata.get(), head, form, address);
        }
        if (admin(head)) {
          yield forward(head);
        }
        yield verb(head).equals("GET") ? new Now(get(head)) : new Login();
      }
      case "HEAD" -> admin(head) && metadata.isEmpty() ? forward(head) : new Now(get(head));
      case "STATS" ->
          new Now(Replies.text(501, "This release of Floe does not serve STATS connections."));
      default ->
          new Now(
              Replies.notAllowed(
                  "The verb "
                      + Escaped.log(head.method(), 20)
                      + " is not served"
                      + " here; sources send SOURCE or PUT."));
    };
  }

  /**
   * Checks a password and writes down failures.
   *
   * @param answer called once, on any thread
   */
  void check(Passwords.Attempt attempt, Consumer<Passwords.Verdict> answer) {
    UrlAuth hook = SourceHook.asked(attempt);
    Consumer<Passwords.Verdict> noted = noted(attempt, "wrong password", answer);
    if (hook == null) {
      passwords.check(attempt, noted);
    } else {
      passwords.elsewhere(attempt, judged -> sourceHook.ask(attempt, hook, judged), noted);
    }
  }

  /** To be run when a source leaves that an attempt has let in: see {@link Passwords#again}. */
  Runnable again(Passwords.Attempt attempt) {
    return passwords.again(attempt);
  }

  /**
   * Treats credentials that cannot be read as a wrong password of somebody unknown.
   *
   * @param reply takes the refusal, or that it is too early for that; called once, on any thread
   */
  void unreadable(MountName mount, Address address, Reply refusal, Consumer<Reply> reply) {
    var attempt =
        new Passwords.Attempt(config(), mount, List.of(Credentials.latin1("", "")), false, address);
    passwords.elsewhere(
        attempt,
        judged -> judged.accept(new Passwords.Verdict.Wrong()),
        noted(
            attempt,
            "unreadable credentials",
            verdict -> reply.accept(verdict instanceof Passwords.Verdict.Busy ? busy() : refusal)));
  }

  /** The answer, which first writes down a failure. */
  private Consumer<Passwords.Verdict> noted(
      Passwords.Attempt attempt, String reason, Consumer<Passwords.Verdict> answer) {
    return verdict -> {
      if (verdict instanceof Passwords.Verdict.Wrong) {
        counters.authFailed();
        authLog.failed(
            attempt.options().getFirst().user(), attempt.address(), reason, attempt.mount());
      }
      answer.accept(verdict);
    };
  }

  /** What a client gets whose password cannot be checked now. */
  Reply busy() {
    counters.refuse(Refusal.LIMIT);
    return Replies.text(503, "Too many logins are being checked; try again in a few seconds.")
        .with("Retry-After", "3");
  }

  private Answer options() {
    return new Now(
        new Reply(204, List.of(), new Reply.Body(new byte[0])).with("Allow", Replies.ALLOW));
  }

  private static boolean admin(RequestHead head) {
    return head.path().orElse("").startsWith("/admin/");
  }

  private static Answer forward(RequestHead head) {
    if (head.path().orElse("").equals("/admin/!POKE")) {
      // libshout asks for this only to see whether the server keeps connections open.
      return new Now(Replies.unauthorized("You need to authenticate"));
    }
    return ForwardRequest.page(head)
        .<Answer>map(Forward::new)
        .orElseGet(() -> new Now(Replies.adminError(400, "Unrecognised command")));
  }

  private Reply get(RequestHead head) {
    Optional<String> path = head.path();
    if (path.isEmpty()) {
      return Replies.text(400, "The target is no path: it starts with a slash, like /live.");
    }
    Optional<Reply> page = pages.page(head);
    if (page.isPresent()) {
      return page.get();
    }
    Optional<MountName> mount = MountName.parse(path.get()).filter(m -> !m.reserved());
    if (mount.isEmpty()) {
      return Replies.text(404, "There is no such page here.");
    }
    String query = head.query();
    return listeners
        .edgeFor(mount.get(), head.header("Host").orElse(""))
        .map(edge ->
            Replies.text(302, "Listeners are served at " + edge)
                .with(
                    "Location",
                    edge.toASCIIString() + (query.isEmpty() ? "" : "?" + Escaped.query(query))))
        .orElseGet(() ->
            Replies.text(503, "No edge is up to serve listeners; try again in a few seconds.")
                .with("Retry-After", "3"));
  }

  private static Optional<MetadataUpdate.Dialect> metadata(RequestHead head) {
    return switch (head.path().orElse("")) {
      case "/admin/metadata", "/admin/metadata.xsl" -> Optional.of(MetadataUpdate.Dialect.ICECAST);
      case "/admin.cgi" -> Optional.of(MetadataUpdate.Dialect.SHOUTCAST);
      default -> Optional.empty();
    };
  }

  private Answer update(
      MetadataUpdate.Dialect dialect, RequestHead head, String form, Address address) {
    ConfigSnapshot now = config.current();
    return switch (MetadataUpdate.read(dialect, head, form, now)) {
      case MetadataUpdate.Answered answered -> new Now(answered.reply());
      case MetadataUpdate.Unreadable(var mount, var refusal) ->
          new Later(reply -> unreadable(mount, address, refusal, reply));
      case MetadataUpdate.Wants wants ->
          new Later(reply ->
              check(
                  new Passwords.Attempt(now, wants.mount(), wants.options(), true, address),
                  verdict -> {
                    switch (verdict) {
                      case Passwords.Verdict.Opened opened ->
                          retitle(
                              dialect,
                              wants,
                              now,
                              Locks.titled(now, wants.mount(), opened.credential()),
                              reply);
                      case Passwords.Verdict.Wrong wrong ->
                          reply.accept(Replies.unauthorized("Wrong user name or password"));
                      case Passwords.Verdict.Busy busy -> reply.accept(busy());
                    }
                  }));
    };
  }

  private void retitle(
      MetadataUpdate.Dialect dialect,
      MetadataUpdate.Wants wants,
      ConfigSnapshot config,
      String credential,
      Consumer<Reply> reply) {
    ConfigSnapshot.Made made = config.rendition(wants.mount()).orElse(null);
    if (wants.noSuchAction()) {
      reply.accept(Replies.adminOutcome("No such action", 0));
    } else if (made != null) {
      reply.accept(
          Replies.adminError(
              403,
              wants.mount()
                  + " has the titles of "
                  + made.rendition().from()
                  + ", which it is made from: set them there"));
    } else {
      origins.retitle(
          wants.mount(),
          wants.title(),
          credential,
          outcome -> {
            reply.accept(said(dialect, outcome));
            if (outcome == Outcome.DONE) {
              counters.titled();
              playlist.played(wants.mount(), wants.title());
            }
          });
    }
  }

  private static Reply said(MetadataUpdate.Dialect dialect, Outcome outcome) {
    return switch (outcome) {
      case NO_SOURCE -> Replies.adminError(400, "Source does not exist");
      case IN_BAND -> Replies.adminOutcome("Mountpoint will not accept URL updates", 1);
      case FOREIGN ->
          Replies.adminError(
              403,
              "The source on this mount uses another password; a title needs the same one, or an"
                  + " admin account");
      case DONE ->
          switch (dialect) {
            case ICECAST -> Replies.adminOutcome("Metadata update successful", 1);
            case SHOUTCAST -> Replies.shoutcastDone("Metadata update successful");
          };
    };
  }

  private static String verb(RequestHead head) {
    return head.method().toUpperCase(Locale.ROOT);
  }

  static String latin1(byte[] form) {
    return new String(form, StandardCharsets.ISO_8859_1);
  }
}
