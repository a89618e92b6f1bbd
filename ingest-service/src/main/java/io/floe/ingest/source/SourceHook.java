package io.floe.ingest.source;

import io.floe.wire.audio.MountName;
import io.floe.wire.client.Address;
import io.floe.wire.config.UrlAuth;
import io.floe.wire.hook.HookAnswer;
import io.floe.wire.hook.HookForm;
import io.floe.wire.hook.HookRequest;
import io.floe.wire.hook.Hooks;
import io.floe.wire.http.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks the hook of a mount about its source, where Icecast asks for a password. About a few at once
 * for a client, so that one that guesses leaves others a place. Any thread.
 */
final class SourceHook {

  /** For a client and a mount, which has one source. */
  static final int MOST_AT_ONCE = 4;

  private record Asker(Address network, MountName mount) {}

  private final Hooks hooks;
  private final int port;

  /** Those for whom the hook is asked now, and how often. */
  private final Map<Asker, Integer> asking = new ConcurrentHashMap<>();

  /**
   * @param port the Icecast port, as hooks are told
   */
  SourceHook(Hooks hooks, int port) {
    this.hooks = hooks;
    this.port = port;
  }

  /** Who is asked about an attempt; null: its password says enough. */
  static @Nullable UrlAuth asked(Passwords.Attempt attempt) {
    UrlAuth auth = attempt.config().settings(attempt.mount()).auth();
    // Titles and admins have passwords.
    return attempt.accounts() || auth == null || auth.sourceConnect() == null ? null : auth;
  }

  /**
   * Asks, or says at once that it is asked too often for that client already.
   *
   * @param answer called once, on any thread
   */
  void ask(Passwords.Attempt attempt, UrlAuth auth, Consumer<Passwords.Verdict> answer) {
    Asker asker = new Asker(attempt.address().network(), attempt.mount());
    if (asking.merge(asker, 1, Integer::sum) > MOST_AT_ONCE) {
      answered(asker);
      answer.accept(new Passwords.Verdict.Busy());
      return;
    }
    Credentials shown = attempt.options().getFirst();
    String password = RequestHead.text(shown.password(), StandardCharsets.ISO_8859_1);
    String body =
        new HookForm("stream_auth")
            .with("mount", attempt.mount().value())
            .with("ip", attempt.address().toString())
            .with("server", Hooks.server(attempt.config()))
            .with("port", Integer.toString(port))
            .with("user", shown.user())
            .with("pass", password)
            .toString();
    hooks.ask(
        new HookRequest(
            attempt.mount(),
            String.valueOf(auth.sourceConnect()),
            body,
            shown.user(),
            password,
            body,
            auth),
        said -> {
          answered(asker);
          answer.accept(verdict(attempt, auth, said));
        });
  }

  private void answered(Asker asker) {
    asking.computeIfPresent(asker, (key, times) -> times == 1 ? null : times - 1);
  }

  private static Passwords.Verdict verdict(
      Passwords.Attempt attempt, UrlAuth auth, HookAnswer said) {
    return switch (said) {
      case HookAnswer.Admitted _ -> opened(attempt);
      case HookAnswer.Denied _ -> new Passwords.Verdict.Wrong();
      case HookAnswer.Down _ ->
          auth.whenDown() == UrlAuth.WhenDown.ALLOW
              ? opened(attempt)
              : new Passwords.Verdict.Busy();
      case HookAnswer.Busy _ -> new Passwords.Verdict.Busy();
    };
  }

  private static Passwords.Verdict opened(Passwords.Attempt attempt) {
    return new Passwords.Verdict.Opened("mount:" + attempt.mount());
  }
}
