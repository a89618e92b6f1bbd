package io.floe.ingest.origin;

import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Message.Encoder;
import io.floe.wire.config.Mount;
import java.util.function.Consumer;

/**
 * All streams that this node owns, and the way to own one more. Public methods may be called from
 * any thread.
 */
public final class Origins {

  public Origins(Bus bus) {
    throw new UnsupportedOperationException();
  }

  /**
   * Claims a mount for a source.
   *
   * @param answer called once, on the bus thread, within 400 ms
   */
  public void claim(
      MountName mount,
      StreamInfo info,
      Encoder encoder,
      Mount settings,
      SourceControl source,
      Consumer<Claimed> answer) {
    throw new UnsupportedOperationException();
  }

  /**
   * Gives a mount a title, wherever in the cluster its owner is.
   *
   * @param answer called once, on the bus thread, within 1 s: whether a stream on that mount took
   *     it
   */
  public void retitle(MountName mount, String title, Consumer<Boolean> answer) {
    throw new UnsupportedOperationException();
  }
}
