package io.floe.wire.report;

import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;

/**
 * Another node of the cluster, as its last beat showed it.
 *
 * @param node who it is
 * @param report what it reported last
 * @param lastHeardNanos {@link io.floe.wire.bus.Loop#nanoTime} of this node when the beat arrived
 */
public record Peer(NodeInfo node, Report report, long lastHeardNanos) {

  public NodeId id() {
    return node.id();
  }

  /** Whether sources can connect there, so that it has to be asked who owns a mount. */
  public boolean ownsMounts() {
    return switch (node.role()) {
      case INGEST, TRANSCODER -> true;
      case EDGE, ADMIN -> false;
    };
  }
}
