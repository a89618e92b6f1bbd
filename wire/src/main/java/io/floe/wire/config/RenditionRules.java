package io.floe.wire.config;

import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigSnapshot.Tenant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What renditions and siblings keep to. */
public final class RenditionRules {

  private static final int MAX_RENDITIONS = 20_000;
  private static final int MAX_SIBLINGS = 8;
  private static final Pattern SUFFIX = Pattern.compile("[.-][A-Za-z0-9._-]{1,30}");

  private RenditionRules() {}

  /**
   * Looks at all of them.
   *
   * @param owners the tenant of every configured mount
   * @throws IllegalArgumentException when something is out of range, is another tenant's or is made
   *     twice; the message says what
   */
  static void check(ConfigSnapshot snapshot, Map<MountName, String> owners) {
    Set<MountName> made = new HashSet<>();
    Map<MountName, String> from = new HashMap<>();
    for (Tenant tenant : snapshot.tenants()) {
      Limits.count("tenant " + tenant.name() + ": siblings", tenant.siblings(), MAX_SIBLINGS);
      Set<String> suffixes = new HashSet<>();
      for (Sibling sibling : tenant.siblings()) {
        check(sibling, tenant, suffixes);
      }
      for (Rendition rendition : tenant.renditions()) {
        String what = "rendition " + rendition.to();
        check(rendition);
        own(what, rendition.from(), tenant, owners);
        own(what, rendition.to(), tenant, owners);
        if (!made.add(rendition.to())) {
          throw new IllegalArgumentException(what + " is there twice");
        }
        String other = from.putIfAbsent(rendition.from(), tenant.name());
        if (other != null && !other.equals(tenant.name())) {
          throw new IllegalArgumentException(
              what + ": " + rendition.from() + " is made use of by tenant " + other + " already");
        }
      }
    }
    Limits.range("renditions", "the count", made.size(), 0, MAX_RENDITIONS);
    for (Tenant tenant : snapshot.tenants()) {
      for (Rendition rendition : tenant.renditions()) {
        if (made.contains(rendition.from())) {
          throw new IllegalArgumentException(
              "rendition "
                  + rendition.to()
                  + ": "
                  + rendition.from()
                  + " is itself a rendition, name the mount that it is made of");
        }
      }
    }
  }

  /**
   * Looks at one rendition by itself.
   *
   * @throws IllegalArgumentException when something is out of range; the message says what
   */
  public static void check(Rendition rendition) {
    String what = "rendition " + rendition.to();
    if (rendition.to().reserved() || rendition.from().reserved()) {
      throw new IllegalArgumentException(what + ": the name belongs to Floe's own pages");
    }
    if (rendition.to().equals(rendition.from())) {
      throw new IllegalArgumentException(what + ": from and to are the same mount");
    }
    audio(
        what, rendition.codec(), rendition.bitrate(), rendition.sampleRate(), rendition.channels());
  }

  private static void check(Sibling sibling, Tenant tenant, Set<String> suffixes) {
    String what = "tenant " + tenant.name() + ": sibling " + sibling.suffix();
    if (!SUFFIX.matcher(sibling.suffix()).matches()) {
      throw new IllegalArgumentException(
          what + ": a suffix is a dot or hyphen and up to 30 of A-Z a-z 0-9 . _ -");
    }
    if (!suffixes.add(sibling.suffix())) {
      throw new IllegalArgumentException(what + " is there twice");
    }
    audio(what, sibling.codec(), sibling.bitrate(), sibling.sampleRate(), sibling.channels());
  }

  private static void audio(
      String what,
      Codec codec,
      int bitrate,
      @Nullable Integer sampleRate,
      @Nullable Integer channels) {
    int rate = sampleRate == null ? codec.usualRate() : sampleRate;
    if (!codec.rates().contains(rate)) {
      throw new IllegalArgumentException(
          what + ": sampleRate is one of " + codec.rates() + ", not " + rate);
    }
    if (!codec.allows(bitrate, rate)) {
      throw new IllegalArgumentException(
          what
              + ": bitrate at "
              + rate
              + " Hz is "
              + codec.bitrates(rate)
              + " (kbit/s), not "
              + bitrate);
    }
    if (channels != null) {
      Limits.range(what, "channels", channels, 1, 2);
    }
  }

  private static void own(
      String what, MountName mount, Tenant tenant, Map<MountName, String> owners) {
    if (!owners.getOrDefault(mount, tenant.name()).equals(tenant.name())) {
      throw new IllegalArgumentException(
          what + ": " + mount + " is another tenant's, name one of its own tenant");
    }
  }
}
