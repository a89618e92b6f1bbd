package io.floe.wire.config;

import java.util.function.Consumer;

/**
 * Where a service gets its snapshots. Threads: {@link #current} from any; subscribers are called on
 * the feed's own thread, one at a time.
 */
public interface ConfigFeed extends AutoCloseable {

  /** The newest snapshot; nobody is handed a feed that has none yet. */
  ConfigSnapshot current();

  /** Calls {@code subscriber} for every later snapshot. */
  void subscribe(Consumer<ConfigSnapshot> subscriber);

  /** Stops following. Idempotent. */
  @Override
  void close();
}
