package io.floe.edge.mount;

import io.floe.wire.audio.Chunk;

/** Where the chunks of a mount go, in order. Confined to the bus thread. */
interface Sink {

  /**
   * Takes the next chunk.
   *
   * @param ageMillis how long the owner had the chunk before it came here; 0 for live ones
   */
  void append(Chunk chunk, long ageMillis);

  void end();
}
