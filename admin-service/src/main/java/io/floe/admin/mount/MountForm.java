package io.floe.admin.mount;

import com.fasterxml.jackson.databind.JsonNode;
import io.floe.admin.account.Secrets;
import io.floe.admin.rest.Form;
import io.floe.admin.rest.Read;
import io.floe.wire.audio.MountName;
import io.floe.wire.config.Mount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a body says about a mount.
 *
 * @param name null: nothing
 * @param tenant null: nothing
 * @param password whether it says something about the password
 * @param edits what it does to the settings, in order
 */
record MountForm(
    @Nullable MountName name,
    @Nullable String tenant,
    boolean password,
    List<Consumer<Mount.Builder>> edits) {

  private static final int MAX_BURST = 1 << 20;
  private static final long SECOND_MS = 1_000;
  private static final long HOUR_MS = 3_600_000;
  private static final long MONTH_MS = 30L * 24 * HOUR_MS;

  MountForm {
    edits = List.copyOf(edits);
  }

  /**
   * Reads a body; hashes its password, so not within a transaction.
   *
   * @param fresh whether the mount is new, so that it needs a name
   */
  static MountForm read(@Nullable JsonNode body, boolean fresh) {
    Form form = Form.of(body);
    List<Consumer<Mount.Builder>> edits = new ArrayList<>();
    MountName name = form.value("name", Read::newMount, fresh);
    String tenant = form.value("tenant", Read::tenant, false);
    boolean password = password(form, body, edits);
    form.field("enabled", Read::flag, v -> edits.add(b -> b.enabled(v)));
    form.optional("public", Read::flag, v -> edits.add(b -> b.listed(v)));
    form.optional("streamName", Read::line, v -> edits.add(b -> b.streamName(v)));
    form.optional("description", Read::line, v -> edits.add(b -> b.description(v)));
    form.optional("genre", Read::line, v -> edits.add(b -> b.genre(v)));
    form.optional("url", Read::url, v -> edits.add(b -> b.url(v)));
    form.optional("contentType", MountForm::contentType, v -> edits.add(b -> b.contentType(v)));
    form.field("burst", Read.integer(0, MAX_BURST), v -> edits.add(b -> b.burst(v)));
    form.field(
        "latency",
        Read.oneOf(Map.of("normal", Mount.Latency.NORMAL, "low", Mount.Latency.LOW)),
        v -> edits.add(b -> b.latency(v)));
    form.optional(
        "maxListeners",
        Read.integer(Mount.LEAST_LISTENERS, Integer.MAX_VALUE),
        v -> edits.add(b -> b.maxListeners(v)));
    form.optional(
        "maxDuration", Read.duration(SECOND_MS, MONTH_MS), v -> edits.add(b -> b.maxDurationMs(v)));
    form.optional("fallback", Read::mount, v -> edits.add(b -> b.fallback(v)));
    form.field(
        "takeover",
        Read.oneOf(
            Map.of(
                "never", Mount.Takeover.NEVER,
                "sameEncoder", Mount.Takeover.SAME_ENCODER,
                "always", Mount.Takeover.ALWAYS)),
        v -> edits.add(b -> b.takeover(v)));
    form.field(
        "sourceTimeout",
        Read.duration(SECOND_MS, HOUR_MS),
        v -> edits.add(b -> b.sourceTimeoutMs(v.intValue())));
    form.field("charset", Read::charset, v -> edits.add(b -> b.charset(v)));
    form.field("allowed", Read::networks, v -> edits.add(b -> b.allowed(v)));
    form.field("banned", Read::networks, v -> edits.add(b -> b.banned(v)));
    form.field("bannedAgents", Read.list(MountForm::agent), v -> edits.add(b -> b.bannedAgents(v)));
    form.optional("auth", AuthBody::read, v -> edits.add(b -> b.auth(v)));
    form.shown("passwordSet", "managed");
    form.done();
    return new MountForm(name, tenant, password, edits);
  }

  /** Those settings with what the body says. */
  Mount over(Mount before) {
    Mount.Builder builder = before.with();
    edits.forEach(edit -> edit.accept(builder));
    return builder.build();
  }

  private static boolean password(
      Form form, @Nullable JsonNode body, List<Consumer<Mount.Builder>> edits) {
    if (body != null && body.path("passwordHash").isNull()) {
      form.shown("passwordHash");
      edits.add(builder -> builder.passwordHash(null));
      if (form.has("password")) {
        form.mistake("password", "is given twice: leave out one of password and hash");
      }
      return true;
    }
    String hash = Secrets.read(form, "");
    if (hash != null) {
      edits.add(builder -> builder.passwordHash(hash));
    }
    return hash != null;
  }

  private static String contentType(JsonNode value) {
    String text = Read.line(value);
    if (!text.matches("[A-Za-z0-9!#$&^_.+-]{1,50}/[A-Za-z0-9!#$&^_.+-]{1,50}")) {
      throw new IllegalArgumentException("is a type like audio/mpeg, without parameters");
    }
    return text;
  }

  private static String agent(JsonNode value) {
    String text = Read.line(value);
    if (text.isBlank() || text.length() > 200) {
      throw new IllegalArgumentException("has entries of 1 to 200 characters");
    }
    return text;
  }
}
