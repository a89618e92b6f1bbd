package io.floe.testkit;

import io.floe.wire.audio.MountName;
import io.floe.wire.client.CidrSet;
import io.floe.wire.config.ConfigFeed;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.ConfigSnapshot.IcecastPortListeners;
import io.floe.wire.config.ConfigSnapshot.Tenant;
import io.floe.wire.config.Mount;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A config feed that says what a test sets, and tells its subscribers at once. Any thread. */
public final class FixedConfig implements ConfigFeed {

  private final List<Consumer<ConfigSnapshot>> subscribers = new CopyOnWriteArrayList<>();
  private volatile ConfigSnapshot snapshot = of(null, List.of());

  /** Sets the base of all URLs, keeping the mounts. */
  public void publicUrl(@Nullable String url) {
    set(
        of(url, snapshot.tenants().getFirst().mounts())
            .with(snapshot.trustedProxies(), snapshot.bans()));
  }

  /** Sets the configured mounts. */
  public void mounts(Mount... mounts) {
    set(of(snapshot.publicUrl(), List.of(mounts)).with(snapshot.trustedProxies(), snapshot.bans()));
  }

  /** Sets the proxies that are believed. */
  public void trust(String... networks) {
    set(snapshot.with(CidrSet.parse(List.of(networks)), snapshot.bans()));
  }

  /** Sets who is banned. */
  public void ban(String... networks) {
    set(snapshot.with(snapshot.trustedProxies(), CidrSet.parse(List.of(networks))));
  }

  private void set(ConfigSnapshot next) {
    snapshot = next;
    subscribers.forEach(each -> each.accept(next));
  }

  private static ConfigSnapshot of(@Nullable String url, List<Mount> mounts) {
    return new ConfigSnapshot(
        1,
        url,
        new MountName("/live"),
        IcecastPortListeners.REDIRECT,
        List.of(),
        List.of(new Tenant("default", null, true, mounts)),
        CidrSet.NONE,
        CidrSet.NONE);
  }

  @Override
  public ConfigSnapshot current() {
    return snapshot;
  }

  @Override
  public void subscribe(Consumer<ConfigSnapshot> subscriber) {
    subscribers.add(subscriber);
  }

  @Override
  public void close() {}
}
