package io.floe.edge.listener;

import io.floe.wire.http.RequestHead;
import java.util.Locale;

/** What a Range header means on a live stream (docs/icecast-compat.md, Range rule). Immutable. */
sealed interface ByteRange {

  /** The length that a stream without length is said to have: players compute with 32 bits. */
  int PRETENDED_LENGTH = 0x3FFF_FFFF;

  /** A player that only wants to see whether ranges work asks for no more. */
  int MAX_PROBE = 1024;

  /** The stream, 200. */
  record None() implements ByteRange {}

  /** The first bytes, 206, and the connection ends; nobody is listening. */
  record Probe(int bytes) implements ByteRange {}

  /** The stream, but as 206: Safari plays nothing else after its probe. */
  record Endless() implements ByteRange {}

  /** Applies the rule. */
  static ByteRange of(RequestHead head) {
    String range = head.header("Range").orElse("").replace(" ", "").toLowerCase(Locale.ROOT);
    if (!range.startsWith("bytes=0-") || wantsMetadata(head)) {
      return new None();
    }
    String end = range.substring("bytes=0-".length());
    if (end.isEmpty()) {
      return safari(head.header("User-Agent").orElse("")) ? new Endless() : new None();
    }
    if (end.length() > 4 || !end.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return new None();
    }
    int bytes = Integer.parseInt(end) + 1;
    return bytes <= MAX_PROBE ? new Probe(bytes) : new None();
  }

  /** Whether the player reads ICY metadata blocks. */
  static boolean wantsMetadata(RequestHead head) {
    return head.header("Icy-MetaData").orElse("").strip().equals("1");
  }

  private static boolean safari(String agent) {
    return agent.startsWith("AppleCoreMedia")
        || (agent.contains("Safari/") && !agent.contains("Chrom") && !agent.contains("Android"));
  }
}
