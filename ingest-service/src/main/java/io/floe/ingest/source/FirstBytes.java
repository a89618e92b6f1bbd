package io.floe.ingest.source;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What a connection is, judged by its first bytes (docs/icecast-compat.md 1.3). */
enum FirstBytes {
  /** Not enough of them yet. */
  UNDECIDED,
  /** A TLS handshake. */
  TLS,
  /** A request line of HTTP or ICE. */
  REQUEST,
  /** Any other line: a SHOUTcast password, or a poke. */
  LINE,
  /** No line, and none can become of it. */
  NOISE;

  /** Longest line that may be a password. */
  static final int MAX_LINE = 1024;

  /** Looks at the readable bytes without taking any. */
  static FirstBytes of(ByteBuf bytes) {
    int from = bytes.readerIndex();
    if (!bytes.isReadable()) {
      return UNDECIDED;
    }
    if (bytes.getByte(from) == 0x16) {
      return TLS;
    }
    // Blank lines before a request line are left over from the request before.
    while (from < bytes.writerIndex() && blank(bytes, from)) {
      from++;
    }
    int lf = bytes.indexOf(from, bytes.writerIndex(), (byte) '\n');
    if (lf < 0) {
      return bytes.readableBytes() > 8192 ? NOISE : UNDECIDED;
    }
    String line = bytes.toString(from, lf - from, StandardCharsets.ISO_8859_1).strip();
    if (line.toUpperCase(Locale.ROOT).matches("(?s)[A-Z]+[ \t].*[ \t](HTTP|ICE)/[0-9]\\.[0-9]")) {
      return REQUEST;
    }
    return line.isEmpty() || line.length() > MAX_LINE || line.chars().anyMatch(c -> c < ' ')
        ? NOISE
        : LINE;
  }

  private static boolean blank(ByteBuf bytes, int at) {
    byte b = bytes.getByte(at);
    return b == '\r' || b == '\n';
  }
}
