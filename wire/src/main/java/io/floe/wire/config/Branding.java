package io.floe.wire.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * How the pages for listeners present themselves. Absent: as Floe does. All of it is hostile text
 * to whoever shows it. {@link BrandingRules} has the bounds.
 *
 * @param name of the station or platform, one line
 * @param tagline a sentence beside it, one line
 * @param accent a colour, {@code #rrggbb} in small letters
 * @param logo a picture as {@link Logo#url}
 * @param landing what stands above the list of stations, in Markdown
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Branding(
    @Nullable String name,
    @Nullable String tagline,
    @Nullable String accent,
    @Nullable String logo,
    @Nullable String landing) {

  /** Nothing of its own. */
  public static final Branding NONE = new Branding(null, null, null, null, null);
}
