package io.floe.edge.page;

import io.floe.edge.page.Channel.Quality;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.config.Codec;
import io.floe.wire.config.ConfigFeed;
import io.floe.wire.config.Mount;
import io.floe.wire.config.Rendition;
import io.floe.wire.report.ClusterView.Snapshot;
import io.floe.wire.report.ClusterView.Stream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What there is to tell of a mount to whoever knows its name. It names no other mount that is
 * hidden, but those that are made of it and go with it. Any thread.
 */
final class Channels {

  private static final StreamInfo NOTHING = new StreamInfo("", "", "", "", "", 0, false, "");

  private final Supplier<Snapshot> cluster;
  private final RecentTitles titles;
  private final Catalogues catalogues;
  private volatile Makers makers;

  /** What transcoders make of each mount, by their own reports: made once for each snapshot. */
  private record Makers(Snapshot from, Map<MountName, List<MountName>> makes) {

    static Makers of(Snapshot from) {
      Map<MountName, List<MountName>> makes = new HashMap<>();
      for (MountName to : from.jobs().keySet()) {
        from.made(to)
            .ifPresent(placed ->
                makes.computeIfAbsent(placed.job().from(), name -> new ArrayList<>()).add(to));
      }
      return new Makers(from, makes);
    }
  }

  Channels(Supplier<Snapshot> cluster, ConfigFeed config, RecentTitles titles) {
    this.cluster = cluster;
    this.titles = titles;
    catalogues = new Catalogues(config);
    makers = Makers.of(cluster.get());
  }

  /** What is configured now. */
  Catalogue configured() {
    return catalogues.now();
  }

  @SuppressWarnings("ReferenceEquality") // the same snapshot, not an equal one: comparing is dear
  private Makers makers(Snapshot now) {
    Makers last = makers;
    if (last.from() != now) {
      last = Makers.of(now);
      makers = last;
    }
    return last;
  }

  /** Whether there is anything to tell of that mount but that it is off the air. */
  boolean knows(MountName mount) {
    return cluster.get().stream(mount).isPresent()
        || configured().names(mount)
        || !titles.of(mount).isEmpty();
  }

  /** What there is of that mount now, be it known or not. */
  Channel of(MountName mount) {
    Snapshot now = cluster.get();
    Catalogue settings = configured();
    Optional<Stream> own = now.stream(mount);
    Optional<Stream> heard = own.or(() -> instead(now, settings, mount));
    boolean guarded = settings.guarded(mount);
    StreamInfo info =
        own.filter(stream -> !guarded).map(Stream::info).orElseGet(() -> told(settings, mount));
    return new Channel(
        mount,
        own.isPresent()
            ? state(own.get())
            : heard.isPresent() ? Channel.State.INSTEAD : Channel.State.OFF,
        info.name().isBlank() ? mount.value() : info.name(),
        info.description(),
        info.genre(),
        info.url(),
        guarded ? "" : heard.map(Stream::title).orElse(""),
        guarded ? Channel.UNTOLD : heard.map(Stream::listeners).orElse(0),
        guarded ? List.of() : titles.of(mount),
        heard.isPresent() ? qualities(now, settings, mount, heard.get()) : List.of());
  }

  private static Channel.State state(Stream stream) {
    return stream.state() == Beacon.State.STALLED ? Channel.State.STALLED : Channel.State.LIVE;
  }

  /** What the configuration says of a mount that is not on the air. */
  private static StreamInfo told(Catalogue settings, MountName mount) {
    StreamInfo own = settings.settings(mount).over(NOTHING);
    if (!own.name().isBlank()) {
      return own;
    }
    return settings
        .rendition(mount)
        .map(made -> settings.settings(made.from()).over(NOTHING))
        .orElse(own);
  }

  /** The first of its fallbacks that is on the air: who asks for the mount hears that. */
  private static Optional<Stream> instead(Snapshot now, Catalogue settings, MountName mount) {
    Set<MountName> tried = new HashSet<>();
    @Nullable MountName next = settings.settings(mount).fallback();
    while (next != null && tried.add(next)) {
      Optional<Stream> stream = now.stream(next);
      if (stream.isPresent()) {
        return stream;
      }
      next = settings.settings(next).fallback();
    }
    return Optional.empty();
  }

  private List<Quality> qualities(Snapshot now, Catalogue settings, MountName mount, Stream heard) {
    List<Quality> qualities = new ArrayList<>();
    MountName root = root(now, settings, mount);
    qualities.add(quality(settings, root, mount, heard.info()));
    for (MountName other : family(now, settings, root)) {
      now.stream(other)
          .filter(stream -> !other.equals(mount) && offered(settings, stream, root))
          .ifPresent(stream -> qualities.add(quality(settings, root, other, stream.info())));
    }
    qualities.sort(
        Comparator.comparing(Quality::format)
            .thenComparing(Comparator.comparingInt(Quality::bitrate).reversed())
            .thenComparing(Quality::mount));
    return qualities;
  }

  /** The mount that it is made of, or itself. */
  private static MountName root(Snapshot now, Catalogue settings, MountName mount) {
    return now.made(mount)
        .map(placed -> placed.job().from())
        .or(() -> settings.rendition(mount).map(Rendition::from))
        .orElse(mount);
  }

  /** It and what is made of it, in order of names. */
  private Set<MountName> family(Snapshot now, Catalogue settings, MountName root) {
    Set<MountName> family = new TreeSet<>();
    family.add(root);
    family.addAll(makers(now).makes().getOrDefault(root, List.of()));
    family.addAll(settings.madeOf(root));
    return family;
  }

  private static boolean offered(Catalogue settings, Stream stream, MountName root) {
    MountName name = stream.mount();
    Mount own = settings.mount(name);
    if (Listing.listed(stream, own)) {
      return true;
    }
    Boolean said = own == null ? null : own.listed();
    if (said == null) {
      said = settings.rendition(name).map(Rendition::listed).orElse(null);
    }
    return said == null && !name.equals(root);
  }

  private static Quality quality(
      Catalogue settings, MountName root, MountName mount, StreamInfo info) {
    String format =
        codec(settings, root, mount).map(Channels::name).orElseGet(() -> Formats.name(info));
    return new Quality(mount, info.contentType(), format, info.bitrate());
  }

  /** In which a mount is made of another one: the content type of Opus says no more than Ogg. */
  private static Optional<Codec> codec(Catalogue settings, MountName root, MountName mount) {
    if (mount.equals(root)) {
      return Optional.empty();
    }
    return settings.rendition(mount).map(Rendition::codec).or(() -> settings.sibling(root, mount));
  }

  private static String name(Codec codec) {
    return switch (codec) {
      case MP3 -> "MP3";
      case OPUS -> "Opus";
    };
  }
}
