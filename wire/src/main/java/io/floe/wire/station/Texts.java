package io.floe.wire.station;

import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigSnapshot.IcecastPortListeners;
import io.floe.wire.config.UrlAuth;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What the texts of a station file may be. Each function takes a text or throws an {@link
 * IllegalArgumentException} whose message stands between the key and the text: {@code is a URL,
 * not}.
 */
final class Texts {

  /** Longest text that anybody is shown, in bytes of UTF-8. */
  private static final int MAX_TEXT_BYTES = 512;

  private static final int MAX_AGENT_BYTES = 200;

  private static final Pattern TENANT_NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final Pattern USER_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
  private static final Pattern CONTENT_TYPE =
      Pattern.compile("[a-z0-9!#$&^_.+-]{1,50}/[a-z0-9!#$&^_.+-]{1,50}");

  private Texts() {}

  static String tenantName(String text) {
    if (!TENANT_NAME.matcher(text).matches()) {
      throw new IllegalArgumentException("has 1 to 63 small letters, digits and dashes, not");
    }
    return text;
  }

  static String timezone(String text) {
    if (!ZoneId.getAvailableZoneIds().contains(text)) {
      throw new IllegalArgumentException("is a time zone like Europe/Oslo, not");
    }
    return text;
  }

  static String userName(String text) {
    if (!USER_NAME.matcher(text).matches()) {
      throw new IllegalArgumentException("has 1 to 64 letters, digits and . _ @ -, not");
    }
    return text;
  }

  static IcecastPortListeners icecastPortListeners(String text) {
    return switch (text) {
      case "redirect" -> IcecastPortListeners.REDIRECT;
      case "relay" -> throw new IllegalArgumentException("is redirect; not in this release yet is");
      default -> throw new IllegalArgumentException("is redirect, not");
    };
  }

  static MountName mountName(String text) {
    MountName name;
    try {
      name = new MountName(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is no mount name (" + e.getMessage() + "):", e);
    }
    if (name.reserved()) {
      throw new IllegalArgumentException("belongs to Floe's own pages, choose another name than");
    }
    return name;
  }

  /** A URL that paths are put behind. */
  static String baseUrl(String text) {
    URI uri = URI.create(url(text));
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException("is a URL without ? and #, not");
    }
    return text.replaceAll("/+$", "");
  }

  static String url(String text) {
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme();
      if (uri.getHost() != null
          && ("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))
          && uri.getUserInfo() == null
          && text.length() <= MAX_TEXT_BYTES) {
        return text;
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    throw new IllegalArgumentException("is a URL like https://radio.example, not");
  }

  static String hook(String text) {
    if (!UrlAuth.validUrl(text)) {
      throw new IllegalArgumentException(
          "is a URL like http://auth.example/listener, without a user name, not");
    }
    return text;
  }

  static String header(String text) {
    if (!UrlAuth.validHeader(text)) {
      throw new IllegalArgumentException("is a header like 'icecast-auth-user: 1', not");
    }
    return text;
  }

  static String shownText(String text) {
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("is one line without control characters, not");
    }
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_TEXT_BYTES) {
      throw new IllegalArgumentException("has at most " + MAX_TEXT_BYTES + " bytes, not");
    }
    return text;
  }

  /** A part of a user agent; a blank one would be in all of them. */
  static String agent(String text) {
    if (text.isBlank()
        || text.getBytes(StandardCharsets.UTF_8).length > MAX_AGENT_BYTES
        || text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "is no part of a user agent (one line, 1 to " + MAX_AGENT_BYTES + " bytes):");
    }
    return text;
  }

  static String contentType(String text) {
    String small = text.toLowerCase(Locale.ROOT);
    if (!CONTENT_TYPE.matcher(small).matches()) {
      throw new IllegalArgumentException("is a content type like audio/mpeg, not");
    }
    return small;
  }

  static String charset(String text) {
    try {
      return Charset.forName(text).name();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is a character set like UTF-8 or ISO-8859-1, not", e);
    }
  }
}
