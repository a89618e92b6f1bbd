package io.floe.testkit;

import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigFeed;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.ConfigSnapshot.IcecastPortListeners;
import io.floe.wire.config.ConfigSnapshot.Tenant;
import io.floe.wire.config.Mount;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A config feed that says what a test sets; it tells no subscriber. Any thread. */
public final class FixedConfig implements ConfigFeed {

  private volatile ConfigSnapshot snapshot = of(null, List.of());

  /** Sets the base of all URLs, keeping the mounts. */
  public void publicUrl(@Nullable String url) {
    snapshot = of(url, snapshot.tenants().getFirst().mounts());
  }

  /** Sets the configured mounts. */
  public void mounts(Mount... mounts) {
    snapshot = of(snapshot.publicUrl(), List.of(mounts));
  }

  private static ConfigSnapshot of(@Nullable String url, List<Mount> mounts) {
    return new ConfigSnapshot(
        1,
        url,
        new MountName("/live"),
        IcecastPortListeners.REDIRECT,
        List.of(),
        List.of(new Tenant("default", null, true, mounts)));
  }

  @Override
  public ConfigSnapshot current() {
    return snapshot;
  }

  @Override
  public void subscribe(Consumer<ConfigSnapshot> subscriber) {}

  @Override
  public void close() {}
}
