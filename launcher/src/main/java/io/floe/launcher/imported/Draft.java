package io.floe.launcher.imported;

import io.floe.wire.station.PasswordRules;
import io.floe.wire.station.StationFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A station file in the making: one tenant with its users and mounts. It takes only what a station
 * file may say, by asking the reader of station files; what it does not take it explains. Confined
 * to one thread.
 */
final class Draft {

  /** The tenant that the first start makes. */
  private static final String TENANT = "default";

  /** Most renditions that one file may bring: each is checked beside all others. */
  private static final int MAX_RENDITIONS = 500;

  /** Most mounts that one file may bring. */
  private static final int MAX_MOUNTS = 10_000;

  private final UnaryOperator<String> hash;
  private final Map<String, String> hashes = new HashMap<>();
  private final Map<String, Object> top = new LinkedHashMap<>();
  private final Map<String, Object> tenant = new LinkedHashMap<>();
  private final Map<String, Map<String, Object>> users = new LinkedHashMap<>();
  private final Map<String, Map<String, Object>> mounts = new LinkedHashMap<>();
  private final Map<String, Map<String, Object>> renditions = new LinkedHashMap<>();

  /**
   * @param hash makes a bcrypt hash of a password
   */
  Draft(UnaryOperator<String> hash) {
    this.hash = hash;
    tenant.put("name", TENANT);
  }

  /** The problem of saying that at the top of the file, or empty when it says so now. */
  Optional<String> top(String key, Object value) {
    Optional<String> problem = problem(Map.of(key, value));
    if (problem.isEmpty()) {
      top.put(key, value);
    }
    return problem;
  }

  /** The problem of saying that about the tenant, or empty when the file says so now. */
  Optional<String> tenant(String key, Object value) {
    Optional<String> problem = problem(ofTenant(Map.of("name", TENANT, key, value)));
    if (problem.isEmpty()) {
      tenant.put(key, value);
    }
    return problem;
  }

  /**
   * The problem of such a user, or empty when the file has it now.
   *
   * @param settings its role, password and perhaps mounts
   */
  Optional<String> user(String name, Map<String, Object> settings) {
    if (users.containsKey(name)) {
      return Optional.of("there is such a user already");
    }
    Map<String, Object> user = new LinkedHashMap<>();
    user.put("name", name);
    for (String key : List.of("role", "mounts", "password")) {
      Object value = settings.get(key);
      if (value != null) {
        user.put(key, value);
      }
    }
    Optional<String> problem = problem(ofTenant(Map.of("name", TENANT, "users", List.of(user))));
    if (problem.isEmpty()) {
      users.put(name, user);
    }
    return problem;
  }

  /** The problem of such a mount, or empty when the file has it now. */
  Optional<String> mount(String name) {
    if (mounts.containsKey(name)) {
      return Optional.empty();
    }
    if (mounts.size() >= MAX_MOUNTS) {
      return Optional.of("there are more than " + MAX_MOUNTS + " mounts");
    }
    Optional<String> problem = problem(ofMount(Map.of("name", name)));
    if (problem.isEmpty()) {
      mounts.put(name, new LinkedHashMap<>(Map.of("name", name)));
    }
    return problem;
  }

  /** The problem of saying that about a mount that is there, or empty when the file says so now. */
  Optional<String> mount(String name, String key, Object value) {
    Map<String, Object> mount = mounts.get(name);
    if (mount == null) {
      return Optional.of("there is no such mount");
    }
    Optional<String> problem = problem(ofMount(Map.of("name", name, key, value)));
    if (problem.isEmpty() && key.equals("fallback") && leadsBack(value.toString(), name)) {
      problem = Optional.of("the fallbacks would go round in a circle");
    }
    if (problem.isEmpty()) {
      mount.put(key, value);
    }
    return problem;
  }

