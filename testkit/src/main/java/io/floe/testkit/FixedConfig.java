package io.floe.testkit;

import io.floe.wire.client.CidrSet;
import io.floe.wire.config.ConfigFeed;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.ConfigSnapshot.Tenant;
import io.floe.wire.config.Mount;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A config feed that says what a test sets, and tells its subscribers at once. Any thread. */
public final class FixedConfig implements ConfigFeed {

  private final List<Consumer<ConfigSnapshot>> subscribers = new CopyOnWriteArrayList<>();
  private volatile ConfigSnapshot snapshot =
      ConfigSnapshot.EMPTY
          .with()
          .version(1)
          .tenants(List.of(Tenant.of("default").with().createMounts(true).build()))
          .build();

  /** Sets the base of all URLs, keeping the mounts. */
  public void publicUrl(@Nullable String url) {
    change(snapshot -> snapshot.with().publicUrl(url).build());
  }

  /** Sets the configured mounts. */
  public void mounts(Mount... mounts) {
    tenant(tenant -> tenant.with().mounts(List.of(mounts)).build());
  }

  /** Changes the one tenant. */
  public void tenant(UnaryOperator<Tenant> change) {
    change(snapshot ->
        snapshot.with().tenants(List.of(change.apply(snapshot.tenants().getFirst()))).build());
  }

  /** Sets the proxies that are believed. */
  public void trust(String... networks) {
    change(snapshot -> snapshot.with().trustedProxies(CidrSet.parse(List.of(networks))).build());
  }

  /** Sets who is banned. */
  public void ban(String... networks) {
    change(snapshot -> snapshot.with().bans(CidrSet.parse(List.of(networks))).build());
  }

  /** Changes anything. */
  public void change(UnaryOperator<ConfigSnapshot> change) {
    set(change.apply(snapshot));
  }

  private void set(ConfigSnapshot next) {
    snapshot = next;
    subscribers.forEach(each -> each.accept(next));
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
