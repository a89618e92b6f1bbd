package io.floe.transcoder.job;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.NodeId;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * Which node is the first choice for an input, on every node alike and without a word between them:
 * each pair of node and input has a weight by chance, and the heaviest wins. A node that comes or
 * goes changes only its own share.
 */
final class Ranking {

  private Ranking() {}

  /** The first choice among {@code nodes}. */
  static Optional<NodeId> first(MountName input, Collection<NodeId> nodes) {
    return nodes.stream()
        .max(
            Comparator.comparingLong((NodeId node) -> weight(input, node))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** Whether {@code one} comes before {@code other} for that input. */
  static boolean before(MountName input, NodeId one, NodeId other) {
    return first(input, java.util.List.of(one, other)).orElseThrow().equals(one)
        && !one.equals(other);
  }

  private static long weight(MountName input, NodeId node) {
    long hash = 0xCBF29CE484222325L;
    for (String text : new String[] {input.value(), "\n", node.value()}) {
      for (int i = 0; i < text.length(); i++) {
        hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
      }
    }
    hash = (hash ^ (hash >>> 32)) * 0xD6E8FEB86659FD93L;
    hash = (hash ^ (hash >>> 32)) * 0xD6E8FEB86659FD93L;
    return hash ^ (hash >>> 32);
  }
}
