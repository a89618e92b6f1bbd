package io.floe.wire.config;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What branding may be. Each function takes a text and gives it as it is kept, or throws {@link
 * IllegalArgumentException} with a message to be read behind the name of the field. Pure.
 */
public final class BrandingRules {

  /** Longest name, in bytes of UTF-8. */
  public static final int MOST_NAME = 100;

  /** Longest tagline, in bytes of UTF-8. */
  public static final int MOST_TAGLINE = 300;

  /** Longest landing text, in bytes of UTF-8. */
  public static final int MOST_LANDING = 16 << 10;

  private static final Pattern COLOUR = Pattern.compile("#[0-9a-fA-F]{6}");

  private BrandingRules() {}

  public static String name(String text) {
    return line(text, MOST_NAME);
  }

  public static String tagline(String text) {
    return line(text, MOST_TAGLINE);
  }

  public static String accent(String text) {
    if (!COLOUR.matcher(text).matches()) {
      throw new IllegalArgumentException("is a colour like #1d6f94");
    }
    return text.toLowerCase(Locale.ROOT);
  }

  public static String logo(String text) {
    return Logo.parse(text).url();
  }

  public static String landing(String text) {
    String lines = text.replace("\r\n", "\n").replace('\r', '\n');
    if (lines.isBlank() || lines.getBytes(StandardCharsets.UTF_8).length > MOST_LANDING) {
      throw new IllegalArgumentException("has 1 to " + MOST_LANDING + " bytes");
    }
    if (lines.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t')) {
      throw new IllegalArgumentException("has no control characters but tabs and ends of lines");
    }
    return lines;
  }

  private static String line(String text, int most) {
    if (text.isBlank() || text.getBytes(StandardCharsets.UTF_8).length > most) {
      throw new IllegalArgumentException("has 1 to " + most + " bytes");
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("is one line without control characters");
    }
    return text;
  }

  /** Holds that of a snapshot to all of them. */
  static void check(Branding branding) {
    check("name", branding.name(), BrandingRules::name);
    check("tagline", branding.tagline(), BrandingRules::tagline);
    check("accent", branding.accent(), BrandingRules::accent);
    check("logo", branding.logo(), BrandingRules::logo);
    check("landing", branding.landing(), BrandingRules::landing);
  }

  private static void check(String field, @Nullable String text, UnaryOperator<String> rule) {
    if (text == null) {
      return;
    }
    try {
      var _ = rule.apply(text);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("branding: " + field + " " + wrong.getMessage(), wrong);
    }
  }
}
