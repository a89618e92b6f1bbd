package io.floe.wire.station;

import io.floe.wire.config.Branding;
import io.floe.wire.config.BrandingRules;
import io.floe.wire.config.Logo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a station file says of how its pages look. Threads: any; it reads the file of a logo. */
final class Brands {

  private Brands() {}

  /**
   * The branding in that section.
   *
   * @param folder where the logo is, if it is a file
   */
  static Branding of(Section section, Path folder) {
    Branding branding =
        new Branding(
            section.parsed("name", not(BrandingRules::name)),
            section.parsed("tagline", not(BrandingRules::tagline)),
            section.parsed("accent", not(BrandingRules::accent)),
            logo(section, folder),
            section.parsed("landing", not(BrandingRules::landing)));
    section.close(Set.of());
    return branding;
  }

  /** A rule whose message is read before the text that breaks it. */
  private static Function<String, String> not(UnaryOperator<String> rule) {
    return text -> {
      try {
        return rule.apply(text);
      } catch (IllegalArgumentException wrong) {
        throw new IllegalArgumentException(wrong.getMessage() + ", not", wrong);
      }
    };
  }

  private static @Nullable String logo(Section section, Path folder) {
    String text = section.text("logo");
    if (text == null) {
      return null;
    }
    try {
      return text.startsWith("data:")
          ? BrandingRules.logo(text)
          : Logo.of(file(folder.resolve(text))).url();
    } catch (IllegalArgumentException wrong) {
      section.problem("logo", String.valueOf(wrong.getMessage()));
      return null;
    }
  }

  private static byte[] file(Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IllegalArgumentException("is a file, and this is none: " + file);
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(Logo.MOST_BYTES + 1);
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(
          "is a file that cannot be read: " + file + "; it is looked for beside the station file",
          unreadable);
    }
  }
}
