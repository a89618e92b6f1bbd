package io.floe.admin.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Shows a receiver that a request is from somebody who knows the secret, and when. Pure. */
final class Signature {

  private static final String HMAC = "HmacSHA256";

  private Signature() {}

  /** The value of the header {@code Floe-Signature}. */
  static String of(String secret, Instant at, byte[] body) {
    long seconds = at.getEpochSecond();
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
      mac.update((seconds + ".").getBytes(StandardCharsets.US_ASCII));
      return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this JVM has no " + HMAC, missing);
    }
  }
}
