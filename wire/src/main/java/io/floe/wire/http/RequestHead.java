package io.floe.wire.http;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Request line and headers, as sent. Texts are hostile and decoded as ISO-8859-1 (one char per
 * byte) unless said otherwise.
 *
 * @param method verb as sent, such as {@code GET} or {@code SOURCE}
 * @param target request target as sent, query included
 * @param protocol {@code HTTP} or {@code ICE}, upper case
 * @param major protocol version
 * @param minor protocol version
 * @param headers in order of arrival
 * @param secure whether the client asked over TLS
 */
public record RequestHead(
    String method,
    String target,
    String protocol,
    int major,
    int minor,
    List<Header> headers,
    boolean secure) {

  /** Most parameters that are read. */
  public static final int MAX_PARAMETERS = 256;

  public RequestHead {
    headers = List.copyOf(headers);
  }

  /** A head that came without TLS. */
  public RequestHead(
      String method, String target, String protocol, int major, int minor, List<Header> headers) {
    this(method, target, protocol, major, minor, headers, false);
  }

  /** This head as it was before a proxy: asking for that host, when it is known. */
  public RequestHead asked(Optional<String> host, boolean overTls) {
    List<Header> before = new ArrayList<>(headers);
    if (host.isPresent()) {
      before.removeIf(header -> header.name().equalsIgnoreCase("Host"));
      before.add(new Header("Host", host.get()));
    }
    return new RequestHead(method, target, protocol, major, minor, before, overTls);
  }

  /** One header line. */
  public record Header(String name, String value) {}

  /** One decoded query or form parameter. */
  public record Parameter(String name, String value) {}

  /** Whether the client speaks HTTP/1.1 or later. */
  public boolean http11() {
    return protocol.equals("HTTP") && (major > 1 || (major == 1 && minor >= 1));
  }

  /** First header of that name, any case. */
  public Optional<String> header(String name) {
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase(name)) {
        return Optional.of(header.value());
      }
    }
    return Optional.empty();
  }

  /** The value of a header as human text: UTF-8 when it is valid UTF-8, else ISO-8859-1. */
  public Optional<String> text(String name) {
    return header(name)
        .map(v -> text(v.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1));
  }

  /**
   * The path, percent-decoded as UTF-8; empty when an escape is broken or the target is no path. It
   * may hold any character, control characters included.
   */
  public Optional<String> path() {
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    int scheme = path.indexOf("://");
    if (scheme > 0 && path.charAt(0) != '/') {
      int slash = path.indexOf('/', scheme + 3);
      path = slash < 0 ? "/" : path.substring(slash);
    }
    if (!path.startsWith("/")) {
      return Optional.empty();
    }
    return unescape(path, false).map(bytes -> text(bytes, StandardCharsets.ISO_8859_1));
  }

  /** The raw query after the first question mark, empty when there is none. */
  public String query() {
    int at = target.indexOf('?');
    return at < 0 ? "" : target.substring(at + 1);
  }

  /** The first parameter of that name in the query. */
  public Optional<String> parameter(String name) {
    return parameters(query(), StandardCharsets.ISO_8859_1).stream()
        .filter(each -> each.name().equals(name))
        .map(Parameter::value)
        .findFirst();
  }

  /**
   * The decoded parameters of a query or form body; broken ones are left out, and those after the
   * first {@value #MAX_PARAMETERS}. Bytes that are not UTF-8 are read in {@code fallback}.
   */
  public static List<Parameter> parameters(String encoded, Charset fallback) {
    List<Parameter> found = new ArrayList<>();
    String[] pairs = encoded.split("&", MAX_PARAMETERS + 1);
    for (String pair : List.of(pairs).subList(0, Math.min(pairs.length, MAX_PARAMETERS))) {
      int eq = pair.indexOf('=');
      Optional<byte[]> name = unescape(eq < 0 ? pair : pair.substring(0, eq), true);
      Optional<byte[]> value = unescape(eq < 0 ? "" : pair.substring(eq + 1), true);
      if (name.isPresent() && value.isPresent() && name.get().length > 0) {
        found.add(new Parameter(text(name.get(), fallback), text(value.get(), fallback)));
      }
    }
    return found;
  }

  /** {@code bytes} as UTF-8 when they are valid UTF-8, else in {@code fallback}. */
  public static String text(byte[] bytes, Charset fallback) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(java.nio.ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException notUtf8) {
      return new String(bytes, fallback);
    }
  }

  private static Optional<byte[]> unescape(String escaped, boolean plusIsSpace) {
    byte[] out = new byte[escaped.length()];
    int n = 0;
    for (int i = 0; i < escaped.length(); i++) {
      char c = escaped.charAt(i);
      if (c == '%') {
        if (i + 2 >= escaped.length()) {
          return Optional.empty();
        }
        int hi = Character.digit(escaped.charAt(i + 1), 16);
        int lo = Character.digit(escaped.charAt(i + 2), 16);
        if (hi < 0 || lo < 0) {
          return Optional.empty();
        }
        out[n++] = (byte) (hi << 4 | lo);
        i += 2;
      } else if (c == '+' && plusIsSpace) {
        out[n++] = ' ';
      } else if (c > 0xff) {
        return Optional.empty();
      } else {
        out[n++] = (byte) c;
      }
    }
    return Optional.of(java.util.Arrays.copyOf(out, n));
  }

  static String upper(String s) {
    return s.toUpperCase(Locale.ROOT);
  }
}
