package io.floe.launcher.folder;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The key with which the admin service encrypts the secrets in its database: that of the
 * environment, else one that is made once and kept in the data folder. Who loses it gives the
 * webhooks new secrets, and nothing else.
 */
public final class SecretKey {

  private static final String VARIABLE = "FLOE_SECRET_KEY";
  private static final String OLD_VARIABLE = "FLOE_SECRET_KEY_OLD";
  private static final int BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private SecretKey() {}

  /** Whether only the admin service gets to see that variable. */
  public static boolean names(String variable) {
    return variable.equals(VARIABLE) || variable.equals(OLD_VARIABLE);
  }

  /**
   * What the admin service is told. A folder that had a key of its own before the environment gave
   * one goes on with it as the old one.
   *
   * @throws LaunchProblem when a key is none
   */
  public static Map<String, String> forAdmin(DataFolder folder, Map<String, String> environment) {
    String given = environment.getOrDefault(VARIABLE, "");
    String old = environment.getOrDefault(OLD_VARIABLE, "");
    Optional<String> kept =
        DataFolder.read(folder.secretKey())
            .map(bytes -> new String(bytes, StandardCharsets.US_ASCII).strip());
    Map<String, String> values = new LinkedHashMap<>();
    if (given.isEmpty()) {
      String key = kept.orElseGet(() -> make(folder));
      values.put(VARIABLE, checked(key, folder.secretKey().toString()));
    } else {
      values.put(VARIABLE, checked(given, VARIABLE));
      old = old.isEmpty() ? kept.orElse("") : old;
    }
    if (!old.isEmpty()) {
      values.put(OLD_VARIABLE, checked(old, OLD_VARIABLE));
    }
    return values;
  }

  private static String make(DataFolder folder) {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    String key = Base64.getEncoder().encodeToString(bytes);
    DataFolder.write(folder.secretKey(), (key + "\n").getBytes(StandardCharsets.US_ASCII));
    return key;
  }

  private static String checked(String key, String where) {
    try {
      if (Base64.getDecoder().decode(key.strip()).length == BYTES) {
        return key.strip();
      }
    } catch (IllegalArgumentException wrong) {
      // Said below.
    }
    throw new LaunchProblem(
        where
            + " is no key: give 32 bytes in base64, as  head -c 32 /dev/urandom | base64  makes"
            + " them. Without the right one webhooks need new secrets.");
  }
}
