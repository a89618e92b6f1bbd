package io.floe.admin.live;

import io.floe.admin.account.Pass;
import io.floe.admin.rest.Refusal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many may follow: in all, of one tenant and of one user. Threads: any. */
final class Places {

  static final int IN_ALL = 2000;
  static final int OF_A_TENANT = 1000;
  static final int OF_A_USER = 100;

  /** Those of them that superadmins find when everybody else is there. */
  static final int OF_SUPERADMINS = 100;

  private static final int RETRY_SECONDS = 30;

  // Guarded by this.
  private final Map<String, Integer> ofUsers = new HashMap<>();
  private final Map<String, Integer> ofTenants = new HashMap<>();
  private int all;

  /**
   * Takes a place.
   *
   * @throws Refusal when there is none
   */
  synchronized void take(Pass pass) {
    if (ofUsers.getOrDefault(pass.name(), 0) >= OF_A_USER) {
      throw Refusal.tooMany(
          "You follow the events "
              + OF_A_USER
              + " times already: close some, such as browser tabs that are forgotten.",
          RETRY_SECONDS);
    }
    String tenant = pass.tenant();
    if (tenant != null && ofTenants.getOrDefault(tenant, 0) >= OF_A_TENANT) {
      throw Refusal.busy(
          "As many as " + OF_A_TENANT + " of this tenant follow the events: try again.",
          RETRY_SECONDS);
    }
    if (all >= (pass.superadmin() ? IN_ALL : IN_ALL - OF_SUPERADMINS)) {
      throw Refusal.busy(
          "As many as may follow the events of this service do: try again.", RETRY_SECONDS);
    }
    var _ = ofUsers.merge(pass.name(), 1, Integer::sum);
    if (tenant != null) {
      var _ = ofTenants.merge(tenant, 1, Integer::sum);
    }
    all++;
  }

  /** Gives it back; once for each that was taken. */
  synchronized void leave(Pass pass) {
    lessOf(ofUsers, pass.name());
    lessOf(ofTenants, pass.tenant());
    all--;
  }

  private static void lessOf(Map<String, Integer> taken, @Nullable String whose) {
    if (whose != null) {
      var _ = taken.computeIfPresent(whose, (name, count) -> count == 1 ? null : count - 1);
    }
  }
}
