package io.floe.edge.page;

import io.floe.wire.audio.MountName;
import io.floe.wire.config.Codec;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.ConfigSnapshot.Tenant;
import io.floe.wire.config.Mount;
import io.floe.wire.config.Rendition;
import io.floe.wire.config.Sibling;
import io.floe.wire.config.UrlAuth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one snapshot says of mounts, found by their names: made once for each. Immutable. */
final class Catalogue {

  /** What it was made of. */
  final ConfigSnapshot from;

  private final Map<MountName, Mount> mounts = new HashMap<>();
  private final Map<MountName, Rendition> made = new HashMap<>();
  private final Map<MountName, String> owners = new HashMap<>();
  private final Map<MountName, List<MountName>> makes = new HashMap<>();
  private final Map<String, Codec> suffixes = new HashMap<>();
  private final Set<MountName> guarded = new HashSet<>();

  Catalogue(ConfigSnapshot from) {
    this.from = from;
    for (Tenant tenant : from.tenants()) {
      for (Mount mount : tenant.mounts()) {
        mounts.putIfAbsent(mount.name(), mount);
        owners.putIfAbsent(mount.name(), tenant.name());
      }
      for (Rendition rendition : tenant.renditions()) {
        made.putIfAbsent(rendition.to(), rendition);
        owners.putIfAbsent(rendition.to(), tenant.name());
        makes.computeIfAbsent(rendition.from(), name -> new ArrayList<>()).add(rendition.to());
      }
      for (Sibling sibling : tenant.siblings()) {
        suffixes.putIfAbsent(sibling.suffix(), sibling.codec());
      }
    }
    from.tenants().forEach(this::guard);
  }

  /** As {@link ConfigSnapshot#auth} has it, for all mounts at once. */
  private void guard(Tenant tenant) {
    for (Mount mount : tenant.mounts()) {
      if (asks(mount.auth())) {
        guarded.add(mount.name());
        tenant.siblings().stream()
            .flatMap(sibling -> sibling.of(mount.name()).stream())
            .map(Rendition::to)
            .filter(to -> unsaid(to) && !made.containsKey(to))
            .forEach(guarded::add);
      }
    }
    for (Rendition rendition : tenant.renditions()) {
      if (unsaid(rendition.to()) && asks(settings(rendition.from()).auth())) {
        guarded.add(rendition.to());
      }
    }
  }

  private boolean unsaid(MountName name) {
    return settings(name).auth() == null;
  }

  private static boolean asks(@Nullable UrlAuth auth) {
    return auth != null && auth.listenerAdd() != null;
  }

  /** The configured mount of that name. */
  @Nullable Mount mount(MountName name) {
    return mounts.get(name);
  }

  /** As {@link ConfigSnapshot#settings}. */
  Mount settings(MountName name) {
    Mount mount = mounts.get(name);
    return mount == null ? Mount.onTheFly(name) : mount;
  }

  /** The rendition that makes the mount of that name. */
  Optional<Rendition> rendition(MountName to) {
    return Optional.ofNullable(made.get(to));
  }

  /** What renditions make of that mount. */
  List<MountName> madeOf(MountName name) {
    return makes.getOrDefault(name, List.of());
  }

  /** What a sibling of {@code root} is encoded in, if it may have that name. */
  Optional<Codec> sibling(MountName root, MountName name) {
    return name.value().startsWith(root.value())
        ? Optional.ofNullable(suffixes.get(name.value().substring(root.value().length())))
        : Optional.empty();
  }

  /** Whether somebody is asked before anybody may hear that mount. */
  boolean guarded(MountName name) {
    return guarded.contains(name);
  }

  /** Whether the configuration has that mount, or makes it. */
  boolean names(MountName name) {
    return owners.containsKey(name);
  }

  /** The name of the tenant whose that mount is, if the configuration has it. */
  Optional<String> owner(MountName name) {
    return Optional.ofNullable(owners.get(name));
  }
}
