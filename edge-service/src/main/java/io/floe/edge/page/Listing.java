package io.floe.edge.page;

import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.ConfigSnapshot.Tenant;
import io.floe.wire.config.Mount;
import io.floe.wire.report.ClusterView.Snapshot;
import io.floe.wire.report.ClusterView.Stream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stream that everybody is shown.
 *
 * @param from the stream that it is made of, if everybody is shown that too: it is the same
 *     programme
 */
record Listing(Stream stream, @Nullable MountName from) {

  /** All of them, in order of mounts. */
  static List<Listing> of(Snapshot now, ConfigSnapshot settings) {
    Map<MountName, Mount> configured = new HashMap<>();
    Map<MountName, MountName> made = new HashMap<>();
    for (Tenant tenant : settings.tenants()) {
      tenant.mounts().forEach(mount -> configured.put(mount.name(), mount));
      tenant.renditions().forEach(rendition -> made.put(rendition.to(), rendition.from()));
    }
    now.jobs()
        .keySet()
        .forEach(to -> now.made(to).ifPresent(placed -> made.put(to, placed.job().from())));
    List<Stream> shown =
        now.streams().stream()
            .filter(stream -> listed(stream, configured.get(stream.mount())))
            .toList();
    Set<MountName> names = new HashSet<>();
    shown.forEach(stream -> names.add(stream.mount()));
    List<Listing> all = new ArrayList<>(shown.size());
    for (Stream stream : shown) {
      MountName from = made.get(stream.mount());
      all.add(new Listing(stream, from != null && names.contains(from) ? from : null));
    }
    return all;
  }

  /** Whether it is shown on public pages: the configuration says so, or else its source. */
  static boolean listed(Stream stream, @Nullable Mount settings) {
    Boolean configured = settings == null ? null : settings.listed();
    return configured == null ? stream.info().listed() : configured;
  }
}