  /**
   * The problem of such a rendition, or empty when the file has it now, and the mount that it is
   * made of.
   *
   * @param settings its codec, bitrate and so on
   */
  Optional<String> rendition(String from, String to, Map<String, Object> settings) {
    if (renditions.containsKey(to)) {
      return Optional.of("there is such a rendition already");
    }
    if (renditions.size() >= MAX_RENDITIONS) {
      return Optional.of("there are more than " + MAX_RENDITIONS + " renditions");
    }
    Map<String, Object> rendition = new LinkedHashMap<>();
    rendition.put("from", from);
    rendition.put("to", to);
    rendition.putAll(settings);
    List<Map<String, Object>> all = new ArrayList<>(List.of(rendition));
    all.addAll(renditions.values());
    Optional<String> problem =
        problem(ofTenant(Map.of("name", TENANT, "renditions", all))).or(() -> mount(from));
    if (problem.isEmpty()) {
      renditions.put(to, rendition);
    }
    return problem;
  }

  /** Says that about every mount that says nothing about it itself. */
  Optional<String> everyMount(String key, Object value) {
    Optional<String> problem = problem(ofMount(Map.of("name", "/any", key, value)));
    if (problem.isEmpty()) {
      mounts.values().forEach(mount -> mount.putIfAbsent(key, value));
    }
    return problem;
  }

  /** The quotas that the tenant has so far. */
  Map<String, Object> quotas() {
    Map<String, Object> quotas = new LinkedHashMap<>();
    if (tenant.get("quotas") instanceof Map<?, ?> stated) {
      stated.forEach((key, value) -> quotas.put(String.valueOf(key), value));
    }
    return quotas;
  }

  /** Whether there is no mount. */
  boolean isEmpty() {
    return mounts.isEmpty();
  }

  boolean hasMount(String name) {
    return mounts.containsKey(name);
  }

  /** Whether a mount says anything about that. */
  boolean says(String mount, String key) {
    return mounts.getOrDefault(mount, Map.of()).containsKey(key);
  }

  /**
   * The form in which a file keeps a password: never in clear.
   *
   * @param password in clear, or a bcrypt hash already
   */
  Map<String, Object> password(String password) {
    String kept =
        PasswordRules.isHash(password) ? password : hashes.computeIfAbsent(password, hash);
    return Map.of("hash", kept);
  }

  /** What is wrong with a password, or empty. */
  static Optional<String> passwordProblem(String password) {
    return PasswordRules.isHash(password)
        ? Optional.empty()
        : Optional.ofNullable(PasswordRules.problemOf(password));
  }

  /** The file. */
  String yaml() {
    Map<String, Object> whole = new LinkedHashMap<>(top);
    Map<String, Object> only = new LinkedHashMap<>(tenant);
    if (!users.isEmpty()) {
      only.put("users", new ArrayList<>(users.values()));
    }
    if (!mounts.isEmpty()) {
      only.put("mounts", new ArrayList<>(mounts.values()));
    }
    if (!renditions.isEmpty()) {
      only.put("renditions", new ArrayList<>(renditions.values()));
    }
    whole.put("tenants", List.of(only));
    return YamlText.of(whole);
  }

  private boolean leadsBack(String from, String to) {
    String at = from;
    for (int steps = 0; steps <= mounts.size(); steps++) {
      if (at.equals(to)) {
        return true;
      }
      Object next = mounts.getOrDefault(at, Map.of()).get("fallback");
      if (next == null) {
        return false;
      }
      at = next.toString();
    }
    return true;
  }

  private static Map<String, Object> ofTenant(Map<String, Object> tenant) {
    return Map.of("tenants", List.of(new java.util.TreeMap<>(tenant)));
  }

  private static Map<String, Object> ofMount(Map<String, Object> mount) {
    return ofTenant(Map.of("name", TENANT, "mounts", List.of(new java.util.TreeMap<>(mount))));
  }

  /** The first mistake in a file that says just this. */
  private static Optional<String> problem(Map<String, Object> file) {
    return StationFile.read(YamlText.of(file), Map.of()).problems().stream()
        .findFirst()
        .map(problem ->
            problem.text().replaceFirst("^(tenant 1: )?((mount|user|rendition) [0-9]+: )?", ""));
  }
}
