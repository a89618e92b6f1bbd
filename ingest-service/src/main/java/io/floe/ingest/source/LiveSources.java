package io.floe.ingest.source;

import io.floe.wire.audio.MountName;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The sources that are connected to this node. Any thread. */
final class LiveSources {

  private final Set<SourceSession> sessions = ConcurrentHashMap.newKeySet();

  void add(SourceSession session) {
    sessions.add(session);
  }

  void remove(SourceSession session) {
    sessions.remove(session);
  }

  /** Whether a source here sends Ogg on that mount. */
  boolean ogg(MountName mount) {
    return sessions.stream().anyMatch(s -> s.mount().equals(mount) && s.info().ogg());
  }

  /** Ends them all. */
  void end(String reason) {
    List.copyOf(sessions).forEach(s -> s.end(reason));
  }
}
