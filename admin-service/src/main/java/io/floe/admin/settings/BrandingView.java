package io.floe.admin.settings;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.floe.admin.store.BrandingRow;
import io.floe.wire.config.Logo;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The branding as REST shows it.
 *
 * @param logo a data URL
 * @param managed whether the station file has the say about some of it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BrandingView(
    @Nullable String name,
    @Nullable String tagline,
    @Nullable String accent,
    @Nullable String logo,
    @Nullable String landing,
    boolean managed) {

  private static final int DIGEST_CHARS = 16;

  /** The view of that row. */
  public static BrandingView of(BrandingRow row) {
    return new BrandingView(
        row.name, row.tagline, row.accent, row.logo, row.landing, !row.managed.isEmpty());
  }

  /**
   * As the audit log has it: without the picture, of which it says enough to tell it from others.
   */
  public BrandingView noted() {
    return new BrandingView(
        name, tagline, accent, logo == null ? null : described(logo), landing, managed);
  }

  private static String described(String logo) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(logo.getBytes(StandardCharsets.US_ASCII));
      return Logo.parse(logo) + ", " + HexFormat.of().formatHex(digest).substring(0, DIGEST_CHARS);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
