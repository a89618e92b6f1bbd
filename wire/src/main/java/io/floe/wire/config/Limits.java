package io.floe.wire.config;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of limits that snapshots have. All throw {@link IllegalArgumentException} with a
 * message that says where and what.
 */
final class Limits {

  private static final int MAX_TEXT_BYTES = 512;
  private static final int MAX_NAME_BYTES = 200;
  private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$\\d\\d\\$[./A-Za-z0-9]{53}");

  private Limits() {}

  /** Both ends are allowed. */
  static void range(String what, String field, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          what + ": " + field + " is " + min + " to " + max + ", not " + value);
    }
  }

  static void count(String what, Collection<?> list, int max) {
    range(what, "the count", list.size(), 0, max);
  }

  /** A line to show, or nothing. */
  static void text(String what, String field, @Nullable String text) {
    if (text == null) {
      return;
    }
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_TEXT_BYTES) {
      throw new IllegalArgumentException(
          what + ": " + field + " has at most " + MAX_TEXT_BYTES + " bytes");
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(what + ": " + field + " has no control characters");
    }
  }

  /** A name that is there and is no longer than anybody needs. */
  static void name(String what, String name) {
    if (name.isBlank()
        || name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES
        || name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          what + ": this is 1 to " + MAX_NAME_BYTES + " bytes without control characters");
    }
  }

  static void bcrypt(@Nullable String hash, String what) {
    if (hash != null && !BCRYPT.matcher(hash).matches()) {
      throw new IllegalArgumentException(
          what + ": its password hash is not bcrypt ($2a$, $2b$ or $2y$ and 60 characters)");
    }
  }
}
