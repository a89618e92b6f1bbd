package io.floe.edge.ring;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One link of an Ogg chain, or all there is of a stream whose header pages every listener needs
 * first.
 *
 * <p>Threads: {@link #uses} by the ring's writer only, the rest is immutable.
 */
public final class Link {

  private final Block headers;
  private final int length;

  /** Pieces and references of the ring that need this link. Writer only. */
  int uses;

  Link(byte[] headers) {
    this.headers = Block.of(headers);
    this.length = headers.length;
  }

  /** Bytes of its header pages. */
  public int length() {
    return length;
  }

  /** Its header pages, for the caller to release; null when the ring has let go of them. */
  public @Nullable ByteBuf window() {
    return Piece.window(headers, 0, length);
  }

  Block headers() {
    return headers;
  }
}
