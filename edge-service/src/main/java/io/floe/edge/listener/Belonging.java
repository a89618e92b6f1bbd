package io.floe.edge.listener;

import io.floe.edge.mount.LiveMount;
import io.floe.wire.audio.MountName;
import io.floe.wire.config.Mount;
import org.jspecify.annotations.Nullable;

/**
 * Which mount a listener belongs to: the one that it is sent, or another one, which it has left for
 * a fallback or was moved from. Confined to the listener's loop.
 */
final class Belonging {

  private final Port port;

  /** While it is sent another one; null: the one it is sent. */
  private @Nullable MountName elsewhere;

  Belonging(Port port) {
    this.port = port;
  }

  /** It belongs to that mount from now on, and is sent this one. */
  void to(MountName owner, LiveMount sent) {
    MountName before = elsewhere;
    if (before != null) {
      port.guests().remove(before);
    }
    elsewhere = owner.equals(sent.name()) ? null : owner;
    if (elsewhere != null) {
      port.guests().add(owner);
    }
  }

  /** Whether it is sent another mount than its own. */
  boolean away() {
    return elsewhere != null;
  }

  MountName mount(LiveMount sent) {
    MountName other = elsewhere;
    return other == null ? sent.name() : other;
  }

  Mount settings(LiveMount sent) {
    MountName other = elsewhere;
    return other == null ? sent.settings() : port.config().settings(other);
  }
}
