package io.floe.wire.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds and reads a request head at the start of received bytes.
 *
 * <p>Lines end with CRLF, a bare LF, or the CR CR LF that some old encoders send; a blank line ends
 * the head. Bytes after it are not touched. Control characters in headers become spaces.
 */
public final class HeadParser {

  /** Longest head, blank line included, in bytes. */
  public static final int MAX_BYTES = 8192;

  /** Most header lines. */
  public static final int MAX_HEADERS = 64;

  private HeadParser() {}

  /** What the bytes are so far. */
  public sealed interface Result {}

  /** No blank line yet, and still within the limit. */
  public record Incomplete() implements Result {}

  /**
   * A whole head.
   *
   * @param length bytes it took, blank line included
   */
  public record Complete(RequestHead head, int length) implements Result {}

  /** No head, and none can become of it. */
  public record Malformed(int status, String reason) implements Result {}

  /** Reads the head that starts at {@code bytes.readerIndex()}; indices stay as they are. */
  public static Result parse(ByteBuf bytes) {
    int start = bytes.readerIndex();
    int limit = Math.min(bytes.writerIndex(), start + MAX_BYTES);
    List<String> lines = new ArrayList<>();
    int from = start;
    while (true) {
      int lf = bytes.indexOf(from, limit, (byte) '\n');
      if (lf < 0) {
        return bytes.readableBytes() >= MAX_BYTES
            ? new Malformed(431, "request head is longer than " + MAX_BYTES + " bytes")
            : new Incomplete();
      }
      int end = lf;
      while (end > from && bytes.getByte(end - 1) == '\r') {
        end--;
      }
      if (end == from && !lines.isEmpty()) {
        return read(lines, lf + 1 - start);
      }
      if (end > from) {
        if (lines.size() > MAX_HEADERS) {
          return new Malformed(431, "more than " + MAX_HEADERS + " headers");
        }
        lines.add(bytes.toString(from, end - from, StandardCharsets.ISO_8859_1));
      }
      from = lf + 1;
    }
  }

  private static Result read(List<String> lines, int length) {
    String[] words = lines.getFirst().strip().split("[ \t]+", 4);
    if (words.length != 3) {
      return new Malformed(400, "a request line has a verb, a target and a protocol");
    }
    String protocol = RequestHead.upper(words[2]);
    if (!protocol.matches("(HTTP|ICE)/[0-9]\\.[0-9]")) {
      return new Malformed(400, "the protocol is HTTP/1.0, HTTP/1.1 or ICE/1.0");
    }
    if (!words[0].matches("[A-Za-z]{1,20}")) {
      return new Malformed(400, "the verb has letters only");
    }
    if (words[1].chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      return new Malformed(400, "a request target has no control characters");
    }
    List<RequestHead.Header> headers = new ArrayList<>(lines.size());
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      if (colon <= 0 || line.charAt(0) == ' ' || line.charAt(0) == '\t') {
        return new Malformed(400, "a header line is a name, a colon and a value");
      }
      headers.add(
          new RequestHead.Header(
              printable(line.substring(0, colon)), printable(line.substring(colon + 1))));
    }
    int slash = protocol.indexOf('/');
    return new Complete(
        new RequestHead(
            words[0],
            words[1],
            protocol.substring(0, slash),
            protocol.charAt(slash + 1) - '0',
            protocol.charAt(slash + 3) - '0',
            headers),
        length);
  }

  /** Without control characters: a bare CR in a value that is sent on would start another line. */
  private static String printable(String text) {
    StringBuilder clean = new StringBuilder(text);
    for (int i = 0; i < clean.length(); i++) {
      // 0x80 to 0x9f are left alone: in ISO-8859-1 they are the later bytes of UTF-8 texts.
      if (clean.charAt(i) < ' ' || clean.charAt(i) == 0x7f) {
        clean.setCharAt(i, ' ');
      }
    }
    return clean.toString().strip();
  }
}
