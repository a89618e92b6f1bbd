package io.floe.edge.listener;

import io.floe.wire.audio.StreamInfo;
import io.floe.wire.http.Reply;
import io.floe.wire.http.RequestHead;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Response heads as bytes: no text of a source or client can add a line. Pure. */
final class Heads {

  /** Audio bytes between two ICY metadata blocks. */
  static final int METAINT = 16_000;

  private static final String SERVER = "Floe";

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

  private final StringBuilder out = new StringBuilder(768);

  private Heads(boolean http11, int status) {
    out.append(http11 ? "HTTP/1.1 " : "HTTP/1.0 ").append(status).append(' ');
    out.append(reason(status)).append("\r\n");
    line("Server", SERVER);
    line("Date", DATE.format(ZonedDateTime.now(ZoneOffset.UTC)));
    line("Connection", "close");
    line("Access-Control-Allow-Origin", "*");
  }

  /** The head of a stream: the same for HEAD, the stream and Safari's probe. */
  static byte[] stream(boolean http11, StreamInfo info, boolean icy, ByteRange range) {
    Heads head = new Heads(http11, range instanceof ByteRange.None ? 200 : 206);
    head.line("Content-Type", info.contentType());
    head.known("icy-name", info.name());
    head.known("icy-genre", info.genre());
    head.known("icy-url", info.url());
    head.known("icy-description", info.description());
    head.line("icy-pub", info.listed() ? "1" : "0");
    if (info.bitrate() > 0) {
      head.line("icy-br", Integer.toString(info.bitrate()));
    }
    head.known("ice-audio-info", info.audioInfo());
    if (icy) {
      head.line("icy-metaint", Integer.toString(METAINT));
    }
    head.line("Cache-Control", "no-cache, no-store");
    head.line("Expires", "Mon, 26 Jul 1997 05:00:00 GMT");
    head.line("Pragma", "no-cache");
    head.line(
        "Access-Control-Expose-Headers",
        "Icy-MetaInt, Icy-Br, Icy-Name, Icy-Genre, Icy-Description, Icy-Url, Ice-Audio-Info");
    switch (range) {
      case ByteRange.None none -> {}
      case ByteRange.Endless endless -> head.range(ByteRange.PRETENDED_LENGTH);
      case ByteRange.Probe probe -> {
        head.range(probe.bytes());
        head.line("Content-Length", Integer.toString(probe.bytes()));
      }
    }
    return head.bytes();
  }

  /** The head of a stream of events. */
  static byte[] events(boolean http11) {
    Heads head = new Heads(http11, 200);
    head.line("Content-Type", "text/event-stream; charset=utf-8");
    head.line("Cache-Control", "no-cache, no-store");
    // Proxies that know this word do not hold back what comes.
    head.line("X-Accel-Buffering", "no");
    return head.bytes();
  }

  /** The head of a whole reply. */
  static byte[] reply(boolean http11, Reply reply) {
    Heads head = new Heads(http11, reply.status());
    for (RequestHead.Header header : reply.headers()) {
      if (!header.name().equalsIgnoreCase("Access-Control-Allow-Origin")) {
        head.line(header.name(), header.value());
      }
    }
    if (reply.status() != 204) {
      head.line("Content-Length", Integer.toString(reply.body().bytes().length));
    }
    return head.bytes();
  }

  private void range(int bytes) {
    line("Accept-Ranges", "bytes");
    line("Content-Range", "bytes 0-" + (bytes - 1) + "/" + ByteRange.PRETENDED_LENGTH);
  }

  private void known(String name, String value) {
    if (!value.isBlank()) {
      line(name, value);
    }
  }

  private void line(String name, String value) {
    clean(name);
    out.append(": ");
    clean(value);
    out.append("\r\n");
  }

  private void clean(String text) {
    int length = Math.min(text.length(), 1024);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      out.append(Character.isISOControl(c) ? ' ' : c);
    }
  }

  private byte[] bytes() {
    return out.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String reason(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 204 -> "No Content";
      case 206 -> "Partial Content";
      case 301 -> "Moved Permanently";
      case 302 -> "Found";
      case 304 -> "Not Modified";
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 408 -> "Request Timeout";
      case 431 -> "Request Header Fields Too Large";
      case 500 -> "Internal Server Error";
      case 503 -> "Service Unavailable";
      default -> status < 400 ? "OK" : "Error";
    };
  }
}
