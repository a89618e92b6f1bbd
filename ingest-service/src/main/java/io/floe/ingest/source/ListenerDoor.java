package io.floe.ingest.source;

import io.floe.wire.audio.MountName;
import java.net.URI;
import java.util.Optional;

/** Where listeners go who ask the Icecast port for a mount. Called on event loops. */
@FunctionalInterface
public interface ListenerDoor {

  /**
   * The URL of the mount at an edge, or empty when no edge is up.
   *
   * @param host the request's Host header, empty when it had none
   */
  Optional<URI> edgeFor(MountName mount, String host);
}
