package io.floe.wire.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who is asked whether somebody may send to a mount or hear it: docs/icecast-compat.md 6. Its text
 * names no URL, which may have secrets in it.
 *
 * @param listenerAdd asked before a listener is let in; absent: nobody is asked
 * @param listenerRemove told when a listener has gone
 * @param sourceConnect asked instead of a password when a source connects
 * @param header of an answer that lets somebody in, with its value
 * @param timeoutMs 1,000 to 8,000; 0: the usual 5,000
 * @param whenDown what is done when there is no answer
 * @param cacheMs how long an answer is remembered, 0 to 3,600,000
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UrlAuth(
    @Nullable String listenerAdd,
    @Nullable String listenerRemove,
    @Nullable String sourceConnect,
    String header,
    int timeoutMs,
    WhenDown whenDown,
    int cacheMs) {

  /** The header of Icecast. */
  public static final String USUAL_HEADER = "icecast-auth-user: 1";

  public static final int USUAL_TIMEOUT_MS = 5_000;
  public static final int LEAST_TIMEOUT_MS = 1_000;
  public static final int MOST_TIMEOUT_MS = 8_000;
  public static final int MOST_CACHE_MS = 3_600_000;

  /** What is done when there is no answer. */
  public enum WhenDown {
    /** Nobody is let in. */
    @JsonProperty("deny")
    DENY,
    /** Everybody is let in. */
    @JsonProperty("allow")
    ALLOW
  }

  public UrlAuth {
    header = Objects.requireNonNullElse(header, USUAL_HEADER);
    timeoutMs = timeoutMs == 0 ? USUAL_TIMEOUT_MS : timeoutMs;
    whenDown = Objects.requireNonNullElse(whenDown, WhenDown.DENY);
  }

  private static final Pattern URL =
      Pattern.compile(
          "(?i)https?://([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?|\\[[0-9a-f:.]{2,45}])(:[0-9]{1,5})?"
              + "([/?][!$-;=?-Z_a-z~]{0,400})?");
  private static final Pattern HEADER =
      Pattern.compile("[A-Za-z0-9-]{1,60}: ?[!-~]([ -~]{0,100}[!-~])?");

  /** Whether that can be asked: a web address without a user name. */
  public static boolean validUrl(String text) {
    if (!URL.matcher(text).matches()) {
      return false;
    }
    try {
      URI url = new URI(text);
      return url.getHost() != null && url.getPort() != 0 && url.getPort() <= 65_535;
    } catch (URISyntaxException none) {
      return false;
    }
  }

  /** Whether that is a header with its value. */
  public static boolean validHeader(String text) {
    return HEADER.matcher(text).matches();
  }

  @Override
  public String toString() {
    return "UrlAuth[whenDown=" + whenDown + "]";
  }
}
