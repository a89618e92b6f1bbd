package io.floe.edge.listener;

import io.floe.wire.audio.MountName;
import io.floe.wire.config.Mount;
import io.floe.wire.config.UrlAuth;
import io.floe.wire.hook.HookForm;
import io.floe.wire.hook.HookRequest;
import io.floe.wire.hook.Hooks;
import io.floe.wire.http.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a listener showed to the hook of its mount; it is told of their end with the same.
 * Immutable.
 *
 * @param number of the listener
 * @param mount that was asked for
 * @param target mount and query, as Icecast tells it
 * @param limitMs how long the hook lets it listen
 */
record Ticket(
    long number,
    MountName mount,
    String target,
    String user,
    String password,
    String server,
    int port,
    Visit visit,
    long limitMs,
    UrlAuth auth) {

  static Ticket of(Port port, RequestHead head, MountName mount, Visit visit, UrlAuth auth) {
    String pair = head.header("Authorization").flatMap(Ticket::basic).orElse(":");
    int colon = pair.indexOf(':');
    String path = head.path().orElse("/");
    return new Ticket(
        port.numbers().getAsLong(),
        mount,
        head.query().isEmpty() ? path : path + "?" + head.query(),
        colon < 0 ? "" : pair.substring(0, colon),
        colon < 0 ? "" : pair.substring(colon + 1),
        Hooks.server(port.config().current()),
        port.settings().port(),
        visit,
        Long.MAX_VALUE,
        auth);
  }

  private static Optional<String> basic(String authorization) {
    String value = authorization.strip();
    if (!value.toLowerCase(Locale.ROOT).startsWith("basic ")) {
      return Optional.empty();
    }
    try {
      byte[] pair = Base64.getDecoder().decode(value.substring(6).strip());
      return Optional.of(RequestHead.text(pair, StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException broken) {
      return Optional.empty();
    }
  }

  /** {@link System#nanoTime} at which a listener has listened as long as it may. */
  static long end(@Nullable Ticket shown, Visit visit, Mount settings) {
    Long most = settings.maxDurationMs();
    long ms =
        Math.min(
            most == null ? Long.MAX_VALUE : most, shown == null ? Long.MAX_VALUE : shown.limitMs());
    return visit.acceptedNanos() + Math.min(Long.MAX_VALUE / 2, TimeUnit.MILLISECONDS.toNanos(ms));
  }

  /** Tells the hook that a listener has gone, if it wants to know. */
  static void gone(@Nullable Ticket shown, Port port) {
    String hook = shown == null ? null : shown.auth().listenerRemove();
    if (shown != null && hook != null) {
      long nanos = System.nanoTime() - shown.visit().acceptedNanos();
      port.hooks().tell(shown.remove(hook, TimeUnit.NANOSECONDS.toSeconds(nanos)));
    }
  }

  /** The same with so much time. */
  Ticket limited(long ms) {
    return new Ticket(number, mount, target, user, password, server, port, visit, ms, auth);
  }

  /** The question whether it may listen. */
  HookRequest add(String url) {
    String rest =
        form(new HookForm("listener_add").with("server", server).with("port", "" + port), "")
            .toString();
    String whole =
        form(
                new HookForm("listener_add").with("server", server).with("port", "" + port),
                String.valueOf(number))
            .with("ip", visit.address().toString())
            .with("agent", visit.agent())
            .toString();
    return new HookRequest(
        mount,
        url,
        whole,
        user,
        password,
        rest + "&" + visit.address() + "&" + visit.agent(),
        auth);
  }

  /** What is told when it has gone. */
  HookRequest remove(String url, long seconds) {
    String body =
        form(
                new HookForm("listener_remove").with("server", server).with("port", "" + port),
                String.valueOf(number))
            .with("duration", String.valueOf(seconds))
            .with("ip", visit.address().toString())
            .with("agent", visit.agent())
            .toString();
    return new HookRequest(mount, url, body, user, password, "", auth);
  }

  private HookForm form(HookForm form, String client) {
    return form.with("client", client)
        .with("mount", target)
        .with("user", user)
        .with("pass", password);
  }

  @Override
  public String toString() {
    return "Ticket[" + number + "]";
  }
}
