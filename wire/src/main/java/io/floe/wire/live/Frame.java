package io.floe.wire.live;

import java.nio.charset.StandardCharsets;

/**
 * A topic as it was told last.
 *
 * @param gone whether that was its end
 */
public record Frame<A>(String kind, String name, A audience, boolean gone, String json) {

  /** It as an event, in UTF-8. */
  public byte[] event() {
    return ("event: " + (gone ? "gone" : kind) + "\ndata: " + json + "\n\n")
        .getBytes(StandardCharsets.UTF_8);
  }
}
