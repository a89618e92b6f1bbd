package io.floe.wire.config;

import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigSnapshot.Owned;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where a service gets its snapshots. Threads: {@link #current} from any; subscribers are called on
 * the feed's own thread, one at a time.
 */
public interface ConfigFeed extends AutoCloseable {

  /** The newest snapshot; nobody is handed a feed that has none yet. */
  ConfigSnapshot current();

  /** The configured mount of that name, as {@link ConfigSnapshot#mount}. */
  default Optional<Owned> mount(MountName name) {
    return current().mount(name);
  }

  /** The settings of a mount, as {@link ConfigSnapshot#settings}. */
  default Mount settings(MountName name) {
    return mount(name).map(Owned::mount).orElseGet(() -> Mount.onTheFly(name));
  }

  /** Calls {@code subscriber} for every later snapshot. */
  void subscribe(Consumer<ConfigSnapshot> subscriber);

  /** Stops following. Idempotent. */
  @Override
  void close();
}
