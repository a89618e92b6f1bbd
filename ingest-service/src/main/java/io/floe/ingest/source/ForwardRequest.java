package io.floe.ingest.source;

import io.floe.wire.client.Address;
import io.floe.wire.http.RequestHead;
import io.floe.wire.report.AdminDoor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A request as it is passed on to an admin service: the same but for what belongs to one
 * connection, and for what it says of its client, which is this node's word. Immutable.
 *
 * @param path of one page of {@code /admin/}, without escapes
 * @param form the body, one char per byte; empty: none
 */
record ForwardRequest(RequestHead head, String path, String form, Address client) {

  /** Nothing that a server could take for another path than we do. */
  private static final Pattern PAGE = Pattern.compile("/admin/[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");

  private static final int LONGEST_VALUE = 8192;

  private static final Set<String> LEFT_OUT =
      Set.of(
          "connection",
          "content-length",
          "cookie",
          "expect",
          "forwarded",
          "host",
          "http2-settings",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /** The page that a path names, if it is one that can be passed on. */
  static Optional<String> page(RequestHead head) {
    return head.path().filter(path -> PAGE.matcher(path).matches());
  }

  /** Whether a header stays behind: it is the connection's, or says who the client is. */
  private static boolean staysBehind(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return LEFT_OUT.contains(lower)
        || lower.startsWith("x-forwarded")
        || lower.startsWith("x-floe-")
        || lower.equals("x-real-ip");
  }

  /** Its bytes, for that service. */
  ByteBuf bytes(AdminDoor door) {
    String query = head.query();
    StringBuilder out = new StringBuilder(512);
    out.append(head.method().toUpperCase(Locale.ROOT)).append(' ').append(path);
    if (!query.isEmpty()) {
      out.append('?').append(Escaped.query(query));
    }
    out.append(head.http11() ? " HTTP/1.1\r\n" : " HTTP/1.0\r\n");
    header(out, "Host", head.header("Host").orElse("localhost"));
    for (RequestHead.Header header : head.headers()) {
      if (!staysBehind(header.name())) {
        header(out, header.name(), header.value());
      }
    }
    header(out, "X-Forwarded-For", client.toString());
    header(out, "X-Forwarded-Proto", head.secure() ? "https" : "http");
    header(out, AdminDoor.HEADER, door.key());
    header(out, "Connection", "close");
    if (!form.isEmpty()) {
      header(out, "Content-Length", Integer.toString(form.length()));
    }
    return Unpooled.copiedBuffer(
        out.append("\r\n").append(form).toString(), StandardCharsets.ISO_8859_1);
  }

  private static void header(StringBuilder out, String name, String value) {
    out.append(name).append(": ").append(Escaped.line(value, LONGEST_VALUE)).append("\r\n");
  }

  /** Passwords are in its head. */
  @Override
  public String toString() {
    return head.method() + " " + path + " of " + client;
  }
}
