package io.floe.ingest.origin;

import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.StreamId;

/**
 * One owned stream, as its source session feeds it. Methods may be called from any thread; calls
 * made from one thread keep their order. After {@link #end}, or once the mount is lost, they do
 * nothing.
 */
public final class OriginStream {

  OriginStream() {
    throw new UnsupportedOperationException();
  }

  public StreamId id() {
    throw new UnsupportedOperationException();
  }

  /**
   * Numbers and publishes a chunk. The payload is given away.
   *
   * @param capturedAt wall clock in ms when its first byte arrived
   * @param taken run on the bus thread once the chunk is in the ring, so that a session can bound
   *     what it has under way
   */
  public void append(
      Chunk.Kind kind, long capturedAt, boolean entry, byte[] payload, Runnable taken) {
    throw new UnsupportedOperationException();
  }

  /** The source is gone: tells everybody and frees the mount. */
  public void end(String reason) {
    throw new UnsupportedOperationException();
  }
}
