package io.floe.wire.config;

import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigSnapshot.Tenant;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What every mount keeps to. */
final class MountRules {

  private static final int MAX_BURST = 1 << 20;
  private static final int MIN_TIMEOUT_MS = 1_000;
  private static final int MAX_TIMEOUT_MS = 3_600_000;
  private static final long MIN_DURATION_MS = 1_000;
  private static final long MAX_DURATION_MS = 2_592_000_000L;
  private static final int MAX_NETWORKS = 10_000;
  private static final int MAX_AGENTS = 100;

  private static final Pattern CONTENT_TYPE =
      Pattern.compile("[A-Za-z0-9!#$&^_.+-]{1,50}/[A-Za-z0-9!#$&^_.+-]{1,50}");

  private MountRules() {}

  /**
   * Looks at one mount.
   *
   * @throws IllegalArgumentException when something is out of range; the message says what
   */
  static void check(Mount mount) {
    String what = "mount " + mount.name();
    if (mount.name().reserved()) {
      throw new IllegalArgumentException(what + ": the name belongs to Floe's own pages");
    }
    Limits.bcrypt(mount.passwordHash(), what);
    Limits.text(what, "streamName", mount.streamName());
    Limits.text(what, "description", mount.description());
    Limits.text(what, "genre", mount.genre());
    Limits.text(what, "url", mount.url());
    Limits.range(what, "burst", mount.burst(), 0, MAX_BURST);
    Limits.range(what, "sourceTimeoutMs", mount.sourceTimeoutMs(), MIN_TIMEOUT_MS, MAX_TIMEOUT_MS);
    Integer maxListeners = mount.maxListeners();
    if (maxListeners != null) {
      Limits.range(what, "maxListeners", maxListeners, 0, Integer.MAX_VALUE);
    }
    Long maxDuration = mount.maxDurationMs();
    if (maxDuration != null) {
      Limits.range(what, "maxDurationMs", maxDuration, MIN_DURATION_MS, MAX_DURATION_MS);
    }
    charset(what, mount.charset());
    String contentType = mount.contentType();
    if (contentType != null && !CONTENT_TYPE.matcher(contentType).matches()) {
      throw new IllegalArgumentException(
          what + ": contentType is a type like audio/mpeg, without parameters");
    }
    Limits.count(what + ": allowed", mount.allowed().networks(), MAX_NETWORKS);
    Limits.count(what + ": banned", mount.banned().networks(), MAX_NETWORKS);
    Limits.count(what + ": bannedAgents", mount.bannedAgents(), MAX_AGENTS);
    UrlAuth auth = mount.auth();
    if (auth != null) {
      auth(what + ": auth", auth);
    }
    mount.bannedAgents().forEach(agent -> Limits.name(what + ": bannedAgents", agent));
  }

  private static void auth(String what, UrlAuth auth) {
    Stream.of(auth.listenerAdd(), auth.listenerRemove(), auth.sourceConnect())
        .filter(Objects::nonNull)
        .forEach(url -> {
          if (!UrlAuth.validUrl(url)) {
            throw new IllegalArgumentException(
                what + " has URLs like http://auth.example/listener, without a user name");
          }
        });
    if (!UrlAuth.validHeader(auth.header())) {
      throw new IllegalArgumentException(what + ": header is a name and a value, a: b");
    }
    Limits.range(
        what, "timeoutMs", auth.timeoutMs(), UrlAuth.LEAST_TIMEOUT_MS, UrlAuth.MOST_TIMEOUT_MS);
    Limits.range(what, "cacheMs", auth.cacheMs(), 0, UrlAuth.MOST_CACHE_MS);
  }

  /**
   * Looks at where the fallbacks of a tenant lead.
   *
   * @param owners the tenant of every configured mount
   * @throws IllegalArgumentException when one leads to another tenant, or back to where it began
   */
  static void checkFallbacks(Tenant tenant, Map<MountName, String> owners) {
    Map<MountName, MountName> next = new HashMap<>();
    for (Mount mount : tenant.mounts()) {
      MountName fallback = mount.fallback();
      if (fallback != null) {
        next.put(mount.name(), fallback);
        String owner = owners.getOrDefault(fallback, tenant.name());
        if (!owner.equals(tenant.name())) {
          throw new IllegalArgumentException(
              "mount "
                  + mount.name()
                  + ": its fallback "
                  + fallback
                  + " is another tenant's, name one of its own tenant");
        }
      }
    }
    // Every mount is walked through once: what was seen to end does so for whoever leads there.
    Set<MountName> ending = new HashSet<>();
    for (MountName start : next.keySet()) {
      Set<MountName> walked = new HashSet<>();
      MountName at = start;
      while (at != null && !ending.contains(at)) {
        if (!walked.add(at)) {
          throw new IllegalArgumentException(
              "mount " + at + ": its fallback leads back to itself, leave out one of the chain");
        }
        at = next.get(at);
      }
      ending.addAll(walked);
    }
  }

  private static void charset(String what, String name) {
    boolean known;
    try {
      known = Charset.isSupported(name);
    } catch (IllegalCharsetNameException e) {
      known = false;
    }
    if (!known) {
      throw new IllegalArgumentException(
          what + ": there is no charset " + name + ", use one like ISO-8859-1");
    }
  }
}
