package io.floe.wire.audio;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * The name of a mount as it stands in a URL path, decoded: {@code /live}, {@code /north/jazz.mp3}.
 *
 * <p>It starts with a slash, has no empty, {@code .} or {@code ..} segment, no control character
 * and none of {@code ? # " ' < > \ ` { } | % &} or space, and is at most {@value #MAX_BYTES} bytes
 * of UTF-8. Whoever holds a MountName may put it into a log line or an HTML attribute.
 */
public record MountName(String value) implements Comparable<MountName> {

  /** Longest name, in bytes of UTF-8. */
  public static final int MAX_BYTES = 200;

  private static final String FORBIDDEN = "?#\"'<>\\`{}|%& ";

  private static final Set<String> RESERVED_TREES =
      Set.of("admin", "api", "q", "embed", "player", "explore", "events", ".well-known");

  private static final Set<String> RESERVED_PAGES =
      Set.of(
          "/status-json.xsl",
          "/status.xsl",
          "/7.xsl",
          "/server_version.xsl",
          "/auth.xsl",
          "/admin.cgi",
          "/favicon.ico",
          "/floe.css",
          "/floe.js",
          "/robots.txt");

  /**
   * @throws IllegalArgumentException when {@code value} is no mount name; the message says why
   */
  public MountName {
    String problem = problemOf(value);
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
  }

  /** The mount named by {@code value}, or empty when it is no valid name. */
  public static Optional<MountName> parse(String value) {
    return problemOf(value) == null ? Optional.of(new MountName(value)) : Optional.empty();
  }

  /** Whether the name belongs to Floe's own pages, so that no source may claim it. */
  public boolean reserved() {
    if (RESERVED_PAGES.contains(value)) {
      return true;
    }
    int end = value.indexOf('/', 1);
    return RESERVED_TREES.contains(value.substring(1, end < 0 ? value.length() : end));
  }

  @Override
  public int compareTo(MountName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }

  private static @org.jspecify.annotations.Nullable String problemOf(String value) {
    if (value.length() < 2 || value.charAt(0) != '/') {
      return "a mount name starts with / and names at least one segment, like /live";
    }
    if (value.length() > MAX_BYTES || value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      return "a mount name has at most " + MAX_BYTES + " bytes";
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (Character.isISOControl(c)
          || Character.isSurrogate(c)
          || c == '\uFFFD'
          || Character.getType(c) == Character.FORMAT
          || Character.isWhitespace(c)
          || FORBIDDEN.indexOf(c) >= 0) {
        return "a mount name has no spaces, quotes, control characters or any of "
            + FORBIDDEN.strip();
      }
    }
    for (String segment : value.substring(1).split("/", -1)) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        return "a mount name has no empty, . or .. segment";
      }
    }
    return null;
  }
}
