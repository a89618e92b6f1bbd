package io.floe.ingest.source;

import io.floe.wire.http.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * A user name and a password as a client gave them. Never logged.
 *
 * <p>Some clients send ISO-8859-1: bytes that are not UTF-8 are read as that
 * (docs/icecast-compat.md 1.2).
 */
final class Credentials {

  /** Longer passwords are cut: bcrypt reads 72 bytes at most. */
  private static final int MAX_PASSWORD_BYTES = 1024;

  private final String user;
  private final byte[] password;

  Credentials(String user, byte[] password) {
    this.user = user;
    byte[] utf8 = text(password).getBytes(StandardCharsets.UTF_8);
    this.password =
        utf8.length > MAX_PASSWORD_BYTES ? Arrays.copyOf(utf8, MAX_PASSWORD_BYTES) : utf8;
  }

  /** A user name and a password, one char per byte. */
  static Credentials latin1(String user, String password) {
    return new Credentials(
        text(user.getBytes(StandardCharsets.ISO_8859_1)),
        password.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Reads the value of an Authorization header; empty when it is no Basic or is broken. */
  static Optional<Credentials> basic(String authorization) {
    String value = authorization.strip();
    if (!value.toLowerCase(Locale.ROOT).startsWith("basic ")) {
      return Optional.empty();
    }
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(value.substring(6).strip());
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
    for (int i = 0; i < decoded.length; i++) {
      if (decoded[i] == ':') {
        return Optional.of(
            new Credentials(
                text(Arrays.copyOf(decoded, i)),
                Arrays.copyOfRange(decoded, i + 1, decoded.length)));
      }
    }
    return Optional.empty();
  }

  private static String text(byte[] bytes) {
    return RequestHead.text(bytes, StandardCharsets.ISO_8859_1);
  }

  String user() {
    return user;
  }

  /** The bytes themselves, not a copy. */
  byte[] password() {
    return password;
  }

  @Override
  public String toString() {
    return "credentials of '" + Escaped.log(user, 64) + "'";
  }
}
