package io.floe.edge.listener;

import io.floe.wire.client.Address;
import io.floe.wire.client.Caller;
import io.floe.wire.http.RequestHead;
import java.util.Locale;

/**
 * What access.log says of a connection, short and safe to print. Immutable.
 *
 * @param acceptedNanos {@link System#nanoTime} at accept
 * @param address of the client, behind trusted proxies too
 * @param request request line; secrets in its query are masked
 */
record Visit(long acceptedNanos, Address address, String request, String referer, String agent) {

  private static final int MAX_CHARS = 256;

  static Visit unread(long acceptedNanos, Address from) {
    return new Visit(acceptedNanos, from, "-", "-", "-");
  }

  /** The same connection, its request read. */
  Visit read(Caller caller) {
    RequestHead head = caller.head();
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
        caller.address(),
        printable(line),
        printable(head.header("Referer").orElse("-")),
        printable(head.header("User-Agent").orElse("-")));
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
