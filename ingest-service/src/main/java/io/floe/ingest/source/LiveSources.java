package io.floe.ingest.source;

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

  /** Ends them all. */
  void end(String reason) {
    List.copyOf(sessions).forEach(s -> s.end(reason));
  }
}
