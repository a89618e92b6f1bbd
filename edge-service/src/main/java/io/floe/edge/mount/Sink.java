package io.floe.edge.mount;

import io.floe.wire.audio.Chunk;

/** Where the chunks of a mount go, in order. Confined to the bus thread. */
interface Sink {

  void append(Chunk chunk);

  void end();
}
