package io.floe.ingest.source;

import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.Mount;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The sources that are connected to this node. Any thread. */
final class LiveSources {

  private static final String BANNED = "its address was banned";
  private static final String UNWELCOME = "its mount no longer takes sources of its kind";
  private static final String DISABLED = "its mount was disabled";

  private final Set<SourceSession> sessions = ConcurrentHashMap.newKeySet();
  private final SourceCounters counters;
  private volatile ConfigSnapshot config;

  LiveSources(ConfigSnapshot config, SourceCounters counters) {
    this.config = config;
    this.counters = counters;
  }

  /** A source that a change has ruled out while its mount was being claimed is ended at once. */
  void add(SourceSession session) {
    sessions.add(session);
    endIfRuledOut(session);
  }

  void remove(SourceSession session) {
    sessions.remove(session);
  }

  /** Ends those of banned clients and on disabled mounts, now and from now on. */
  void apply(ConfigSnapshot now) {
    config = now; // before the look at who is here: whoever comes later looks at it
    List.copyOf(sessions).forEach(this::endIfRuledOut);
  }

  private void endIfRuledOut(SourceSession session) {
    ConfigSnapshot now = config;
    Mount settings = now.settings(session.mount());
    if (now.bans().contains(session.address())) {
      counters.banned();
      session.end(BANNED);
    } else if (settings.refuses(session.address(), session.agent())) {
      counters.banned();
      session.end(UNWELCOME);
    } else if (!settings.enabled()) {
      session.end(DISABLED);
    }
  }

  /** Ends them all. */
  void end(String reason) {
    List.copyOf(sessions).forEach(s -> s.end(reason));
  }
}
