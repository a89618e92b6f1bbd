package io.floe.edge.listener;

import io.floe.wire.http.RequestHead;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Locale;

/**
 * What access.log says of a connection, short and safe to print. Immutable.
 *
 * @param acceptedNanos {@link System#nanoTime} at accept
 * @param address of the client; IPv4-mapped ones as IPv4
 * @param request request line; secrets in its query are masked
 */
record Visit(long acceptedNanos, String address, String request, String referer, String agent) {

  private static final int MAX_CHARS = 256;

  static Visit unread(long acceptedNanos, SocketAddress from) {
    return new Visit(acceptedNanos, address(from), "-", "-", "-");
  }

  /** The same connection, its request read. */
  Visit read(RequestHead head) {
    String line =
        head.method()
            + " "
            + masked(head.target())
            + " "
            + head.protocol()
            + "/"
            + head.major()
            + "."
            + head.minor();
    return new Visit(
        acceptedNanos,
        address,
        printable(line),
        printable(head.header("Referer").orElse("-")),
        printable(head.header("User-Agent").orElse("-")));
  }

  private static String address(SocketAddress from) {
    InetAddress ip = from instanceof InetSocketAddress inet ? inet.getAddress() : null;
    if (ip == null) {
      return "-";
    }
    String text = ip.getHostAddress(); // Java reads IPv4-mapped addresses as IPv4
    int scope = text.indexOf('%');
    return scope < 0 ? text : text.substring(0, scope);
  }

  /** The target with the values of parameters that may be secrets left out. */
  static String masked(String target) {
    int query = target.indexOf('?');
    if (query < 0) {
      return target;
    }
    StringBuilder out = new StringBuilder(target.substring(0, query));
    char before = '?';
    for (String pair : target.substring(query + 1).split("&", 64)) {
      int eq = pair.indexOf('=');
      boolean hide = eq >= 0 && secret(pair.substring(0, eq));
      out.append(before).append(hide ? pair.substring(0, eq + 1) + "***" : pair);
      before = '&';
    }
    return out.toString();
  }

  private static boolean secret(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.contains("%")
        || lower.matches(".*(tok|pass|pwd|pw|key|secret|auth|sig|jwt|session|sid|cred|hmac).*");
  }

  private static String printable(String text) {
    StringBuilder out = new StringBuilder();
    int length = Math.min(text.length(), MAX_CHARS);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        out.append("\\x").append(Character.forDigit(c >> 4 & 15, 16));
        out.append(Character.forDigit(c & 15, 16));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
