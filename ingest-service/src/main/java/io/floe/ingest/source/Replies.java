package io.floe.ingest.source;

import io.floe.wire.http.Reply;
import io.floe.wire.http.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** The short answers of the Icecast port, and their bytes. */
final class Replies {

  /** Verbs that fully work here (docs/icecast-compat.md 1.1). */
  static final String ALLOW = "GET, HEAD, PUT, POST, OPTIONS, SOURCE";

  /** What a SOURCE gets, whatever version it speaks: the 19 bytes that every encoder knows. */
  static final String SOURCE_OK = "HTTP/1.0 200 OK\r\n\r\n";

  static final String PUT_OK_11 = "HTTP/1.1 200 OK\r\n\r\n";

  static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

  /** The end of a body that was asked for with a 100 and came whole. */
  static final String BODY_TAKEN =
      "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

  /** What a banned client hears, source or listener. */
  static final String BANNED =
      "This address is banned here. If that is a mistake, ask the operator of this server to lift"
          + " the ban.";

  private Replies() {}

  /** A plain text. */
  static Reply text(int status, String text) {
    return Reply.of(status, "text/plain; charset=utf-8", text + "\r\n");
  }

  /** Right password, but not now. */
  static Reply refused(SourceCounters.Refusal kind, String reason) {
    return kind == SourceCounters.Refusal.STOPPING
        ? text(503, reason).with("Retry-After", "1")
        : text(403, reason);
  }

  /** The client, or its neighbourhood, has all the connections that it may have. */
  static Reply crowded() {
    return text(
            503,
            "Too many connections from your network are open that are no sources; close some, or"
                + " try again in a few seconds.")
        .with("Retry-After", "3");
  }

  /** Asks for credentials. */
  static Reply unauthorized(String text) {
    return text(401, text).with("WWW-Authenticate", "Basic realm=\"Floe\", charset=\"UTF-8\"");
  }

  /** The verb has no meaning here. */
  static Reply notAllowed(String text) {
    return text(405, text).with("Allow", ALLOW);
  }

  /** An error of the administrative pages as Icecast words and wraps it. */
  static Reply adminError(int status, String message) {
    return Reply.of(
        status,
        "text/html; charset=utf-8",
        "<html><head><title>Error "
            + status
            + "</title></head><body><b>"
            + status
            + " - "
            + message
            + "</b></body></html>\r\n");
  }

  /** An outcome of an administrative page as Icecast words it; {@code done} is 1 or 0. */
  static Reply adminOutcome(String message, int done) {
    return Reply.of(
        200,
        "text/xml; charset=utf-8",
        "<?xml version=\"1.0\"?>\n<iceresponse><message>"
            + message
            + "</message><return>"
            + done
            + "</return></iceresponse>\n");
  }

  /** The success page of {@code /admin.cgi}. */
  static Reply shoutcastDone(String message) {
    return Reply.of(
        200,
        "text/html; charset=utf-8",
        "<html><head><title>Admin request successful</title></head><body><p>"
            + message
            + "</p></body></html>\r\n");
  }

  /**
   * The bytes of a reply. A 1.0 request gets a 1.0 answer: old encoders switch to chunked bodies
   * when they see a 1.1 (docs/icecast-compat.md 1.2).
   *
   * @param http11 whether the request was HTTP/1.1
   * @param headOnly leave the body out: the answer to a HEAD
   */
  static ByteBuf bytes(
      Reply reply, boolean http11, boolean keepAlive, boolean headOnly, String serverName) {
    byte[] body = reply.body().bytes();
    StringBuilder head = new StringBuilder(256);
    head.append(http11 ? "HTTP/1.1 " : "HTTP/1.0 ")
        .append(reply.status())
        .append(' ')
        .append(HttpResponseStatus.valueOf(reply.status()).reasonPhrase())
        .append("\r\n");
    header(head, "Server", serverName);
    header(
        head,
        "Date",
        DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
    for (RequestHead.Header header : reply.headers()) {
      header(head, header.name(), header.value());
    }
    header(head, "Content-Length", Integer.toString(body.length));
    header(head, "Connection", keepAlive ? "Keep-Alive" : "Close");
    head.append("\r\n");
    ByteBuf first = Unpooled.copiedBuffer(head, StandardCharsets.ISO_8859_1);
    return headOnly || body.length == 0
        ? first
        : Unpooled.wrappedBuffer(first, Unpooled.wrappedBuffer(body));
  }

  private static void header(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(Escaped.line(value, 8192)).append("\r\n");
  }
}
