package io.floe.wire.config;

import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigSnapshot.Tenant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What renditions and siblings keep to. */
public final class RenditionRules {

  /** Most siblings of a tenant. */
  public static final int MAX_SIBLINGS = 8;

  private static final int MAX_RENDITIONS = 20_000;
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
   * Something that is wrong.
   *
   * @param field its name
   * @param detail what it is instead, to be read behind the name
   */
  public record Wrong(String field, String detail) {}

  /**
   * Looks at one rendition by itself.
   *
   * @throws IllegalArgumentException when something is out of range; the message says what
   */
  public static void check(Rendition rendition) {
    told("rendition " + rendition.to(), wrong(rendition));
  }

  /** What is wrong with one rendition by itself, if anything is. */
  public static Optional<Wrong> wrong(Rendition rendition) {
    if (rendition.to().reserved()) {
      return Optional.of(new Wrong("to", "is a name that belongs to Floe's own pages"));
    }
    if (rendition.from().reserved()) {
      return Optional.of(new Wrong("from", "is a name that belongs to Floe's own pages"));
    }
    if (rendition.to().equals(rendition.from())) {
      return Optional.of(new Wrong("to", "and from are the same mount"));
    }
    return wrong(
        rendition.codec(), rendition.bitrate(), rendition.sampleRate(), rendition.channels());
  }

  /** What is wrong with one sibling by itself, if anything is. */
  public static Optional<Wrong> wrong(Sibling sibling) {
    if (!SUFFIX.matcher(sibling.suffix()).matches()) {
      return Optional.of(
          new Wrong("suffix", "is a dot or hyphen and up to 30 of A-Z a-z 0-9 . _ -, like .mp3"));
    }
    return wrong(sibling.codec(), sibling.bitrate(), sibling.sampleRate(), sibling.channels());
  }

  /**
   * What is wrong with what is to be encoded, if anything is.
   *
   * @param bitrate in kbit/s
   * @param sampleRate in Hz; null: the usual one
   * @param channels null: the usual ones
   */
  public static Optional<Wrong> wrong(
      Codec codec, int bitrate, @Nullable Integer sampleRate, @Nullable Integer channels) {
    int rate = sampleRate == null ? codec.usualRate() : sampleRate;
    if (!codec.rates().contains(rate)) {
      return Optional.of(
          new Wrong("sampleRate", "is one of " + codec.rates() + " (Hz), not " + rate));
    }
    if (!codec.allows(bitrate, rate)) {
      return Optional.of(
          new Wrong(
              "bitrate",
              "at " + rate + " Hz is " + codec.bitrates(rate) + " (kbit/s), not " + bitrate));
    }
    if (channels != null && (channels < 1 || channels > 2)) {
      return Optional.of(new Wrong("channels", "is 1 to 2, not " + channels));
    }
    return Optional.empty();
  }

  private static void check(Sibling sibling, Tenant tenant, Set<String> suffixes) {
    String what = "tenant " + tenant.name() + ": sibling " + sibling.suffix();
    told(what, wrong(sibling));
    if (!suffixes.add(sibling.suffix())) {
      throw new IllegalArgumentException(what + " is there twice");
    }
  }

  private static void told(String what, Optional<Wrong> found) {
    if (found.isPresent()) {
      Wrong wrong = found.get();
      throw new IllegalArgumentException(what + ": " + wrong.field() + " " + wrong.detail());
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
