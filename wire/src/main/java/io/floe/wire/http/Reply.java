package io.floe.wire.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A whole, short answer to a request: everything on the public ports that is not audio.
 *
 * @param status HTTP status code
 * @param headers in order; the port adds Server, Date, Content-Length and Connection. Control
 *     characters become spaces, so that no value starts another line.
 * @param body not copied; the caller gives it away
 */
public record Reply(int status, List<RequestHead.Header> headers, Body body) {

  private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1f\\x7f]");

  public Reply {
    if (status < 100 || status > 599) {
      throw new IllegalArgumentException("a status is 100 to 599: " + status);
    }
    headers = headers.stream().map(Reply::oneLine).toList();
  }

  /** The bytes of a reply. */
  public static final class Body {
    private final byte[] bytes;

    public Body(byte[] bytes) {
      this.bytes = bytes;
    }

    /** The bytes themselves, not a copy. */
    public byte[] bytes() {
      return bytes;
    }
  }

  /** A reply with a UTF-8 text of the given type. */
  public static Reply of(int status, String contentType, String text) {
    return new Reply(
        status,
        List.of(new RequestHead.Header("Content-Type", contentType)),
        new Body(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** This reply with one more header. */
  public Reply with(String name, String value) {
    var more = new java.util.ArrayList<>(headers);
    more.add(new RequestHead.Header(name, value));
    return new Reply(status, more, body);
  }

  private static RequestHead.Header oneLine(RequestHead.Header header) {
    String name = oneLine(header.name());
    String value = oneLine(header.value());
    return name.equals(header.name()) && value.equals(header.value())
        ? header
        : new RequestHead.Header(name, value);
  }

  private static String oneLine(String text) {
    return CONTROL.matcher(text).replaceAll(" ");
  }
}
