package io.floe.launcher.imported;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code <authentication type="url">} of a mount of Icecast, as {@code auth} of a mount. What
 * is taken over is told without its URLs: there may be secrets in them. Confined to one thread.
 */
final class IcecastUrlAuth {

  private static final String SAME_TIME_LIMIT = "icecast-auth-timelimit:";

  /** Options and the keys of a station file that say the same. */
  private static final Map<String, String> KEYS =
      Map.of(
          "listener_add", "listenerAdd",
          "listener_remove", "listenerRemove",
          "stream_auth", "sourceConnect",
          "auth_header", "header");

  private static final String BESIDE =
      "is not told to hooks; a webhook tells of sources (docs/webhooks.md)";

  private static final Map<String, String> REASONS =
      Map.of(
          "username", "hooks are shown the name of the client, and none when it gave none",
          "password", "hooks are shown the password of the client, and none when it gave none",
          "mount_add", BESIDE,
          "mount_remove", BESIDE,
          "headers", "headers of listeners are not in the form",
          "header_prefix", "headers of listeners are not in the form");

  private final Draft draft;
  private final Findings findings;

  IcecastUrlAuth(Draft draft, Findings findings) {
    this.draft = draft;
    this.findings = findings;
  }

  /** Takes it over; or says why not, and then says nothing else of it. */
  Optional<String> read(String mount, Element authentication) {
    Map<String, Object> auth = new LinkedHashMap<>();
    for (Element option : authentication.children()) {
      String key = KEYS.get(name(option));
      if (option.name().equals("option") && key != null && !value(option).isEmpty()) {
        auth.put(key, value(option));
      }
    }
    if (auth.isEmpty() || (auth.size() == 1 && auth.containsKey("header"))) {
      return Optional.of("no URL is asked");
    }
    Optional<String> problem = draft.mount(mount, "auth", auth);
    if (problem.isPresent()) {
      return Optional.of("its options cannot be taken over: " + problem.get());
    }
    findings.understood(
        authentication.where(),
        "authentication of %s: auth of the mount (docs/limits.md)%s"
            .formatted(
                Findings.shown(mount),
                auth.containsKey("listenerAdd")
                    ? ""
                    : "; nobody is asked about listeners, as there is no listener_add"));
    authentication.children().forEach(this::rest);
    return Optional.empty();
  }

  /** What is there beside it. */
  private void rest(Element option) {
    String name = name(option);
    if (!option.name().equals("option")) {
      not(option, option.name(), "Floe has nothing like it");
    } else if (name.equals("timelimit_header")) {
      if (!value(option).equals(SAME_TIME_LIMIT)) {
        not(option, name, "the time of a listener is read from icecast-auth-timelimit");
      }
    } else if (!KEYS.containsKey(name)) {
      not(option, name, REASONS.getOrDefault(name, "Floe has nothing like it"));
    }
  }

  private static String name(Element option) {
    return option.attributes().getOrDefault("name", "");
  }

  private static String value(Element option) {
    return option.attributes().getOrDefault("value", "").strip();
  }

  private void not(Element e, String name, String why) {
    findings.not(e.where(), Findings.shown(name) + ": " + why);
  }
}
