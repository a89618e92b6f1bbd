package io.floe.admin.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.floe.admin.rest.Form;
import io.floe.admin.rest.Read;
import io.floe.admin.rest.Refusal;
import io.floe.admin.store.Lines;
import io.floe.admin.store.WebhookRow;
import io.floe.wire.audio.MountName;
import io.floe.wire.station.WebhookRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a body says about a webhook.
 *
 * @param tenant null: nothing
 * @param url null: nothing
 * @param secret null: none is given
 * @param fresh whether a secret is to be made
 * @param edits what it does to the rest, in order
 */
record WebhookForm(
    @Nullable String tenant,
    @Nullable String url,
    @Nullable String secret,
    boolean fresh,
    List<Consumer<WebhookRow>> edits) {

  WebhookForm {
    edits = List.copyOf(edits);
  }

  /**
   * Reads a body.
   *
   * @param whole whether it describes a webhook completely
   * @param url lets a URL pass, or throws {@link IllegalArgumentException}
   */
  static WebhookForm read(@Nullable JsonNode body, boolean whole, UnaryOperator<String> url) {
    Form form = Form.of(body);
    List<Consumer<WebhookRow>> edits = new ArrayList<>();
    String tenant = form.value("tenant", Read::tenant, false);
    String place = form.value("url", value -> url.apply(Read.text(value)), whole);
    List<String> events = form.value("events", WebhookForm::events, whole);
    if (events != null) {
      edits.add(row -> row.events = Lines.text(events));
    }
    form.optional(
        "mounts",
        WebhookForm::mounts,
        mounts -> edits.add(row -> row.mounts = mounts == null ? "" : Lines.text(mounts)));
    form.optional(
        "threshold",
        Read.integer(1, WebhookRules.MOST_LISTENERS),
        threshold -> edits.add(row -> row.threshold = threshold));
    form.field("enabled", Read::flag, enabled -> edits.add(row -> row.enabled = enabled));
    List<@Nullable String> secret = new ArrayList<>();
    form.optional("secret", WebhookForm::secret, secret::add);
    form.shown("id", "createdAt", "managed");
    form.done();
    String given = secret.isEmpty() ? null : secret.getFirst();
    boolean fresh = given == null && (whole || !secret.isEmpty());
    return new WebhookForm(tenant, place, given, fresh, edits);
  }

  /** Does to that row what the body says; whether that makes sense is asked afterwards. */
  void over(WebhookRow row) {
    edits.forEach(edit -> edit.accept(row));
    boolean wanted = row.wants(EventKind.LISTENERS_THRESHOLD.word());
    if (wanted && row.threshold == null) {
      throw Refusal.senseless(
          "threshold", "is missing: listeners.threshold tells when so many listen");
    }
    if (!wanted && row.threshold != null) {
      throw Refusal.senseless(
          "threshold", "is of no use without listeners.threshold among the events");
    }
  }

  private static List<String> events(JsonNode value) {
    Map<String, String> words = new TreeMap<>();
    EventKind.words().forEach(word -> words.put(word, word));
    List<String> events = Read.list(Read.oneOf(words)).apply(value).stream().distinct().toList();
    if (events.isEmpty()) {
      throw new IllegalArgumentException(
          "names at least one of " + String.join(", ", words.keySet()));
    }
    return events;
  }

  private static List<String> mounts(JsonNode value) {
    List<String> mounts =
        Read.list(Read::mount).apply(value).stream().map(MountName::value).distinct().toList();
    if (mounts.isEmpty() || mounts.size() > WebhookRules.MOST_MOUNTS) {
      throw new IllegalArgumentException(
          "names 1 to " + WebhookRules.MOST_MOUNTS + " mounts; leave it out for all of the tenant");
    }
    return mounts;
  }

  private static String secret(JsonNode value) {
    String text = Read.text(value);
    if (!WebhookRules.secret(text)) {
      throw new IllegalArgumentException(
          "has "
              + WebhookRules.SHORTEST_SECRET
              + " to "
              + WebhookRules.LONGEST_SECRET
              + " characters of ASCII without spaces; null makes a new one");
    }
    return text;
  }
}
