package io.floe.admin.live;

import io.floe.admin.rest.Refusal;
import java.util.HashMap;
import java.util.Map;

/** How many may follow, in all and of one user. Threads: any. */
final class Places {

  static final int IN_ALL = 2000;
  static final int OF_A_USER = 100;

  private static final int RETRY_SECONDS = 30;

  // Guarded by this.
  private final Map<String, Integer> taken = new HashMap<>();
  private int all;

  /**
   * Takes a place.
   *
   * @throws Refusal when there is none
   */
  synchronized void take(String user) {
    if (taken.getOrDefault(user, 0) >= OF_A_USER) {
      throw Refusal.tooMany(
          "You follow the events "
              + OF_A_USER
              + " times already: close some, such as browser tabs that are forgotten.",
          RETRY_SECONDS);
    }
    if (all >= IN_ALL) {
      throw Refusal.busy(
          "As many as " + IN_ALL + " follow the events of this service: try again.", RETRY_SECONDS);
    }
    taken.merge(user, 1, Integer::sum);
    all++;
  }

  /** Gives it back; once for each that was taken. */
  synchronized void leave(String user) {
    var _ = taken.computeIfPresent(user, (name, count) -> count == 1 ? null : count - 1);
    all--;
  }
}
