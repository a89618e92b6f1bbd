package io.floe.ingest.source;

import io.floe.wire.config.ConfigFeed;
import io.floe.wire.config.Mount;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The sources that are connected to this node. Any thread. */
final class LiveSources {

  private static final String BANNED = "its address was banned";
  private static final String UNWELCOME = "its mount no longer takes sources of its kind";
  private static final String DISABLED = "its mount was disabled";
  private static final String MADE = "its mount is now made from another one";
  private static final String MOVED = "its mount now belongs to another tenant";
  private static final String DELETED =
      "its mount was deleted, or may no longer be made on the fly";

  private final Set<SourceSession> sessions = ConcurrentHashMap.newKeySet();
  private final ConfigFeed config;
  private final SourceCounters counters;

  /**
   * @param config names the newest snapshot before it says that there is one
   */
  LiveSources(ConfigFeed config, SourceCounters counters) {
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

  /** Ends those that the configuration rules out; whoever comes later looks at it too. */
  void sweep() {
    List.copyOf(sessions).forEach(this::endIfRuledOut);
  }

  private void endIfRuledOut(SourceSession session) {
    Mount settings = config.settings(session.mount());
    if (config.current().bans().contains(session.address())) {
      counters.banned();
      session.end(BANNED);
    } else if (settings.refuses(session.address(), session.agent())) {
      counters.banned();
      session.end(UNWELCOME);
    } else if (made(session)) {
      session.end(MADE);
    } else if (anothers(session)) {
      session.end(MOVED);
    } else if (!settings.enabled()) {
      session.end(DISABLED);
    } else if (config.mount(session.mount()).isEmpty() && !onTheFly(session)) {
      session.end(DELETED);
    }
  }

  /**
   * Whether a rendition of its own tenant makes its mount. One of another tenant, which wants a
   * mount that was made on the fly before, has to wait for it.
   */
  private boolean made(SourceSession session) {
    String name = session.tenant();
    return config
        .current()
        .rendition(session.mount())
        .filter(made -> name.isEmpty() || made.tenant().name().equals(name))
        .isPresent();
  }

  /** Whether its mount is configured, and not for the tenant that let it in. */
  private boolean anothers(SourceSession session) {
    String name = session.owner();
    return !name.isEmpty()
        && config
            .mount(session.mount())
            .filter(owned -> !owned.tenant().name().equals(name))
            .isPresent();
  }

  /** Whether a mount that is not configured may be that of this source's tenant. */
  private boolean onTheFly(SourceSession session) {
    String name = session.tenant();
    return config.current().tenants().stream()
        .anyMatch(tenant -> tenant.createMounts() && tenant.name().equals(name));
  }

  /** Ends them all. */
  void end(String reason) {
    List.copyOf(sessions).forEach(s -> s.end(reason));
  }
}
