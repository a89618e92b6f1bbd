package io.floe.wire.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Finds and reads a PROXY protocol header, version 1 or 2, at the start of a connection
 * (docs/proxies.md). Whether its sender is to be believed is the caller's business.
 */
public final class ProxyHeader {

  /** Longest header of version 2, type-length-values included, in bytes. */
  public static final int MAX_BYTES = 4096;

  /** Longest line of version 1, line end included. */
  private static final int MAX_LINE = 107;

  private static final byte[] VERSION_2 = {
    0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A
  };

  // More than the word PROXY: a SHOUTcast password may begin with that.
  private static final List<byte[]> LINES =
      List.of(latin1("PROXY TCP4 "), latin1("PROXY TCP6 "), latin1("PROXY UNKNOWN"));

  private static final int FIXED = 16;
  private static final int LOCAL = 0x20;
  private static final int PROXY = 0x21;
  private static final int OVER_TCP4 = 0x11;
  private static final int OVER_TCP6 = 0x21;

  private ProxyHeader() {}

  /** What the bytes are so far. */
  public sealed interface Result {}

  /** No header: everything belongs to the client. */
  public record Absent() implements Result {}

  /** The beginning of a header, or what may become one. */
  public record Incomplete() implements Result {}

  /**
   * A whole header.
   *
   * @param source the client; empty when the proxy speaks for itself (a health check) or does not
   *     say
   * @param length bytes it took
   */
  public record Whole(Optional<Address> source, int length) implements Result {}

  /** Begins like a header, and none can become of it. */
  public record Malformed(String reason) implements Result {}

  /** Reads the header that starts at {@code bytes.readerIndex()}; indices stay as they are. */
  public static Result parse(ByteBuf bytes) {
    int at = bytes.readerIndex();
    int size = bytes.readableBytes();
    if (starts(bytes, at, size, VERSION_2)) {
      return size < VERSION_2.length ? new Incomplete() : binary(bytes, at, size);
    }
    boolean begun = false;
    for (byte[] signature : LINES) {
      if (starts(bytes, at, size, signature)) {
        if (size >= signature.length) {
          return line(bytes, at, size);
        }
        begun = true;
      }
    }
    return begun ? new Incomplete() : new Absent();
  }

  /** Whether what is there of the signature is right. */
  private static boolean starts(ByteBuf bytes, int at, int size, byte[] signature) {
    for (int i = 0; i < Math.min(size, signature.length); i++) {
      if (bytes.getByte(at + i) != signature[i]) {
        return false;
      }
    }
    return true;
  }

  private static Result line(ByteBuf bytes, int at, int size) {
    int limit = at + Math.min(size, MAX_LINE);
    int lf = bytes.indexOf(at, limit, (byte) '\n');
    if (lf < 0) {
      return size < MAX_LINE
          ? new Incomplete()
          : new Malformed("a line of at most " + MAX_LINE + " bytes was expected");
    }
    if (bytes.getByte(lf - 1) != '\r') {
      return new Malformed("its line does not end with CR and LF");
    }
    int length = lf + 1 - at;
    String[] words = bytes.toString(at, length - 2, StandardCharsets.ISO_8859_1).split(" ", -1);
    if (words[1].equals("UNKNOWN")) {
      return new Whole(Optional.empty(), length);
    }
    if (words.length != 6
        || !address(words[1], words[2])
        || !address(words[1], words[3])
        || !port(words[4])
        || !port(words[5])) {
      return new Malformed("two addresses and two ports were expected");
    }
    return new Whole(Address.parse(words[2]), length);
  }

  private static boolean address(String family, String text) {
    return text.contains(":") == family.equals("TCP6") && Address.parse(text).isPresent();
  }

  private static boolean port(String text) {
    return text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= 65_535;
  }

  private static Result binary(ByteBuf bytes, int at, int size) {
    if (size < FIXED) {
      return new Incomplete();
    }
    int command = bytes.getUnsignedByte(at + 12);
    int family = bytes.getUnsignedByte(at + 13);
    int length = FIXED + bytes.getUnsignedShort(at + 14);
    int addressed =
        switch (command) {
          case LOCAL -> 0;
          case PROXY -> family == OVER_TCP4 ? 4 : family == OVER_TCP6 ? 16 : 0;
          default -> -1;
        };
    if (addressed < 0) {
      return new Malformed("its version or command is unknown");
    }
    if (length > MAX_BYTES) {
      return new Malformed("it is longer than " + MAX_BYTES + " bytes");
    }
    if (addressed > 0 && length < FIXED + 2 * addressed + 4) {
      return new Malformed("it is too short for its addresses");
    }
    if (size < length) {
      return new Incomplete();
    }
    return new Whole(
        addressed == 0
            ? Optional.empty()
            : Optional.of(Address.of(ByteBufUtil.getBytes(bytes, at + FIXED, addressed))),
        length);
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
