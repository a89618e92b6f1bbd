package io.floe.launcher.folder;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.security.SecureRandom;

/** Makes, hashes and compares passwords. */
public final class Passwords {

  /** 20 of 62 letters and digits: 119 bits. */
  private static final int LENGTH = 20;

  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /** About 60 ms. Generated secrets would be safe with less; those that people choose are not. */
  private static final int COST = 10;

  private static final SecureRandom RANDOM = new SecureRandom();

  private Passwords() {}

  /** A new secret. */
  public static String generate() {
    StringBuilder secret = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      secret.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
    }
    return secret.toString();
  }

  /** The bcrypt hash of {@code password}. */
  public static String hash(String password) {
    return BCrypt.with(BCrypt.Version.VERSION_2B).hashToString(COST, password.toCharArray());
  }

  /** Whether {@code password} is the one behind {@code hash}. */
  public static boolean matches(String password, String hash) {
    return BCrypt.verifyer().verify(password.toCharArray(), hash.toCharArray()).verified;
  }
}
