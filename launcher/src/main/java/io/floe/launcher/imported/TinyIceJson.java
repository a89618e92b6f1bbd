package io.floe.launcher.imported;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.floe.launcher.folder.LaunchProblem;
import io.floe.wire.client.Address;
import io.floe.wire.client.Cidr;
import io.floe.wire.station.PasswordRules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the configuration of a TinyIce. Passwords there are bcrypt hashes and stay what they are; a
 * user's own mounts carry the passwords of their sources. Confined to one thread.
 */
final class TinyIceJson {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** What TinyIce has when the file says 0. */
  private static final int DEFAULT_MAX_LISTENERS = 100;

  private static final int MAX_BURST = 1_048_576;

  private static final String LATER = "not in this release yet";

  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("bind_host", "is an option: ./floe up --host"),
          Map.entry(
              "port", "is an option: ./floe up --port for encoders, --listen-port for listeners"),
          Map.entry("location", "is shown nowhere"),
          Map.entry("admin_email", "is shown nowhere"),
          Map.entry("low_latency_mode", "it only set a header; state latency: low of a mount"),
          Map.entry("use_https", "TLS is " + LATER),
          Map.entry("auto_https", "TLS is " + LATER),
          Map.entry("https_port", "TLS is " + LATER),
          Map.entry("cert_file", "TLS is " + LATER),
          Map.entry("key_file", "TLS is " + LATER),
          Map.entry("acme_email", "TLS is " + LATER),
          Map.entry("acme_directory_url", "TLS is " + LATER),
          Map.entry("domains", "TLS is " + LATER),
          Map.entry("directory_listing", "directories of streams are " + LATER),
          Map.entry("directory_server", "directories of streams are " + LATER));

  private final Draft draft;
  private final Findings findings;
  private final Map<String, Object> branding = new LinkedHashMap<>();

  TinyIceJson(Draft draft, Findings findings) {
    this.draft = draft;
    this.findings = findings;
  }

  /**
   * Reads all of it.
   *
   * @throws LaunchProblem when it is no JSON object
   */
  void read(String json) {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new LaunchProblem(
          "this is no JSON that can be read: line %d: %s. Correct it and try again."
              .formatted(line, Findings.shown(e.getOriginalMessage())),
          e);
    }
    mounts(root);
    root.properties().forEach(each -> setting(root, each.getKey(), each.getValue()));
    if (!draft.isEmpty()) {
      everyMount(root);
    }
  }

  /** Every mount that the file names in one place or another, and the password of its sources. */
  private void mounts(JsonNode root) {
    for (Map.Entry<String, JsonNode> user : root.path("users").properties()) {
      String path = "users." + Findings.shown(user.getKey()) + ".mounts.";
      user.getValue().path("mounts").properties().forEach(each -> mountWithPassword(path, each));
    }
    root.path("mounts").properties().forEach(each -> mountWithPassword("mounts.", each));
    for (String place : List.of("visible_mounts", "disabled_mounts", "fallback_mounts")) {
      for (Map.Entry<String, JsonNode> each : root.path(place).properties()) {
        draft
            .mount(each.getKey())
            .ifPresent(
                why -> findings.not(place + "." + Findings.shown(each.getKey()), "mount: " + why));
      }
    }
  }

  private void mountWithPassword(String path, Map.Entry<String, JsonNode> entry) {
    String mount = entry.getKey();
    String where = path + Findings.shown(mount);
    if (draft.says(mount, "password")) {
      findings.not(
          where, "TinyIce takes the password that a user has for the mount, and so does this");
      return;
    }
    Optional<String> problem =
        draft
            .mount(mount)
            .or(() -> password(entry.getValue()))
            .or(() -> draft.mount(mount, "password", draft.password(entry.getValue().asText())));
    findings.taken(where, "mount and its password" + kept(entry.getValue()), problem);
  }

  private void setting(JsonNode root, String key, JsonNode value) {
    switch (key) {
      case "mounts", "max_listeners", "admin_user" -> {
        // Told otherwise.
      }
      case "default_source_password" -> sourcePassword(value);
      case "admin_password" -> admin(root.path("admin_user").asText("admin"), value);
      case "base_url" -> baseUrl(value);
      case "hostname" ->
          findings.inPart(
              key,
              "state publicUrl if listeners reach the edges by that name, like publicUrl: http://%s:8080"
                  .formatted(Findings.shown(value.asText())));
      case "banned_ips" -> bans(value);
      case "users" -> value.properties().forEach(each -> user(each.getKey(), each.getValue()));
      case "visible_mounts" -> value.properties().forEach(this::visible);
      case "disabled_mounts" -> value.properties().forEach(this::disabled);
      case "fallback_mounts" -> value.properties().forEach(this::fallback);
      case "advanced_mounts" -> value.properties().forEach(this::advanced);
      case "page_title" -> branding(key, "name", value);
      case "page_subtitle" -> branding(key, "tagline", value);
      case "transcoders" -> {
        for (int i = 0; i < value.size(); i++) {
          transcoder("transcoders[%d]".formatted(i), value.get(i));
        }
      }
      case "relays" -> {
        for (int i = 0; i < value.size(); i++) {
          findings.not("relays[%d]".formatted(i), "relays are " + LATER);
        }
      }
      default ->
          findings.not(Findings.shown(key), REASONS.getOrDefault(key, "Floe has nothing like it"));
    }
  }

  private void sourcePassword(JsonNode value) {
    Optional<String> problem =
        password(value)
            .or(() -> draft.tenant("sourcePassword", draft.password(value.asText())))
            .or(() -> draft.tenant("createMounts", true));
    findings.taken(
        "default_source_password",
        "opens mounts without a password, and those that sources create" + kept(value),
        problem);
  }

  private void admin(String user, JsonNode value) {
    if (user.equals("admin")) {
      findings.inPart(
          "admin_password",
          "the account 'admin' is not in a station file: its password is new, or that in FLOE_ADMIN_PASSWORD at the first start");
      return;
    }
    Optional<String> problem =
        password(value)
            .or(() ->
                draft.user(
                    user, Map.of("role", "admin", "password", draft.password(value.asText()))));
    findings.taken(
        "admin_password",
        Findings.shown(user) + " is an admin of the tenant" + kept(value),
        problem);
  }

  private void baseUrl(JsonNode value) {
    if (value.asText().isEmpty()) {
      findings.understood("base_url", "is empty");
      return;
    }
    findings.taken(
        "base_url",
        "publicUrl " + Findings.shown(value.asText()),
        draft.top("publicUrl", value.asText()));
  }

  private void bans(JsonNode list) {
    List<String> taken = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      String where = "banned_ips[%d]".formatted(i);
      String text = network(list.get(i).asText());
      Optional<String> problem = draft.top("bans", List.of(text));
      if (problem.isEmpty() && !taken.contains(text)) {
        taken.add(text);
      }
      findings.taken(where, "ban of " + Findings.shown(text), problem);
    }
    if (!taken.isEmpty()) {
      draft.top("bans", taken).ifPresent(why -> findings.not("banned_ips", why));
    }
  }

  /** An admin there has its own mounts only, which is a dj here. */
  private void user(String name, JsonNode user) {
    String where = "users." + Findings.shown(name);
    String role = user.path("role").asText("admin");
    boolean all = role.equals("superadmin");
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("role", all ? "admin" : "dj");
    JsonNode hash = user.path("password");
    Optional<String> problem = password(hash);
    if (problem.isEmpty()) {
      settings.put("password", draft.password(hash.asText()));
    }
    List<String> granted = new ArrayList<>();
    user.path("mounts").properties().forEach(each -> granted.add(each.getKey()));
    granted.removeIf(mount -> !draft.hasMount(mount));
    if (!all && !granted.isEmpty()) {
      settings.put("mounts", granted);
    }
    problem = problem.or(() -> draft.user(name, settings));
    if (problem.isPresent()) {
      findings.not(where, "user: " + problem.get());
    } else if (all) {
      findings.inPart(where, "a superadmin of TinyIce is an admin of the tenant" + kept(hash));
    } else {
      findings.inPart(
          where,
          "%s of TinyIce is a dj of its mounts, and creates none%s"
              .formatted(Findings.shown(role), kept(hash)));
    }
  }

  private void visible(Map.Entry<String, JsonNode> entry) {
    boolean visible = entry.getValue().asBoolean();
    findings.taken(
        "visible_mounts." + Findings.shown(entry.getKey()),
        "public: " + visible,
        draft.mount(entry.getKey(), "public", visible));
  }

  private void disabled(Map.Entry<String, JsonNode> entry) {
    boolean enabled = !entry.getValue().asBoolean();
    findings.taken(
        "disabled_mounts." + Findings.shown(entry.getKey()),
        "enabled: " + enabled,
        draft.mount(entry.getKey(), "enabled", enabled));
  }

  private void fallback(Map.Entry<String, JsonNode> entry) {
    findings.taken(
        "fallback_mounts." + Findings.shown(entry.getKey()),
        "fallback " + Findings.shown(entry.getValue().asText()),
        draft.mount(entry.getKey(), "fallback", entry.getValue().asText()));
  }

  private void branding(String key, String field, JsonNode value) {
    String text = value.asText();
    if (text.isBlank()) {
      findings.understood(key, "is empty");
      return;
    }
    Map<String, Object> more = new LinkedHashMap<>(branding);
    more.put(field, text);
    Optional<String> problem = draft.top("branding", more);
    if (problem.isEmpty()) {
      branding.put(field, text);
    }
    findings.taken(key, "%s of the branding".formatted(field), problem);
  }

  /** A rendition; TinyIce made MP3 of 128 kbit/s whatever the file said. */
  private void transcoder(String where, JsonNode transcoder) {
    String from = transcoder.path("input_mount").asText();
    String to = transcoder.path("output_mount").asText();
    if (!transcoder.path("enabled").asBoolean(true)) {
      findings.not(where, "is not enabled: state a rendition to make it");
      return;
    }
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("codec", transcoder.path("format").asText());
    settings.put("bitrate", transcoder.path("bitrate").asInt());
    findings.taken(
        where,
        "rendition %s of %s".formatted(Findings.shown(to), Findings.shown(from)),
        draft.rendition(from, to, settings));
  }

  /** TinyIce itself reads neither the password nor the burst in there. */
  private void advanced(Map.Entry<String, JsonNode> entry) {
    String where = "advanced_mounts." + Findings.shown(entry.getKey());
    JsonNode burst = entry.getValue().path("burst_size");
    Optional<String> problem =
        draft.hasMount(entry.getKey()) && burst.isInt() && burst.asInt() > 0
            ? draft.mount(entry.getKey(), "burst", Math.min(burst.asInt(), MAX_BURST))
            : Optional.of("TinyIce does not use it either");
    if (problem.isEmpty()) {
      findings.inPart(where, "its burst_size, which TinyIce did not use; nor did it the password");
    } else {
      findings.not(where, problem.get());
    }
  }

  /** What TinyIce says of all mounts at once; a mount that nobody has made visible is hidden. */
  private void everyMount(JsonNode root) {
    int stated = root.path("max_listeners").asInt();
    int most = stated == 0 ? DEFAULT_MAX_LISTENERS : stated;
    Optional<String> problem = draft.everyMount("maxListeners", most);
    if (problem.isPresent()) {
      findings.not("max_listeners", problem.get());
    } else {
      findings.inPart(
          "max_listeners",
          "%d listeners for each mount here; mounts that sources create have no limit"
              .formatted(most));
    }
    if (draft.everyMount("public", false).isEmpty()) {
      findings.understood("visible_mounts", "mounts that are not in there are not public");
    }
  }

  /** TinyIce does not mind bits behind the prefix of a network. */
  private static String network(String text) {
    int slash = text.indexOf('/');
    Optional<Address> address =
        slash < 0 ? Optional.empty() : Address.parse(text.substring(0, slash));
    String digits = text.substring(slash + 1);
    if (address.isEmpty() || !digits.matches("[0-9]{1,3}")) {
      return text;
    }
    int front = address.get().v4() ? 96 : 0;
    int bits = Integer.parseInt(digits) + front;
    if (bits > 128) {
      return text;
    }
    long high = bits == 0 ? 0 : bits >= 64 ? -1 : -1L << (64 - bits);
    long low = bits <= 64 ? 0 : -1L << (128 - bits);
    Address first = new Address(address.get().high() & high, address.get().low() & low);
    return new Cidr(first, bits - front).toString();
  }

  /** A remark on a password that was not a hash. */
  private static String kept(JsonNode value) {
    return PasswordRules.isHash(value.asText())
        ? ""
        : " (its password was in clear and is kept as a hash)";
  }

  private static Optional<String> password(JsonNode value) {
    if (!value.isTextual()) {
      return Optional.of("there is no password");
    }
    String text = value.asText();
    if (text.startsWith("$2") && !PasswordRules.isHash(text)) {
      return Optional.of("is no bcrypt hash that Floe takes: " + PasswordRules.HASH_FORM);
    }
    return Draft.passwordProblem(text);
  }
}
