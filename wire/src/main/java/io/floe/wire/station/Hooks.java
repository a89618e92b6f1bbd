package io.floe.wire.station;

import io.floe.wire.audio.MountName;
import io.floe.wire.station.Station.Password;
import io.floe.wire.station.Station.StatedWebhook;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What a station file says of webhooks. Pure. */
final class Hooks {

  private static final String THRESHOLD = "listeners.threshold";

  private Hooks() {}

  /**
   * The webhooks of that tenant; null: the file says nothing about them.
   *
   * @param passwords reads the password of a key of a section
   */
  static @Nullable List<StatedWebhook> of(
      Section tenant, BiFunction<Section, String, @Nullable Password> passwords) {
    List<Section> sections = tenant.sections("webhooks", "webhook", "url");
    if (!tenant.has("webhooks")) {
      return null;
    }
    if (sections.size() > WebhookRules.MOST) {
      tenant.problem(
          "webhooks",
          "has at most %d entries, not %d".formatted(WebhookRules.MOST, sections.size()));
    }
    List<StatedWebhook> found = new ArrayList<>();
    for (Section section : sections) {
      StatedWebhook webhook = webhook(section, passwords);
      if (webhook == null) {
        continue;
      }
      if (found.stream().anyMatch(other -> other.url().equals(webhook.url()))) {
        section.problem("url", "is that of a webhook above: remove one of them");
      }
      found.add(webhook);
    }
    return found;
  }

  private static @Nullable StatedWebhook webhook(
      Section section, BiFunction<Section, String, @Nullable Password> passwords) {
    String url = section.parsed("url", Texts::url);
    List<String> events =
        section.all(
            "events", "source.lost", WebhookRules.EVENTS.size(), Hooks::event, Hooks::distinct);
    List<MountName> mounts =
        section.all("mounts", "/live", WebhookRules.MOST_MOUNTS, Texts::mountName, Hooks::distinct);
    Integer threshold = section.integer("threshold", 1, WebhookRules.MOST_LISTENERS);
    Boolean enabled = section.flag("enabled");
    Password secret = passwords.apply(section, "secret");
    section.require("url", "events", "secret");
    section.close(Set.of());
    if (mounts != null && mounts.isEmpty()) {
      section.problem("mounts", "names at least one mount; leave it out for all of the tenant");
    }
    if (events != null) {
      check(section, events);
    }
    if (!(secret instanceof Password.Clear clear)) {
      if (secret != null) {
        section.problem("secret", "is {env: NAME} or a text: no request is signed with a hash");
      }
      return null;
    }
    if (!WebhookRules.secret(clear.text())) {
      section.problem(
          "secret",
          "has %d to %d characters of ASCII without spaces"
              .formatted(WebhookRules.SHORTEST_SECRET, WebhookRules.LONGEST_SECRET));
    }
    return url == null || events == null
        ? null
        : new StatedWebhook(
            url,
            events,
            mounts == null ? List.of() : mounts,
            threshold,
            enabled == null || enabled,
            clear);
  }

  private static void check(Section section, List<String> events) {
    if (events.isEmpty()) {
      section.problem("events", "names at least one of " + String.join(", ", WebhookRules.EVENTS));
    }
    if (events.contains(THRESHOLD) && !section.has("threshold")) {
      section.problem("threshold", "is missing: " + THRESHOLD + " tells when so many listen");
    }
    if (!events.contains(THRESHOLD) && section.has("threshold")) {
      section.problem("threshold", "is of no use without " + THRESHOLD + " among the events");
    }
  }

  private static <T> List<T> distinct(List<T> all) {
    return all.stream().distinct().toList();
  }

  private static String event(String text) {
    if (!WebhookRules.EVENTS.contains(text)) {
      throw new IllegalArgumentException(
          "is " + String.join(" or ", WebhookRules.EVENTS) + ", not");
    }
    return text;
  }
}
