package io.floe.wire.station;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which passwords, and which hashes of passwords, Floe takes, wherever they come from. */
public final class PasswordRules {

  /** Longest password that bcrypt takes whole, in bytes of UTF-8. */
  public static final int MAX_BYTES = 71;

  private static final int LOWEST_COST = 4;

  /** A dearer one takes longer than a login may: every wrong password costs as much as it does. */
  private static final int HIGHEST_COST = 12;

  /** What a hash has to be, as it is told to people. */
  public static final String HASH_FORM =
      "it begins with $2a$, $2b$ or $2y$, has 60 characters and a cost of "
          + LOWEST_COST
          + " to "
          + HIGHEST_COST;

  private static final Pattern HASH = Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");

  private PasswordRules() {}

  /** Whether {@code text} is a bcrypt hash that services accept: not so dear that logins crawl. */
  public static boolean isHash(String text) {
    Matcher match = HASH.matcher(text);
    if (!match.matches()) {
      return false;
    }
    int cost = Integer.parseInt(match.group(1));
    return cost >= LOWEST_COST && cost <= HIGHEST_COST;
  }

  /** What is wrong with a password that somebody chose, or null. */
  public static @Nullable String problemOf(String password) {
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
