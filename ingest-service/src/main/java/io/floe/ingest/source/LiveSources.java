package io.floe.ingest.source;

import io.floe.wire.client.CidrSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The sources that are connected to this node. Any thread. */
final class LiveSources {

  private static final String BANNED = "its address was banned";

  private final Set<SourceSession> sessions = ConcurrentHashMap.newKeySet();
  private final SourceCounters counters;
  private volatile CidrSet bans = CidrSet.NONE;

  LiveSources(SourceCounters counters) {
    this.counters = counters;
  }

  /** A source whose client was banned while its mount was being claimed is ended at once. */
  void add(SourceSession session) {
    sessions.add(session);
    endIfBanned(session);
  }

  void remove(SourceSession session) {
    sessions.remove(session);
  }

  /** Ends those of banned clients, now and from now on. */
  void ban(CidrSet banned) {
    bans = banned; // before the look at who is here: whoever comes later looks at it
    List.copyOf(sessions).forEach(this::endIfBanned);
  }

  private void endIfBanned(SourceSession session) {
    if (bans.contains(session.address())) {
      counters.banned();
      session.end(BANNED);
    }
  }

  /** Ends them all. */
  void end(String reason) {
    List.copyOf(sessions).forEach(s -> s.end(reason));
  }
}
