package io.floe.ingest.source;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of a query or form as bytes, since only one of them says in which charset the
 * others are. Pure.
 */
final class FormBytes {

  private static final int MAX_PARAMETERS = 64;

  private final Map<String, byte[]> parameters = new HashMap<>();

  /** Adds what {@code encoded} says, one char per byte; earlier parameters come first. */
  FormBytes add(String encoded) {
    for (String pair : encoded.split("&", MAX_PARAMETERS)) {
      int eq = pair.indexOf('=');
      byte[] name = unescape(eq < 0 ? pair : pair.substring(0, eq));
      if (name.length > 0) {
        byte[] value = unescape(eq < 0 ? "" : pair.substring(eq + 1));
        parameters.putIfAbsent(new String(name, StandardCharsets.ISO_8859_1), value);
      }
    }
    return this;
  }

  /** The first parameter of that name. */
  Optional<byte[]> get(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /** The first parameter of that name, as UTF-8 or else ISO-8859-1. */
  Optional<String> text(String name) {
    return get(name).map(b -> io.floe.wire.http.RequestHead.text(b, StandardCharsets.ISO_8859_1));
  }

  // Escapes that are none stay as they are: titles have percent signs in them.
  private static byte[] unescape(String escaped) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(escaped.length());
    int i = 0;
    while (i < escaped.length()) {
      char c = escaped.charAt(i);
      int hi =
          c == '%' && i + 2 < escaped.length() ? Character.digit(escaped.charAt(i + 1), 16) : -1;
      int lo = hi < 0 ? -1 : Character.digit(escaped.charAt(i + 2), 16);
      if (lo >= 0) {
        out.write(hi << 4 | lo);
        i += 3;
      } else {
        out.write(c == '+' ? ' ' : c);
        i++;
      }
    }
    return out.toByteArray();
  }
}
