package io.floe.wire.bus;

/**
 * What every node tells the others of itself.
 *
 * @param id who
 * @param role what it does
 * @param version Floe's release, for display
 * @param port the public port it serves (Icecast port of an ingest, listener port of an edge)
 * @param startedAt wall clock in ms
 */
public record NodeInfo(NodeId id, Role role, String version, int port, long startedAt) {

  /** The kinds of node. Codecs write the ordinal: append only. */
  public enum Role {
    INGEST,
    EDGE,
    TRANSCODER,
    ADMIN
  }
}
