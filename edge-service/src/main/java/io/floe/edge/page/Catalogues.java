package io.floe.edge.page;

import io.floe.wire.config.ConfigFeed;
import io.floe.wire.config.ConfigSnapshot;

/** The catalogue of the newest snapshot, made once for each. Any thread. */
final class Catalogues {

  private final ConfigFeed config;
  private volatile Catalogue last;

  Catalogues(ConfigFeed config) {
    this.config = config;
    last = new Catalogue(config.current());
  }

  /** What is configured now. */
  @SuppressWarnings("ReferenceEquality") // the same snapshot, not an equal one: comparing is dear
  Catalogue now() {
    ConfigSnapshot now = config.current();
    Catalogue known = last;
    if (known.from != now) {
      known = new Catalogue(now);
      last = known;
    }
    return known;
  }
}
