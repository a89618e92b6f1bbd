package io.floe.stream.origin;

import io.floe.wire.bus.NodeId;

/**
 * An undecided claim, as far as it matters against another one: the lower goes on.
 *
 * @param epoch proposed
 * @param node that asks
 */
record Rival(long epoch, NodeId node) implements Comparable<Rival> {

  @Override
  public int compareTo(Rival other) {
    int byEpoch = Long.compare(epoch, other.epoch);
    return byEpoch != 0 ? byEpoch : node.compareTo(other.node);
  }
}
