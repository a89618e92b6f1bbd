package io.floe.admin.publish;

import org.jspecify.annotations.Nullable;

/**
 * Who does something.
 *
 * @param name a user's, or what Floe calls itself
 * @param address whence; null: from within
 */
public record Author(String name, @Nullable String address) {

  /** The first start. */
  public static final Author START = new Author("(first start)", null);

  /** The station file. */
  public static final Author STATION = new Author("(station file)", null);
}
