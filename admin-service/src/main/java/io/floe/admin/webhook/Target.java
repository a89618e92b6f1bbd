package io.floe.admin.webhook;

import io.floe.wire.client.Address;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes, as a URL says it. Pure.
 *
 * @param tls whether it is https
 * @param host a name, or an address; of IPv6 in brackets
 * @param port 1 to 65535
 * @param path path and query as they go into the request line
 */
record Target(boolean tls, String host, int port, String path) {

  static final int MAX_CHARS = 2048;

  private static final int HTTP = 80;
  private static final int HTTPS = 443;
  private static final int MAX_PORT = 65_535;
  private static final int MAX_NAME = 253;

  /**
   * Labels of letters, digits and dashes, the last beginning with a letter: what some resolvers
   * take for an address, like {@code 0x7f.1}, is no name.
   */
  private static final Pattern NAME =
      Pattern.compile(
          "([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z]([a-z0-9-]{0,61}[a-z0-9])?\\.?");

  /**
   * Reads a URL.
   *
   * @throws IllegalArgumentException when it is none to send to; the message is to be read behind
   *     the name of the field
   */
  static Target parse(String url) {
    if (url.length() > MAX_CHARS) {
      throw new IllegalArgumentException("has at most " + MAX_CHARS + " characters");
    }
    if (!url.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException(
          "is a URL without spaces, control characters and letters outside ASCII: write them in"
              + " percent form, of the name in punycode");
    }
    URI uri = uri(url);
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("begins with https:// or http://");
    }
    if (String.valueOf(uri.getRawAuthority()).contains("@")) {
      throw new IllegalArgumentException(
          "has no user and password before the host: requests are signed instead");
    }
    if (uri.getRawFragment() != null) {
      throw new IllegalArgumentException("has no # part, since that is never sent");
    }
    String host = host(uri.getHost());
    boolean tls = scheme.equals("https");
    int port = uri.getPort() == -1 ? (tls ? HTTPS : HTTP) : uri.getPort();
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException("has a port of 1 to " + MAX_PORT);
    }
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery();
    return new Target(tls, host, port, query == null ? path : path + "?" + query);
  }

  /** The address, when the URL names one and no name. */
  Optional<Address> literal() {
    return Address.parse(bare(host));
  }

  private static URI uri(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException wrong) {
      throw new IllegalArgumentException("is a URL like https://hooks.example/floe", wrong);
    }
  }

  private static String host(@Nullable String given) {
    String host = given == null ? "" : given.toLowerCase(Locale.ROOT);
    boolean address = Address.parse(bare(host)).isPresent();
    if (!address && (host.length() > MAX_NAME || !NAME.matcher(host).matches())) {
      throw new IllegalArgumentException(
          "names a host like hooks.example, 203.0.113.7 or [2001:db8::7]");
    }
    return host;
  }

  private static String bare(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }
}
