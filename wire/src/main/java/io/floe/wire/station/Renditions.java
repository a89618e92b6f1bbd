package io.floe.wire.station;

import io.floe.wire.audio.MountName;
import io.floe.wire.config.Codec;
import io.floe.wire.config.Rendition;
import io.floe.wire.config.RenditionRules;
import io.floe.wire.config.RenditionRules.Wrong;
import io.floe.wire.config.Sibling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a station file says of renditions and siblings. Confined to one thread. */
final class Renditions {

  private static final Map<String, Codec> CODECS = Map.of("mp3", Codec.MP3, "opus", Codec.OPUS);
  private static final int MAX_KBITS = 1_000;
  private static final int MAX_HZ = 192_000;

  private final Links links;
  private final Map<MountName, Integer> lines = new HashMap<>();

  Renditions(Links links) {
    this.links = links;
  }

  /** How it is encoded; null where it is not said, or wrong. */
  private record Audio(
      @Nullable Codec codec,
      @Nullable Integer bitrate,
      @Nullable Integer sampleRate,
      @Nullable Integer channels,
      boolean onDemand) {

    static Audio of(Section section) {
      Codec codec = section.oneOf("codec", CODECS);
      Integer bitrate = section.integer("bitrate", 1, MAX_KBITS);
      Integer sampleRate = section.integer("sampleRate", 1, MAX_HZ);
      Integer channels = section.integer("channels", 1, 2);
      Boolean onDemand = section.flag("onDemand");
      return new Audio(codec, bitrate, sampleRate, channels, onDemand != null && onDemand);
    }
  }

  /** The renditions of that tenant. */
  List<Rendition> renditions(Section tenant, String name) {
    List<Rendition> found = new ArrayList<>();
    for (Section section : tenant.sections("renditions", "rendition", "from")) {
      Rendition rendition = rendition(section, name);
      if (rendition != null) {
        found.add(rendition);
      }
    }
    return found;
  }

  private @Nullable Rendition rendition(Section section, String tenant) {
    MountName from = section.parsed("from", Texts::mountName);
    MountName to = section.parsed("to", Texts::mountName);
    Audio audio = Audio.of(section);
    Boolean listed = section.flag("public");
    section.require("from", "to", "codec", "bitrate");
    section.close(Set.of());
    if (to != null) {
      section.once("to", "rendition", to, lines);
    }
    Codec codec = audio.codec();
    Integer bitrate = audio.bitrate();
    if (from == null || to == null || codec == null || bitrate == null) {
      return null;
    }
    Rendition rendition =
        new Rendition(
            from,
            to,
            codec,
            bitrate,
            audio.sampleRate(),
            audio.channels(),
            listed,
            audio.onDemand());
    tell(section, RenditionRules.wrong(rendition));
    links.rendition(section, tenant, from, to);
    return rendition;
  }

  /** The siblings of that tenant; null: the file says nothing about them. */
  static @Nullable List<Sibling> siblings(Section tenant) {
    List<Section> sections = tenant.sections("siblings", "sibling", "suffix");
    if (!tenant.has("siblings")) {
      return null;
    }
    if (sections.size() > RenditionRules.MAX_SIBLINGS) {
      tenant.problem(
          "siblings",
          "has at most %d entries, not %d".formatted(RenditionRules.MAX_SIBLINGS, sections.size()));
    }
    List<Sibling> found = new ArrayList<>();
    for (Section section : sections) {
      Sibling sibling = sibling(section);
      if (sibling == null) {
        continue;
      }
      if (found.stream().anyMatch(other -> other.suffix().equals(sibling.suffix()))) {
        section.problem("suffix", "is that of a sibling above: remove one of them");
      }
      found.add(sibling);
    }
    return found;
  }

  private static @Nullable Sibling sibling(Section section) {
    String suffix = section.text("suffix");
    Audio audio = Audio.of(section);
    section.require("suffix", "codec", "bitrate");
    section.close(Set.of());
    Codec codec = audio.codec();
    Integer bitrate = audio.bitrate();
    if (suffix == null || codec == null || bitrate == null) {
      return null;
    }
    Sibling sibling =
        new Sibling(suffix, codec, bitrate, audio.sampleRate(), audio.channels(), audio.onDemand());
    tell(section, RenditionRules.wrong(sibling));
    return sibling;
  }

  private static void tell(Section section, Optional<Wrong> wrong) {
    wrong.ifPresent(found -> section.problem(found.field(), found.detail()));
  }
}
