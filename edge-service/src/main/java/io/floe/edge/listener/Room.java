package io.floe.edge.listener;

import io.floe.edge.mount.LiveMount;
import io.floe.wire.audio.MountName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is left of the limits that hold for the whole cluster. Any thread, must not block. */
public interface Room {

  /** Listeners that other edges have on a mount. */
  int elsewhere(MountName mount);

  /**
   * Where listeners of a mount go that is not on the air: the nearest of its chain of fallbacks
   * that is.
   *
   * @param contentType they are sent already and must be sent on; null for any
   */
  Optional<MountName> instead(MountName mount, @Nullable String contentType);

  /**
   * Whether the tenant of the mount may have all listeners that it has now and {@code more} of this
   * mount.
   */
  boolean suffices(LiveMount mount, int more);
}
