package io.floe.wire.config;

import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A small picture, known by its first bytes to be what it says. Immutable. */
public final class Logo {

  /** Largest picture, in bytes. */
  public static final int MOST_BYTES = 48 << 10;

  private static final int LONGEST_URL = 4 * (MOST_BYTES / 3 + 1) + 40;
  private static final Pattern URL =
      Pattern.compile("data:(image/(?:png|jpeg|webp));base64,([A-Za-z0-9+/]+={0,2})");

  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};
  private static final byte[] RIFF = {'R', 'I', 'F', 'F'};
  private static final byte[] WEBP = {'W', 'E', 'B', 'P'};
  private static final int WEBP_AT = 8;

  private final String contentType;
  private final byte[] bytes;

  private Logo(String contentType, byte[] bytes) {
    this.contentType = contentType;
    this.bytes = bytes;
  }

  /**
   * The picture in a file.
   *
   * @throws IllegalArgumentException when it is none; the message is to be read behind a name
   */
  public static Logo of(byte[] file) {
    if (file.length > MOST_BYTES) {
      throw new IllegalArgumentException("has at most " + MOST_BYTES + " bytes");
    }
    if (starts(file, 0, PNG)) {
      return new Logo("image/png", file.clone());
    }
    if (starts(file, 0, JPEG)) {
      return new Logo("image/jpeg", file.clone());
    }
    if (starts(file, 0, RIFF) && starts(file, WEBP_AT, WEBP)) {
      return new Logo("image/webp", file.clone());
    }
    throw new IllegalArgumentException("is a picture in PNG, JPEG or WebP");
  }

  /**
   * The picture in a data URL.
   *
   * @throws IllegalArgumentException when it is none; the message is to be read behind a name
   */
  public static Logo parse(String url) {
    Matcher parts = URL.matcher(url.length() > LONGEST_URL ? "" : url);
    if (url.length() > LONGEST_URL) {
      throw new IllegalArgumentException("has at most " + MOST_BYTES + " bytes");
    }
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "is a picture like data:image/png;base64,..., also jpeg or webp");
    }
    Logo logo = of(Base64.getDecoder().decode(parts.group(2)));
    if (!logo.contentType.equals(parts.group(1))) {
      throw new IllegalArgumentException(
          "is no " + parts.group(1) + ", as it says, but " + logo.contentType);
    }
    return logo;
  }

  private static boolean starts(byte[] file, int at, byte[] with) {
    return file.length >= at + with.length
        && Arrays.equals(file, at, at + with.length, with, 0, with.length);
  }

  /** It as a data URL. */
  public String url() {
    return "data:" + contentType + ";base64," + Base64.getEncoder().encodeToString(bytes);
  }

  public String contentType() {
    return contentType;
  }

  /** A copy of its bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Logo logo && Arrays.equals(bytes, logo.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return contentType + ", " + bytes.length + " bytes";
  }
}
