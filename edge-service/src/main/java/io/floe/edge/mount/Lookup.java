package io.floe.edge.mount;

import io.floe.wire.audio.MountName;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** How a listener finds its mount. Any thread. */
public interface Lookup {

  /**
   * Finds a mount that is on the air and makes sure that it flows to this edge.
   *
   * @param loop where {@code answer} runs: at once when the mount is at hand, within 300 ms when
   *     the ingests have to be asked
   * @param answer called once; empty when nobody owns the mount
   */
  void open(MountName mount, Executor loop, Consumer<Optional<LiveMount>> answer);
}
