package io.floe.edge.ring;

import io.floe.wire.audio.Chunk;

/** The audio of one mount on this edge. */
public final class MountRing {

  /**
   * Adds the next chunk. HEADER and TITLE chunks that come out of sequence (older than the audio
   * that follows) only serve as references. Bus thread only.
   */
  public void append(Chunk chunk) {
    throw new UnsupportedOperationException();
  }

  /**
   * Nothing will follow: listeners hear what is left and are closed. Bus thread only, idempotent.
   */
  public void end() {
    throw new UnsupportedOperationException();
  }

  /**
   * Wall clock (this node's) in ms at which the newest audio arrived, 0 before the first. Any
   * thread.
   */
  public long newestAt() {
    throw new UnsupportedOperationException();
  }
}
