package io.floe.transcoder.job;

import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.config.Codec;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.ConfigSnapshot.Tenant;
import io.floe.wire.config.Rendition;
import io.floe.wire.config.Sibling;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What there is to make: a pure function of the configuration and of what is on the air. */
final class Plan {

  /**
   * A source on the air.
   *
   * @param tenant whose password let it in, empty when it was the mount's own
   */
  record Source(MountName mount, StreamInfo info, String tenant) {}

  private Plan() {}

  /**
   * All jobs of the cluster, by input.
   *
   * @param sources streams of encoders, not of transcoders: those that may get siblings
   */
  static Map<MountName, Job> of(ConfigSnapshot config, Collection<Source> sources) {
    Map<MountName, List<Rendition>> outputs = new TreeMap<>();
    Map<MountName, String> tenants = new TreeMap<>();
    Set<MountName> made = new HashSet<>();
    for (Tenant tenant : config.tenants()) {
      for (Rendition rendition : tenant.renditions()) {
        if (wanted(config, rendition) && made.add(rendition.to())) {
          outputs.computeIfAbsent(rendition.from(), _ -> new ArrayList<>()).add(rendition);
          tenants.put(rendition.from(), tenant.name());
        }
      }
    }
    // In the same order on every node, for two siblings may come to the same name.
    for (Source source : sources.stream().sorted(Comparator.comparing(Source::mount)).toList()) {
      Optional<Tenant> owner = owner(config, source);
      if (owner.isEmpty() || made.contains(source.mount())) {
        continue;
      }
      for (Sibling sibling : owner.get().siblings()) {
        Optional<Rendition> rendition = sibling.of(source.mount());
        if (!speaks(source.info(), sibling.codec())
            && rendition.isPresent()
            && ours(config, rendition.get().to(), owner.get())
            && wanted(config, rendition.get())
            && made.add(rendition.get().to())) {
          outputs.computeIfAbsent(source.mount(), _ -> new ArrayList<>()).add(rendition.get());
          tenants.put(source.mount(), owner.get().name());
        }
      }
    }
    Map<MountName, Job> jobs = new TreeMap<>();
    outputs.forEach((from, renditions) -> {
      renditions.sort(Comparator.comparing(Rendition::to));
      jobs.put(from, new Job(from, tenants.getOrDefault(from, ""), renditions));
    });
    return jobs;
  }

  private static boolean wanted(ConfigSnapshot config, Rendition rendition) {
    return config.settings(rendition.to()).enabled();
  }

  private static boolean ours(ConfigSnapshot config, MountName mount, Tenant tenant) {
    return !mount.reserved()
        && config
            .mount(mount)
            .map(owned -> owned.tenant().name().equals(tenant.name()))
            .orElse(true);
  }

  private static Optional<Tenant> owner(ConfigSnapshot config, Source source) {
    return config
        .mount(source.mount())
        .map(ConfigSnapshot.Owned::tenant)
        .or(() ->
            config.tenants().stream()
                .filter(tenant -> tenant.name().equals(source.tenant()))
                .findFirst());
  }

  /** Whether a stream is in that codec, as far as its content type tells. */
  private static boolean speaks(StreamInfo info, Codec codec) {
    return switch (codec) {
      case OPUS -> info.ogg();
      case MP3 -> info.contentType().startsWith("audio/mp") && !info.contentType().contains("4");
    };
  }
}
