package io.floe.wire.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds and reads a request head at the start of received bytes.
 *
 * <p>Lines end with CRLF, a bare LF, or the CR CR LF that some old encoders send; a blank line ends
 * the head. Bytes after it are not touched. Lenient where real clients are sloppy: blank lines
 * before the head, folded header lines, spaces in the target (read as {@code %20}). Control
 * characters in headers become spaces.
 */
public final class HeadParser {

  /** Longest head, blank line included, in bytes. */
  public static final int MAX_BYTES = 8192;

  /** Most header lines. */
  public static final int MAX_HEADERS = 64;

  private static final Pattern PROTOCOL =
      Pattern.compile("(HTTP|ICE)/([0-9])\\.([0-9])", Pattern.CASE_INSENSITIVE);

  private static final Pattern VERB = Pattern.compile("[A-Za-z]{1,20}");

  private static final int NONE = -1;
  private static final int TOO_MANY = -2;

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
    int end = end(bytes, start, limit);
    if (end == TOO_MANY) {
      return new Malformed(431, "more than " + MAX_HEADERS + " headers");
    }
    if (end == NONE) {
      return limit - start >= MAX_BYTES
          ? new Malformed(431, "request head is longer than " + MAX_BYTES + " bytes")
          : new Incomplete();
    }
    return read(lines(bytes, start, end), end - start);
  }

  /** Index behind the blank line that ends the head, or a reason why there is none. */
  private static int end(ByteBuf bytes, int start, int limit) {
    int lines = 0;
    int from = start;
    for (int lf = lineEnd(bytes, from, limit); lf >= 0; lf = lineEnd(bytes, from, limit)) {
      boolean blank = textEnd(bytes, from, lf) == from;
      if (blank && lines > 0) {
        return lf + 1;
      }
      if (!blank && ++lines > MAX_HEADERS + 1) {
        return TOO_MANY;
      }
      from = lf + 1;
    }
    return NONE;
  }

  private static List<String> lines(ByteBuf bytes, int start, int end) {
    List<String> lines = new ArrayList<>();
    for (int from = start; from < end; ) {
      int lf = lineEnd(bytes, from, end);
      int textEnd = textEnd(bytes, from, lf);
      if (textEnd > from) {
        lines.add(bytes.toString(from, textEnd - from, StandardCharsets.ISO_8859_1));
      }
      from = lf + 1;
    }
    return lines;
  }

  private static int lineEnd(ByteBuf bytes, int from, int limit) {
    return bytes.indexOf(from, limit, (byte) '\n');
  }

  private static int textEnd(ByteBuf bytes, int from, int lf) {
    int end = lf;
    while (end > from && bytes.getByte(end - 1) == '\r') {
      end--;
    }
    return end;
  }

  private static Result read(List<String> lines, int length) {
    List<String> words = words(lines.getFirst());
    if (words.size() < 3) {
      return new Malformed(400, "a request line has a verb, a target and a protocol");
    }
    String verb = words.getFirst();
    // Scripts that announce titles forget to encode the spaces between the first and the last word.
    String target = String.join("%20", words.subList(1, words.size() - 1));
    Matcher protocol = PROTOCOL.matcher(words.getLast());
    if (!protocol.matches()) {
      return new Malformed(400, "the protocol is HTTP/1.0, HTTP/1.1 or ICE/1.0");
    }
    if (!VERB.matcher(verb).matches()) {
      return new Malformed(400, "the verb has letters only");
    }
    if (target.chars().anyMatch(HeadParser::control)) {
      return new Malformed(400, "a request target has no control characters");
    }
    List<RequestHead.Header> headers = new ArrayList<>(lines.size());
    for (String line : lines.subList(1, lines.size())) {
      if (!header(line, headers)) {
        return new Malformed(400, "a header line is a name, a colon and a value");
      }
    }
    return new Complete(
        new RequestHead(
            verb,
            target,
            RequestHead.upper(protocol.group(1)),
            protocol.group(2).charAt(0) - '0',
            protocol.group(3).charAt(0) - '0',
            headers),
        length);
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    for (String word : line.split("[ \t]+", -1)) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words;
  }

  /** Adds a header line, or folds it onto the one before; false when it is neither. */
  private static boolean header(String line, List<RequestHead.Header> headers) {
    if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
      if (headers.isEmpty()) {
        return false;
      }
      RequestHead.Header before = headers.removeLast();
      String value = (before.value() + " " + printable(line)).strip();
      headers.add(new RequestHead.Header(before.name(), value));
      return true;
    }
    int colon = line.indexOf(':');
    String name = colon < 0 ? "" : printable(line.substring(0, colon));
    if (name.isEmpty()) {
      return false;
    }
    headers.add(new RequestHead.Header(name, printable(line.substring(colon + 1))));
    return true;
  }

  /** Without control characters: a bare CR in a value that is sent on would start another line. */
  private static String printable(String text) {
    StringBuilder clean = new StringBuilder(text);
    for (int i = 0; i < clean.length(); i++) {
      // 0x80 to 0x9f are left alone: in ISO-8859-1 they are the later bytes of UTF-8 texts.
      if (control(clean.charAt(i))) {
        clean.setCharAt(i, ' ');
      }
    }
    return clean.toString().strip();
  }

  private static boolean control(int c) {
    return c < ' ' || c == 0x7f;
  }
}
