package io.floe.launcher.folder;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.regex.Pattern;

/** Makes, hashes and checks passwords. */
public final class Passwords {

  /** Longest password that bcrypt takes whole, in bytes of UTF-8. */
  public static final int MAX_BYTES = 71;

  /** 20 of 62 letters and digits: 119 bits. */
  private static final int LENGTH = 20;

  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /** About 60 ms. Generated secrets would be safe with less; those that people choose are not. */
  private static final int COST = 10;

  private static final int HIGHEST_COST = 14;

  private static final Pattern HASH = Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");

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

  /** Whether {@code text} is a bcrypt hash that services accept: not so dear that logins crawl. */
  public static boolean isHash(String text) {
    var match = HASH.matcher(text);
    if (!match.matches()) {
      return false;
    }
    int cost = Integer.parseInt(match.group(1));
    return cost >= 4 && cost <= HIGHEST_COST;
  }

  /** What is wrong with a password that somebody chose, or null. */
  public static @org.jspecify.annotations.Nullable String problemOf(String password) {
    if (password.isEmpty()) {
      return "a password must not be empty";
    }
    if (password.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      return "a password has at most " + MAX_BYTES + " bytes";
    }
    if (password.chars().anyMatch(Character::isISOControl)) {
      return "a password has no control characters";
    }
    return null;
  }
}
