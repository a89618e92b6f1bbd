package io.floe.wire.client;

import io.floe.wire.http.RequestHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What proxies wrote about a request on its way, nearest first. Read from the right: the right end
 * is a trusted proxy's, and whatever a client wrote to the left of it, an open quote included,
 * cannot change how that is read. Pure.
 */
final class Hops {

  static final String X_FORWARDED_FOR = "X-Forwarded-For";

  /** More proxies than anybody has in a row. */
  private static final int MAX = 32;

  private Hops() {}

  /**
   * What one proxy wrote.
   *
   * @param from whom it was asked by; empty when it does not say, or not so that it can be read
   * @param host that it was asked for
   * @param proto that it was asked with
   */
  record Hop(Optional<Address> from, Optional<String> host, Optional<String> proto) {}

  /** The entries of X-Forwarded-For. */
  static List<Hop> listed(RequestHead head) {
    return entries(all(head, X_FORWARDED_FOR), false).stream()
        .map(entry -> new Hop(node(entry), Optional.empty(), Optional.empty()))
        .toList();
  }

  /** The elements of Forwarded. */
  static List<Hop> forwarded(RequestHead head) {
    return entries(all(head, "Forwarded"), true).stream().map(Hops::element).toList();
  }

  /** The entry that the nearest proxy wrote in a header that may be a list. */
  static Optional<String> lastOf(RequestHead head, String name) {
    List<String> entries = entries(all(head, name), false);
    return entries.isEmpty() ? Optional.empty() : Optional.of(entries.getFirst());
  }

  /** Several headers of one name are one list. */
  private static String all(RequestHead head, String name) {
    StringBuilder all = new StringBuilder();
    for (RequestHead.Header header : head.headers()) {
      if (header.name().equalsIgnoreCase(name)) {
        all.append(all.isEmpty() ? "" : ",").append(header.value());
      }
    }
    return all.toString();
  }

  /** The entries of a list, the last one first. */
  private static List<String> entries(String list, boolean quotes) {
    List<String> entries = new ArrayList<>();
    boolean quoted = false;
    int end = list.length();
    for (int i = end - 1; i >= -1 && entries.size() < MAX; i--) {
      char c = i < 0 ? ',' : list.charAt(i);
      quoted ^= quotes && c == '"';
      if (i < 0 || (c == ',' && !quoted)) {
        String entry = list.substring(i + 1, end).strip();
        if (!entry.isEmpty()) {
          entries.add(entry);
        }
        end = i;
      }
    }
    return entries;
  }

  private static Hop element(String element) {
    Optional<Address> from = Optional.empty();
    Optional<String> host = Optional.empty();
    Optional<String> proto = Optional.empty();
    boolean named = false;
    for (String pair : pairs(element)) {
      int eq = pair.indexOf('=');
      String value = eq < 0 ? "" : unquoted(pair.substring(eq + 1).strip());
      switch (eq < 0 ? "" : pair.substring(0, eq).strip().toLowerCase(Locale.ROOT)) {
        case "for" -> {
          // Of two, one is the client's.
          from = named ? Optional.empty() : node(value);
          named = true;
        }
        case "host" -> host = Optional.of(value);
        case "proto" -> proto = Optional.of(value);
        default -> {}
      }
    }
    return new Hop(from, host, proto);
  }

  /** What stands between semicolons, but for those in quotes. */
  private static List<String> pairs(String element) {
    List<String> pairs = new ArrayList<>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i <= element.length(); i++) {
      char c = i == element.length() ? ';' : element.charAt(i);
      if (c == '\\' && quoted) {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (i == element.length() || (c == ';' && !quoted)) {
        pairs.add(element.substring(start, Math.min(i, element.length())));
        start = i + 1;
      }
    }
    return pairs;
  }

  private static String unquoted(String value) {
    return value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
        ? value.substring(1, value.length() - 1)
        : value;
  }

  /**
   * An address, with brackets and a port or without: {@code unknown} and made-up names are none.
   */
  private static Optional<Address> node(String text) {
    String name = text;
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      if (end < 0 || !port(text.substring(end + 1))) {
        return Optional.empty();
      }
      name = text.substring(1, end);
      return name.contains(":") ? Address.parse(name) : Optional.empty();
    }
    int colon = text.indexOf(':');
    if (colon >= 0 && colon == text.lastIndexOf(':')) {
      if (!port(text.substring(colon))) {
        return Optional.empty();
      }
      name = text.substring(0, colon);
    }
    return Address.parse(name);
  }

  private static boolean port(String text) {
    return text.isEmpty() || text.matches(":(_?[A-Za-z0-9._-]{1,32})");
  }
}
