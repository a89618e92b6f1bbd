package io.floe.admin.store;

import java.util.Collection;
import java.util.List;

/** Of a table that has a most, the part that each owner of rows may have. */
public final class Share {

  private Share() {}

  /**
   * How many rows each may have, so that all together have the most, and who has less keeps it all.
   *
   * @param counts how many each has
   */
  public static long of(Collection<Long> counts, long most) {
    List<Long> sorted = counts.stream().sorted().toList();
    long left = most;
    for (int i = 0; i < sorted.size(); i++) {
      long share = left / (sorted.size() - i);
      if (sorted.get(i) > share) {
        return Math.max(1, share);
      }
      left -= sorted.get(i);
    }
    return Long.MAX_VALUE;
  }
}
